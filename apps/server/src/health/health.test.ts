import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROBLEM_KINDS } from '@qca/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sampleStatus } from '../testing/sampleStatus.fixture.ts';
import { TestServer, TOKEN } from '../testing/TestServer.fixture.ts';

let server: TestServer;
beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.close());

describe('health', () => {
  it('lives without asking who asks', async () => {
    expect((await server.send('GET', '/health/live')).json).toEqual({ status: 'ok' });
  });

  it('is ready when every part works, and names the agent when it falls silent', async () => {
    expect((await server.send('GET', '/health/ready')).json).toEqual({ status: 'ready' });
    server.pass(11);
    await expect
      .poll(async () => (await server.send('GET', '/health/ready')).json['numbers'])
      .toEqual({ part: 'agent', parts: ['agent'] });
    await server.meeting.statusBoard.publish('agent', { sequence: 42, timeUs: 5, document: sampleStatus() });
    await expect.poll(async () => (await server.send('GET', '/health/ready')).status).toBe(200);
  });

  it('does not take an old status for a living agent', async () => {
    const old = await TestServer.start({ quiet: true, meeting: server.meeting, store: server.store });
    const { status, json } = await old.send('GET', '/health/ready');
    expect([status, json['numbers']['part']]).toEqual([503, 'agent']);
    await old.close();
  });

  it('names the guard when it does not answer', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qca-'));
    const path = join(folder, 'guard.sock');
    const guarded = await TestServer.start({ guardSocket: path });
    expect((await guarded.send('GET', '/health/ready')).json['numbers']['parts']).toEqual(['guard']);
    const guard = createServer((socket) => socket.once('data', () => socket.end('{"kind":"status"}\n')));
    await new Promise<void>((done) => guard.listen(path, done));
    await expect.poll(async () => (await guarded.send('GET', '/health/ready')).status).toBe(200);
    await guarded.close();
    await new Promise((done) => guard.close(done));
    rmSync(folder, { recursive: true });
  });
});

describe('metrics', () => {
  it('tell what the agent said, and how long answers took', async () => {
    const status = sampleStatus({ ledger: { transfers: 1, balanced: false, difference: '-0.5' } });
    await server.meeting.statusBoard.publish('agent', { sequence: 43, timeUs: 5, document: status });
    await server.get('/api/runs');
    await expect
      .poll(async () => (await server.send('GET', '/metrics')).text)
      .toContain('qca_ledger_difference -0.5');
    const { text, headers } = await server.send('GET', '/metrics');
    expect(headers['content-type']).toContain('text/plain; version=0.0.4');
    for (const line of [
      'qca_feed_lag_seconds 0.003',
      'qca_decision_p99_seconds 0.0008',
      'qca_order_round_trip_p50_seconds 0.012',
      'qca_risk_headroom_ratio_min{scope="strategy"} 0.9',
      'qca_stream_clients 0',
      'qca_request_duration_seconds_count{operation="GET /api/runs",status="200"} ',
    ]) {
      expect(text).toContain(line);
    }
  });

  it('are for this machine by its own address, or for whoever has the token', async () => {
    const read = (headers: Record<string, string>) => server.send('GET', '/metrics', { headers });
    expect((await read({ host: 'localhost:4000' })).status).toBe(200);
    expect((await read({ host: 'rebound.example' })).status).toBe(401);
    expect((await read({ 'x-forwarded-for': '10.0.0.1' })).status).toBe(401);
    expect((await read({ host: 'rebound.example', authorization: `Bearer ${TOKEN}` })).status).toBe(200);
  });
});

describe('every answer', () => {
  it.each(['/health/live', '/api/status', '/api/nothing', '/metrics', '/api/openapi.json'])(
    '%s carries what keeps browsers out of trouble',
    async (path) => {
      const { headers } = await server.get(path);
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['referrer-policy']).toBe('no-referrer');
      expect(headers['x-powered-by']).toBeUndefined();
    },
  );

  it('is not kept where it is about money, and is made smaller where it is asked for', async () => {
    const { headers } = await server.send('GET', '/api/status', {
      headers: { authorization: `Bearer ${TOKEN}`, 'accept-encoding': 'gzip' },
    });
    expect(headers['cache-control']).toBe('no-store');
    expect(headers['content-encoding']).toBe('gzip');
  });

  it('names kinds of problems that are explained', async () => {
    for (const kind of Object.keys(PROBLEM_KINDS)) {
      const { status, text } = await server.send('GET', `/problems/${kind}`);
      expect(status).toBe(200);
      expect(text).toContain(PROBLEM_KINDS[kind as keyof typeof PROBLEM_KINDS].title);
    }
    expect((await server.send('GET', '/problems/constructor')).status).toBe(404);
  });
});

describe('logs', () => {
  it('hold a line per answer, and no secrets', async () => {
    await server.signIn();
    await server.get('/api/status');
    const text = server.logged.join('');
    expect(text).toContain('"path":"/api/status","status":200');
    for (const secret of [TOKEN, 'correct horse', 'qca_session=']) expect(text).not.toContain(secret);
  });
});

describe('the end', () => {
  it('lets what is under way finish, and takes nothing new', async () => {
    const ending = await TestServer.start();
    const why = 'to see it end';
    const pending = ending.command('halt', 'last', { scope: 'platform', why });
    await expect.poll(() => ending.meeting.inbox.read('last')).toBeDefined();
    const from = performance.now();
    const closing = ending.close();
    expect((await pending).status).toBe(200);
    await closing;
    expect(performance.now() - from).toBeLessThan(5_500);
    await expect(
      new Promise((done, fail) => request(`${ending.url}/health/live`, done).on('error', fail).end()),
    ).rejects.toThrow('ECONNREFUSED');
  });
});
