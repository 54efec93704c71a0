import type { Socket } from 'node:net';
import { type PlatformStatus, platformStatus } from '@qca/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StreamListener } from '../testing/StreamListener.fixture.ts';
import { ENTRIES, LAST, ORDER } from '../testing/sampleRun.fixture.ts';
import { sampleStatus } from '../testing/sampleStatus.fixture.ts';
import { TestServer } from '../testing/TestServer.fixture.ts';

let server: TestServer;
const listeners: StreamListener[] = [];

beforeEach(async () => {
  server = await TestServer.start({
    streamBounds: { clientsMax: 8, clientsOfSessionMax: 2, behindMsMax: 700, pingMs: 200 },
  });
});
afterEach(async () => {
  for (const listener of listeners.splice(0)) listener.close();
  await server.close();
});

async function listen(headers?: Record<string, string>): Promise<StreamListener> {
  const listener = new StreamListener(server.url, headers);
  listeners.push(listener);
  await listener.until(() => listener.socket.readyState === 1 || listener.refused !== undefined);
  return listener;
}

let sequence = 41;
async function publish(change: Partial<PlatformStatus>): Promise<PlatformStatus> {
  sequence += 1;
  const document = sampleStatus({ sequence, ...change });
  await server.meeting.statusBoard.publish('agent', { sequence, timeUs: server.nowUs, document });
  return document;
}

describe('the status channel', () => {
  it('shows everything once, then the fields that changed, numbered without gaps', async () => {
    const listener = await listen();
    listener.subscribe('status');
    const snapshot = await listener.until(() => listener.of('snapshot', 'status')[0]);
    expect(platformStatus.parse(snapshot.data)).toEqual(sampleStatus());
    let shown = snapshot.data as Record<string, unknown>;
    let last: PlatformStatus | undefined;
    for (let round = 1; round <= 5; round += 1) {
      last = await publish({ platform: { ...sampleStatus().platform, equity: round } });
      await listener.until(() => listener.of('delta', 'status').length >= round);
    }
    const deltas = listener.of('delta', 'status');
    expect(deltas.map((each) => each.number)).toEqual([1, 2, 3, 4, 5].map((each) => snapshot.number + each));
    expect(Object.keys(deltas[0]?.data as object).sort()).toEqual(['platform', 'sequence']);
    for (const { data } of deltas) shown = { ...shown, ...(data as object) };
    expect(shown).toEqual(last);
    expect(deltas.at(-1)?.sequence).toBe(last?.sequence);
  });

  it('says nothing when nothing changed', async () => {
    const listener = await listen();
    listener.subscribe('status');
    await listener.until(() => listener.of('snapshot', 'status')[0]);
    await server.meeting.statusBoard.publish('agent', {
      sequence: 41,
      timeUs: server.nowUs,
      document: sampleStatus(),
    });
    listener.send({ type: 'ping', id: 7 });
    await listener.until(() => listener.heard.find((each) => each.type === 'pong'));
    expect(listener.of('delta', 'status')).toEqual([]);
  });

  it('gives what was missed to whoever comes back, and nothing twice', async () => {
    const first = await listen();
    first.subscribe('status');
    const { epoch, number } = await first.until(() => first.of('snapshot', 'status')[0]);
    await publish({ timeUs: 1 });
    await first.until(() => first.of('delta', 'status')[0]);
    first.close();
    for (const timeUs of [2, 3, 4]) await publish({ timeUs });
    const second = await listen();
    second.subscribe('status', { epoch, number: number + 1 });
    await second.until(() => second.of('delta', 'status').length > 0);
    await publish({ timeUs: 5 });
    await second.until(() =>
      second.of('delta', 'status').some((each) => (each.data as { timeUs?: number }).timeUs === 5),
    );
    const numbers = second.of('delta', 'status').map((each) => each.number);
    expect(numbers[0]).toBe(number + 2);
    expect(numbers).toEqual(numbers.map((_, index) => number + 2 + index));
    expect(second.of('snapshot', 'status')).toEqual([]);
  });

  it.each([
    ['of another life of the server', { epoch: 'other', number: 0 }],
    ['from the future', { epoch: '', number: 1_000_000 }],
  ])('shows everything anew to whoever names a place %s', async (_name, resume) => {
    const listener = await listen();
    listener.subscribe('status');
    const { epoch } = await listener.until(() => listener.of('snapshot', 'status')[0]);
    listener.subscribe('status', { ...resume, epoch: resume.epoch === '' ? epoch : resume.epoch });
    await listener.until(() => listener.of('snapshot', 'status').length === 2);
  });

  it('shows everything anew when what was missed is gone', async () => {
    const first = await listen();
    first.subscribe('status');
    const { epoch, number } = await first.until(() => first.of('snapshot', 'status')[0]);
    first.close();
    for (let timeUs = 1; timeUs <= 1_005; timeUs += 1) {
      await publish({ timeUs });
      await new Promise((done) => setImmediate(done));
    }
    const second = await listen();
    second.subscribe('status', { epoch, number });
    const snapshot = await second.until(() => second.of('snapshot', 'status')[0]);
    expect(snapshot.number).toBeGreaterThan(1_000);
  });

  it('begins anew with another run, in every channel', async () => {
    const listener = await listen();
    listener.subscribe('status');
    listener.subscribe('orders');
    const before = await listener.until(() => listener.of('snapshot', 'status')[0]);
    await listener.until(() => listener.of('snapshot', 'orders')[0]);
    await publish({ run: { ...sampleStatus().run, id: 'paper-2' } });
    const after = await listener.until(() => listener.of('snapshot', 'status')[1]);
    expect(after.epoch).not.toBe(before.epoch);
    expect(after.number).toBe(0);
    const orders = await listener.until(() => listener.of('snapshot', 'orders')[1]);
    expect(orders.data).toEqual([]);
  });
});

