import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { OPERATIONS } from '@qca/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashPassword } from '../auth/passwords.ts';
import { StreamListener } from '../testing/StreamListener.fixture.ts';
import { sendRaw } from '../testing/sendRaw.fixture.ts';
import { answerCommands, TestServer, TOKEN } from '../testing/TestServer.fixture.ts';
import { TIMEOUTS } from './createAdapter.ts';

// What is sent on purpose to break something: every operation answers with a problem that names the request, never with
// 5xx, does nothing of it, and goes on answering others. `send` holds each answer against the contract.

let server: TestServer;
let stop: () => Promise<void>;
beforeAll(async () => {
  server = await TestServer.start({
    timeouts: { ...TIMEOUTS, requestMs: 1_500, headersMs: 500, lookMs: 100 },
  });
  stop = answerCommands(server.meeting);
  await server.meeting.accounts.add({
    id: 'viewer-1',
    name: 'viewer',
    passwordHash: await hashPassword('only for looking'),
    role: 'viewer',
    createdUs: 1,
  });
});
afterAll(async () => {
  await stop();
  await server.close();
});

const pathOf = (path: string): string => path.replace(/\{\w+\}/, 'x-1');
const withBody = OPERATIONS.filter((each) => each.body !== undefined).map(
  (each) => [each.name, each] as const,
);
const commands = withBody.filter(([, each]) => each.tag === 'commands');
const commandsGiven = async (): Promise<number> => (await server.meeting.inbox.list(1_000)).length;

describe('every operation with a body', () => {
  const bearer = { authorization: `Bearer ${TOKEN}` };

  it.each(withBody)('%s takes no harmful body, and does nothing of one', async (_name, { method, path }) => {
    const before = await commandsGiven();
    const bodies = [
      '{"__proto__":{"role":"operator"},"why":"so"}',
      '{"why":{"constructor":{"prototype":{"isAdmin":true}}}}',
      '{"why":"so","prototype":{}}',
      `{"why":${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}}`,
      `${'['.repeat(32_000)}${']'.repeat(32_000)}`,
      `{"why":"${'x'.repeat(60_000)}"}`,
      '{"why":1e999}',
      '{"why":"so","why":"other","more":null}',
      '{"why":"\\ud800"}',
      '{"why":"so"}}',
      'NaN',
    ];
    for (const body of bodies) {
      const headers = { ...bearer, 'idempotency-key': 'harmful' };
      const { status, json } = await server.send(method, pathOf(path), { headers, body });
      expect([status, json['kind']]).toEqual([400, 'bad-request']);
    }
    expect(await commandsGiven()).toBe(before);
    expect(({} as Record<string, unknown>)['role']).toBeUndefined();
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined();
  });

  it.each(withBody)('%s takes JSON only, and not compressed', async (_name, { method, path }) => {
    const before = await commandsGiven();
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'text/json',
    ];
    for (const type of types) {
      const headers = { ...bearer, 'idempotency-key': 'typed', 'content-type': type };
      const { status, json } = await server.send(method, pathOf(path), { headers, body: '{"why":"so"}' });
      expect([type, status, json['kind']]).toEqual([type, 415, 'wrong-media-type']);
    }
    // A hundred megabytes of zeros in a hundred kilobytes, announced under every name there is for it.
    for (const encoding of ['gzip', 'deflate', 'br', 'zstd', 'gzip, gzip', 'GZIP', 'x-gzip']) {
      const headers = { ...bearer, 'idempotency-key': 'packed', 'content-encoding': encoding };
      const { status, json } = await server.send(method, pathOf(path), { headers, body: '{"why":"so"}' });
      expect([encoding, status, json['kind']]).toEqual([encoding, 415, 'wrong-media-type']);
    }
    expect(await commandsGiven()).toBe(before);
  });

  it('a compressed bomb is not unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const head = `POST /api/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`;
    const before = process.memoryUsage().rss;
    const heard = await sendRaw(server.server.port, [head, bomb]);
    expect(heard).toMatch(/^HTTP\/1\.1 415 |^$/);
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  it.each(commands)('%s is for operators: a viewer gives none', async (_name, { method, path }) => {
    const before = await commandsGiven();
    const { write } = await server.signIn('viewer', 'only for looking');
    const headers = { ...write, 'idempotency-key': 'by-viewer' };
    const { status, json } = await server.send(method, path, { headers, body: { why: 'so' } });
    expect([status, json['kind']]).toEqual([403, 'not-allowed']);
    expect(await commandsGiven()).toBe(before);
  });

  it.each(commands)('%s comes from the site itself, with its key', async (_name, { method, path }) => {
    const before = await commandsGiven();
    const { write } = await server.signIn();
    const afar = { ...write, origin: 'https://evil.example', 'idempotency-key': 'afar' };
    const wrong = await server.send(method, path, { headers: afar, body: { why: 'so' } });
    expect([wrong.status, wrong.json['kind']]).toEqual([403, 'wrong-origin']);
    const noCsrf = await server.send(method, path, {
      headers: { cookie: write.cookie, 'idempotency-key': 'afar' },
      body: { why: 'so' },
    });
    expect([noCsrf.status, noCsrf.json['kind']]).toEqual([403, 'bad-csrf-token']);
    expect(await commandsGiven()).toBe(before);
  });
});

