import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startEmbeddedPostgres } from '@qca/store-postgres';
import { describe, expect, it } from 'vitest';
import { OPERATOR } from './startServer.ts';

const MAIN = join(import.meta.dirname, 'main.ts');

/** Starts the server as its supervisor does. */
function start(variables: Record<string, string>) {
  const child = spawn(process.execPath, [MAIN], {
    env: { PATH: process.env['PATH'], ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const told: string[] = [];
  child.stderr.on('data', (bytes) => told.push(String(bytes)));
  const lines = createInterface({ input: child.stdout });
  const ended = once(child, 'exit').then(([code]) => code as number);
  return {
    child,
    ended,
    told,
    firstLine: () => once(lines, 'line').then(([line]) => JSON.parse(line as string)),
  };
}

describe('the process', () => {
  it('refuses a wrong configuration with code 2 and the setting’s name', async () => {
    const { ended, told } = start({ DATABASE_URL: 'postgres://a:topsecret@127.0.0.1:1/x', QCA_PROT: '1' });
    expect(await ended).toBe(2);
    expect(told.join('')).toContain('QCA_PROT');
    expect(told.join('')).not.toContain('topsecret');
  });

  it('names the database when it cannot be reached, and not its password', async () => {
    const { ended, told } = start({ DATABASE_URL: 'postgres://a:topsecret@127.0.0.1:1/x', QCA_PORT: '0' });
    expect(await ended).toBe(1);
    expect(told.join('')).toContain('"part":"database"');
    expect(told.join('')).not.toContain('topsecret');
  });

  it('comes up over PostgreSQL, says where, serves, and ends when asked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qca-server-'));
    const postgres = await startEmbeddedPostgres({ folder: join(folder, 'database') });
    const password = 'correct horse battery staple';
    writeFileSync(join(folder, 'password'), password);
    const variables = {
      DATABASE_URL: postgres.databaseUrl,
      QCA_PORT: '0',
      QCA_OPERATOR_PASSWORD_FILE: join(folder, 'password'),
      QCA_GUARD_SOCKET: '',
    };
    const first = start(variables);
    const { ready, url, port } = (await first.firstLine()) as { ready: boolean; url: string; port: number };
    expect([ready, url]).toEqual([true, `http://127.0.0.1:${port}`]);
    const signIn = await fetch(`${url}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: OPERATOR, password }),
    });
    expect(signIn.status).toBe(201);
    const cookie = String(signIn.headers.get('set-cookie')).split(';', 1)[0] as string;
    expect((await fetch(`${url}/health/ready`)).status).toBe(503);

    const second = start({ ...variables, QCA_PORT: String(port) });
    expect(await second.ended).toBe(1);
    expect(second.told.join('')).toContain(`port ${port} is used`);

    // A killed server loses nobody's session.
    first.child.kill('SIGKILL');
    await first.ended;
    const third = start(variables);
    const again = (await third.firstLine()) as { url: string };
    expect((await fetch(`${again.url}/api/session`, { headers: { cookie } })).status).toBe(200);
    third.child.kill('SIGTERM');
    expect(await third.ended).toBe(0);
    await postgres.stop();
    rmSync(folder, { recursive: true });
    // A database and three servers are started one after the other.
  }, 180_000);
});
