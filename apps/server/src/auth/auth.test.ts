import { OPERATIONS } from '@qca/api';
import { Fault } from '@qca/base';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { OPERATOR } from '../startServer.ts';
import { PASSWORD, TestServer, TOKEN } from '../testing/TestServer.fixture.ts';
import { hashPassword, isPassword } from './passwords.ts';

const HOUR_S = 3_600;

describe('signing in', () => {
  let server: TestServer;
  beforeEach(async () => {
    server = await TestServer.start();
  });
  afterEach(() => server.close());

  const tryPassword = (password: string, name = OPERATOR) =>
    server.send('POST', '/api/session', { body: { name, password } });

  it('opens a session in a cookie that scripts cannot read and other sites cannot send', async () => {
    const { answer, read } = await server.signIn();
    const cookie = String(answer.headers['set-cookie']);
    expect(cookie).toMatch(/^qca_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
    expect(answer.json['account']).toEqual({ name: OPERATOR, role: 'operator' });
    const again = await server.send('GET', '/api/session', { headers: read });
    expect(again.json).toEqual(answer.json);
  });

  it('keeps digests only, and gives a new token each time', async () => {
    const [first, second] = [await server.signIn(), await server.signIn()];
    expect(first.read.cookie).not.toBe(second.read.cookie);
    const [account] = await server.meeting.accounts.list();
    const sessions = await server.meeting.accounts.sessions(account!.id, server.nowUs);
    expect(JSON.stringify([sessions, account])).not.toContain(first.read.cookie.slice('qca_session='.length));
    expect(account?.passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it('adds Secure and HSTS where people come over TLS', async () => {
    const secure = await TestServer.start({ publicUrl: 'https://trade.example.com' });
    const { answer } = await secure.signIn();
    expect(String(answer.headers['set-cookie'])).toContain('; Secure');
    expect(answer.headers['strict-transport-security']).toContain('max-age=');
    await secure.close();
  });

  it('says the same of a wrong password and an unknown name, and notes both without the password', async () => {
    const wrong = await tryPassword('not the password');
    const unknown = await tryPassword('not the password', 'nobody');
    for (const { status, json } of [wrong, unknown]) {
      expect([status, json['kind']]).toEqual([401, 'wrong-credentials']);
    }
    expect(wrong.json['detail']).toBe(unknown.json['detail']);
    await server.signIn();
    const log = await server.meeting.auditLog.list({ limit: 10 });
    expect(log.map(({ kind, who }) => [kind, who])).toEqual([
      ['signed-in', OPERATOR],
      ['sign-in-refused', '(no such account)'],
      ['sign-in-refused', OPERATOR],
    ]);
    expect(log[0]?.origin).toContain('127.0.0.1');
    expect(JSON.stringify(log) + server.logged.join('')).not.toContain('not the password');
  });

  it('spends a hash on unknown names as on known ones', async () => {
    const times = async (name: string): Promise<number> => {
      const took: number[] = [];
      for (let round = 0; round < 4; round += 1) {
        server.pass(40);
        const from = performance.now();
        await tryPassword('not the password', `${name}`);
        took.push(performance.now() - from);
      }
      return Math.min(...took);
    };
    const [known, unknown] = [await times(OPERATOR), await times('nobody')];
    // Without a hash an answer takes under 3 ms; a hash takes 10 ms and more.
    expect(unknown).toBeGreaterThan(known / 3);
  });

  it('makes guessing slower with every failure, whoever guesses, and forgets at a success', async () => {
    for (let round = 0; round < 5; round += 1) expect((await tryPassword(`guess ${round}`)).status).toBe(401);
    const { status, json, headers } = await tryPassword('guess 5');
    expect([status, json['kind'], headers['retry-after']]).toEqual([429, 'too-many-tries', '1']);
    // Even the right password waits, or the wait would tell.
    expect((await tryPassword(PASSWORD)).status).toBe(429);
    server.pass(1);
    expect((await tryPassword('guess 6')).status).toBe(401);
    expect((await tryPassword('guess 7')).headers['retry-after']).toBe('2');
    server.pass(2);
    expect((await tryPassword(PASSWORD)).status).toBe(201);
    expect((await tryPassword('guess 8')).status).toBe(401);
  });

  it('bounds tries from one address over all names', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 12; round += 1) {
      statuses.push((await tryPassword('guess', `name ${round}`)).status);
    }
    expect(statuses.slice(0, 10)).toEqual(Array(10).fill(401));
    expect(statuses.slice(10)).toEqual([429, 429]);
  });

  it('ends the session for good', async () => {
    const { read, write } = await server.signIn();
    const out = await server.send('DELETE', '/api/session', { headers: write });
    expect(out.status).toBe(204);
    expect(String(out.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await server.send('GET', '/api/session', { headers: read })).status).toBe(401);
    expect((await server.meeting.auditLog.list({ limit: 1 }))[0]?.kind).toBe('signed-out');
  });

  it('is over after half a day without use', async () => {
    const { read } = await server.signIn();
    const look = async () => (await server.send('GET', '/api/session', { headers: read })).status;
    server.pass(11 * HOUR_S);
    expect(await look()).toBe(200);
    server.pass(11 * HOUR_S);
    expect(await look()).toBe(200);
    server.pass(12 * HOUR_S);
    expect(await look()).toBe(401);
  });

  it('is over after a week, however much it is used', async () => {
    const { read } = await server.signIn();
    const look = async () => (await server.send('GET', '/api/session', { headers: read })).status;
    for (let hours = 0; hours < 160; hours += 10) {
      server.pass(10 * HOUR_S);
      expect(await look()).toBe(200);
    }
    server.pass(8 * HOUR_S);
    expect(await look()).toBe(401);
  });

  it('takes the password of the configuration at the first start only', async () => {
    const { meeting, store } = server;
    const second = await TestServer.start({ meeting, store, operatorPassword: 'another password entirely' });
    expect(await meeting.accounts.list()).toHaveLength(1);
    await second.signIn(OPERATOR, PASSWORD);
    await second.close();
  });
});

describe('who may', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
    await server.meeting.accounts.add({
      id: 'viewer-1',
      name: 'viewer',
      passwordHash: await hashPassword('only for looking'),
      role: 'viewer',
      createdUs: 1,
    });
  });
  afterAll(() => server.close());

  const pathOf = (path: string): string => path.replace(/\{\w+\}/, 'x-1');
  const closed = OPERATIONS.filter((each) => each.access === 'viewer' || each.access === 'operator');

  it.each(closed.map((each) => [each.name, each] as const))(
    '%s is for nobody in particular',
    async (_name, { method, path }) => {
      for (const headers of [
        {},
        { cookie: 'qca_session=' },
        { cookie: `qca_session=${'A'.repeat(43)}` },
        { authorization: 'Bearer wrong' },
        { authorization: `Basic ${TOKEN}` },
        { authorization: `Bearer ${TOKEN}x` },
      ]) {
        const { status, json } = await server.send(method, pathOf(path), {
          headers: headers as Record<string, string>,
        });
        expect([status, json['kind']]).toEqual([401, 'not-signed-in']);
      }
    },
  );

  it('a wrong token is nobody, whatever cookie comes with it', async () => {
    const { read } = await server.signIn();
    const { status } = await server.send('GET', '/api/session', {
      headers: { ...read, authorization: 'Bearer no' },
    });
    expect(status).toBe(401);
  });

  it('a viewer looks and gives no commands', async () => {
    const { read, write } = await server.signIn('viewer', 'only for looking');
    expect((await server.send('GET', '/api/status', { headers: read })).status).toBe(200);
    const { status, json } = await server.send('POST', '/api/commands/halt', {
      headers: { ...write, 'idempotency-key': 'by-viewer' },
      body: { scope: 'platform', why: 'to try' },
    });
    expect([status, json['kind']]).toEqual([403, 'not-allowed']);
    expect(await server.meeting.inbox.read('by-viewer')).toBeUndefined();
  });

  it('the public view is off unless it is switched on', async () => {
    const { status, json } = await server.send('GET', '/api/public/decisions');
    expect([status, json['kind']]).toEqual([403, 'public-view-off']);
  });

  it('a session’s write carries its own token', async () => {
    const mine = await server.signIn();
    const other = await server.signIn();
    const write = (headers: Record<string, string>) =>
      server.send('POST', '/api/commands/halt', {
        headers: { ...mine.read, 'idempotency-key': 'by-hand', ...headers },
        body: { scope: 'platform', why: 'to try' },
      });
    for (const headers of [{}, { 'x-csrf-token': '' }, { 'x-csrf-token': other.write['x-csrf-token'] }]) {
      const { status, json } = await write(headers);
      expect([status, json['kind']]).toEqual([403, 'bad-csrf-token']);
    }
    expect(await server.meeting.inbox.read('by-hand')).toBeUndefined();
    expect((await write({ 'x-csrf-token': mine.write['x-csrf-token'] })).status).toBe(200);
    expect((await server.meeting.inbox.read('by-hand'))?.who).toBe(OPERATOR);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['the same name with another port', { origin: 'http://127.0.0.1:1' }],
    ['a sandbox', { origin: 'null' }],
    ['what a browser calls another site', { 'sec-fetch-site': 'cross-site' }],
    ['what a browser calls a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('a write from %s is refused, sign-in included', async (_name, headers) => {
    const { write } = await server.signIn();
    const command = await server.send('POST', '/api/commands/halt', {
      headers: { ...write, ...headers, 'idempotency-key': 'from-afar' },
      body: { scope: 'platform', why: 'to try' },
    });
    expect([command.status, command.json['kind']]).toEqual([403, 'wrong-origin']);
    const signIn = await server.send('POST', '/api/session', {
      headers,
      body: { name: OPERATOR, password: PASSWORD },
    });
    expect([signIn.status, signIn.json['kind']]).toEqual([403, 'wrong-origin']);
    expect(await server.meeting.inbox.read('from-afar')).toBeUndefined();
  });

  it('a write from the site itself passes, by its own address or the public one', async () => {
    const proxied = await TestServer.start({ publicUrl: 'https://trade.example.com' });
    for (const origin of [`http://${proxied.host}`, 'https://trade.example.com']) {
      const headers = { origin, 'sec-fetch-site': 'same-origin' };
      const { status } = await proxied.send('POST', '/api/session', {
        headers,
        body: { name: OPERATOR, password: PASSWORD },
      });
      expect(status).toBe(201);
    }
    await proxied.close();
  });

  it('gives whoever comes with the token a session without an end', async () => {
    const { json } = await server.get('/api/session');
    expect(json).toEqual({
      account: { name: 'cli', role: 'operator' },
      csrfToken: '',
      expiresUs: Number.MAX_SAFE_INTEGER,
    });
  });
});

