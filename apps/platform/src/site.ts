import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { isRunning } from './isRunning.ts';
import { seconds } from './Role.ts';
import type { RoleLog } from './RoleLog.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const WEB = join(ROOT, 'apps/web');
/** What the site is made of: a change in any of it means that the site is built again. */
const SOURCES = ['apps/web', 'packages/ui', 'packages/api', 'package-lock.json'];
const LEFT_OUT = new Set(['node_modules', 'out', '.next', 'next-env.d.ts', 'tsconfig.tsbuildinfo']);
const STAMP = join(WEB, '.next/qca-site.stamp');
/** One build at a time, whoever wants it: supervisor and build process, by number. Outside of `.next`, which a build clears. */
const LOCK = join(ROOT, 'node_modules/.cache/qca-site.lock');
const LOOK_MS = 500;
/** A build takes a minute; somebody who holds the lock for so long is not building. */
const WAIT_MS_MAX = 300_000;

/** Where the built site lies. */
export const SITE_FOLDER = join(WEB, 'out');

/** Builds the site unless it is current, and says what came of it; the server answers meanwhile. */
export class SiteBuild {
  #child: ChildProcess | undefined;
  #isStopped = false;

  /** Never rejects: without a site everything else works. */
  async run(log: RoleLog, say: (text: string) => void): Promise<void> {
    try {
      if (existsSync(join(WEB, 'package.json'))) await this.#makeCurrent(log, say);
    } catch (error) {
      say(`Site: could not be built: ${(error as Error).message}. Everything else works; see ${log.path}.`);
    }
  }

  async #makeCurrent(log: RoleLog, say: (text: string) => void): Promise<void> {
    const wanted = digest();
    const startedMs = performance.now();
    let isWaiting = false;
    while (!isCurrent(wanted) && !this.#isStopped) {
      if (takeLock()) return this.#buildLocked(wanted, log, say);
      if (performance.now() - startedMs > WAIT_MS_MAX)
        throw new Error(`another platform has been building it for too long; end it, or remove ${LOCK}`);
      if (!isWaiting) say('Site: being built by another platform; the API answers meanwhile …');
      isWaiting = true;
      await delay(LOOK_MS);
    }
    if (!this.#isStopped) say('Site: current.');
  }

  async #buildLocked(wanted: string, log: RoleLog, say: (text: string) => void): Promise<void> {
    const startedMs = performance.now();
    try {
      // What a build that is cut off leaves is not what the stamp says.
      rmSync(STAMP, { force: true });
      say('Site: being built; the API answers meanwhile …');
      let failure = await this.#build(log, say);
      // Somebody ended the process, which says nothing against the site.
      if (failure === 'ended' && !this.#isStopped) failure = await this.#build(log, say);
      if (this.#isStopped) return;
      if (failure !== undefined) throw new Error(failure);
      mkdirSync(join(WEB, '.next'), { recursive: true });
      writeFileSync(STAMP, wanted);
      say(`Site: built after ${seconds(startedMs)}.`);
    } finally {
      rmSync(LOCK, { force: true });
    }
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#child?.pid === undefined || this.#child.exitCode !== null) return;
    endGroup(this.#child.pid);
  }

  #build(log: RoleLog, say: (text: string) => void): Promise<string | undefined> {
    const next = createRequire(join(WEB, 'package.json')).resolve('next/dist/bin/next');
    const child = spawn(process.execPath, [next, 'build'], {
      cwd: WEB,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: buildEnvironment(),
      detached: true,
    });
    this.#child = child;
    writeFileSync(LOCK, `${process.pid} ${child.pid ?? ''}`);
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
      child.once('close', (code, signal) => {
        if (code === 0) resolve(undefined);
        else resolve(signal === null ? last || `it ended with code ${code}` : 'ended');
      });
    });
  }
}

/** Takes the lock, also from a supervisor that is gone; its build is ended, because nobody would know what it made. */
function takeLock(): boolean {
  mkdirSync(dirname(LOCK), { recursive: true });
  try {
    writeFileSync(LOCK, `${process.pid}`, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const [holder = 0, build = 0] = readLock().split(' ').map(Number);
  if (holder > 0 && isRunning(holder, 'platform/src/main.ts')) return false;
  if (build > 0 && isRunning(build, 'next')) endGroup(build);
  rmSync(LOCK, { force: true });
  return takeLock();
}

function readLock(): string {
  try {
    return readFileSync(LOCK, 'utf8');
  } catch {
    return '';
  }
}

function endGroup(pid: number): void {
  try {
    // Its workers, too: they are in its group.
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended.
  }
}

// What a build has no use for it is not given: secrets first of all.
function buildEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name !== 'DATABASE_URL' && !name.startsWith('QCA_'),
  );
  return { ...Object.fromEntries(kept), NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
}

// What trades goes first.
function lower(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // A machine without priorities builds at the same one.
  }
}

function isCurrent(wanted: string): boolean {
  return (
    existsSync(join(SITE_FOLDER, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted
  );
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
