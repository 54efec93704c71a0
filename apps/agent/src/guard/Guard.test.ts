import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:net';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { createMemoryMeetingPlace } from '@qca/platform-local';
import type { CommandInbox, MeetingPlace } from '@qca/ports';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { askGuard } from './askGuard.ts';
import { type FolderPaths, folderPaths } from './folderPaths.ts';
import { ACKNOWLEDGE_MS, Guard } from './Guard.ts';
import { isLocked, readKillLock } from './killLock.ts';
import { listenAt } from './listenAt.ts';
import { readProcessFile } from './ProcessFile.ts';

// The guard against agents that are healthy, hung and dead: real processes, a few lines each.

const ROOM = pathToFileURL(`${fileURLToPath(new URL('.', import.meta.url))}`).href;
const AGENT = `
  const { writeProcessFile } = await import(${JSON.stringify(`${ROOM}ProcessFile.ts`)});
  const { acknowledgeKill, readKillLock } = await import(${JSON.stringify(`${ROOM}killLock.ts`)});
  const [folder, mood] = process.argv.slice(-2);
  writeProcessFile(folder + '/agent.pid');
  process.stdout.write('ready');
  if (mood === 'hung') for (;;);
  setInterval(() => {
    const lock = readKillLock(folder + '/kill.lock');
    if (lock !== undefined) acknowledgeKill(folder + '/kill.ack', lock.commandId);
  }, 5);`;

let paths: FolderPaths;
let place: MeetingPlace;
let inbox: CommandInbox | undefined;
let guard: Guard;
let server: Server;
const children: ChildProcess[] = [];

beforeEach(async () => {
  paths = folderPaths(mkdtempSync(join(tmpdir(), 'qca-guard-')));
  place = createMemoryMeetingPlace();
  inbox = place.inbox;
  guard = new Guard({ paths, inbox: () => inbox, log: () => {} });
  server = await listenAt(paths.guardSocket, guard);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  server.close();
  await guard.close();
  await place.close();
  rmSync(paths.folder, { recursive: true });
});

async function startAgent(mood: 'healthy' | 'hung'): Promise<ChildProcess> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', AGENT, paths.folder, mood]);
  children.push(child);
  await new Promise((done) => child.stdout.once('data', done));
  return child;
}

const kill = (commandId = 'k1') =>
  askGuard(paths.guardSocket, { kind: 'kill', commandId, who: 'ada', why: 'smoke' });

describe('a kill', () => {
  it('is acknowledged by an agent that is well, and put into the inbox', async () => {
    const agent = await startAgent('healthy');
    const reply = await kill();
    expect(reply).toMatchObject({
      kind: 'killed',
      ok: true,
      commandId: 'k1',
      how: 'acknowledged',
      troubles: [],
    });
    expect(agent.exitCode ?? agent.signalCode).toBeNull();
    expect(readKillLock(paths.killLock)).toMatchObject({ commandId: 'k1', who: 'ada', why: 'smoke' });
    expect(statSync(paths.killLock).mode & 0o077).toBe(0);
    expect(await place.inbox.read('k1')).toMatchObject({ kind: 'kill', body: {}, who: 'ada', why: 'smoke' });
  });

  it('ends an agent that hangs', async () => {
    const agent = await startAgent('hung');
    const ended = new Promise((done) => agent.once('exit', (_code, signal) => done(signal)));
    const reply = await kill();
    expect(reply).toMatchObject({ kind: 'killed', how: 'agent-ended' });
    expect(await ended).toBe('SIGKILL');
    if (reply.kind === 'killed') expect(reply.doneMs).toBeGreaterThanOrEqual(ACKNOWLEDGE_MS);
  });

  it('locks where no agent runs, and where the process number belongs to somebody else by now', async () => {
    expect(await kill()).toMatchObject({ how: 'no-agent' });
    expect(isLocked(paths.killLock)).toBe(true);
    // This process's number with another beginning: not the agent.
    writeFileSync(paths.agentPid, `${process.pid} 1`);
    expect(readProcessFile(paths.agentPid)).toBeUndefined();
    expect(await kill('k2')).toMatchObject({ how: 'no-agent', commandId: 'k1' });
  });

  it('works without the database and says so', async () => {
    inbox = undefined;
    expect(await kill()).toMatchObject({
      how: 'no-agent',
      troubles: ['inbox: the database cannot be reached'],
    });
    expect(isLocked(paths.killLock)).toBe(true);
  });

  it('cancels at the venue over its own connection, and says when it could not', async () => {
    const cancelling = (cancelAll: () => Promise<number>) =>
      new Guard({
        paths,
        inbox: () => inbox,
        log: () => {},
        canceller: { cancelAll, close: async () => {} },
      });
    const good = cancelling(async () => 3);
    expect(await good.answer({ kind: 'kill', who: 'ada', why: 'x' })).toMatchObject({
      cancelled: 3,
      troubles: [],
    });
    const bad = cancelling(() => Promise.reject(new Error('no route')));
    expect(await bad.answer({ kind: 'kill', who: 'ada', why: 'x' })).toMatchObject({
      cancelled: null,
      troubles: ['venue: no route'],
    });
    await Promise.all([good.close(), bad.close()]);
  });
});

