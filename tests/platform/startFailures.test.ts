import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@qca/store-postgres';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  newFolder,
  PlatformProcess,
  processesOf,
  QUIET_WORDS,
  removeFolder,
  SLOW,
  until,
} from './PlatformProcess.ts';

// Whatever keeps the platform from starting is told with the part's name and what to do; nothing is left running.
// Exit code 2: the command or the environment is wrong. 1: a part failed.

vi.setConfig(SLOW);

const roles = ['--port', '0', '--roles', 'guard,agent,server'];
const root = newFolder();
// One database for everything that need not make its own: that takes a second or two each time.
let url: URL;
let stopDatabase: () => Promise<void>;
beforeAll(async () => {
  const embedded = await startEmbeddedPostgres({ folder: join(root, 'server') });
  url = new URL(embedded.databaseUrl);
  stopDatabase = () => embedded.stop();
});
afterAll(async () => {
  await stopDatabase();
  removeFolder(root);
});

let count = 0;
function folder(): string {
  count += 1;
  return join(root, `platform-${count}`);
}

interface Failure {
  readonly code: number | null;
  readonly said: string;
}

async function fail(
  words: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  at = folder(),
): Promise<Failure> {
  const platform = new PlatformProcess(at, words, environment);
  const code = await platform.ended;
  expect(processesOf(at)).toEqual([]);
  return { code, said: platform.said };
}

describe('the command', () => {
  it.each([
    ['--port', '70000', '--port: '],
    ['--speed', 'fast', '--speed: '],
    ['--speed', '0', '--speed: '],
    ['--seed', '-1', "'--seed"],
    ['--roles', 'agent,cook', '--roles: '],
    ['--wat', '1', "'--wat'"],
  ])('%s %s is wrong use, shown with what there is', async (flag, value, named) => {
    const { code, said } = await fail([flag, value]);
    expect(code).toBe(2);
    expect(said).toContain(named);
    expect(said).toContain('--folder <folder>');
  });

  it('refuses a DATABASE_URL that is none, without repeating it', async () => {
    const { code, said } = await fail(roles, { DATABASE_URL: 'mysql://somebody:hush-hush@localhost/x' });
    expect(code).toBe(2);
    expect(said).toContain('DATABASE_URL is not the address of a PostgreSQL server');
    expect(said).not.toContain('hush-hush');
  });
});

describe('the folder', () => {
  it('names a folder that cannot be written', async () => {
    const file = join(root, 'a-file');
    writeFileSync(file, '');
    const { code, said } = await fail(roles, {}, join(file, 'below'));
    expect(code).toBe(1);
    expect(said).toContain('could not be written');
    expect(said).toContain('Choose a folder you may write to.');
  });

  it.runIf(process.getuid?.() !== 0)(
    'names a folder without the right to write (needs a user who is not root)',
    async () => {
      const closed = join(root, 'closed');
      mkdirSync(closed, { mode: 0o500 });
      const { code, said } = await fail(roles, {}, join(closed, 'below'));
      chmodSync(closed, 0o700);
      expect(code).toBe(1);
      expect(said).toContain('EACCES');
    },
  );

  it('names a password that is gone, which an embedded database cannot do without', async () => {
    const at = folder();
    mkdirSync(join(at, 'postgres/cluster'), { recursive: true });
    const { code, said } = await fail(roles, {}, at);
    expect(code).toBe(1);
    expect(said).toMatch(/^Database: could not be started: .*password is gone.*Restore the file/m);
  });

  it('names files of another PostgreSQL', async () => {
    const at = folder();
    const cluster = join(at, 'postgres/cluster');
    await (await startEmbeddedPostgres({ folder: at })).stop();
    writeFileSync(join(cluster, 'PG_VERSION'), '9\n');
    const { code, said } = await fail(roles, {}, at);
    expect(code).toBe(1);
    expect(said).toMatch(/^Database: could not be started: .*another version of PostgreSQL.*pg_dump/m);
  });

  it('refuses a second platform on its folder, and a port that is taken', async () => {
    const at = folder();
    const first = new PlatformProcess(at);
    await first.ready();
    const second = await new PlatformProcess(at);
    expect(await second.ended).toBe(1);
    expect(second.said).toMatch(/another platform runs on this folder \(process \d+\).*Ctrl-C/);
    const { port } = new URL(first.file.url);
    const { code, said } = await fail([...QUIET_WORDS, '--port', port]);
    expect(code).toBe(1);
    expect(said).toContain(`port ${port} is used by another program`);
    expect(said).toContain('npm start -- --port <number>');
    // Neither did the first any harm.
    await first.api.ready();
    expect(await first.end('SIGINT')).toBe(0);
  });
});

