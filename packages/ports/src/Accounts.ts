import { Refusal, type Sha256, type TimeUs } from '@qca/base';
import { isStorableText } from './encodeJson.ts';

/** An operator may give commands; a viewer only looks. */
export type AccountRole = 'operator' | 'viewer';

/** Somebody who may sign in. */
export interface Account {
  /** Chosen by the caller and never used again. */
  readonly id: string;
  /** As written; unique in any spelling, see `accountNameKey`. */
  readonly name: string;
  /** The text an argon2id implementation gives, `$argon2id$…`. */
  readonly passwordHash: string;
  readonly role: AccountRole;
  readonly createdUs: TimeUs;
}

/** Somebody who is signed in. Tokens themselves are kept by the browser only; here are their digests. */
export interface Session {
  readonly tokenHash: Sha256;
  readonly accountId: string;
  /** Digest of the token that forms must carry. */
  readonly csrfHash: Sha256;
  readonly createdUs: TimeUs;
  readonly lastSeenUs: TimeUs;
  /** From this moment on the session is over. */
  readonly expiresUs: TimeUs;
}

/** Operators of one platform fit on a page. */
export const ACCOUNTS_MAX = 1_000;

/** One person's browsers and phones; a new session ends the oldest beyond it. */
export const SESSIONS_MAX = 20;

/** Who may sign in, and who is. Time is an argument: the caller's clock decides what is over. */
export interface Accounts {
  /** Rejects, as `Refusal`: `bad-account`, `account-exists` when id or name are taken, `accounts-full`. */
  add(account: Account): Promise<void>;
  find(id: string): Promise<Account | undefined>;
  findByName(name: string): Promise<Account | undefined>;
  /** By name, in code-point order of their keys. */
  list(): Promise<readonly Account[]>;
  /**
   * Replaces a password's hash and ends all sessions of the account.
   *
   * Rejects, as `Refusal`: `unknown-account`, `bad-account`.
   */
  setPasswordHash(id: string, passwordHash: string): Promise<void>;
  /** Forgets an account and ends its sessions. Returns whether there was one. */
  remove(id: string): Promise<boolean>;

  /** Rejects, as `Refusal`: `unknown-account`, `bad-session`, `session-exists`. */
  openSession(session: Session): Promise<void>;
  /** The session of a token and whose it is, unless it is over. */
  findSession(
    tokenHash: Sha256,
    nowUs: TimeUs,
  ): Promise<{ readonly session: Session; readonly account: Account } | undefined>;
  /** Notes that a session was used, and until when it lasts now. A session that ended meanwhile stays ended. */
  touchSession(
    tokenHash: Sha256,
    seen: { readonly lastSeenUs: TimeUs; readonly expiresUs: TimeUs },
  ): Promise<void>;
  /** Returns whether there was one. */
  endSession(tokenHash: Sha256): Promise<boolean>;
  /** Ends all sessions of an account, all but one if named. Returns how many. */
  endSessions(accountId: string, except?: Sha256): Promise<number>;
  /** Sessions of an account that are not over, the newest first. */
  sessions(accountId: string, nowUs: TimeUs): Promise<readonly Session[]>;
  /** Forgets the sessions that are over. Returns how many. */
  expire(nowUs: TimeUs): Promise<number>;
}

const ACCOUNT_ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;
const PASSWORD_HASH = /^\$argon2id\$[\x21-\x7e]{20,400}$/;
const TOKEN_HASH = /^[0-9a-f]{64}$/;
const NAME_LENGTH_MAX = 64;

/** What makes two names the same: spelling in any case or width. */
export function accountNameKey(name: string): string {
  return name.normalize('NFKC').toLowerCase().normalize('NFKC');
}

/** Rejects, as `Refusal`: `bad-account`. */
export function refuseBadAccount(account: Account): void {
  const { id, name, role, createdUs } = account;
  refuseUnless(ACCOUNT_ID.test(id), 'account', 'id', '1 to 100 letters, digits, ".", "_" or "-"');
  const named =
    name !== '' && name === name.trim() && isStorableText(name, NAME_LENGTH_MAX) && !/\p{C}/u.test(name);
  refuseUnless(named, 'account', 'name', `1 to ${NAME_LENGTH_MAX} visible characters`);
  refuseUnless(role === 'operator' || role === 'viewer', 'account', 'role', '"operator" or "viewer"');
  refuseUnless(Number.isSafeInteger(createdUs), 'account', 'time', 'whole microseconds');
  refuseBadPasswordHash(account.passwordHash);
}

/** Keeps out what was not hashed. Rejects, as `Refusal`: `bad-account`. */
export function refuseBadPasswordHash(passwordHash: string): void {
  refuseUnless(PASSWORD_HASH.test(passwordHash), 'account', 'password hash', 'the text of an argon2id hash');
}

/** Keeps out what was not hashed. Rejects, as `Refusal`: `bad-session`. */
export function refuseBadSession(session: Session): void {
  const hashed = TOKEN_HASH.test(session.tokenHash) && TOKEN_HASH.test(session.csrfHash);
  refuseUnless(hashed, 'session', 'token', 'a SHA-256 digest');
  const timed = [session.createdUs, session.lastSeenUs, session.expiresUs].every(Number.isSafeInteger);
  refuseUnless(timed, 'session', 'time', 'whole microseconds');
}

// The value is not repeated: it may be a password or a token in the wrong place.
function refuseUnless(good: boolean, of: 'account' | 'session', field: string, form: string): void {
  if (good) return;
  throw new Refusal({
    kind: `bad-${of}`,
    what: `the ${field} of this ${of} is not ${form}`,
    where: `${of} ${field}`,
    remedy: `Give ${form}.`,
  });
}

/** Tells that somebody has this id or name. */
export function accountExists(name: string): Refusal {
  return new Refusal({
    kind: 'account-exists',
    what: `there is an account with the id or the name of ${JSON.stringify(name)}`,
    where: 'accounts',
    remedy: 'Choose another name, or remove the other account first.',
  });
}

/** Tells that there are as many accounts as there may be. */
export function accountsFull(): Refusal {
  return new Refusal({
    kind: 'accounts-full',
    what: `there are ${ACCOUNTS_MAX} accounts already`,
    where: 'accounts',
    remedy: 'Remove those that nobody uses.',
  });
}

/** Tells that there is no such account. */
export function unknownAccount(id: string): Refusal {
  return new Refusal({
    kind: 'unknown-account',
    what: `there is no account ${JSON.stringify(id)}`,
    where: 'accounts',
    remedy: 'Check the id against the list of accounts.',
  });
}

/** Tells that a token was given out twice, which a random one never is. */
export function sessionExists(): Refusal {
  return new Refusal({
    kind: 'session-exists',
    what: 'a session with this token exists already',
    where: 'sessions',
    remedy: 'Make a new random token for each session.',
  });
}