describe('what is sent again', () => {
  const halt = (key: string, body: unknown) => server.command('halt', key, body);

  it('a key with the same command answers the same and acts once', async () => {
    const body = { scope: 'momentum', why: 'to see it once' };
    const first = await halt('again-1', body);
    const second = await halt('again-1', body);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(second.json).toEqual(first.json);
    const all = await server.meeting.inbox.list(1_000);
    expect(all.filter(({ commandId }) => commandId === 'again-1')).toHaveLength(1);
  });

  it.each([
    ['another body', 'halt', { scope: 'platform', why: 'to see it once' }],
    ['another reason', 'halt', { scope: 'momentum', why: 'another' }],
    ['another kind', 'arm', { scope: 'momentum', why: 'to see it once' }],
  ])('a key with %s is refused, and the first stays as it was', async (_name, path, body) => {
    await halt('again-2', { scope: 'momentum', why: 'to see it once' });
    const before = await server.meeting.inbox.read('again-2');
    const { status, json } = await server.command(path, 'again-2', body);
    expect([status, json['kind']]).toEqual([409, 'command-id-used']);
    expect(await server.meeting.inbox.read('again-2')).toEqual(before);
  });

  it('a hundred of the same at once act once', async () => {
    const body = { scope: 'momentum', why: 'a hundred hands' };
    const answers = await Promise.all(Array.from({ length: 100 }, () => halt('again-3', body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const all = await server.meeting.inbox.list(1_000);
    expect(all.filter(({ commandId }) => commandId === 'again-3')).toHaveLength(1);
  });

  it('a session that was signed out opens nothing any more: no read, no command, no stream', async () => {
    const before = await commandsGiven();
    const { read, write } = await server.signIn();
    expect((await server.send('DELETE', '/api/session', { headers: write })).status).toBe(204);
    for (const path of ['/api/session', '/api/status', '/api/orders']) {
      const { status, json } = await server.send('GET', path, { headers: read });
      expect([status, json['kind']]).toEqual([401, 'not-signed-in']);
    }
    const command = await server.send('POST', '/api/commands/halt', {
      headers: { ...write, 'idempotency-key': 'from-the-dead' },
      body: { scope: 'platform', why: 'to try' },
    });
    expect([command.status, command.json['kind']]).toEqual([401, 'not-signed-in']);
    const listener = new StreamListener(server.url, { ...read, origin: server.url });
    expect(await listener.until(() => listener.refused)).toEqual({ status: 401, kind: 'not-signed-in' });
    listener.close();
    expect((await server.send('DELETE', '/api/session', { headers: write })).status).toBe(401);
    expect(await commandsGiven()).toBe(before);
  });
});

describe('headers', () => {
  const ask = (head: string): Promise<string> =>
    sendRaw(server.server.port, [`GET /api/status HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${head}\r\n`]);

  it.each([
    ['many small ones', Array.from({ length: 3_000 }, (_, index) => `X-${index}: 1\r\n`).join('')],
    ['a cookie of thirty thousand letters', `Cookie: qca_session=${'a'.repeat(30_000)}\r\n`],
    ['a token of thirty thousand letters', `Authorization: Bearer ${'a'.repeat(30_000)}\r\n`],
  ])('%s are too large', async (_name, head) => {
    const heard = await ask(head);
    expect(heard).toMatch(/^HTTP\/1\.1 431 /);
    expect(heard).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/i);
  });

  it.each([
    ['many cookies', `Cookie: ${'a=b; '.repeat(2_000)}qca_session=x\r\n`],
    ['two cookies of the name', 'Cookie: qca_session=a; qca_session=b\r\n'],
    ['two tokens', 'Authorization: Bearer a\r\nAuthorization: Bearer b\r\n'],
    ['bytes above 127', 'Authorization: Bearer \u00ff\u00fe\r\n'],
    ['an empty token', 'Authorization: Bearer \r\n'],
    ['another scheme', 'Authorization: Digest username="operator"\r\n'],
  ])('%s are nobody', async (_name, head) => {
    expect(await ask(head)).toMatch(/^HTTP\/1\.1 401 /);
  });

  it('of a forged proxy change nothing without one', async () => {
    const limited = await TestServer.start({ requestsPerMinute: 5, quiet: true });
    const statuses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const headers = { 'x-forwarded-for': `10.0.0.${round}`, forwarded: `for=10.0.0.${round}` };
      statuses.push((await limited.send('GET', '/api/public/decisions', { headers })).status);
    }
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429, 429, 429]);
    await limited.close();
  });
});

