import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlatformFile } from './PlatformFolder.ts';

// The real supervisor with real processes, on a folder of its own: everything a person sees, and what kill -9 does.

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** A loaded machine starts everything within this. */
const PATIENCE_MS = 50_000;

class Supervisor {
  readonly child: ChildProcess;
  readonly folder: string;
  said = '';
  readonly ended: Promise<number | null>;

  constructor(folder: string, words: readonly string[]) {
    this.folder = folder;
    const { DATABASE_URL: _none, ...environment } = process.env;
    this.child = spawn(process.execPath, [MAIN, '--folder', folder, ...words], { env: environment });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        this.said += bytes.toString('utf8');
      });
    this.ended = new Promise((done) => void this.child.once('exit', done));
  }

  get file(): PlatformFile {
    return JSON.parse(readFileSync(join(this.folder, 'platform.json'), 'utf8')) as PlatformFile;
  }

  pidOf(role: string): number {
    return this.file.roles[role] as number;
  }

  async ask(path: string): Promise<{ readonly status: number; readonly body: never }> {
    const token = readFileSync(join(this.folder, 'api.token'), 'utf8').trim();
    const response = await fetch(`${this.file.url}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    return { status: response.status, body: (await response.json()) as never };
  }
}

async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  const untilMs = performance.now() + PATIENCE_MS;
  let last: unknown;
  while (performance.now() < untilMs) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
    } catch (error) {
      last = error;
    }
    await delay(100);
  }
  throw new Error(`${what} did not come: ${String(last)}`);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

interface Status {
  readonly run: { readonly id: string; readonly prices: string };
  readonly sequence: number;
}

describe('the platform', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qca-platform-'));
  let platform: Supervisor;
  const started: Supervisor[] = [];
  const words = [
    '--port',
    '0',
    '--generated',
    '--days',
    '0.2',
    '--speed',
    '60',
    '--roles',
    'guard,agent,server',
  ];
  const start = (at: string, ...flags: string[]): Supervisor => {
    const supervisor = new Supervisor(at, flags);
    started.push(supervisor);
    return supervisor;
  };
  const status = async (): Promise<Status> => (await platform.ask('/api/status')).body;
  const working = (after = -1): Promise<Status> =>
    until('a status that moves', async () => {
      const now = await status();
      return now.sequence > after ? now : undefined;
    });

  beforeAll(async () => {
    platform = start(folder, ...words);
    await until('the address', () => (platform.said.includes('Look at http') ? true : undefined));
  }, 60_000);

  afterAll(async () => {
    for (const { child, ended } of started) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGTERM');
      await ended;
    }
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it('brings every part up, one line each, and says where to look', async () => {
    for (const part of ['Database', 'Guard', 'Agent', 'Server'])
      expect(platform.said).toMatch(new RegExp(`^${part}: ready after \\d+\\.\\d s\\.$`, 'm'));
    expect((await working()).run.prices).toBe('generated');
    const ready = await until('readiness', async () => {
      const answer = await platform.ask('/health/ready');
      return answer.status === 200 ? answer : undefined;
    });
    expect(ready.status).toBe(200);
  });

  it('keeps its keys to itself: no secret in logs, on the terminal or in platform.json', () => {
    const secrets = ['api.token', 'operator.password', 'postgres/password'].map((name) => {
      expect(statSync(join(folder, name)).mode & 0o077, name).toBe(0);
      return readFileSync(join(folder, name), 'utf8').trim();
    });
    const logs = readdirSync(join(folder, 'logs')).map((name) =>
      readFileSync(join(folder, 'logs', name), 'utf8'),
    );
    const told = [platform.said, readFileSync(join(folder, 'platform.json'), 'utf8'), ...logs].join('\n');
    for (const secret of secrets) expect(told.includes(secret)).toBe(false);
    expect(statSync(join(folder, 'platform.json')).mode & 0o077).toBe(0);
  });

  it('refuses a second platform on its folder, and a port that is taken', async () => {
    const second = start(folder, ...words);
    expect(await second.ended).toBe(1);
    expect(second.said).toContain('another platform runs on this folder');
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((done) => taken.once('listening', done));
    const { port } = taken.address() as { port: number };
    const other = mkdtempSync(join(tmpdir(), 'qca-platform-'));
    const third = start(other, ...words.slice(2), '--port', String(port));
    expect(await third.ended).toBe(1);
    expect(third.said).toContain(`port ${port} is used by another program`);
    taken.close();
    rmSync(other, { recursive: true });
  });

  it.each(['agent', 'guard', 'server'])('starts %s again after kill -9, with nothing lost', async (role) => {
    const before = await working();
    const pid = platform.pidOf(role);
    process.kill(pid, 'SIGKILL');
    await until(`${role} again`, () => {
      const now = platform.file.roles[role];
      return typeof now === 'number' && now !== pid && isAlive(now) ? true : undefined;
    });
    const after = await working(before.sequence);
    expect(after.run.id).toBe(before.run.id);
  });

  it('goes on from its journal when the database was killed', async () => {
    const before = await working();
    const pid = Number(readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGKILL');
    await until('the outage', () => (platform.said.includes('Database: reachable again') ? true : undefined));
    const after = await working(before.sequence);
    expect(after.run.id).toBe(before.run.id);
  });

  it('goes on after a kill -9 of the supervisor: its roles end, and a new one resumes the run', async () => {
    const before = await working();
    const roles = Object.values(platform.file.roles) as number[];
    platform.child.kill('SIGKILL');
    await platform.ended;
    await until('the end of its roles', () => (roles.some(isAlive) ? undefined : true));
    platform = start(folder, ...words);
    await until('the address', () => (platform.said.includes('Look at http') ? true : undefined));
    const after = await working(before.sequence);
    expect(after.run.id).toBe(before.run.id);
  });

  it('stops in order on Ctrl-C and leaves no process', async () => {
    const roles = Object.values(platform.file.roles) as number[];
    const database = Number(
      readFileSync(join(folder, 'postgres/cluster/postmaster.pid'), 'utf8').split('\n')[0],
    );
    platform.child.kill('SIGINT');
    expect(await platform.ended).toBe(0);
    expect(platform.said).toContain('Stopped. Journals are closed and complete.');
    for (const pid of [...roles, database]) expect(isAlive(pid)).toBe(false);
    for (const name of ['platform.json', 'platform.lock', 'agent.pid', 'guard.sock'])
      expect(existsSync(join(folder, name)), name).toBe(false);
  });
});
