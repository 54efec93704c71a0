import { execFile } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { dump, filesIn, findSecrets } from './findSecrets.ts';
import {
  newFolder,
  PlatformProcess,
  PROGRAM,
  QUIET_WORDS,
  removeFolder,
  SLOW,
  until,
} from './PlatformProcess.ts';

// Everything that a full run writes is searched for every secret in play: none may be found outside of its own file.

vi.setConfig(SLOW);

const PASSPHRASE = 'a-passphrase-that-nobody-else-has-7719';
const KEY = { key: 'venue-key-4c1d80f2ab', secret: 'venue-secret-93be77d0c1' };
/** Where each secret may stand; the sealed keystore holds nothing in plain text. */
const HOMES: Readonly<Record<string, string>> = {
  'operator password': 'operator.password',
  'API token': 'api.token',
  'database password': 'postgres/password',
};

describe('secrets', () => {
  const folder = newFolder();
  const secrets = new Map<string, string>([
    ['passphrase', PASSPHRASE],
    ['venue key', KEY.key],
    ['venue secret', KEY.secret],
  ]);
  /** What was written, by where. */
  const written = new Map<string, Buffer>();
  let platform: PlatformProcess;

  /** What the command line says. */
  const qca = (...words: string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const { DATABASE_URL: _none, ...own } = process.env;
      const env = { ...own, QCA_PASSPHRASE: PASSPHRASE };
      const program = execFile(process.execPath, [PROGRAM.qca, ...words], { env }, (error, out, complaint) =>
        error === null ? resolve(out + complaint) : reject(error),
      );
      program.stdin?.end(`${KEY.key}\n${KEY.secret}\n`);
    });

  beforeAll(async () => {
    written.set(
      'keys add',
      Buffer.from(await qca('keys', 'add', 'test', '--venue', 'binance', '--home', folder)),
    );
    platform = new PlatformProcess(folder, QUIET_WORDS, {
      QCA_PASSPHRASE: PASSPHRASE,
      QCA_LOG_LEVEL: 'trace',
    });
    await platform.ready();
    for (const [name, home] of Object.entries(HOMES))
      secrets.set(name, readFileSync(join(folder, home), 'utf8').trim());
    await useEverything(platform, secrets);
    written.set('agent status', Buffer.from(await qca('agent', 'status', '--json', '--folder', folder)));
    written.set('keys list', Buffer.from(await qca('keys', 'list', '--json', '--home', folder)));
    for (const [name, rows] of await dump(folder)) written.set(name, rows);
    for (const pid of [platform.pid, ...platform.rolePids])
      written.set(`command line of ${pid}`, readFileSync(`/proc/${pid}/cmdline`));
  });
  afterAll(() => removeFolder(folder));

  it('do not reach the server where they are none of its business: the passphrase of venue keys', async () => {
    const server = readFileSync(`/proc/${platform.pidOf('server')}/environ`, 'utf8');
    expect(server).not.toContain(PASSPHRASE);
    expect(await platform.end('SIGINT')).toBe(0);
  });

  it('stand in files for their owner alone', () => {
    for (const name of [...Object.values(HOMES), 'keys.json'])
      expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600);
    // Nobody else reads what else is there: logs, locks, addresses.
    for (const path of filesIn(folder).filter((each) => !each.startsWith('postgres/cluster')))
      expect(statSync(join(folder, path)).mode & 0o077, path).toBe(0);
    expect(statSync(join(folder, 'postgres/cluster')).mode & 0o077).toBe(0);
  });

  it('are found nowhere else: logs, tables, journal, answers, terminal, files of the database', () => {
    written.set('terminal', Buffer.from(platform.said));
    const paths = filesIn(folder);
    for (const path of paths) written.set(path, readFileSync(join(folder, path)));
    for (const place of ['logs/agent.log', 'logs/server.log', 'logs/guard.log', 'qca.journal_blocks'])
      expect(written.get(place)?.length, place).toBeGreaterThan(0);
    expect(secrets.size).toBe(8);
    expect(findSecrets(secrets, written, HOMES)).toEqual([]);
  });

  it('would be found: each stands in its own file', () => {
    for (const [name, home] of Object.entries(HOMES))
      expect(written.get(home)?.includes(secrets.get(name) as string), name).toBe(true);
  });
});

/** Signs in, well and badly, reads, gives commands, kills and re-arms: everything that logs. Adds the session's secrets. */
async function useEverything(platform: PlatformProcess, secrets: Map<string, string>): Promise<void> {
  const { url } = platform.file;
  const signIn = (password: string, name = 'operator') =>
    fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url },
      body: JSON.stringify({ name, password }),
    });
  expect((await signIn('not the password')).status).toBe(401);
  // In a hurry people type it as their name.
  expect((await signIn('x', secrets.get('operator password'))).status).toBe(401);
  // Badly written: the parser's complaint must not repeat it.
  const garbled = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{"name": "operator", "password": "${secrets.get('operator password')}"`,
  });
  expect(garbled.status).toBe(400);
  const signed = await signIn(secrets.get('operator password') as string);
  expect(signed.status).toBe(201);
  const cookie = (signed.headers.get('set-cookie') as string).split(';', 1)[0] as string;
  const { csrfToken } = (await signed.json()) as { csrfToken: string };
  secrets.set('session', cookie.slice(cookie.indexOf('=') + 1));
  secrets.set('form token', csrfToken);
  const write = { cookie, 'x-csrf-token': csrfToken, origin: url, 'content-type': 'application/json' };
  for (const [command, body] of [
    ['kill', {}],
    ['arm', { scope: 'platform' }],
    ['halt', { scope: 'nobody' }],
  ] as const) {
    const answer = await fetch(`${url}/api/commands/${command}`, {
      method: 'POST',
      headers: { ...write, 'idempotency-key': `secrets-${command}` },
      body: JSON.stringify({ why: 'to see what is written', ...body }),
    });
    expect([200, 409, 422]).toContain(answer.status);
  }
  // Secrets where they do not belong: in an address, and in a wrong token.
  await fetch(`${url}/api/runs?limit=1`, { headers: { authorization: `Bearer ${csrfToken}` } });
  await fetch(`${url}/api/runs?limit=1`, { headers: { cookie } });
  await platform.api.get('/metrics');
  await until('a written journal', async () =>
    (await platform.api.status()).sequence > 50 ? true : undefined,
  );
  // A crash has its own words in the logs.
  process.kill(platform.pidOf('agent') as number, 'SIGKILL');
  await platform.says('Agent: works again');
}
