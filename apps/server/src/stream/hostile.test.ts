import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { StreamListener } from '../testing/StreamListener.fixture.ts';
import { sampleStatus } from '../testing/sampleStatus.fixture.ts';
import { sendRaw } from '../testing/sendRaw.fixture.ts';
import { TestServer, TOKEN } from '../testing/TestServer.fixture.ts';

// Frames and messages sent on purpose to break the stream: whoever sends them is told or closed, everybody else goes on.

let server: TestServer;
let bystander: StreamListener;
const listeners: StreamListener[] = [];
const sockets: Socket[] = [];

beforeAll(async () => {
  server = await TestServer.start();
  bystander = new StreamListener(server.url);
  await bystander.open();
  bystander.subscribe('status');
  await bystander.until(() => bystander.of('snapshot', 'status')[0]);
});
afterEach(() => {
  for (const listener of listeners.splice(0)) listener.close();
  for (const socket of sockets.splice(0)) socket.destroy();
});
afterAll(async () => {
  bystander.close();
  await server.close();
});

let sequence = 100;
async function publish(timeUs: number): Promise<void> {
  sequence += 1;
  const document = sampleStatus({ sequence, timeUs });
  await server.meeting.statusBoard.publish('agent', { sequence, timeUs: server.nowUs, document });
}

async function listen(): Promise<StreamListener> {
  const listener = new StreamListener(server.url);
  listeners.push(listener);
  await listener.open();
  return listener;
}

const upgrade = (more = ''): string =>
  `GET /api/stream HTTP/1.1\r\nHost: ${server.host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nAuthorization: Bearer ${TOKEN}\r\n${more}\r\n`;

/** Opens a WebSocket by hand. `until` waits for the code the server closes with, 0 for a hang-up without one. */
async function openRaw(): Promise<{ readonly socket: Socket; closeCode(): Promise<number> }> {
  const socket = connect(server.server.port, '127.0.0.1');
  sockets.push(socket);
  socket.on('error', () => undefined);
  socket.write(upgrade());
  let heard = Buffer.alloc(0);
  const closed = new Promise<void>((done) => socket.once('close', () => done()));
  await new Promise<void>((done) => {
    socket.on('data', (bytes) => {
      heard = Buffer.concat([heard, bytes]);
      if (heard.includes('\r\n\r\n')) done();
    });
  });
  heard = heard.subarray(heard.indexOf('\r\n\r\n') + 4);
  const closeCode = async (): Promise<number> => {
    await closed;
    const at = heard.lastIndexOf(0x88);
    return at < 0 || heard.length < at + 4 ? 0 : heard.readUInt16BE(at + 2);
  };
  return { socket, closeCode };
}

const MASK = Buffer.from([1, 2, 3, 4]);
function frame(first: number, payload: Buffer, { masked = true } = {}): Buffer {
  const short = payload.length < 126;
  const length = short
    ? Buffer.from([payload.length])
    : Buffer.from([126, payload.length >> 8, payload.length & 255]);
  if (!masked) return Buffer.concat([Buffer.from([first]), length, payload]);
  length[0] = (length[0] ?? 0) | 0x80;
  const hidden = payload.map((byte, index) => byte ^ (MASK[index % 4] ?? 0));
  return Buffer.concat([Buffer.from([first]), length, MASK, hidden]);
}

describe('frames', () => {
  const ping = Buffer.from('{"type":"ping","id":1}');

  it.each([
    ['without a mask', () => frame(0x81, ping, { masked: false }), 1002],
    ['of a kind that is not', () => frame(0x83, ping), 1002],
    ['with bits that are not agreed on', () => frame(0xf1, ping), 1002],
    ['that go on with nothing', () => frame(0x80, ping), 1002],
    ['of control that are cut in pieces', () => frame(0x09, ping), 1002],
    ['of control that are long', () => frame(0x89, Buffer.alloc(126)), 1002],
    ['with text that is no UTF-8', () => frame(0x81, Buffer.from([0x22, 0xff, 0xfe, 0x22])), 1007],
    ['that announce more than memory has', () => Buffer.from('81ff00000fffffffffff01020304', 'hex'), 1009],
    [
      'that announce more than a number holds',
      () => Buffer.from('81ffffffffffffffffff01020304', 'hex'),
      1009,
    ],
    ['above the bound', () => frame(0x81, Buffer.alloc(5_000, 0x20)), 1009],
    ['that close with a code that is not', () => frame(0x88, Buffer.from([0x03, 0xec])), 1002],
  ])('%s end their connection', async (_name, bytes, code) => {
    const { socket, closeCode } = await openRaw();
    socket.write(bytes());
    expect(await closeCode()).toBe(code);
  });

  it('in endless pieces end their connection once they are above the bound', async () => {
    const { socket, closeCode } = await openRaw();
    socket.write(frame(0x01, Buffer.alloc(100, 0x20)));
    for (let piece = 0; piece < 100; piece += 1) socket.write(frame(0x00, Buffer.alloc(100, 0x20)));
    expect(await closeCode()).toBe(1009);
  });

  it('are never compressed, whoever offers it', async () => {
    const head = upgrade('Sec-WebSocket-Extensions: permessage-deflate\r\n');
    const bomb = frame(0xc1, Buffer.alloc(100));
    const heard = await sendRaw(server.server.port, [head, bomb], 200);
    expect(heard).toMatch(/^HTTP\/1\.1 101 /);
    expect(heard.toLowerCase()).not.toContain('sec-websocket-extensions');
  });
});