describe('connections', () => {
  it('that say nothing are closed in time', async () => {
    const from = performance.now();
    expect(await sendRaw(server.server.port, [])).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(performance.now() - from).toBeLessThan(10_000);
  });

  it('that dribble a body in chunks are closed in time, and nothing is done of it', async () => {
    const head = `POST /api/commands/halt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nIdempotency-Key: dribble\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    const chunks = Array.from({ length: 200 }, () => '1\r\n{\r\n');
    const from = performance.now();
    await sendRaw(server.server.port, [head, ...chunks], 50);
    expect(performance.now() - from).toBeLessThan(9_000);
    expect(await server.meeting.inbox.read('dribble')).toBeUndefined();
  });

  it('that break off in the middle of a command give none', async () => {
    const head = `POST /api/commands/halt HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${TOKEN}\r\nIdempotency-Key: broken-off\r\nContent-Type: application/json\r\nContent-Length: 60\r\n\r\n{"scope":"platform",`;
    const socket = connect(server.server.port, '127.0.0.1');
    socket.on('error', () => undefined);
    await new Promise<void>((done) => socket.write(head, () => done()));
    socket.resetAndDestroy();
    expect((await server.get('/api/status')).status).toBe(200);
    expect(await server.meeting.inbox.read('broken-off')).toBeUndefined();
  });

  it('beyond the bound are hung up on; others are answered, and new ones when there is room again', async () => {
    const small = await TestServer.start({ connectionsMax: 20, quiet: true });
    const sockets: Socket[] = [];
    const closed = { count: 0 };
    for (let index = 0; index < 40; index += 1) {
      const socket = connect(small.server.port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.on('close', () => {
        closed.count += 1;
      });
      sockets.push(socket);
      await new Promise<void>((done) => socket.once('connect', done).once('close', done));
    }
    await expect.poll(() => closed.count).toBe(20);
    const [first] = sockets as [Socket];
    const heard = new Promise<string>((done) => first.once('data', (bytes) => done(String(bytes))));
    first.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    expect(await heard).toMatch(/^HTTP\/1\.1 200 /);
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(async () => (await small.send('GET', '/health/live').catch(() => undefined))?.status)
      .toBe(200);
    expect((await small.send('GET', '/metrics')).text).toMatch(/qca_connections_refused_total [2-9]\d\n/);
    await small.close();
  });

  it('with many requests at once are answered in order, each with its own id', async () => {
    const one = (id: string) => `GET /health/live HTTP/1.1\r\nHost: x\r\nX-Request-Id: ${id}\r\n`;
    const ids = Array.from({ length: 50 }, (_, index) => `pipe-${index}`);
    const parts = ids.map((id, index) => `${one(id)}${index === 49 ? 'Connection: close\r\n' : ''}\r\n`);
    const heard = await sendRaw(server.server.port, [parts.join('')]);
    expect([...heard.matchAll(/x-request-id: (pipe-\d+)/gi)].map(([, id]) => id)).toEqual(ids);
  });
});

describe('after all of it', () => {
  it('nothing was our mistake, and everything still works', async () => {
    expect(server.logged.filter((line) => /"level":[56]0|"status":5\d\d/.test(line))).toEqual([]);
    expect((await server.get('/api/status')).status).toBe(200);
    expect(
      (await server.command('halt', 'the-last', { scope: 'platform', why: 'to see it works' })).status,
    ).toBe(200);
  });
});
