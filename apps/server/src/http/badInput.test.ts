import { OPERATIONS } from '@qca/api';
import { Fault } from '@qca/base';
import { createMemoryStore } from '@qca/store-local';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sendRaw } from '../testing/sendRaw.fixture.ts';
import { TestServer, TOKEN } from '../testing/TestServer.fixture.ts';
import { TIMEOUTS } from './createAdapter.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start({ timeouts: { ...TIMEOUTS, requestMs: 600, headersMs: 300, lookMs: 100 } });
});
afterAll(() => server.close());

const auth = `Authorization: Bearer ${TOKEN}\r\n`;

describe('what is no request', () => {
  it.each([
    ['noise', 'hello\r\n\r\n', 400],
    ['two lengths', `GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`, 400],
    [
      'length and chunks at once',
      'POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
    ['headers without an end', `GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(40_000)}\r\n\r\n`, 431],
    ['a bare line feed in a header', 'GET / HTTP/1.1\r\nHost: x\r\nX: a\nb\r\n\r\n', 400],
  ])('%s is answered with a problem', async (_name, text, status) => {
    const heard = await sendRaw(server.server.port, [text]);
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(heard).toContain('application/problem+json');
    expect(JSON.parse(heard.slice(heard.indexOf('\r\n\r\n')))).toMatchObject({ status });
  });

  it('headers that come letter by letter are cut off in time', async () => {
    const from = performance.now();
    const letters = [...`GET /api/status HTTP/1.1\r\nHost: x\r\nX-Slow: ${'a'.repeat(100)}`];
    const heard = await sendRaw(server.server.port, letters, 30);
    expect(heard).toMatch(/^HTTP\/1\.1 408 /);
    expect(performance.now() - from).toBeLessThan(2_500);
  });

  it('a body that comes letter by letter is cut off in time, and nothing is done of it', async () => {
    const head = `POST /api/commands/halt HTTP/1.1\r\nHost: x\r\n${auth}Idempotency-Key: slow\r\nContent-Type: application/json\r\nContent-Length: 400\r\n\r\n`;
    const heard = await sendRaw(
      server.server.port,
      [head, ...'{"scope":"platform","why":"slowly slowly'],
      30,
    );
    expect(heard).toMatch(/^(HTTP\/1\.1 408 |$)/);
    expect(await server.meeting.inbox.read('slow')).toBeUndefined();
  });

  it('other requests are answered while many are slow', async () => {
    const slow = Array.from({ length: 200 }, () =>
      sendRaw(server.server.port, ['GET / HTTP/1.1\r\nHost: x\r\n']),
    );
    const from = performance.now();
    expect((await server.get('/api/status')).status).toBe(200);
    expect(performance.now() - from).toBeLessThan(1_000);
    for (const heard of await Promise.all(slow)) expect(heard).toMatch(/^HTTP\/1\.1 408 /);
  });
});

describe('addresses', () => {
  it.each([
    ['/api/nothing', 404, 'not-found'],
    ['/api', 404, 'not-found'],
    ['/api/orders/', 404, 'not-found'],
    ['/api/orders/a/b', 404, 'not-found'],
    ['/api/orders/%00', 400, 'bad-request'],
    ['/api/orders/%ff', 400, 'bad-request'],
    ['/api/orders/..%2f..%2fetc', 400, 'bad-request'],
    [`/api/orders/${'a'.repeat(101)}`, 400, 'bad-request'],
    [`/api/orders/${'a'.repeat(400)}`, 404, 'not-found'],
    ['/api/orders/__proto__', 400, 'bad-request'],
    ['/api/orders?limit=1&limit=2', 400, 'bad-request'],
    ['/api/orders?__proto__=1', 400, 'bad-request'],
    ['/api/orders?constructor=1', 400, 'bad-request'],
    ['/api/orders?limit', 400, 'bad-request'],
    ['/api/orders?limit=', 400, 'bad-request'],
    ['/api/orders?limit=0', 400, 'bad-request'],
    ['/api/orders?limit=1001', 400, 'bad-request'],
    ['/api/orders?limit=1e2', 400, 'bad-request'],
    ['/api/orders?limit=0x10', 400, 'bad-request'],
    ['/api/orders?limit=%2010', 400, 'bad-request'],
    ['/api/orders?limit=1.5', 400, 'bad-request'],
    ['/api/orders?limit[]=1', 400, 'bad-request'],
    ['/api/orders?strategy=%00', 400, 'bad-request'],
    ['/api/orders?strategy=%ff', 400, 'bad-request'],
    ['/api/orders?strategy=a%0ab', 400, 'bad-request'],
    ['/api/orders?run=a/../b', 400, 'bad-request'],
    ['/api/transfers?reference=%00', 400, 'bad-request'],
    ['/api/balances?account=%01', 400, 'bad-request'],
    ['/api/bars', 400, 'bad-request'],
    ['/api/bars?instrument=', 400, 'bad-request'],
    ['/api/bars?instrument=x&fromUs=-1', 400, 'bad-request'],
    ['/api/journal?from=99999999999999999999', 400, 'bad-request'],
    ['/api/status?x=1', 400, 'bad-request'],
    ['/api/commands/%00', 400, 'bad-request'],
    ['/api/decisions?outcome=maybe', 400, 'bad-request'],
  ])('%s is %i %s', async (path, status, kind) => {
    const answer = await server.get(path);
    expect([answer.status, answer.json['kind']]).toEqual([status, kind]);
  });

  it.each(OPERATIONS.map((each) => [each.name, each] as const))(
    '%s takes its own method only',
    async (_name, { path }) => {
      const bare = path.replace(/\{\w+\}/, 'x-1');
      const methods = OPERATIONS.filter((each) => each.path === path).map((each) => each.method as string);
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
        if (methods.includes(method)) continue;
        const { status, json, headers } = await server.send(method, bare, {});
        // A word after /api/commands/ may also be the id of one.
        if (method === 'GET' && path.startsWith('/api/commands/')) expect([401, 405]).toContain(status);
        else expect([status, json['kind']]).toEqual([405, 'method-not-allowed']);
        if (status === 405) for (const each of methods) expect(headers['allow']).toContain(each);
      }
    },
  );

  it('answers HEAD as GET without a body', async () => {
    const { status, text, headers } = await server.send('HEAD', '/api/status', {
      headers: { authorization: `Bearer ${TOKEN}` },
    });
    expect([status, text]).toEqual([200, '']);
    expect(Number(headers['content-length'])).toBeGreaterThan(100);
  });
});

