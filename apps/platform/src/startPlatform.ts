import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { constants } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Fault, MILLISECOND, Refusal } from '@qca/base';
import { databaseUrlFrom } from '@qca/store-postgres';
import { Database } from './Database.ts';
import { agentFlags, type Flags, ROLES, type RoleName, venueFlags } from './flags.ts';
import { OPERATOR, PlatformFolder } from './PlatformFolder.ts';
import { Role, seconds } from './Role.ts';
import { RoleLog } from './RoleLog.ts';
import { SITE_FOLDER, SiteBuild } from './site.ts';

/** Programs of the roles. They meet in the database and in the folder, never in one process. */
const PROGRAM = {
  guard: fileURLToPath(new URL('../../agent/src/guard/main.ts', import.meta.url)),
  agent: fileURLToPath(new URL('../../agent/src/service/main.ts', import.meta.url)),
  server: fileURLToPath(new URL('../../server/src/main.ts', import.meta.url)),
};
const FOLLOW_PARENT = fileURLToPath(new URL('./followParent.ts', import.meta.url));
const TITLE = { guard: 'Guard', agent: 'Agent', server: 'Server' } as const;
type ProcessName = keyof typeof PROGRAM;

/** Everything that runs: started in order, stopped in the opposite one. */
export class Platform {
  readonly #flags: Flags;
  readonly #folder: PlatformFolder;
  readonly #say: (text: string) => void;
  readonly #roles = new Map<ProcessName, Role>();
  readonly #logs: RoleLog[] = [];
  readonly #site = new SiteBuild();
  #database: Database | undefined;
  #guardSocket: string | null = null;
  #url: string | null = null;
  #port: number | null = null;
  #starting: Promise<void> = Promise.resolve();
  #isStopping = false;
  #building: Promise<void> = Promise.resolve();
  readonly #startedUs = Date.now() * MILLISECOND;

  constructor(flags: Flags, say: (text: string) => void) {
    this.#flags = flags;
    this.#say = say;
    this.#folder = new PlatformFolder(flags.folder);
  }

  /** Brings everything up, one after the other. Rejects with the part that failed and what to do. */
  start(): Promise<void> {
    this.#starting = this.#bringUp();
    return this.#starting;
  }

