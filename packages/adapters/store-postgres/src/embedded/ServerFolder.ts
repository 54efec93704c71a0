import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { Fault, Refusal } from '@qca/base';
import { closedFolder } from './closedFolder.ts';
import { locatePrograms, type Programs } from './programs.ts';
import { type ServerUser, serverUser } from './serverUser.ts';

/** The database role that owns everything; its password is in the folder. */
export const ROLE = 'qca';

/** Where a child process finds the folder that it was handed open, see `ServerFolder`. */
const HANDED_FOLDER = '/proc/self/fd/3';

/**
 * The part of a data folder that belongs to the embedded server:
 *
 *   postgres/cluster      PostgreSQL's own files, owned by whom it runs as
 *   postgres/password     of the role, readable by us alone
 *   postgres/server.log   what the server said since it was started last
 *
 * As root the server runs as another user, who may not be allowed to enter a folder above (root's home, mktemp -d). It is
 * then handed this folder open, which is allowed on Linux, and nobody's permissions are changed.
 */
export class ServerFolder {
  readonly path: string;
  readonly cluster: string;
  readonly logPath: string;
  readonly #user: ServerUser | undefined;
  readonly #programs: Programs;
  readonly #handed: boolean;

  constructor(dataFolder: string) {
    this.path = resolve(dataFolder, 'postgres');
    this.cluster = join(this.path, 'cluster');
    this.logPath = join(this.path, 'server.log');
    makeFolder(this.path);
    this.#user = serverUser(this.cluster);
    this.#programs = locatePrograms(this.#user !== undefined);
    const closed = this.#user === undefined ? undefined : closedFolder(this.path);
    this.#handed = closed !== undefined;
    if (closed !== undefined && process.platform !== 'linux') throw closedRefusal(closed);
  }

  /** Returns the role's password, made on first use. Rejects, as `Refusal`: `no-database-password`. */
  password(): string {
    const path = join(this.path, 'password');
    if (!existsSync(path)) {
      if (existsSync(this.cluster)) throw noPassword(path, this.cluster);
      createOnce(path, randomBytes(24).toString('base64url'));
    }
    return readFileSync(path, 'utf8').trim();
  }

  /** Makes the cluster where there is none: beside, and then renamed, so a crash leaves no half of one. */
  async initialise(): Promise<void> {
    if (existsSync(this.cluster)) return;
    this.#removeDrafts();
    const name = draftName();
    const draft = join(this.path, name);
    mkdirSync(draft, { mode: 0o700 });
    try {
      const passwordFile = join(draft, 'password');
      writeFileSync(passwordFile, this.password(), { mode: 0o600 });
      for (const path of [draft, passwordFile]) this.#give(path);
      await this.#initdb(name);
      renameSync(join(draft, 'cluster'), this.cluster);
    } catch (error) {
      // Another process that made the cluster first is as good.
      if (!existsSync(join(this.cluster, 'PG_VERSION'))) throw error;
    } finally {
      rmSync(draft, { recursive: true, force: true });
    }
  }

