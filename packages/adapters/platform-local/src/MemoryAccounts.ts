import type { Sha256, TimeUs } from '@qca/base';
import {
  ACCOUNTS_MAX,
  type Account,
  type Accounts,
  accountExists,
  accountNameKey,
  accountsFull,
  refuseBadAccount,
  refuseBadPasswordHash,
  refuseBadSession,
  SESSIONS_MAX,
  type Session,
  sessionExists,
  unknownAccount,
} from '@qca/ports';

/** Accounts and sessions that end with the process. */
export class MemoryAccounts implements Accounts {
  readonly #accounts = new Map<string, Account>();
  readonly #idOfName = new Map<string, string>();
  readonly #sessions = new Map<Sha256, Session>();

  async add(account: Account): Promise<void> {
    refuseBadAccount(account);
    const nameKey = accountNameKey(account.name);
    if (this.#accounts.has(account.id) || this.#idOfName.has(nameKey)) throw accountExists(account.name);
    if (this.#accounts.size >= ACCOUNTS_MAX) throw accountsFull();
    this.#accounts.set(account.id, { ...account });
    this.#idOfName.set(nameKey, account.id);
  }

  async find(id: string): Promise<Account | undefined> {
    return this.#accounts.get(id);
  }

  async findByName(name: string): Promise<Account | undefined> {
    return this.#accounts.get(this.#idOfName.get(accountNameKey(name)) ?? '');
  }

  async list(): Promise<readonly Account[]> {
    const sorted = [...this.#idOfName].sort(([a], [b]) => (a < b ? -1 : 1));
    return sorted.map(([, id]) => this.#known(id));
  }

  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    refuseBadPasswordHash(passwordHash);
    this.#accounts.set(id, { ...this.#known(id), passwordHash });
    await this.endSessions(id);
  }

  async remove(id: string): Promise<boolean> {
    const account = this.#accounts.get(id);
    if (account === undefined) return false;
    await this.endSessions(id);
    this.#idOfName.delete(accountNameKey(account.name));
    return this.#accounts.delete(id);
  }

  async openSession(session: Session): Promise<void> {
    refuseBadSession(session);
    this.#known(session.accountId);
    if (this.#sessions.has(session.tokenHash)) throw sessionExists();
    this.#sessions.set(session.tokenHash, { ...session });
    for (const old of this.#newest(session.accountId).slice(SESSIONS_MAX))
      this.#sessions.delete(old.tokenHash);
  }

  async findSession(tokenHash: Sha256, nowUs: TimeUs) {
    const session = this.#sessions.get(tokenHash);
    if (session === undefined || session.expiresUs <= nowUs) return undefined;
    return { session, account: this.#known(session.accountId) };
  }

  async touchSession(
    tokenHash: Sha256,
    { lastSeenUs, expiresUs }: { readonly lastSeenUs: TimeUs; readonly expiresUs: TimeUs },
  ): Promise<void> {
    const session = this.#sessions.get(tokenHash);
    if (session !== undefined) this.#sessions.set(tokenHash, { ...session, lastSeenUs, expiresUs });
  }

  async endSession(tokenHash: Sha256): Promise<boolean> {
    return this.#sessions.delete(tokenHash);
  }

  async endSessions(accountId: string, except?: Sha256): Promise<number> {
    return this.#end((session) => session.accountId === accountId && session.tokenHash !== except);
  }

  async sessions(accountId: string, nowUs: TimeUs): Promise<readonly Session[]> {
    return this.#newest(accountId).filter((session) => session.expiresUs > nowUs);
  }

  async expire(nowUs: TimeUs): Promise<number> {
    return this.#end((session) => session.expiresUs <= nowUs);
  }

  #known(id: string): Account {
    const account = this.#accounts.get(id);
    if (account === undefined) throw unknownAccount(id);
    return account;
  }

  #newest(accountId: string): Session[] {
    const own = [...this.#sessions.values()].filter((session) => session.accountId === accountId);
    return own.sort((a, b) => b.createdUs - a.createdUs || (a.tokenHash < b.tokenHash ? 1 : -1));
  }

  #end(isOver: (session: Session) => boolean): number {
    const over = [...this.#sessions.values()].filter(isOver);
    for (const { tokenHash } of over) this.#sessions.delete(tokenHash);
    return over.length;
  }
}