describe('re-arming', () => {
  it('is journaled first: the lock stays until the agent has applied it', async () => {
    await kill();
    const asked = askGuard(paths.guardSocket, {
      kind: 'rearm',
      commandId: 'r1',
      who: 'ada',
      why: 'well again',
    });
    await vi.waitFor(async () => expect(await place.inbox.read('r1')).toBeDefined());
    expect(isLocked(paths.killLock)).toBe(true);
    await place.inbox.answer('r1', { outcome: 'applied', rule: '', detail: {}, sequence: 9 });
    expect(await asked).toMatchObject({ kind: 'rearmed', outcome: 'applied' });
    expect(isLocked(paths.killLock)).toBe(false);
  });

  it('keeps the lock when the agent refuses', async () => {
    await kill();
    const asked = askGuard(paths.guardSocket, { kind: 'rearm', commandId: 'r1', who: 'ada', why: 'x' });
    await vi.waitFor(async () => expect(await place.inbox.read('r1')).toBeDefined());
    await place.inbox.answer('r1', { outcome: 'refused', rule: 'no-equity', detail: {}, sequence: 9 });
    expect(await asked).toMatchObject({ outcome: 'refused', rule: 'no-equity' });
    expect(isLocked(paths.killLock)).toBe(true);
  });

  it('by the inbox opens the lock, for the platform alone and not for a command older than the kill', async () => {
    const put = async (commandId: string, scope: string, createdUs: number) => {
      await place.inbox.put({ commandId, kind: 'rearm', body: { scope }, who: 'ada', why: 'x', createdUs });
      await place.inbox.answer(commandId, { outcome: 'applied', rule: '', detail: {}, sequence: 1 });
    };
    await put('old', 'platform', 1);
    await kill();
    const { atUs } = readKillLock(paths.killLock) as { atUs: number };
    await put('one', 'momentum', atUs + 1);
    await new Promise((done) => setTimeout(done, 600));
    expect(isLocked(paths.killLock)).toBe(true);
    await put('all', 'platform', atUs + 1);
    await vi.waitFor(() => expect(isLocked(paths.killLock)).toBe(false), { timeout: 5_000 });
  });

  it('is not possible without the database', async () => {
    inbox = undefined;
    expect(await askGuard(paths.guardSocket, { kind: 'rearm', who: 'a', why: 'b' })).toMatchObject({
      kind: 'problem',
    });
  });
});

describe('the socket', () => {
  it('is for its owner alone, and says how things stand', async () => {
    expect(statSync(paths.guardSocket).mode & 0o077).toBe(0);
    expect(await askGuard(paths.guardSocket, { kind: 'status' })).toEqual({
      kind: 'status',
      locked: false,
      lock: null,
      agentPid: null,
      agentAcknowledged: false,
    });
  });

  it.each([
    ['no JSON', 'hello', 'not JSON'],
    ['an unknown kind', '{"kind":"dance"}', 'kind'],
    ['a kill without a reason', '{"kind":"kill","who":"a","why":" "}', 'why'],
    ['a kill without a name', '{"kind":"kill","why":"b"}', 'who'],
    ['an unknown key', '{"kind":"status","more":1}', 'request'],
    ['an id that is none', '{"kind":"kill","commandId":"a b","who":"a","why":"b"}', 'commandId'],
  ])('refuses %s', async (_name, line, what) => {
    const socket = connect(paths.guardSocket);
    socket.write(`${line}\n`);
    const heard = await new Promise<string>((done) => socket.once('data', (bytes) => done(String(bytes))));
    socket.destroy();
    expect(JSON.parse(heard)).toMatchObject({ kind: 'problem', what: expect.stringContaining(what) });
    expect(isLocked(paths.killLock)).toBe(false);
  });

  it('hangs up on who talks without end', async () => {
    const socket = connect(paths.guardSocket);
    socket.on('error', () => {});
    socket.write('x'.repeat(20_000));
    await new Promise((done) => socket.once('close', done));
  });

  it('is not shared by two guards, and one that a crash left is replaced', async () => {
    await expect(listenAt(paths.guardSocket, guard)).rejects.toThrow('another guard listens');
    server.close();
    writeFileSync(paths.guardSocket, '');
    server = await listenAt(paths.guardSocket, guard);
    expect(await askGuard(paths.guardSocket, { kind: 'status' })).toMatchObject({ locked: false });
  });

  it('has a short path in a deep folder', () => {
    const deep = join(paths.folder, 'd'.repeat(120));
    expect(Buffer.byteLength(folderPaths(deep).guardSocket)).toBeLessThanOrEqual(103);
    expect(folderPaths(deep).guardSocket).not.toBe(folderPaths(`${deep}e`).guardSocket);
  });

  it('says that nobody listens', async () => {
    await expect(askGuard(join(paths.folder, 'none.sock'), { kind: 'status' })).rejects.toThrow(
      'did not answer',
    );
  });
});

describe('the lock', () => {
  it('locks even when it cannot be read', () => {
    writeFileSync(paths.killLock, 'half a fi');
    expect(isLocked(paths.killLock)).toBe(true);
    expect(readKillLock(paths.killLock)?.commandId).toBe('kill-lock');
  });
});