describe('upgrades', () => {
  it.each([
    ['without a key', (text: string) => text.replace(/Sec-WebSocket-Key.*\r\n/, ''), 400],
    ['with a short key', (text: string) => text.replace(/(Sec-WebSocket-Key: ).*\r\n/, '$1abc\r\n'), 400],
    ['of another version', (text: string) => text.replace('Version: 13', 'Version: 7'), 400],
    ['by POST', (text: string) => text.replace('GET', 'POST'), 404],
    [
      'of another site',
      (text: string) => text.replace('\r\n\r\n', '\r\nOrigin: https://evil.example\r\n\r\n'),
      403,
    ],
    ['of nobody', (text: string) => text.replace(/Authorization.*\r\n/, ''), 401],
    ['to another protocol', (text: string) => text.replace('Upgrade: websocket', 'Upgrade: h2c'), 400],
  ])('%s are refused', async (_name, change, status) => {
    const heard = await sendRaw(server.server.port, [change(upgrade())]);
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  });
});

describe('resuming', () => {
  it('names only places that can be: anything else is told and changes nothing', async () => {
    const listener = await listen();
    listener.subscribe('status');
    const { epoch } = await listener.until(() => listener.of('snapshot', 'status')[0]);
    for (const number of [-1, 1.5, '1', null]) {
      listener.send({ type: 'subscribe', channel: 'status', resume: { epoch, number } });
    }
    await listener.until(() => listener.heard.filter((each) => each.type === 'problem').length === 4);
    expect(listener.of('snapshot', 'status')).toHaveLength(1);
    expect(listener.closed).toBeUndefined();
  });

  it('out of order never shows a gap: each place gets exactly what follows it', async () => {
    const listener = await listen();
    listener.subscribe('status');
    const { epoch, number } = await listener.until(() => listener.of('snapshot', 'status')[0]);
    for (const timeUs of [1, 2, 3, 4]) {
      await publish(timeUs);
      await listener.until(() => listener.of('delta', 'status').length >= timeUs);
    }
    for (const back of [0, 3, 1, 4, 2]) {
      const from = listener.heard.length;
      listener.subscribe('status', { epoch, number: number + back });
      listener.send({ type: 'ping', id: back });
      await listener.until(() => listener.heard.find((each) => each.type === 'pong' && each.id === back));
      const given = listener.heard
        .slice(from)
        .flatMap((each) => (each.type === 'delta' ? [each.number] : []));
      expect(given).toEqual(Array.from({ length: 4 - back }, (_, index) => number + back + index + 1));
    }
    expect(listener.of('snapshot', 'status')).toHaveLength(1);
    // Whoever asked five times still hears each change once.
    await publish(5);
    await listener.until(() =>
      listener.of('delta', 'status').some((each) => (each.data as { timeUs?: number }).timeUs === 5),
    );
    const last = listener.of('delta', 'status').filter((each) => each.number === number + 5);
    expect(last).toHaveLength(1);
  });

  it('by the place of another channel shows everything anew', async () => {
    const listener = await listen();
    listener.subscribe('status');
    const { epoch, number } = await listener.until(() => listener.of('snapshot', 'status')[0]);
    listener.subscribe('orders', { epoch, number });
    expect((await listener.until(() => listener.of('snapshot', 'orders')[0])).epoch).not.toBe(epoch);
  });
});

describe('everybody else', () => {
  it('heard every change, without a gap, and nothing was our mistake', async () => {
    await publish(1_000);
    await bystander.until(() =>
      bystander.of('delta', 'status').some((each) => (each.data as { timeUs?: number }).timeUs === 1_000),
    );
    const first = bystander.of('snapshot', 'status')[0]?.number ?? 0;
    const numbers = bystander.of('delta', 'status').map((each) => each.number);
    expect(numbers).toEqual(numbers.map((_, index) => first + index + 1));
    expect(bystander.of('snapshot', 'status')).toHaveLength(1);
    expect(server.logged.filter((line) => /"level":[56]0/.test(line))).toEqual([]);
  });
});