  async #bringUp(): Promise<void> {
    const wanted: ReadonlySet<RoleName> = new Set(this.#flags.roles ?? ROLES);
    const databaseUrl = databaseUrlFrom(process.env);
    this.#folder.lock();
    const isFirst = this.#folder.makeKeys();
    if (wanted.has('server')) await refuseTakenPort(this.#flags.port, this.#host);
    await this.#openDatabase(databaseUrl);
    // The guard first: nothing trades that it does not watch.
    if (wanted.has('guard')) await this.#startRole('guard');
    const rest = (['agent', 'server'] as const).filter((name) => wanted.has(name));
    await Promise.all(rest.map((name) => this.#startRole(name)));
    this.#refuseWhenStopping();
    this.#writeFile();
    if (wanted.has('server')) this.#sayWhereToLook(isFirst);
    if (wanted.has('site')) this.#building = this.#site.run(this.#log('site'), this.#say);
  }

  /**
   * Ends everything in order: the agent closes its journal, the server drains, the database is last. A start that is under
   * way is given up where it stands.
   */
  async stop(): Promise<void> {
    this.#isStopping = true;
    this.#site.stop();
    for (const name of ['agent', 'guard', 'server'] as const) await this.#roles.get(name)?.stop();
    await this.#starting.catch(() => {});
    await this.#building;
    await this.#database?.close();
    for (const log of this.#logs) log.close();
    this.#folder.release();
  }

  /** Ends everything at once; journals are complete up to their last block. */
  killNow(): void {
    this.#site.stop();
    for (const role of this.#roles.values()) role.killNow();
  }

  get #hasSite(): boolean {
    return (this.#flags.roles?.includes('site') ?? true) || existsSync(join(SITE_FOLDER, 'index.html'));
  }

  get #host(): string {
    return this.#flags.public ? '0.0.0.0' : '127.0.0.1';
  }

  async #openDatabase(databaseUrl: string | undefined): Promise<void> {
    const startedMs = performance.now();
    this.#say(databaseUrl === undefined ? 'Database: starting PostgreSQL …' : 'Database: connecting …');
    this.#database = await part('Database', () => Database.open(this.#folder.path, databaseUrl, this.#say));
    this.#say(`Database: ready after ${seconds(startedMs)}.`);
  }

  #refuseWhenStopping(): void {
    if (this.#isStopping) throw new Fault('the start was given up', { retryable: true });
  }

  async #startRole(name: ProcessName): Promise<void> {
    this.#refuseWhenStopping();
    const startedMs = performance.now();
    const role = new Role({
      title: TITLE[name],
      words: [PROGRAM[name], ...this.#wordsOf(name)],
      preload: `${pathToFileURL(FOLLOW_PARENT).href}?${this.#folder.marker}`,
      environment: () => this.#environmentOf(name),
      log: this.#log(name),
      say: this.#say,
      onChange: () => this.#writeFile(),
      // After a kill the agent has open risk to reduce.
      ...(name === 'agent' ? { isUrgent: () => existsSync(this.#folder.killLockPath) } : {}),
    });
    this.#roles.set(name, role);
    const ready = await part(TITLE[name], () => role.start());
    if (name === 'guard') this.#guardSocket = String(ready['socket'] ?? '');
    if (name === 'server') {
      this.#port = Number(ready['port'] ?? this.#flags.port);
      this.#url = `http://localhost:${this.#port}`;
    }
    this.#say(`${TITLE[name]}: ready after ${seconds(startedMs)}.`);
  }

  #wordsOf(name: ProcessName): string[] {
    if (name === 'server') return [];
    const folder = ['--folder', this.#folder.path];
    return [...folder, ...(name === 'agent' ? agentFlags(this.#flags) : venueFlags(this.#flags))];
  }

  #environmentOf(name: ProcessName): NodeJS.ProcessEnv {
    // The passphrase opens the venues' keys, which are no business of the server.
    const { QCA_PASSPHRASE: passphrase, ...rest } = process.env;
    const shared = { ...rest, DATABASE_URL: this.#database?.databaseUrl };
    if (name !== 'server')
      return passphrase === undefined ? shared : { ...shared, QCA_PASSPHRASE: passphrase };
    return {
      ...shared,
      QCA_HOST: this.#host,
      // Started again, it answers where it did.
      QCA_PORT: String(this.#port ?? this.#flags.port),
      QCA_FOLDER: this.#folder.path,
      // Without the role and without a site built before, there is none to wait for.
      QCA_SITE_FOLDER: this.#hasSite ? SITE_FOLDER : '',
      QCA_API_TOKEN_FILE: this.#folder.tokenPath,
      QCA_OPERATOR_PASSWORD_FILE: this.#folder.passwordPath,
      QCA_GUARD_SOCKET: this.#guardSocket ?? rest['QCA_GUARD_SOCKET'] ?? '',
    };
  }

  #log(role: string): RoleLog {
    const log = new RoleLog(this.#folder.logPath(role), role, this.#say);
    this.#logs.push(log);
    return log;
  }

  #writeFile(): void {
    const roles = Object.fromEntries([...this.#roles].map(([name, role]) => [name, role.pid ?? null]));
    try {
      this.#folder.writePlatformFile({
        pid: process.pid,
        startedUs: this.#startedUs,
        port: this.#port,
        url: this.#url,
        tokenPath: this.#folder.tokenPath,
        guardSocket: this.#guardSocket,
        roles,
      });
    } catch (error) {
      this.#say((error as Error).message);
    }
  }

  #sayWhereToLook(isFirst: boolean): void {
    this.#say('');
    this.#say(`Look at ${this.#url}; the API is described at ${this.#url}/api/openapi.json.`);
    this.#say(
      `Sign in as "${OPERATOR}" with the password in ${this.#folder.passwordPath}${isFirst ? ', made just now' : ''}.`,
    );
    this.#say('Ctrl-C stops everything in order; the next start goes on where this one ended.');
    this.#say('');
  }
}

/** Names the part that did not come up; what to do is in the message already. */
async function part<Value>(title: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw new Fault(`${title}: could not be started: ${(error as Error).message}`, {
      retryable: false,
      cause: error,
    });
  }
}

/** Rejects, as `Refusal`: `port-in-use`, `port-not-allowed`. Looked at first, so that nothing need be stopped again. */
function refuseTakenPort(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        new Refusal({
          kind: isTaken ? 'port-in-use' : 'port-not-allowed',
          what: isTaken
            ? `port ${port} is used by another program`
            : `port ${port} cannot be listened on: ${cause.message}`,
          where: '--port',
          remedy: 'Choose another one: npm start -- --port <number>; 0 takes any free port.',
        }),
      );
    });
    probe.listen({ port, host, exclusive: true }, () => probe.close(() => resolve()));
  });
}

/** Exit code of a process ended by a signal, by convention 128 + its number. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}