  /** Starts the server apart from this process: Ctrl-C in a terminal must not stop it before its users have ended. */
  spawnServer(port: number): ReturnType<typeof spawn> {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '', // the default is shared by all servers of the machine
      max_connections: '60',
      timezone: 'UTC',
      // Bare containers have 64 MB of shared memory, which parallel queries soon exceed; ours are short.
      max_parallel_workers_per_gather: '0',
    };
    const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const log = openSync(this.logPath, 'w', 0o600);
    try {
      return this.#spawn(
        this.#programs.postgres,
        ['-D', this.#seen('cluster'), '-p', String(port), ...flags],
        log,
      );
    } finally {
      closeSync(log);
    }
  }

  log(): string {
    return existsSync(this.logPath) ? readFileSync(this.logPath, 'utf8') : '';
  }

  async #initdb(draft: string): Promise<void> {
    const logPath = join(this.path, 'initdb.log');
    const log = openSync(logPath, 'w', 0o600);
    const child = this.#spawn(
      this.#programs.initdb,
      [
        `--pgdata=${this.#seen(draft)}/cluster`,
        `--pwfile=${this.#seen(draft)}/password`,
        `--username=${ROLE}`,
        '--auth=scram-sha-256',
        // The same order of text on every machine, whatever languages it has.
        '--locale=C',
        '--encoding=UTF8',
      ],
      log,
    );
    closeSync(log);
    const code = await new Promise<number | string>((done) => {
      child.on('error', (error) => done(error.message));
      child.on('exit', (status, signal) => done(status ?? signal ?? 'unknown'));
    });
    if (code !== 0) throw serverError(`initdb ended with ${code}`, readFileSync(logPath, 'utf8'), logPath);
    rmSync(logPath);
  }

  #spawn(program: string, parameters: readonly string[], log: number): ReturnType<typeof spawn> {
    const folder = this.#handed ? openSync(this.path, 'r') : undefined;
    try {
      return spawn(program, parameters, {
        ...(this.#user ?? {}),
        cwd: process.platform === 'win32' ? this.path : '/',
        detached: true,
        stdio: ['ignore', log, log, ...(folder === undefined ? [] : [folder])],
        env: serverEnvironment(),
      });
    } finally {
      if (folder !== undefined) closeSync(folder);
    }
  }

  /** Returns the path of something in this folder as the server sees it. */
  #seen(name: string): string {
    return this.#handed ? `${HANDED_FOLDER}/${name}` : join(this.path, name);
  }

  #give(path: string): void {
    if (this.#user !== undefined) chownSync(path, this.#user.uid, this.#user.gid);
  }

  #removeDrafts(): void {
    for (const name of readdirSync(this.path)) {
      const maker = /^draft-(\d+)-/.exec(name)?.[1];
      if (maker !== undefined && !isAlive(Number(maker))) rmSync(join(this.path, name), { recursive: true });
    }
  }
}

/** Names something half made after the process that makes it, so that what a dead one left can be told. */
function draftName(): string {
  return `draft-${process.pid}-${randomBytes(4).toString('hex')}`;
}

/** Makes a file with its whole content at once; where there is one already, that one stays. */
function createOnce(path: string, text: string): void {
  const draft = `${path}.${draftName()}`;
  writeFileSync(draft, text, { mode: 0o600 });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft);
  }
}

/** Says whether there is a process with this number. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Explains why a program of the server ended, by what it wrote. */
export function serverError(what: string, log: string, logPath: string): Error {
  const library = /error while loading shared libraries: ([^:\s]+)/.exec(log)?.[1];
  if (library !== undefined) {
    return new Refusal({
      kind: 'missing-library',
      what: `the embedded database cannot start: the library ${library} is missing`,
      where: logPath,
      remedy: 'Install it with the system’s packages (libstdc++6 on a bare Debian), or set DATABASE_URL.',
    });
  }
  if (/initialized by PostgreSQL version|incompatible with server/.test(log)) {
    return new Refusal({
      kind: 'other-postgres-version',
      what: 'the database files were written by another version of PostgreSQL',
      where: logPath,
      remedy: 'Start with the release that wrote them, or dump there and load here with pg_dump and psql.',
    });
  }
  const lines = log.trim().split('\n').slice(-5).join(' | ');
  return new Fault(`the embedded database did not start: ${what}. Its last words in ${logPath}: ${lines}`, {
    retryable: false,
  });
}

// Nothing of ours: PGDATA, PGPORT and their kin would change what the server does.
function serverEnvironment(): NodeJS.ProcessEnv {
  const kept = ['PATH', 'SystemRoot', 'TEMP', 'TMP'].flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value]];
  });
  return { ...Object.fromEntries(kept), LC_ALL: 'C' };
}

function makeFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true });
    // The server's user walks through and sees nothing else: all that is ours is 0600.
    if (process.getuid?.() === 0) chmodSync(path, 0o711);
  } catch (cause) {
    throw new Fault(`the data folder ${path} cannot be made: ${(cause as Error).message}`, {
      retryable: false,
      cause,
    });
  }
}

function noPassword(path: string, cluster: string): Refusal {
  return new Refusal({
    kind: 'no-database-password',
    what: 'the embedded database has files but its password is gone',
    where: path,
    remedy: `Restore the file, or move ${cluster} away to begin with an empty database.`,
  });
}

function closedRefusal(folder: string): Refusal {
  return new Refusal({
    kind: 'closed-folder',
    what: 'the database server runs as another user, who may not enter the folder',
    where: folder,
    remedy: `Let others enter it (chmod o+x ${folder}), choose another data folder, or start as an ordinary user.`,
  });
}