describe('without a database', () => {
  it('known operators stay signed in, strangers hear which part is away', async () => {
    const meeting = createMemoryMeetingPlace();
    const away = { is: false };
    const accounts = new Proxy(meeting.accounts, {
      get(target, name) {
        const value = Reflect.get(target, name) as unknown;
        if (typeof value !== 'function') return value;
        return (...given: unknown[]) => {
          if (away.is) throw new Fault('connection refused', { retryable: true });
          return (value as (...words: unknown[]) => unknown).apply(target, given);
        };
      },
    });
    const server = await TestServer.start({ meeting: { ...meeting, accounts } });
    const { read } = await server.signIn();
    expect((await server.send('GET', '/api/status', { headers: read })).status).toBe(200);
    away.is = true;
    server.pass(60);
    expect((await server.send('GET', '/api/status', { headers: read })).status).toBe(200);
    const stranger = await server.send('GET', '/api/status', {
      headers: { cookie: `qca_session=${'B'.repeat(43)}` },
    });
    expect([stranger.status, stranger.json['kind']]).toEqual([503, 'database-not-reachable']);
    expect(stranger.json['detail']).toContain('database');
    const signIn = await server.send('POST', '/api/session', {
      body: { name: OPERATOR, password: PASSWORD },
    });
    expect(signIn.status).toBe(503);
    server.pass(13 * HOUR_S);
    expect((await server.send('GET', '/api/status', { headers: read })).status).toBe(503);
    await server.close();
  });
});

describe('passwords', () => {
  it('are checked two at a time, and refused beyond a bound', async () => {
    const hash = await hashPassword('one');
    const tries = Array.from({ length: 50 }, (_, index) => isPassword(index % 2 === 0 ? 'one' : 'two', hash));
    const done = await Promise.allSettled(tries);
    const right = done.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
    expect(right).toHaveLength(34);
    expect(right.filter(Boolean)).toHaveLength(17);
    for (const each of done)
      if (each.status === 'rejected') expect(each.reason.kind).toBe('too-many-requests');
  });
});
