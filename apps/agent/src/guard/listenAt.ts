import { chmodSync, existsSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { Refusal } from '@qca/base';
import type { Guard } from './Guard.ts';
import { GUARD_LINE_MAX, type GuardReply, guardRequest } from './guardProtocol.ts';

/** Connections at a time: a handful of programs on one machine. */
const CONNECTIONS_MAX = 32;
/** Who says nothing for so long is cut off. */
const IDLE_MS_MAX = 30_000;

/** Opens the guard's socket, for its owner alone. Rejects, as `Refusal`: `guard-runs` when another guard listens there. */
export async function listenAt(path: string, guard: Guard): Promise<Server> {
  if (existsSync(path)) {
    if (await answers(path)) {
      throw new Refusal({
        kind: 'guard-runs',
        what: `another guard listens at ${path}`,
        where: '--folder',
        remedy: 'Stop the platform of this folder, or choose another folder.',
      });
    }
    rmSync(path);
  }
  const server = createServer((socket) => serve(socket, guard));
  server.maxConnections = CONNECTIONS_MAX;
  // Nobody else may enter even for the moment before the mode is set.
  const mask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, 0o600);
  return server;
}

function serve(socket: Socket, guard: Guard): void {
  let heard = '';
  let work: Promise<void> = Promise.resolve();
  socket.setTimeout(IDLE_MS_MAX, () => socket.destroy());
  socket.on('error', () => {}); // it hung up; nothing to tell it
  socket.on('data', (bytes: Buffer) => {
    heard += bytes.toString('utf8');
    if (heard.length > GUARD_LINE_MAX) return void socket.destroy();
    for (let end = heard.indexOf('\n'); end >= 0; end = heard.indexOf('\n')) {
      const line = heard.slice(0, end);
      heard = heard.slice(end + 1);
      work = work.then(async () => {
        const reply = await answerTo(line, guard);
        if (!socket.destroyed) socket.write(`${JSON.stringify(reply)}\n`);
      });
    }
  });
}

async function answerTo(line: string, guard: Guard): Promise<GuardReply> {
  let request: unknown;
  try {
    request = JSON.parse(line);
  } catch {
    return { kind: 'problem', what: 'the line is not JSON' };
  }
  const parsed = guardRequest.safeParse(request);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { kind: 'problem', what: `${issue?.path.join('.') || 'request'}: ${issue?.message}` };
  }
  try {
    return await guard.answer(parsed.data);
  } catch (error) {
    return { kind: 'problem', what: (error as Error).message };
  }
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
