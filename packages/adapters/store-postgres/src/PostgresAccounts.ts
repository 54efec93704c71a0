import type { Sha256, TimeUs } from '@qca/base';
import {
  ACCOUNTS_MAX,
  type Account,
  type AccountRole,
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
import type { Database } from './Database.ts';

const ADD = `
  INSERT INTO qca.accounts (id, name, name_key, password_hash, role, created_us)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

const OPEN_SESSION = `
  INSERT INTO qca.sessions (token_hash, account_id, csrf_hash, created_us, last_seen_us, expires_us)
  VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`;

const END_OLDEST = `
  DELETE FROM qca.sessions WHERE token_hash IN (
    SELECT token_hash FROM qca.sessions WHERE account_id = $1
    ORDER BY created_us DESC, token_hash DESC OFFSET ${SESSIONS_MAX})`;

const FIND_SESSION = `
  SELECT session.*, account.id, account.name, account.password_hash, account.role,
    account.created_us AS account_created_us
  FROM qca.sessions AS session JOIN qca.accounts AS account ON account.id = session.account_id
  WHERE session.token_hash = $1 AND session.expires_us > $2`;

/** Accounts and sessions in tables. */
export class PostgresAccounts implements Accounts {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async add(account: Account): Promise<void> {
    refuseBadAccount(account);
    const { id, name, passwordHash, role, createdUs } = account;
    await this.#database.transact(async (client) => {
      await client.query("SELECT pg_advisory_xact_lock(hashtextextended('qca:accounts', 0))");
      const count = await client.query<{ accounts: number }>(
        'SELECT count(*)::int AS accounts FROM qca.accounts',
      );
      const values = [id, name, accountNameKey(name), passwordHash, role, createdUs];
      const added = await client.query(ADD, values);
      if (added.rowCount === 0) throw accountExists(name);
      if ((count.rows[0]?.accounts ?? 0) >= ACCOUNTS_MAX) throw accountsFull();
    });
  }

  async find(id: string): Promise<Account | undefined> {
    return this.#one('SELECT * FROM qca.accounts WHERE id = $1', id);
  }

  async findByName(name: string): Promise<Account | undefined> {
    return this.#one('SELECT * FROM qca.accounts WHERE name_key = $1', accountNameKey(name));
  }

  async list(): Promise<readonly Account[]> {
    const rows = await this.#database.query<AccountColumns>('SELECT * FROM qca.accounts ORDER BY name_key');
    return rows.map(decodeAccount);
  }

  async setPasswordHash(id: string, passwordHash: string): Promise<void> {
    refuseBadPasswordHash(passwordHash);
    await this.#database.transact(async (client) => {
      const values = [id, passwordHash];
      const updated = await client.query('UPDATE qca.accounts SET password_hash = $2 WHERE id = $1', values);
      if (updated.rowCount === 0) throw unknownAccount(id);
      await client.query('DELETE FROM qca.sessions WHERE account_id = $1', [id]);
    });
  }

  async remove(id: string): Promise<boolean> {
    return (
      (await this.#database.query('DELETE FROM qca.accounts WHERE id = $1 RETURNING id', [id])).length > 0
    );
  }

  async openSession(session: Session): Promise<void> {
    refuseBadSession(session);
    const { tokenHash, accountId, csrfHash, createdUs, lastSeenUs, expiresUs } = session;
    await this.#database.transact(async (client) => {
      // The account is held, so that it is not removed, nor its sessions counted by another, before this is done.
      const known = await client.query('SELECT FROM qca.accounts WHERE id = $1 FOR NO KEY UPDATE', [
        accountId,
      ]);
      if (known.rowCount === 0) throw unknownAccount(accountId);
      const values = [tokenHash, accountId, csrfHash, createdUs, lastSeenUs, expiresUs];
      const opened = await client.query(OPEN_SESSION, values);
      if (opened.rowCount === 0) throw sessionExists();
      await client.query(END_OLDEST, [accountId]);
    });
  }

  async findSession(tokenHash: Sha256, nowUs: TimeUs) {
    const [row] = await this.#database.query<
      SessionColumns & AccountColumns & { account_created_us: string }
    >(FIND_SESSION, [tokenHash, nowUs]);
    if (row === undefined) return undefined;
    const account = decodeAccount({ ...row, created_us: row.account_created_us });
    return { session: decodeSession(row), account };
  }

  async touchSession(
    tokenHash: Sha256,
    { lastSeenUs, expiresUs }: { readonly lastSeenUs: TimeUs; readonly expiresUs: TimeUs },
  ): Promise<void> {
    const text = 'UPDATE qca.sessions SET last_seen_us = $2, expires_us = $3 WHERE token_hash = $1';
    await this.#database.query(text, [tokenHash, lastSeenUs, expiresUs]);
  }

  async endSession(tokenHash: Sha256): Promise<boolean> {
    return (await this.#end('token_hash = $1', [tokenHash])) > 0;
  }

  endSessions(accountId: string, except?: Sha256): Promise<number> {
    return this.#end('account_id = $1 AND token_hash <> $2', [accountId, except ?? '']);
  }

  async sessions(accountId: string, nowUs: TimeUs): Promise<readonly Session[]> {
    const text = `SELECT * FROM qca.sessions WHERE account_id = $1 AND expires_us > $2
      ORDER BY created_us DESC, token_hash DESC`;
    return (await this.#database.query<SessionColumns>(text, [accountId, nowUs])).map(decodeSession);
  }

  expire(nowUs: TimeUs): Promise<number> {
    return this.#end('expires_us <= $1', [nowUs]);
  }

  async #one(text: string, value: string): Promise<Account | undefined> {
    const [row] = await this.#database.query<AccountColumns>(text, [value]);
    return row === undefined ? undefined : decodeAccount(row);
  }

  async #end(condition: string, values: readonly unknown[]): Promise<number> {
    const text = `DELETE FROM qca.sessions WHERE ${condition} RETURNING token_hash`;
    return (await this.#database.query(text, values)).length;
  }
}

interface AccountColumns {
  readonly id: string;
  readonly name: string;
  readonly password_hash: string;
  readonly role: AccountRole;
  readonly created_us: string;
}

interface SessionColumns {
  readonly token_hash: string;
  readonly account_id: string;
  readonly csrf_hash: string;
  readonly created_us: string;
  readonly last_seen_us: string;
  readonly expires_us: string;
}

function decodeAccount({ id, name, role, password_hash, created_us }: AccountColumns): Account {
  return { id, name, passwordHash: password_hash, role, createdUs: Number(created_us) };
}

function decodeSession(row: SessionColumns): Session {
  return {
    tokenHash: row.token_hash,
    accountId: row.account_id,
    csrfHash: row.csrf_hash,
    createdUs: Number(row.created_us),
    lastSeenUs: Number(row.last_seen_us),
    expiresUs: Number(row.expires_us),
  };
}
