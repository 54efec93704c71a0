import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
const WEB = join(ROOT, 'apps/web');
const SITE = join(WEB, 'out');
// The same stamp that the platform keeps, over the same sources: what one has built the other need not.
const STAMP = join(WEB, '.next/qca-site.stamp');
// Outside of `.next`, which a build clears.
const LOCK = join(ROOT, 'node_modules/.cache/qca-site-tests.lock');
/** Held by a platform that builds. */
const PLATFORM_LOCK = join(ROOT, 'node_modules/.cache/qca-site.lock');
const SOURCES = ['apps/web', 'packages/ui', 'packages/api', 'package-lock.json'];
const LEFT_OUT = new Set(['node_modules', 'out', '.next', 'next-env.d.ts', 'tsconfig.tsbuildinfo']);
/** Longest wait for another process that builds. */
const WAIT_MS = 150_000;

/** The folder of the exported site, built once for as long as its sources stay. */
export async function builtSite(): Promise<string> {
  mkdirSync(dirname(LOCK), { recursive: true });
  const startedMs = Date.now();
  while (!isCurrent()) {
    if (isYoung(PLATFORM_LOCK) || !lock()) {
      if (Date.now() - startedMs > WAIT_MS) throw new Error(`another build holds ${LOCK}`);
      await new Promise((resolve) => setTimeout(resolve, 500));
      continue;
    }
    try {
      const wanted = digest();
      await build();
      writeFileSync(STAMP, wanted);
      break;
    } finally {
      rmdirSync(LOCK);
    }
  }
  return SITE;
}

function isCurrent(): boolean {
  return (
    existsSync(join(SITE, 'index.html')) && existsSync(STAMP) && readFileSync(STAMP, 'utf8') === digest()
  );
}

function lock(): boolean {
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    // A lock that nobody has touched for so long was left behind.
    if (existsSync(LOCK) && !isYoung(LOCK)) rmdirSync(LOCK);
    return false;
  }
}

function isYoung(path: string): boolean {
  const touchedMs = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return touchedMs !== undefined && Date.now() - touchedMs < WAIT_MS;
}

function build(): Promise<void> {
  const next = createRequire(join(WEB, 'package.json')).resolve('next/dist/bin/next');
  const child = spawn(process.execPath, [next, 'build'], {
    cwd: WEB,
    stdio: ['ignore', 'pipe', 'pipe'],
    // The tests' own environment says `test`, which is no way to build.
    env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' },
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => (said += String(chunk)));
  child.stderr.on('data', (chunk: Buffer) => (said += String(chunk)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`the site was not built:\n${said}`)),
    );
  });
}

function digest(): string {
  const hash = createHash('sha256');
  const add = (path: string): void => {
    if (!existsSync(path)) return;
    if (statSync(path).isFile()) {
      hash.update(path.slice(ROOT.length + 1)).update(readFileSync(path));
      return;
    }
    for (const name of readdirSync(path).sort()) if (!LEFT_OUT.has(name)) add(join(path, name));
  };
  for (const source of SOURCES) add(join(ROOT, source));
  return hash.digest('hex');
}
