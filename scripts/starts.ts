import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';

// node scripts/starts.ts --json: times a first start on an empty folder and a second one, from the command to what a
// person waits for, and holds them to what is promised. --rebuild: the site is built anew at the first one.

const USAGE = 'Use: node scripts/starts.ts [--rebuild] [--json]';
const ROOT = join(import.meta.dirname, '..');
/** What is promised on two cores. */
const FIRST_API_MS_MAX = 20_000;
const FIRST_SITE_MS_MAX = 90_000;
const SECOND_MS_MAX = 10_000;
const PATIENCE_MS = 300_000;

interface Start {
  /** Until it says where to look: database, guard, agent and API work. */
  readonly apiMs: number;
  /** Until the site is there, built or as it was. */
  readonly siteMs: number;
  /** Until `/health/ready` says that every part works. */
  readonly readyMs: number;
  readonly stopMs: number;
}

async function start(folder: string): Promise<Start> {
  const startedMs = performance.now();
  const since = (): number => Math.round(performance.now() - startedMs);
  const words = ['--folder', folder, '--port', '0'];
  const child = spawn(process.execPath, [join(ROOT, 'apps/platform/src/main.ts'), ...words]);
  try {
    const said = listen(child);
    const [, url] = await said(/Look at (http\S+);/);
    const apiMs = since();
    const sited = said(/Site: (current|built after|could not be built.*)/).then(([what = '']) => {
      if (what.includes('could not')) throw new Error(what);
      return since();
    });
    const readied = isReady(`${url}/health/ready`).then(since);
    const [siteMs, readyMs] = await Promise.all([sited, readied]);
    const stoppedMs = performance.now();
    await end(child);
    return { apiMs, siteMs, readyMs, stopMs: Math.round(performance.now() - stoppedMs) };
  } finally {
    await end(child);
  }
}

/** Returns what waits for a process to say something; it rejects when the process ends before. */
function listen(child: ChildProcess): (words: RegExp) => Promise<RegExpExecArray> {
  let all = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (bytes: Buffer) => {
      all += bytes.toString('utf8');
    });
  return async (words) => {
    const untilMs = performance.now() + PATIENCE_MS;
    while (performance.now() < untilMs) {
      const found = words.exec(all);
      if (found !== null) return found;
      if (child.exitCode !== null || child.signalCode !== null) break;
      await delay(10);
    }
    throw new Error(`${words} was not said:\n${all}`);
  };
}

async function isReady(url: string): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (performance.now() < untilMs) {
    const status = await fetch(url).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await delay(50);
  }
  throw new Error(`${url} was never ready`);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((done) => void child.once('exit', done));
  child.kill('SIGINT');
  await ended;
}

function readWords(): { readonly rebuild: boolean; readonly json: boolean } | undefined {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ options: { rebuild: flag, json: flag } }).values;
  } catch {
    return undefined;
  }
}

async function main(): Promise<number> {
  const wanted = readWords();
  if (wanted === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  if (wanted.rebuild)
    for (const name of ['.next', 'out'])
      rmSync(join(ROOT, 'apps/web', name), { recursive: true, force: true });
  const folder = mkdtempSync(join(tmpdir(), 'qca-starts-'));
  try {
    const first = await start(folder);
    const second = await start(folder);
    const passed =
      first.apiMs < FIRST_API_MS_MAX &&
      first.siteMs < FIRST_SITE_MS_MAX &&
      Math.max(second.apiMs, second.siteMs, second.readyMs) < SECOND_MS_MAX;
    if (wanted.json)
      process.stdout.write(`${JSON.stringify({ cores: availableParallelism(), passed, first, second })}\n`);
    else
      for (const [name, { apiMs, siteMs, readyMs, stopMs }] of Object.entries({ first, second }))
        process.stdout.write(
          `${name}: API ${apiMs} ms, site ${siteMs} ms, everything ${readyMs} ms, stopped in ${stopMs} ms\n`,
        );
    return passed ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = await main();