describe('the lists', () => {
  it('show the newest rows as the operations give them', async () => {
    const listener = await listen();
    const wanted = {
      orders: (await server.get('/api/orders')).json['orders'],
      fills: (await server.get('/api/fills')).json['fills'],
      decisions: (await server.get('/api/decisions')).json['decisions'],
      equity: (await server.get('/api/equity')).json['points'],
      commands: [],
    };
    for (const [channel, rows] of Object.entries(wanted)) {
      listener.subscribe(channel as keyof typeof wanted);
      const snapshot = await listener.until(() => listener.of('snapshot', channel as keyof typeof wanted)[0]);
      expect(snapshot.data).toEqual(rows);
    }
    listener.subscribe('bars');
    const bars = await listener.until(() => listener.of('snapshot', 'bars')[0]);
    expect((bars.data as { instrument: string }[]).map((each) => each.instrument)).toEqual([
      'kraken:BTC/USD',
      'kraken:BTC/USD',
      'bitstamp:BTC/USD',
    ]);
  });

  it('then tell rows that are new or changed, and nothing else', async () => {
    const listener = await listen();
    for (const channel of ['orders', 'bars', 'commands'] as const) {
      listener.subscribe(channel);
      await listener.until(() => listener.of('snapshot', channel)[0]);
    }
    const [placed] = ENTRIES.filter((each) => each.kind === 'order-placed');
    const [bar] = ENTRIES.filter((each) => each.kind === 'bar');
    const later = { ...bar, openTimeUs: (bar?.timeUs ?? 0) + 300_000_000 };
    await server.run.write([{ ...placed, orderId: 'p-2' }, later] as typeof ENTRIES);
    await server.meeting.inbox.put({
      commandId: 'c-1',
      kind: 'halt',
      body: { scope: 'momentum' },
      who: 'me',
      why: 'so',
      createdUs: 1,
    });
    const orders = await listener.until(() => listener.of('delta', 'orders')[0]);
    expect(orders.data).toMatchObject([{ orderId: 'p-2', status: 'sent', sequence: LAST + 1 }]);
    expect(JSON.stringify(orders.data)).not.toContain(`"${ORDER}"`);
    const bars = await listener.until(() => listener.of('delta', 'bars')[0]);
    expect(bars.data).toMatchObject([
      { instrument: 'kraken:BTC/USD', bar: [later.openTimeUs, 20_000, 20_010, 19_995, 20_005, 1.5] },
    ]);
    const commands = await listener.until(() => listener.of('delta', 'commands')[0]);
    expect(commands.data).toMatchObject([{ commandId: 'c-1', outcome: 'pending', strategy: 'momentum' }]);
    await server.meeting.inbox.answer('c-1', { outcome: 'applied', rule: '', detail: {}, sequence: 20 });
    const answered = await listener.until(() => listener.of('delta', 'commands')[1]);
    expect(answered.data).toMatchObject([{ commandId: 'c-1', outcome: 'applied' }]);
  });

  it('are quiet after unsubscribing', async () => {
    const listener = await listen();
    listener.subscribe('status');
    await listener.until(() => listener.of('snapshot', 'status')[0]);
    listener.send({ type: 'unsubscribe', channel: 'status' });
    await listener.until(() => listener.heard.find((each) => each.type === 'unsubscribed'));
    await publish({ timeUs: 99 });
    listener.send({ type: 'ping', id: 1 });
    await listener.until(() => listener.heard.find((each) => each.type === 'pong'));
    expect(listener.of('delta', 'status')).toEqual([]);
    listener.send({ type: 'unsubscribe', channel: 'status' });
    await listener.until(() => listener.heard.filter((each) => each.type === 'unsubscribed').length === 2);
  });
});

