import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

// The real supervisor with real processes on a folder of its own, as a person starts it; and roles started one by one.

const ROOT = join(import.meta.dirname, '../..');

/** The programs of roles, for those who start one per process. */
export const PROGRAM = {
  platform: join(ROOT, 'apps/platform/src/main.ts'),
  guard: join(ROOT, 'apps/agent/src/guard/main.ts'),
  agent: join(ROOT, 'apps/agent/src/service/main.ts'),
  server: join(ROOT, 'apps/server/src/main.ts'),
  qca: join(ROOT, 'apps/cli/src/main.ts'),
} as const;

/** Everything but the site, on a generated market that moves a minute per second; any free port. */
export const QUIET_WORDS = [
  ...['--port', '0', '--roles', 'guard,agent,server'],
  ...['--generated', '--days', '0.2', '--speed', '60'],
];

/** A machine that does ten other things starts everything within this; a free one within three seconds. */
const PATIENCE_MS = 90_000;
/** For tests that wait for such a machine. */
export const SLOW = { testTimeout: 180_000, hookTimeout: 180_000 } as const;

/** What the tests read of `GET /api/status`. */
export interface Status {
  readonly run: {
    readonly id: string;
    readonly prices: string;
    readonly market: string;
    readonly speed: number;
    readonly next: string | null;
  };
  readonly sequence: number;
  readonly strategies: readonly { readonly name: string; readonly budget: number; readonly mode: string }[];
  readonly kill: { readonly killed: boolean; readonly stage: string };
  readonly ledger: { readonly balanced: boolean; readonly difference: string };
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into documents of every kind
  readonly json: any;
}

/** One process of a test: what it said, and how it ended. */
export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  said = '';

  constructor(program: string, words: readonly string[], environment: Partial<NodeJS.ProcessEnv> = {}) {
    const { DATABASE_URL: _none, ...own } = process.env;
    this.child = spawn(process.execPath, [program, ...words], { env: { ...own, ...environment } });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        this.said += bytes.toString('utf8');
      });
    this.ended = new Promise((done) => void this.child.once('close', done));
  }

  get pid(): number {
    return this.child.pid as number;
  }

  /** Waits for words it says; rejects with all it said when it ends before. */
  async says(words: string): Promise<void> {
    await until(JSON.stringify(words), () => {
      if (this.said.includes(words)) return true;
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Stop(this.said);
      return undefined;
    });
  }

  async end(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(signal);
    return this.ended;
  }
}

/** A platform, started by its supervisor. */
export class PlatformProcess extends Started {
  readonly folder: string;

  constructor(
    folder: string,
    words: readonly string[] = QUIET_WORDS,
    environment: Partial<NodeJS.ProcessEnv> = {},
  ) {
    super(PROGRAM.platform, ['--folder', folder, ...words], environment);
    this.folder = folder;
  }

  /** Waits until it says where to look. */
  ready(): Promise<void> {
    return this.says('Look at http');
  }

  get file(): {
    readonly url: string;
    readonly roles: Readonly<Record<string, number | null>>;
  } {
    return JSON.parse(readFileSync(join(this.folder, 'platform.json'), 'utf8'));
  }

  get rolePids(): readonly number[] {
    return Object.values(this.file.roles).filter((pid) => pid !== null);
  }

  /** The process of a role; of the database where it is embedded. */
  pidOf(role: string): number | undefined {
    if (role !== 'database') return this.file.roles[role] ?? undefined;
    const path = join(this.folder, 'postgres/cluster/postmaster.pid');
    return Number(readFileSync(path, 'utf8').split('\n')[0]);
  }

  get api(): Api {
    return new Api(this.file.url, readFileSync(join(this.folder, 'api.token'), 'utf8').trim());
  }
}

/** The API, with a token. */
export class Api {
  readonly url: string;
  readonly #token: string;

  constructor(url: string, token: string) {
    this.url = url;
    this.#token = token;
  }

  async get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return answerOf(
      await fetch(`${this.url}${path}`, { headers: { authorization: `Bearer ${this.#token}`, ...headers } }),
    );
  }

  /** Gives a command; the key names it, so that sending it again has no second effect. */
  async command(name: string, body: object, key: string = randomUUID()): Promise<Answer> {
    return answerOf(
      await fetch(`${this.url}/api/commands/${name}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.#token}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify({ why: 'a test', ...body }),
      }),
    );
  }

  async status(): Promise<Status> {
    const { status, json } = await this.get('/api/status');
    if (status !== 200) throw new Error(`status ${status}`);
    return json as Status;
  }

  /** Waits for a status beyond an entry of the journal. */
  moves(after = -1): Promise<Status> {
    return until(`a status beyond entry ${after}`, async () => {
      const now = await this.status();
      return now.sequence > after ? now : undefined;
    });
  }

  /** Waits until everything works. */
  async ready(): Promise<void> {
    await until('readiness', async () => {
      const { status, json } = await this.get('/health/ready');
      if (status !== 200) throw new Error(json.detail);
      return true;
    });
  }
}

async function answerOf(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const { status, headers } = response;
  return { status, headers, text, json: isJson ? JSON.parse(text) : undefined };
}

class Stop extends Error {}

/** Looks again and again until something is there. */
export async function until<Value>(
  what: string,
  look: () => Promise<Value | undefined> | Value | undefined,
  patienceMs = PATIENCE_MS,
): Promise<Value> {
  const untilMs = performance.now() + patienceMs;
  let last: unknown = 'nothing';
  while (performance.now() < untilMs) {
    try {
      const seen = await look();
      if (seen !== undefined && seen !== false) return seen;
    } catch (error) {
      if (error instanceof Stop) throw new Error(`${what} did not come; it ended with: ${error.message}`);
      last = error;
    }
    await delay(50);
  }
  throw new Error(`${what} did not come within ${patienceMs / 1_000} s: ${String(last)}`);
}

/** Whether a process runs; one that has ended and waits to be fetched does not. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false;
  }
}

/** Processes whose command line has a word in it, for example a folder. */
export function processesOf(word: string): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => {
      if (!(pid > 0) || pid === process.pid) return false;
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(word) && isAlive(pid);
      } catch {
        return false;
      }
    });
}

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'qca-platform-'));
}

/** The lines of a role's log: each is a JSON document. */
export function logLines(folder: string, role: string): readonly Record<string, unknown>[] {
  const text = readFileSync(join(folder, 'logs', `${role}.log`), 'utf8').trim();
  return text === '' ? [] : text.split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Removes a folder whose processes have ended. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