describe('a database of one’s own', () => {
  const at = (change: (each: URL) => void): NodeJS.ProcessEnv => {
    const other = new URL(url);
    change(other);
    return { DATABASE_URL: other.href };
  };
  const password = (): string => url.password;

  it('is told when it cannot be reached', async () => {
    const free = await freePort();
    const { code, said } = await fail(
      roles,
      at((each) => {
        each.port = String(free);
      }),
    );
    expect(code).toBe(1);
    expect(said).toMatch(/^Database: could not be started: .*ECONNREFUSED.*server at DATABASE_URL runs/m);
    expect(said).not.toContain(password());
    expect(said).not.toContain('Database: ready');
  });

  it('is told when the password is wrong', async () => {
    const { code, said } = await fail(
      roles,
      at((each) => {
        each.password = 'not-the-password';
      }),
    );
    expect(code).toBe(1);
    expect(said).toMatch(/^Database: could not be started: .*28P01.*Check user and password/m);
    expect(said).not.toContain('not-the-password');
  });

  it('is told when there is no such database', async () => {
    const { code, said } = await fail(
      roles,
      at((each) => {
        each.pathname = '/nowhere';
      }),
    );
    expect(code).toBe(1);
    expect(said).toMatch(/^Database: could not be started: .*nowhere.*createdb/m);
  });

  it('is told when a newer build has been here', async () => {
    const client = new pg.Client(url.href);
    await client.connect();
    await client.query('CREATE DATABASE newer');
    await client.end();
    const environment = at((each) => {
      each.pathname = '/newer';
    });
    // A first start makes the tables; a build of the future has added one more.
    const platform = new PlatformProcess(folder(), QUIET_WORDS, environment);
    await platform.ready();
    expect(await platform.end('SIGINT')).toBe(0);
    const newer = new pg.Client(environment['DATABASE_URL']);
    await newer.connect();
    await newer.query("INSERT INTO qca.schema_migrations VALUES (9999, '9999_of_the_future.sql', 'x')");
    await newer.end();
    const { code, said } = await fail(roles, environment);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^Database: could not be started: .*9999_of_the_future\.sql, which this build does not know.*newer one/m,
    );
  });
});

describe('the recordings', () => {
  const database = (): NodeJS.ProcessEnv => ({ DATABASE_URL: url.href });

  it('are told when there is no such folder', async () => {
    const { code, said } = await fail([...roles, '--data', join(root, 'nothing')], database());
    expect(code).toBe(1);
    expect(said).toMatch(/^Agent: could not be started: There is no such folder or file .*Check the path/m);
  });

  it('are told when the folder holds none', async () => {
    const empty = join(root, 'empty');
    mkdirSync(empty);
    const { code, said } = await fail([...roles, '--data', empty], database());
    expect(code).toBe(1);
    expect(said).toMatch(/^Agent: could not be started: There are no CSV files here/m);
  });

  it('are told with file and line when one is broken', async () => {
    const broken = join(root, 'broken');
    mkdirSync(broken);
    const rows = ['time,open,high,low,close,volume', '2020-01-01T00:00:00Z,1,2,0.5,1.5,10', 'xx,1,2'];
    writeFileSync(join(broken, 'kraken_btcusd_1h.csv'), rows.join('\n'));
    const { code, said } = await fail([...roles, '--data', broken], database());
    expect(code).toBe(1);
    expect(said).toMatch(/^Agent: could not be started: .*line 3.*kraken_btcusd_1h\.csv:3/m);
  });

  it('are told with the file when agent.json is broken', async () => {
    const at = folder();
    mkdirSync(at);
    writeFileSync(join(at, 'agent.json'), '{"strategies": [{"name": "momentum", "budget": -5}]}');
    const { code, said } = await fail(QUIET_WORDS, database(), at);
    expect(code).toBe(1);
    expect(said).toMatch(
      /^Agent: could not be started: .*agent\.json cannot be used: strategies\.0\.budget/m,
    );
  });
});

describe('Ctrl-C while it starts', () => {
  it.each(['Database: starting', 'Database: ready', 'Agent:'])(
    'ends everything again, after "%s"',
    async (words) => {
      const at = folder();
      const platform = new PlatformProcess(at);
      await platform.says(words);
      expect(await platform.end('SIGINT')).toBe(0);
      expect(platform.said).toContain('Stopped.');
      await until('the end of every process', () => (processesOf(at).length === 0 ? true : undefined));
    },
  );
});

it('ends in order when its terminal is closed', async () => {
  const at = folder();
  const platform = new PlatformProcess(at);
  await platform.ready();
  platform.child.stdout?.destroy();
  platform.child.stderr?.destroy();
  // It has something to say that nobody hears.
  process.kill(platform.pidOf('guard') as number, 'SIGKILL');
  await until('another guard', async () => {
    const { status } = await platform.api.get('/health/ready');
    return status === 200 ? true : undefined;
  });
  expect(await platform.end('SIGHUP')).toBe(0);
  expect(processesOf(at)).toEqual([]);
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