describe('bodies', () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    server.send('POST', '/api/session', { body, headers });

  it.each([
    ['nothing', '', 400],
    ['no JSON', '{"name":', 400],
    ['a list', '[]', 400],
    ['null', 'null', 400],
    ['a number', '1', 400],
    ['an unknown field', '{"name":"a","password":"b","role":"operator"}', 400],
    ['a missing field', '{"name":"a"}', 400],
    ['a field of another type', '{"name":["a"],"password":"b"}', 400],
    ['the key __proto__', '{"__proto__":{"role":"operator"},"name":"a","password":"b"}', 400],
    ['the key constructor', '{"constructor":{"prototype":{}},"name":"a","password":"b"}', 400],
    ['a zero character', '{"name":"a\\u0000","password":"b"}', 400],
    ['half a pair', '{"name":"\\ud800","password":"b"}', 400],
    ['a deep nest', `${'['.repeat(100)}${']'.repeat(100)}`, 400],
    ['a deeper nest', `${'['.repeat(30_000)}${']'.repeat(30_000)}`, 400],
    ['a byte order mark', '\ufeff{"name":"a","password":"b"}', 400],
    ['a long name', JSON.stringify({ name: 'a'.repeat(101), password: 'b' }), 400],
    ['too much', JSON.stringify({ name: 'a', password: 'b'.repeat(65_536) }), 413],
  ])('%s is refused', async (_name, body, status) => {
    const answer = await post(body);
    expect(answer.status).toBe(status);
  });

  it('bytes that are no UTF-8 are refused', async () => {
    const body = Buffer.from('{"name":"\xff\xfe","password":"b"}', 'latin1');
    const head = `POST /api/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n`;
    expect(await sendRaw(server.server.port, [head, body])).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('a body that is too large is refused before it has come', async () => {
    const head = `POST /api/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: 100000000\r\n\r\n`;
    expect(await sendRaw(server.server.port, [head])).toMatch(/^HTTP\/1\.1 413 /);
    const chunk = `10000\r\n${'a'.repeat(65_536)}\r\n`;
    const chunked = `POST /api/session HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await sendRaw(server.server.port, [chunked, chunk, chunk])).toMatch(/^HTTP\/1\.1 413 /);
  });

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'nonsense',
  ])('%s is no JSON', async (type) => {
    const { status, json } = await post('{"name":"a","password":"b"}', { 'content-type': type });
    expect([status, json['kind']]).toEqual([415, 'wrong-media-type']);
  });

  it('names every place that does not fit', async () => {
    const { json } = await post('{"name":1,"more":true}');
    const paths = json['issues'].map((issue: { path: string }) => issue.path);
    expect(paths).toEqual(['body.name', 'body.password', 'body']);
  });
});

describe('too much of it', () => {
  it('is held back per address, with the time to wait; health and the kill switch are not', async () => {
    const busy = await TestServer.start({ requestsPerMinute: 20, quiet: true });
    const statuses: number[] = [];
    for (let round = 0; round < 22; round += 1)
      statuses.push((await busy.send('GET', '/api/public/decisions')).status);
    expect(statuses.slice(0, 20)).toEqual(Array(20).fill(403));
    const { status, json, headers } = await busy.send('GET', '/api/public/decisions');
    expect([status, json['kind']]).toEqual([429, 'too-many-requests']);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect((await busy.send('GET', '/health/live')).status).toBe(200);
    expect((await busy.send('POST', '/api/commands/kill', { body: {} })).status).toBe(401);
    await busy.close();
  });
});

describe('request ids', () => {
  it('are the caller’s own when they are fit, and new ones otherwise', async () => {
    const ask = async (id: string) =>
      (await server.send('GET', '/health/live', { headers: { 'x-request-id': id } })).headers['x-request-id'];
    expect(await ask('order-77.a_b')).toBe('order-77.a_b');
    for (const bad of ['', ' ', 'a b', 'x'.repeat(65), '{"forged":1}'])
      expect(await ask(bad)).toMatch(/^[0-9a-f-]{36}$/);
    expect(server.logged.some((line) => line.includes('order-77.a_b'))).toBe(true);
  });
});

describe('a database that is away', () => {
  it('is named in a problem, on every operation that needs it', async () => {
    const store = createMemoryStore();
    const away = { is: false };
    const gone = <Each extends object>(target: Each): Each =>
      new Proxy(target, {
        get(_, name) {
          const value = Reflect.get(target, name) as unknown;
          if (name === 'projections') return gone(value as object);
          if (typeof value !== 'function') return value;
          return (...given: unknown[]) => {
            if (away.is)
              return Promise.reject(
                new Fault('could not read database db:5432/qca: ECONNREFUSED', { retryable: true }),
              );
            return (value as (...words: unknown[]) => unknown).apply(target, given);
          };
        },
      });
    const broken = await TestServer.start({ store: gone(store) });
    away.is = true;
    for (const path of [
      '/api/runs',
      '/api/orders',
      '/api/orders/p-1',
      '/api/fills',
      '/api/decisions',
      '/api/transfers',
      '/api/balances',
      '/api/revenue',
      '/api/equity',
      '/api/journal',
      '/api/bars?instrument=x',
    ]) {
      const { status, json, headers } = await broken.get(path);
      expect([path, status, json['kind']]).toEqual([path, 503, 'database-not-reachable']);
      expect(json['detail']).toContain('database');
      // What the driver said stays inside.
      expect(JSON.stringify(json)).not.toContain('5432');
      expect(headers['retry-after']).toBe('5');
    }
    expect((await broken.get('/api/status')).status).toBe(200);
    const ready = await broken.send('GET', '/health/ready');
    expect([ready.status, ready.json['numbers']['part']]).toEqual([503, 'database']);
    away.is = false;
    expect((await broken.get('/api/orders')).status).toBe(200);
    await broken.close();
  });

  it('gives nothing away when it is our own mistake', async () => {
    const store = createMemoryStore();
    const broken = await TestServer.start({
      store: { ...store, listRuns: () => Promise.reject(new TypeError('secret inside')) },
    });
    const { status, text, json } = await broken.get('/api/runs');
    expect([status, json['kind']]).toEqual([500, 'internal-error']);
    expect(text).not.toContain('secret inside');
    expect(broken.logged.join('')).toContain('secret inside');
    await broken.close();
  });
});