describe('who may listen', () => {
  it.each([
    ['nobody', {}, 401, 'not-signed-in'],
    ['a wrong token', { authorization: 'Bearer no' }, 401, 'not-signed-in'],
    ['a forged cookie', { cookie: `qca_session=${'C'.repeat(43)}`, origin: 'HERE' }, 401, 'not-signed-in'],
    ['another site', { authorization: 'TOKEN', origin: 'https://evil.example' }, 403, 'wrong-origin'],
    ['a session of another site', { cookie: 'SESSION', origin: 'https://evil.example' }, 403, 'wrong-origin'],
    ['a session without an origin', { cookie: 'SESSION' }, 403, 'wrong-origin'],
  ])('%s does not', async (_name, headers, status, kind) => {
    const { read } = await server.signIn();
    const filled = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value
          .replace('SESSION', read.cookie)
          .replace('HERE', server.url)
          .replace('TOKEN', 'Bearer a-token-of-the-platform-0123456789'),
      ]),
    );
    expect((await listen(filled)).refused).toEqual({ status, kind });
  });

  it('a session of the site does, until it ends', async () => {
    const { read, write } = await server.signIn();
    const listener = await listen({ cookie: read.cookie, origin: server.url });
    listener.subscribe('status');
    await listener.until(() => listener.of('snapshot', 'status')[0]);
    await server.send('DELETE', '/api/session', { headers: write });
    const closed = await listener.until(() => listener.closed);
    expect(closed).toEqual({ code: 1008, reason: 'session-over' });
    expect(listener.heard.at(-1)).toMatchObject({ type: 'problem', kind: 'not-signed-in' });
  });

  it('a session that ran out is noticed', async () => {
    const { read } = await server.signIn();
    const listener = await listen({ cookie: read.cookie, origin: server.url });
    server.pass(13 * 3_600);
    expect((await listener.until(() => listener.closed)).code).toBe(1008);
  });

  it('as many as the bounds say', async () => {
    const { read } = await server.signIn();
    const own = { cookie: read.cookie, origin: server.url };
    await listen(own);
    await listen(own);
    expect((await listen(own)).refused).toEqual({ status: 429, kind: 'too-many-requests' });
    for (let count = 2; count < 8; count += 1) expect((await listen()).refused).toBeUndefined();
    expect((await listen()).refused?.status).toBe(429);
  });

  it('nowhere else', async () => {
    const listener = new StreamListener(`${server.url}/api/other?`);
    listeners.push(listener);
    expect((await listener.until(() => listener.refused)).status).toBe(404);
  });
});

