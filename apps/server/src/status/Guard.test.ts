import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fault } from '@qca/base';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { answerCommands, TestServer } from '../testing/TestServer.fixture.ts';
import { Guard } from './Guard.ts';

let folder: string;
let path: string;
let listening: Server | undefined;
const heard: unknown[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'qca-'));
  path = join(folder, 'guard.sock');
  heard.length = 0;
});
afterEach(async () => {
  await new Promise((done) => (listening === undefined ? done(0) : listening.close(done)));
  listening = undefined;
  rmSync(folder, { recursive: true });
});

/** A guard that answers every line with a text of the test's. */
function listen(answer: (request: { kind: string; commandId?: string }) => string): Promise<void> {
  listening = createServer((socket) => {
    socket.on('error', () => {});
    let text = '';
    socket.on('data', (bytes) => {
      text += String(bytes);
      if (!text.endsWith('\n')) return;
      const request = JSON.parse(text) as { kind: string; commandId?: string };
      heard.push(request);
      socket.end(answer(request));
    });
  });
  return new Promise((done) => listening?.listen(path, done));
}

const killed = (request: { commandId?: string }): string =>
  `${JSON.stringify({ kind: 'killed', ok: true, commandId: request.commandId, atUs: 5 })}\n`;
const order = { commandId: 'k-1', who: 'cli', why: 'smoke' };

describe('Guard', () => {
  it('hears the order as one line and gives its word back', async () => {
    await listen(killed);
    expect(await new Guard(path).kill(order)).toMatchObject({ ok: true, commandId: 'k-1', atUs: 5 });
    expect(heard).toEqual([{ kind: 'kill', ...order }]);
    expect(await new Guard(path).isThere()).toBe(true);
  });

  it.each([
    ['a refusal', '{"kind":"problem","what":"no"}\n'],
    ['no JSON', 'yes\n'],
    ['nothing', ''],
    ['more than a line holds', 'x'.repeat(5_000)],
  ])('counts %s as no answer', async (_name, answer) => {
    await listen(() => answer);
    await expect(new Guard(path).kill(order)).rejects.toThrow(Fault);
  });

  it('counts silence and absence as no answer', async () => {
    expect(await new Guard(path).isThere()).toBe(false);
    await expect(new Guard(path).kill(order)).rejects.toThrow(Fault);
    listening = createServer((socket) => void socket.on('error', () => {}).resume());
    await new Promise<void>((done) => listening?.listen(path, done));
    expect(await new Guard(path).isThere()).toBe(false);
  });
});

describe('killTrading', () => {
  const why = 'smoke';

  it('goes through the guard, whose word is enough while the agent is silent', async () => {
    await listen(killed);
    const server = await TestServer.start({ guardSocket: path });
    const { status, json } = await server.command('kill', 'k-1', { why });
    expect(status).toBe(200);
    expect(json['command']).toMatchObject({
      commandId: 'k-1',
      kind: 'kill',
      who: 'cli',
      outcome: 'pending',
      numbers: { guardAtUs: 5 },
    });
    expect(heard).toEqual([{ kind: 'kill', commandId: 'k-1', who: 'cli', why }]);
    await server.close();
  });

  it('tells what the agent journaled once the guard has put it into the inbox', async () => {
    const server = await TestServer.start({ guardSocket: path });
    const stop = answerCommands(server.meeting);
    await listen((request) => {
      void server.meeting.inbox.put({
        commandId: 'k-2',
        kind: 'kill',
        body: {},
        who: 'cli',
        why,
        createdUs: 5,
      });
      return killed(request);
    });
    await expect
      .poll(async () => (await server.command('kill', 'k-2', { why })).json['command'])
      .toMatchObject({
        outcome: 'applied',
        numbers: { done: true, guardAtUs: 5 },
      });
    await stop();
    await server.close();
  });

  it('falls back to the agent when the guard is dead, and says so when neither answers', async () => {
    const server = await TestServer.start({ guardSocket: path });
    const neither = await server.command('kill', 'k-3', { why });
    expect([neither.status, neither.json['kind']]).toEqual([503, 'guard-not-reachable']);
    const stop = answerCommands(server.meeting);
    const { status, json } = await server.command('kill', 'k-4', { why });
    expect([status, json['command']?.['outcome']]).toEqual([200, 'applied']);
    await stop();
    await server.close();
  });
});
