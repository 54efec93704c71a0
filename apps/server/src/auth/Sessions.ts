import { DAY, Fault, HOUR, MINUTE, SECOND, type TimeUs } from '@qca/base';
import type { Account, Accounts } from '@qca/ports';
import type { Caller } from './Caller.ts';
import { csrfTokenOf, hashToken, isToken, newToken } from './tokens.ts';

/** A session that nobody uses for half a day is over, and any after a week. */
const IDLE_US_MAX = 12 * HOUR;
const AGE_US_MAX = 7 * DAY;

/** How long a session that was ended elsewhere may still be taken for open; saves a look-up per request. */
const KNOWN_US_MAX = 10 * SECOND;

/** Use is noted no more often than this: a session lasts for hours. */
const TOUCH_US = MINUTE;

/** More people than this do not use one platform at once; the oldest is looked up again. */
const KNOWN_MAX = 1_000;

interface Known {
  readonly caller: Caller & { readonly session: NonNullable<Caller['session']> };
  readonly createdUs: TimeUs;
  checkedUs: TimeUs;
  touchedUs: TimeUs;
  expiresUs: TimeUs;
}

/** Who is signed in. Reads through a small memory, so that a known operator can still pull the kill switch without a database. */
export class Sessions {
  readonly #accounts: Accounts;
  readonly #nowUs: () => TimeUs;
  readonly #known = new Map<string, Known>();
  readonly #onEnd = new Set<(tokenHash: string) => void>();

  constructor(accounts: Accounts, nowUs: () => TimeUs) {
    this.#accounts = accounts;
    this.#nowUs = nowUs;
  }

  /** Starts a session with a new token, which only the caller's browser keeps. */
  async open(account: Account): Promise<{ readonly token: string; readonly caller: Known['caller'] }> {
    const token = newToken();
    const nowUs = this.#nowUs();
    const csrfToken = csrfTokenOf(token);
    const tokenHash = hashToken(token);
    const expiresUs = nowUs + IDLE_US_MAX;
    await this.#accounts.openSession({
      tokenHash,
      accountId: account.id,
      csrfHash: hashToken(csrfToken),
      createdUs: nowUs,
      lastSeenUs: nowUs,
      expiresUs,
    });
    const { name, role } = account;
    return { token, caller: { name, role, session: { tokenHash, csrfToken, expiresUs } } };
  }

  /** Whose session a token opens; undefined when it is over or never was. Notes that it is used. */
  async find(token: string): Promise<Known['caller'] | undefined> {
    if (!isToken(token)) return undefined;
    const tokenHash = hashToken(token);
    const nowUs = this.#nowUs();
    const known = this.#known.get(tokenHash);
    if (known !== undefined && nowUs < known.expiresUs && nowUs - known.checkedUs < KNOWN_US_MAX) {
      return known.caller;
    }
    try {
      return await this.#look(token, tokenHash, nowUs);
    } catch (error) {
      // Without its database the platform must still be told to stop by those it knows.
      if (error instanceof Fault && known !== undefined && nowUs < known.expiresUs) return known.caller;
      throw error;
    }
  }

  /** Whether a session that was found before still stands. */
  async stands(tokenHash: string): Promise<boolean> {
    try {
      return (await this.#accounts.findSession(tokenHash, this.#nowUs())) !== undefined;
    } catch (error) {
      if (error instanceof Fault) return (this.#known.get(tokenHash)?.expiresUs ?? 0) > this.#nowUs();
      throw error;
    }
  }

  async end(tokenHash: string): Promise<void> {
    this.#known.delete(tokenHash);
    await this.#accounts.endSession(tokenHash);
    for (const listener of this.#onEnd) listener(tokenHash);
  }

  /** Calls back when a session is ended here. */
  onEnd(listener: (tokenHash: string) => void): void {
    this.#onEnd.add(listener);
  }

  async #look(token: string, tokenHash: string, nowUs: TimeUs): Promise<Known['caller'] | undefined> {
    const found = await this.#accounts.findSession(tokenHash, nowUs);
    const before = this.#known.get(tokenHash);
    this.#known.delete(tokenHash);
    if (found === undefined) return undefined;
    const { account, session } = found;
    const expiresUs = Math.min(nowUs + IDLE_US_MAX, session.createdUs + AGE_US_MAX);
    if (nowUs >= expiresUs) {
      await this.end(tokenHash);
      return undefined;
    }
    const touchedUs = before?.touchedUs ?? session.lastSeenUs;
    const isDue = nowUs - touchedUs >= TOUCH_US;
    if (isDue) await this.#accounts.touchSession(tokenHash, { lastSeenUs: nowUs, expiresUs });
    const known: Known = {
      caller: {
        name: account.name,
        role: account.role,
        session: {
          tokenHash,
          csrfToken: csrfTokenOf(token),
          expiresUs: isDue ? expiresUs : session.expiresUs,
        },
      },
      createdUs: session.createdUs,
      checkedUs: nowUs,
      touchedUs: isDue ? nowUs : touchedUs,
      expiresUs: isDue ? expiresUs : session.expiresUs,
    };
    const oldest = this.#known.size < KNOWN_MAX ? undefined : this.#known.keys().next().value;
    if (oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(tokenHash, known);
    return known.caller;
  }
}
