import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { refusalOf } from '@qca/ports/suites';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isServer, readPostmasterFile } from './postmasterFile.ts';
import { isAlive } from './ServerFolder.ts';
import { startEmbeddedPostgres } from './startEmbeddedPostgres.ts';

const HOLD_SERVER = fileURLToPath(new URL('../../test/holdServer.ts', import.meta.url));
const isRoot = process.getuid?.() === 0;

async function query(databaseUrl: string, text: string): Promise<readonly Record<string, unknown>[]> {
  const client = new pg.Client(databaseUrl);
  client.on('error', () => {});
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

/** Starts another process that starts the server and then does nothing; resolves when it has. */
async function otherPlatform(
  folder: string,
  then: 'wait' | 'exit' = 'wait',
): Promise<{ readonly pid: number; kill(): Promise<void> }> {
  const child = spawn(process.execPath, [HOLD_SERVER, folder, then], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return {
    pid: child.pid as number,
    kill: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGKILL');
      }),
  };
}

async function gone(isThere: () => boolean): Promise<void> {
  for (let step = 0; step < 500 && isThere(); step += 1)
    await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('startEmbeddedPostgres', () => {
  // The tests go through the life of one data folder, in order: making a cluster takes a second.
  const folder = mkdtempSync(join(tmpdir(), 'qca-embedded-'));
  const cluster = join(folder, 'postgres', 'cluster');
  const serverPid = () => readPostmasterFile(cluster)?.pid as number;

  beforeAll(async () => {
    // As root this folder is closed to others (mkdtemp makes it 0700): the server must work in it all the same.
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const server = await startEmbeddedPostgres({ folder });
    await query(server.databaseUrl, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await server.stop();
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('stops with nothing left running, and has its tables again', async () => {
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
    const server = await startEmbeddedPostgres({ folder });
    expect(await query(server.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const pid = serverPid();
    await server.stop();
    await server.stop();
    expect(isServer(pid)).toBe(false);
  });

  it('keeps its password to itself', async () => {
    const path = join(folder, 'postgres', 'password');
    const password = readFileSync(path, 'utf8');
    expect(password.length).toBeGreaterThanOrEqual(32);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const server = await startEmbeddedPostgres({ folder });
    expect(readFileSync(join(folder, 'postgres', 'server.log'), 'utf8')).not.toContain(password);
    expect(readdirSync(join(folder, 'postgres')).sort()).toEqual(['cluster', 'password', 'server.log']);
    const wrong = server.databaseUrl.replace(encodeURIComponent(password), 'guess');
    await expect(query(wrong, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await server.stop();
  });

  it.runIf(isRoot)('runs as another user (needs root)', () => {
    expect(statSync(cluster).uid).not.toBe(0);
    expect(statSync(cluster).mode & 0o777).toBe(0o700);
  });

  it('refuses a second platform on the folder, and lets a guest in', async () => {
    const other = await otherPlatform(folder);
    const refusal = await refusalOf(() => startEmbeddedPostgres({ folder }));
    expect(refusal.kind).toBe('folder-in-use');
    expect(refusal.message).toContain(`qca ${other.pid} since`);
    expect(refusal.where).toBe(folder);
    const guest = await startEmbeddedPostgres({ folder, as: 'guest' });
    expect(await query(guest.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await guest.stop();
    expect(isServer(serverPid())).toBe(true);
    await other.kill();
  });

  it('joins the server that a killed platform has left, and stops it', async () => {
    const pid = serverPid(); // left by the test before
    const server = await startEmbeddedPostgres({ folder });
    expect(serverPid()).toBe(pid);
    expect(await query(server.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await server.stop();
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  });

  it('stops the server also when the connection to it broke', async () => {
    const server = await startEmbeddedPostgres({ folder });
    await query(
      server.databaseUrl,
      "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'",
    );
    await server.stop();
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  });

  it('leaves the server to a guest that is still there', async () => {
    const platform = await startEmbeddedPostgres({ folder });
    const guest = await startEmbeddedPostgres({ folder, as: 'guest' });
    await platform.stop();
    expect(await query(guest.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    await guest.stop();
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  });

  it('does not outlive a platform that ends without stopping it', async () => {
    const other = await otherPlatform(folder, 'exit');
    await gone(() => isAlive(other.pid) || isServer(serverPid()));
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  });

  it('starts again after the server was killed', async () => {
    const first = await startEmbeddedPostgres({ folder });
    await query(first.databaseUrl, 'UPDATE kept SET answer = 43');
    const pid = serverPid();
    process.kill(pid, 'SIGKILL');
    await gone(() => isServer(pid));
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(true);
    await first.stop();
    const second = await startEmbeddedPostgres({ folder });
    expect(serverPid()).not.toBe(pid);
    expect(await query(second.databaseUrl, 'SELECT answer FROM kept')).toEqual([{ answer: 43 }]);
    await second.stop();
  });

  it('is not misled by a process number that another program has now', async () => {
    writeFileSync(
      join(cluster, 'postmaster.pid'),
      `${process.pid}\n${cluster}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
    );
    const server = await startEmbeddedPostgres({ folder });
    expect(serverPid()).not.toBe(process.pid);
    await server.stop();
  });

  it('listens on the port it is given, and refuses one that is taken', async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port));
    });
    const refusal = await refusalOf(() => startEmbeddedPostgres({ folder, port }));
    expect(refusal.kind).toBe('port-in-use');
    expect(refusal.where).toBe(`127.0.0.1:${port}`);
    await new Promise((resolve) => taken.close(resolve));
    const server = await startEmbeddedPostgres({ folder, port });
    expect(server.port).toBe(port);
    await server.stop();
  });

  it('refuses files of another version of PostgreSQL', async () => {
    const path = join(cluster, 'PG_VERSION');
    const version = readFileSync(path, 'utf8');
    writeFileSync(path, '15\n');
    expect((await refusalOf(() => startEmbeddedPostgres({ folder }))).kind).toBe('other-postgres-version');
    writeFileSync(path, version);
  });

  it('shows the last words of a server that does not start', async () => {
    renameSync(join(cluster, 'global'), join(cluster, 'elsewhere'));
    const starting = startEmbeddedPostgres({ folder });
    await expect(starting).rejects.toMatchObject({ name: 'Fault', retryable: false });
    await expect(starting).rejects.toThrow(/server\.log.*pg_control/);
    renameSync(join(cluster, 'elsewhere'), join(cluster, 'global'));
  });

  it('refuses to go on without its password, and does not make another', async () => {
    const path = join(folder, 'postgres', 'password');
    renameSync(path, `${path}.away`);
    const refusal = await refusalOf(() => startEmbeddedPostgres({ folder }));
    expect(refusal.kind).toBe('no-database-password');
    expect(refusal.where).toBe(path);
    expect(existsSync(path)).toBe(false);
    renameSync(`${path}.away`, path);
  });

  it('refuses a password that is not the server’s', async () => {
    const path = join(folder, 'postgres', 'password');
    const password = readFileSync(path, 'utf8');
    writeFileSync(path, 'guess');
    expect((await refusalOf(() => startEmbeddedPostgres({ folder }))).kind).toBe('database-login');
    writeFileSync(path, password);
    expect(existsSync(join(cluster, 'postmaster.pid'))).toBe(false);
  });
});

describe('startEmbeddedPostgres on an empty folder', () => {
  const folder = mkdtempSync(join(tmpdir(), 'qca-embedded-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lets one in when two start at once, and clears what a crash has left', async () => {
    chmodSync(folder, 0o755);
    const left = join(folder, 'postgres', 'draft-999999999-0a');
    mkdirSync(join(left, 'cluster'), { recursive: true });
    expect(isAlive(999_999_999)).toBe(false);
    const outcomes = await Promise.allSettled([
      startEmbeddedPostgres({ folder }),
      startEmbeddedPostgres({ folder }),
    ]);
    const started = outcomes.filter((outcome) => outcome.status === 'fulfilled');
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.map((outcome) => outcome.reason.kind)).toEqual(['folder-in-use']);
    expect(existsSync(left)).toBe(false);
    for (const outcome of started) await outcome.value.stop();
    expect(existsSync(join(folder, 'postgres', 'cluster', 'postmaster.pid'))).toBe(false);
  });

  it('says which folder it cannot make', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    await expect(startEmbeddedPostgres({ folder: file })).rejects.toThrow(
      `the data folder ${join(file, 'postgres')}`,
    );
  });
});
