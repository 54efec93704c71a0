import { sha256 } from '@qca/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Account, type Accounts, SESSIONS_MAX, type Session } from '../Accounts.ts';
import { refusalOf } from './journalSuite.ts';
import { SAMPLE_US } from './sampleRows.ts';

export interface AccountsHarness {
  readonly accounts: Accounts;
  dispose(): Promise<void>;
}

const HASH = '$argon2id$v=19$m=65536,t=3,p=1$c2FsdHNhbHRzYWx0$aGFzaGhhc2hoYXNoaGFzaGhhc2hoYXNoaGFzaGhhc2g';

export function sampleAccount(change: Partial<Account> & { readonly id: string }): Account {
  return { name: change.id, passwordHash: HASH, role: 'operator', createdUs: SAMPLE_US, ...change };
}

/** A session that is over after `SAMPLE_US + 100`, unless changed. */
export function sampleSession(token: string, change: Partial<Session> = {}): Session {
  return {
    tokenHash: sha256(token),
    accountId: 'ada',
    csrfHash: sha256(`csrf ${token}`),
    createdUs: SAMPLE_US,
    lastSeenUs: SAMPLE_US,
    expiresUs: SAMPLE_US + 100,
    ...change,
  };
}

/** What all accounts promise. `make` gives a place without any. */
export function accountsSuite(name: string, make: () => Promise<AccountsHarness>): void {
  describe(`accounts: ${name}`, () => {
    let harness: AccountsHarness;
    let accounts: Accounts;

    beforeEach(async () => {
      harness = await make();
      accounts = harness.accounts;
    });
    afterEach(() => harness.dispose());

    const kindOf = async (work: () => Promise<unknown>) => (await refusalOf(work)).kind;
    const found = async (token: string, nowUs = SAMPLE_US) =>
      (await accounts.findSession(sha256(token), nowUs))?.session;

    it('finds an account by id, and by name in any spelling', async () => {
      const ada = sampleAccount({ id: 'ada-1', name: 'Ada Ünal', role: 'viewer' });
      await accounts.add(ada);
      expect(await accounts.find('ada-1')).toEqual(ada);
      expect(await accounts.findByName('ADA ÜNAL')).toEqual(ada);
      expect(await accounts.findByName('ada u\u0308nal')).toEqual(ada);
      expect(await accounts.findByName('ada')).toBeUndefined();
      for (const none of ['Ada-1', '', 'ada-1\0']) expect(await accounts.find(none)).toBeUndefined();
      expect(await accounts.findByName('ada\0')).toBeUndefined();
    });

    it('lists accounts by name', async () => {
      for (const id of ['eve', 'Bob', 'ada']) await accounts.add(sampleAccount({ id }));
      expect((await accounts.list()).map((account) => account.name)).toEqual(['ada', 'Bob', 'eve']);
    });

    it('refuses an id or a name that is taken, and keeps what it has', async () => {
      const ada = sampleAccount({ id: 'ada' });
      await accounts.add(ada);
      expect(await kindOf(() => accounts.add(sampleAccount({ id: 'ada', name: 'other' })))).toBe(
        'account-exists',
      );
      expect(await kindOf(() => accounts.add(sampleAccount({ id: 'other', name: 'ADA' })))).toBe(
        'account-exists',
      );
      expect(await accounts.list()).toEqual([ada]);
    });

    it('lets one of many in who ask for a name at the same time', async () => {
      const asked = [1, 2, 3, 4].map((number) =>
        accounts.add(sampleAccount({ id: `a${number}`, name: 'ada' })),
      );
      const outcomes = await Promise.allSettled(asked);
      expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(1);
    });

    it.each([
      ['an empty id', { id: '' }],
      ['an empty name', { name: '' }],
      ['spaces around a name', { name: ' ada' }],
      ['a name with a control character', { name: 'a\0b' }],
      ['a name that turns the reading direction', { name: 'a\u202eb' }],
      ['a name too long', { name: 'x'.repeat(65) }],
      ['a role that is none', { role: 'root' as 'operator' }],
    ])('refuses %s', async (_, change) => {
      expect(await kindOf(() => accounts.add({ ...sampleAccount({ id: 'ada' }), ...change }))).toBe(
        'bad-account',
      );
    });

    it('refuses passwords and tokens that were not hashed, without repeating them', async () => {
      const password = 'correct horse battery staple';
      await accounts.add(sampleAccount({ id: 'ada' }));
      const refusals = await Promise.all([
        refusalOf(() => accounts.add(sampleAccount({ id: 'bob', passwordHash: password }))),
        refusalOf(() => accounts.setPasswordHash('ada', password)),
        refusalOf(() => accounts.openSession(sampleSession('t', { tokenHash: password }))),
        refusalOf(() => accounts.openSession(sampleSession('t', { csrfHash: password }))),
      ]);
      expect(refusals.map((refusal) => refusal.kind)).toEqual([
        'bad-account',
        'bad-account',
        'bad-session',
        'bad-session',
      ]);
      expect(refusals.map(String).join()).not.toContain(password);
    });

    it('finds a session and its account until it is over', async () => {
      const ada = sampleAccount({ id: 'ada' });
      await accounts.add(ada);
      const session = sampleSession('t');
      await accounts.openSession(session);
      expect(await accounts.findSession(sha256('t'), SAMPLE_US + 99)).toEqual({ session, account: ada });
      expect(await found('t', SAMPLE_US + 100)).toBeUndefined();
      expect(await found('other')).toBeUndefined();
    });

    it('notes when a session was used, and lengthens it', async () => {
      await accounts.add(sampleAccount({ id: 'ada' }));
      await accounts.openSession(sampleSession('t'));
      const seen = { lastSeenUs: SAMPLE_US + 50, expiresUs: SAMPLE_US + 150 };
      await accounts.touchSession(sha256('t'), seen);
      expect(await found('t', SAMPLE_US + 149)).toEqual(sampleSession('t', seen));
      await accounts.endSession(sha256('t'));
      await accounts.touchSession(sha256('t'), seen);
      expect(await found('t')).toBeUndefined();
    });

    it('refuses a session of nobody, and a token given out twice', async () => {
      expect(await kindOf(() => accounts.openSession(sampleSession('t')))).toBe('unknown-account');
      await accounts.add(sampleAccount({ id: 'ada' }));
      await accounts.openSession(sampleSession('t'));
      expect(await kindOf(() => accounts.openSession(sampleSession('t')))).toBe('session-exists');
    });

    it('ends sessions one by one and all at once', async () => {
      for (const id of ['ada', 'bob']) await accounts.add(sampleAccount({ id }));
      for (const token of ['t1', 't2', 't3', 't4']) await accounts.openSession(sampleSession(token));
      await accounts.openSession(sampleSession('b', { accountId: 'bob' }));
      expect(await accounts.endSession(sha256('t1'))).toBe(true);
      expect(await accounts.endSession(sha256('t1'))).toBe(false);
      expect(await accounts.endSessions('ada', sha256('t3'))).toBe(2);
      expect(await found('t2')).toBeUndefined();
      expect(await found('t3')).toBeDefined();
      expect(await accounts.endSessions('ada')).toBe(1);
      expect(await found('b')).toBeDefined();
    });

    it('ends all sessions with a new password, and with the account', async () => {
      await accounts.add(sampleAccount({ id: 'ada' }));
      await accounts.openSession(sampleSession('t1'));
      const passwordHash = `${HASH}x`;
      await accounts.setPasswordHash('ada', passwordHash);
      expect((await accounts.find('ada'))?.passwordHash).toBe(passwordHash);
      expect(await found('t1')).toBeUndefined();
      await accounts.openSession(sampleSession('t2'));
      expect(await accounts.remove('ada')).toBe(true);
      expect(await accounts.remove('ada')).toBe(false);
      expect(await found('t2')).toBeUndefined();
      expect(await accounts.findByName('ada')).toBeUndefined();
      expect(await kindOf(() => accounts.setPasswordHash('ada', HASH))).toBe('unknown-account');
    });

    it('lists the sessions of an account, newest first, and forgets those that are over', async () => {
      for (const id of ['ada', 'bob']) await accounts.add(sampleAccount({ id }));
      const sessions = [0, 1, 2, 3].map((index) =>
        sampleSession(`t${index}`, {
          createdUs: SAMPLE_US + index,
          expiresUs: SAMPLE_US + (index === 2 ? 10 : 100),
        }),
      );
      for (const session of sessions) await accounts.openSession(session);
      await accounts.openSession(sampleSession('b', { accountId: 'bob', expiresUs: SAMPLE_US + 10 }));
      expect(await accounts.sessions('ada', SAMPLE_US + 10)).toEqual([sessions[3], sessions[1], sessions[0]]);
      expect(await accounts.expire(SAMPLE_US + 9)).toBe(0);
      expect(await accounts.expire(SAMPLE_US + 10)).toBe(2);
      expect(await accounts.sessions('ada', SAMPLE_US)).toHaveLength(3);
    });

    it('ends the oldest session when one account has too many', async () => {
      await accounts.add(sampleAccount({ id: 'ada' }));
      for (let index = 0; index <= SESSIONS_MAX; index += 1) {
        await accounts.openSession(sampleSession(`t${index}`, { createdUs: SAMPLE_US + index }));
      }
      expect(await found('t0')).toBeUndefined();
      expect(await found('t1')).toBeDefined();
      expect(await accounts.sessions('ada', SAMPLE_US)).toHaveLength(SESSIONS_MAX);
    });
  });
}