describe('clients that misbehave', () => {
  it.each([
    ['no JSON', 'hello'],
    ['bytes', Buffer.from([1, 2, 3])],
    ['an unknown channel', { type: 'subscribe', channel: 'secrets' }],
    ['an unknown type', { type: 'order' }],
    ['an unknown field', { type: 'ping', id: 1, more: 1 }],
    ['a prototype', '{"type":"subscribe","channel":"__proto__"}'],
  ])('hear what was wrong with %s, and are closed when they go on', async (_name, message) => {
    const listener = await listen();
    listener.send(message);
    await listener.until(() =>
      listener.heard.find((each) => each.type === 'problem' && each.kind === 'bad-request'),
    );
    listener.send({ type: 'ping', id: 3 });
    await listener.until(() => listener.heard.find((each) => each.type === 'pong'));
    for (let count = 0; count < 4; count += 1) listener.send(message);
    expect((await listener.until(() => listener.closed)).code).toBe(1008);
  });

  it('are held back when they ask too fast', async () => {
    const listener = await listen();
    for (let id = 0; id < 60; id += 1) listener.send({ type: 'ping', id });
    expect((await listener.until(() => listener.closed)).code).toBe(1008);
    expect(listener.heard.some((each) => each.type === 'problem' && each.kind === 'too-many-requests')).toBe(
      true,
    );
  });

  it('are closed for messages that are too large', async () => {
    const listener = await listen();
    listener.send('x'.repeat(5_000));
    expect((await listener.until(() => listener.closed)).code).toBe(1009);
  });

  it('are forgotten when they do not answer', async () => {
    const listener = await listen();
    await listener.open();
    // Without its reading side the client never hears the ping.
    (listener.socket as unknown as { readonly _socket: Socket })._socket.pause();
    await expect
      .poll(async () => (await server.send('GET', '/metrics')).text)
      .toContain('qca_stream_clients 0');
  });
});

describe('clients that are slow', () => {
  const big = (round: number): Partial<PlatformStatus> => ({
    timeUs: round,
    trades: Array.from({ length: 4_000 }, (_, index) => ({
      tradeId: `trade-${round}-${index}`,
      strategy: 'x'.repeat(50),
      stage: 'working',
      deadlineUs: null,
    })),
  });

  async function fallBehind(): Promise<{ listener: StreamListener; socket: Socket }> {
    const listener = await listen();
    listener.subscribe('status');
    await listener.until(() => listener.of('snapshot', 'status')[0]);
    const socket = (listener.socket as unknown as { readonly _socket: Socket })._socket;
    socket.pause();
    for (let round = 1; round <= 40; round += 1) {
      await publish(big(round));
      await new Promise((done) => setTimeout(done, 5));
    }
    return { listener, socket };
  }

  it('miss changes, not memory: they are shown everything anew when they are back', async () => {
    await server.close();
    server = await TestServer.start({ streamBounds: { behindMsMax: 20_000, pingMs: 60_000 } });
    const { listener, socket } = await fallBehind();
    socket.resume();
    const snapshot = await listener.until(() => listener.of('snapshot', 'status')[1]);
    expect(listener.of('delta', 'status').length).toBeLessThan(40);
    expect((snapshot.data as PlatformStatus).timeUs).toBe(40);
    await publish({ timeUs: 1_000 });
    const next = await listener.until(() =>
      listener.of('delta', 'status').find((each) => each.number > snapshot.number),
    );
    expect(next.number).toBe(snapshot.number + 1);
    expect((await server.send('GET', '/metrics')).text).toMatch(
      /qca_stream_dropped_total\{reason="behind"\} [1-9]/,
    );
  });

  it('are closed when they stay behind', async () => {
    await server.close();
    server = await TestServer.start({ streamBounds: { behindMsMax: 300, pingMs: 60_000 } });
    const { listener, socket } = await fallBehind();
    await expect
      .poll(async () => (await server.send('GET', '/metrics')).text)
      .toContain('reason="too-slow"} 1');
    socket.resume();
    await listener.until(() => listener.closed);
    expect((await server.send('GET', '/metrics')).text).toContain('qca_stream_clients 0');
  });
});

describe('the end', () => {
  it('is told to everybody', async () => {
    const listener = await listen();
    await server.server.close();
    expect((await listener.until(() => listener.closed)).code).toBe(1001);
  });
});
