import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@qca/store-postgres';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  Api,
  isAlive,
  newFolder,
  PlatformProcess,
  PROGRAM,
  QUIET_WORDS,
  removeFolder,
  SLOW,
  Started,
  until,
} from './PlatformProcess.ts';

// Roles without a supervisor: one process each, by flags and environment alone, meeting at a database of one's own. Nobody
// starts them again but the test, so a role that is gone stays gone for as long as it is looked at.

vi.setConfig(SLOW);

const TOKEN = 'a-token-of-more-than-twelve-characters';
const root = newFolder();
afterAll(() => removeFolder(root));

describe('one role per process over a given database', () => {
  const folder = join(root, 'roles');
  let database: EmbeddedPostgres;
  let api: Api;
  const running = new Map<string, Started>();

  async function startRole(role: 'guard' | 'agent' | 'server'): Promise<void> {
    const place = { DATABASE_URL: database.databaseUrl };
    const market = ['--generated', '--days', '0.2', '--speed', '60'];
    const server = {
      QCA_PORT: '0',
      QCA_GUARD_SOCKET: join(folder, 'guard.sock'),
      QCA_API_TOKEN_FILE: join(root, 'token'),
    };
    const process =
      role === 'server'
        ? new Started(PROGRAM.server, [], { ...place, ...server })
        : new Started(PROGRAM[role], ['--folder', folder, ...(role === 'agent' ? market : [])], place);
    running.set(role, process);
    await process.says('"ready":true');
    if (role !== 'server') return;
    const { url } = JSON.parse(/^\{"ready":true.*$/m.exec(process.said)?.[0] ?? '') as { url: string };
    api = new Api(url, TOKEN);
  }
  const kill = (role: string) => running.get(role)?.end('SIGKILL');
  const broken = (part: string) =>
    until(`a broken ${part}`, async () => {
      const { status, json } = await api.get('/health/ready');
      return status === 503 && json.numbers.part === part ? json : undefined;
    });

  beforeAll(async () => {
    writeFileSync(join(root, 'token'), TOKEN, { mode: 0o600 });
    database = await startEmbeddedPostgres({ folder: join(root, 'database') });
    for (const role of ['guard', 'agent', 'server'] as const) await startRole(role);
  });
  afterAll(async () => {
    for (const process of running.values()) await process.end();
    await database.stop();
  });

  it('works like a platform', async () => {
    await api.moves();
    await api.ready();
  });

  it('names the agent when it is gone; a command waits for it and acts once', async () => {
    const before = await api.moves();
    await kill('agent');
    const [from = '', to = ''] = before.strategies.map(({ name }) => name);
    const give = () => api.command('move-budget', { from, to, amount: '10' }, 'while-away');
    expect((await give()).json.command.outcome).toBe('pending');
    const { detail } = await broken('agent');
    expect(detail).toContain('agent');
    await startRole('agent');
    await until('the outcome', async () =>
      (await give()).json.command.outcome === 'applied' ? true : undefined,
    );
    const after = await api.moves(before.sequence);
    expect(after.run.id).toBe(before.run.id);
    expect(after.strategies[1]?.budget).toBe((before.strategies[1]?.budget ?? 0) + 10);
    await api.ready();
  });

  it('names the guard when it is gone, and trades on', async () => {
    const before = await api.moves();
    await kill('guard');
    await broken('guard');
    await api.moves(before.sequence);
    await startRole('guard');
    await api.ready();
  });

  it('trades on while the server is gone', async () => {
    const before = await api.moves();
    await kill('server');
    const agent = running.get('agent') as Started;
    const from = agent.said.length;
    // The agent says what it sends.
    await until('an order without a server', () =>
      agent.said.slice(from).includes('"text":"order sent"') ? true : undefined,
    );
    await startRole('server');
    expect((await api.moves(before.sequence)).run.id).toBe(before.run.id);
    await api.ready();
  });

  it('names the database when it is gone, and goes on from the journal when it is back', async () => {
    const before = await api.moves();
    const { port } = database;
    await database.stop();
    await broken('database');
    database = await startEmbeddedPostgres({ folder: join(root, 'database'), port });
    expect((await api.moves(before.sequence)).run.id).toBe(before.run.id);
    await api.ready();
  });

  it('refuses a second agent, which would take the commands of the first', async () => {
    const { sequence } = await api.moves();
    const words = ['--folder', join(root, 'another'), '--generated'];
    const second = new Started(PROGRAM.agent, words, { DATABASE_URL: database.databaseUrl });
    expect(await second.ended).toBe(2);
    expect(second.said).toMatch(/another agent works at database .*: qca \d+ since .*database of its own/);
    await api.moves(sequence);
  });

  it('lets each role end on its own, in order', async () => {
    const { run, sequence } = await api.moves();
    for (const role of ['agent', 'guard', 'server'] as const)
      expect(await running.get(role)?.end('SIGTERM'), role).toBe(0);
    for (const role of ['guard', 'agent', 'server'] as const) await startRole(role);
    expect((await api.moves(sequence)).run.id).toBe(run.id);
  });
});

describe('platforms with databases of their own', () => {
  it('run side by side on different ports and folders, and do not hear each other', async () => {
    const embedded = await startEmbeddedPostgres({ folder: join(root, 'given') });
    // One over a given server, one with an embedded one.
    const platforms = [
      new PlatformProcess(join(root, 'a'), QUIET_WORDS, { DATABASE_URL: embedded.databaseUrl }),
      new PlatformProcess(join(root, 'b'), [...QUIET_WORDS, '--seed', '7']),
    ] as const;
    try {
      for (const platform of platforms) await platform.ready();
      const [a, b] = platforms;
      expect(a.said).toContain('Database: connecting');
      expect(b.said).toContain('Database: starting PostgreSQL');
      expect(a.file.url).not.toBe(b.file.url);
      expect((await a.api.moves()).run.id).not.toBe((await b.api.moves()).run.id);
      expect((await a.api.command('kill', {})).status).toBe(200);
      await until('a killed platform', async () => ((await a.api.status()).kill.killed ? true : undefined));
      expect((await b.api.moves()).kill.killed).toBe(false);
      // A token of one is nothing to the other.
      const { status } = await fetch(`${b.file.url}/api/status`, {
        headers: { authorization: `Bearer ${TOKEN}` },
      });
      expect(status).toBe(401);
      const pids = a.rolePids;
      expect(await a.end('SIGINT')).toBe(0);
      expect(pids.some(isAlive)).toBe(false);
      await b.api.moves((await b.api.status()).sequence);
    } finally {
      for (const platform of platforms) await platform.end();
      await embedded.stop();
    }
  });
});
