import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { seconds } from './Role.ts';
import type { RoleLog } from './RoleLog.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const WEB = join(ROOT, 'apps/web');
/** What the site is made of: a change in any of it means that the site is built again. */
const SOURCES = ['apps/web', 'packages/ui', 'packages/api', 'package-lock.json'];
const LEFT_OUT = new Set(['node_modules', 'out', '.next', 'next-env.d.ts', 'tsconfig.tsbuildinfo']);
const STAMP = join(WEB, '.next/qca-site.stamp');

/** Where the built site lies. */
export const SITE_FOLDER = join(WEB, 'out');

/** Builds the site unless it is current. `current`, `built`, or why it could not be built; the server answers meanwhile. */
export class SiteBuild {
  #child: ChildProcess | undefined;
  #isStopped = false;

  async run(log: RoleLog, say: (text: string) => void): Promise<void> {
    if (!existsSync(join(WEB, 'package.json'))) return;
    const wanted = digest();
    if (existsSync(join(SITE_FOLDER, 'index.html')) && stamp() === wanted) return say('Site: current.');
    const startedMs = performance.now();
    say('Site: being built; the API answers meanwhile …');
    const failure = await this.#build(log, say);
    if (this.#isStopped) return;
    if (failure !== undefined) {
      return say(`Site: could not be built: ${failure} Everything else works; see ${log.path}.`);
    }
    mkdirSync(join(WEB, '.next'), { recursive: true });
    writeFileSync(STAMP, wanted);
    say(`Site: built after ${seconds(startedMs)}.`);
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#child?.pid === undefined || this.#child.exitCode !== null) return;
    try {
      // Its workers, too: they are in its group.
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // It has just ended.
    }
  }

  #build(log: RoleLog, say: (text: string) => void): Promise<string | undefined> {
    const next = createRequire(join(WEB, 'package.json')).resolve('next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: WEB,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
      detached: true,
    });
    this.#child = child;
    lower(child.pid);
    let last = '';
    const hear = (line: string): void => {
      log.write(line);
      if (/error|failed/i.test(line)) last ||= line.trim();
      if (/^\s*(✓|▲|Creating|Collecting|Generating|Running|Finalizing)/.test(line))
        say(`Site: ${line.replace(/[✓▲]/g, '').trim()}`);
    };
    createInterface({ input: child.stdout }).on('line', hear);
    createInterface({ input: child.stderr }).on('line', hear);
    return new Promise((resolve) => {
      child.once('error', (cause) => resolve(cause.message));
      child.once('close', (code) => resolve(code === 0 ? undefined : last || `it ended with code ${code}.`));
    });
  }
}

// What trades goes first.
function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A machine without priorities builds at the same one.
  }
}

function stamp(): string | undefined {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

function digest(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isFile()) return void hash.update(path.slice(ROOT.length)).update(readFileSync(path));
    for (const name of readdirSync(path).sort()) if (!LEFT_OUT.has(name)) add(join(path, name));
  };
  for (const source of SOURCES) add(join(ROOT, source));
  return hash.digest('hex');
}
