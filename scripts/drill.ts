import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { askGuard, folderPaths } from '@qca/agent';

// node scripts/drill.ts --runs 20 --json: pulls the kill switch of a running platform from outside, with the agent
// healthy, hung (stopped by a signal, as a blocked event loop is) and dead, and times what a bystander can see:
// when nothing new can be sent any more, the last order that added exposure, and when open risk is reduced.

const USAGE = 'Use: node scripts/drill.ts --runs 20 [--json]';
const ROOT = join(import.meta.dirname, '..');
/** What the switch promises. */
const NO_EXPOSURE_MS_MAX = 1_000;
const PATIENCE_MS = 90_000;
const MOODS = ['healthy', 'hung', 'dead'] as const;
type Mood = (typeof MOODS)[number];

interface Drill {
  readonly mood: Mood;
  /** What the guard did. */
  readonly how: string;
  /** From the guard's hearing of it to the lock that every order is held against. Milliseconds. */
  readonly lockedMs: number;
  /** From pulling the switch to its answer: nothing new can be sent after it. Milliseconds. */
  readonly noExposureMs: number;
  /** The last order that added exposure, against the pull; negative is before it, null when there was none. */
  readonly lastExposureMs: number | null;
  /** Until the agent says that what can be reduced is. */
  readonly reducedMs: number;
  readonly passed: boolean;
}

class DrillGround {
  readonly folder = mkdtempSync(join(tmpdir(), 'qca-drill-'));
  readonly #child: ChildProcess;
  readonly #ended: Promise<unknown>;
  #said = '';

  constructor() {
    // Ten hours a second: always orders about, and a journal that is replayed in a moment.
    const market = ['--data', join(ROOT, 'markets/bitstamp'), '--speed', '36000'];
    const words = ['--port', '0', ...market, '--roles', 'guard,agent,server'];
    const main = join(ROOT, 'apps/platform/src/main.ts');
    this.#child = spawn(process.execPath, [main, '--folder', this.folder, ...words]);
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (bytes: Buffer) => {
        this.#said += bytes.toString('utf8');
      });
    this.#ended = new Promise((done) => void this.#child.once('exit', done));
  }

  async ready(): Promise<void> {
    await until('the platform', () => {
      if (this.#child.exitCode !== null) throw new Error(this.#said);
      return this.#said.includes('Look at http');
    });
  }

  async close(): Promise<void> {
    this.#child.kill('SIGINT');
    await this.#ended;
    rmSync(this.folder, { recursive: true, force: true });
  }

  pid(): number {
    return this.#file().roles.agent ?? 0;
  }

  async status(): Promise<Status> {
    const { url } = this.#file();
    const token = readFileSync(join(this.folder, 'api.token'), 'utf8').trim();
    const response = await fetch(`${url}/api/status`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`status ${response.status}`);
    return (await response.json()) as Status;
  }

  /** When orders that add exposure left, by the agent's log. Milliseconds since 1970. */
  exposureTimes(): number[] {
    const lines = readFileSync(join(this.folder, 'logs/agent.log'), 'utf8').trim().split('\n');
    return lines
      .map((line) => JSON.parse(line) as { text?: string; adds?: boolean; time: string })
      .filter(({ text, adds }) => text === 'order sent' && adds === true)
      .map(({ time }) => Date.parse(time));
  }

  #file(): { readonly url: string; readonly roles: { readonly agent: number | null } } {
    return JSON.parse(readFileSync(join(this.folder, 'platform.json'), 'utf8'));
  }
}

interface Status {
  readonly sequence: number;
  readonly kill: { readonly killed: boolean; readonly stage: string };
  readonly openOrders: readonly unknown[];
}

async function until(what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  let last: unknown = '';
  while (performance.now() < untilMs) {
    try {
      if (await look()) return;
    } catch (error) {
      last = error;
    }
    await delay(20);
  }
  throw new Error(`${what} did not come within ${PATIENCE_MS / 1_000} s: ${String(last)}`);
}

async function drill(ground: DrillGround, mood: Mood): Promise<Drill> {
  const socket = folderPaths(ground.folder).guardSocket;
  const before = (await ground.status()).sequence;
  await until('an agent that trades', async () => {
    const { sequence, kill, openOrders } = await ground.status();
    return sequence > before && !kill.killed && openOrders.length > 0;
  });
  const pid = ground.pid();
  if (mood === 'hung') process.kill(pid, 'SIGSTOP');
  if (mood === 'dead') process.kill(pid, 'SIGKILL');
  const pulledAtMs = Date.now();
  const startedMs = performance.now();
  const reply = await askGuard(socket, { kind: 'kill', who: 'drill', why: `drill with a ${mood} agent` });
  const noExposureMs = performance.now() - startedMs;
  if (reply.kind !== 'killed') throw new Error(`the guard answered ${JSON.stringify(reply)}`);
  await until('an agent that is killed', async () => {
    const { kill } = await ground.status();
    return kill.killed && kill.stage !== 'reducing';
  });
  const reducedMs = performance.now() - startedMs;
  // Whoever could still add exposure gets the time to show it.
  await delay(300);
  const last = ground.exposureTimes().at(-1);
  const lastExposureMs = last === undefined ? null : last - pulledAtMs;
  const late = (lastExposureMs ?? 0) > noExposureMs + 1;
  const rearmed = await askGuard(socket, { kind: 'rearm', who: 'drill', why: 'the drill is over' });
  if (rearmed.kind !== 'rearmed' || rearmed.outcome !== 'applied')
    throw new Error(`re-arming came to ${JSON.stringify(rearmed)}`);
  return {
    mood,
    how: reply.how,
    lockedMs: round(reply.lockedMs),
    noExposureMs: round(noExposureMs),
    lastExposureMs,
    reducedMs: round(reducedMs),
    passed: noExposureMs <= NO_EXPOSURE_MS_MAX && !late,
  };
}

function round(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function worst(drills: readonly Drill[], of: (each: Drill) => number): number {
  return Math.max(...drills.map(of));
}

function readWords(): { readonly runs: number; readonly json: boolean } | undefined {
  try {
    const { values } = parseArgs({
      options: { runs: { type: 'string', default: '20' }, json: { type: 'boolean', default: false } },
    });
    const runs = Number(values.runs);
    return Number.isInteger(runs) && runs >= 1 && runs <= 1_000 ? { runs, json: values.json } : undefined;
  } catch {
    return undefined;
  }
}

async function main(): Promise<void> {
  const wanted = readWords();
  if (wanted === undefined) {
    process.stderr.write(`${USAGE}\n`);
    process.exitCode = 2;
    return;
  }
  const { runs, json } = wanted;
  const ground = new DrillGround();
  const drills: Drill[] = [];
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.once(signal, () => void ground.close().finally(() => process.exit(1)));
  try {
    await ground.ready();
    for (let run = 0; run < runs; run += 1) {
      const done = await drill(ground, MOODS[run % MOODS.length] as Mood);
      drills.push(done);
      process.stderr.write(
        `${run + 1}/${runs} ${done.mood}: ${done.how}, no new exposure after ${done.noExposureMs} ms, reduced after ${done.reducedMs} ms${done.passed ? '' : '  FAILED'}\n`,
      );
    }
  } finally {
    await ground.close();
  }
  const byMood = MOODS.map((mood) => {
    const own = drills.filter((each) => each.mood === mood);
    if (own.length === 0) return { mood, runs: 0 };
    return {
      mood,
      runs: own.length,
      lockedMsMax: worst(own, (each) => each.lockedMs),
      noExposureMsMax: worst(own, (each) => each.noExposureMs),
      reducedMsMax: worst(own, (each) => each.reducedMs),
      lastExposureMsMax: worst(own, (each) => each.lastExposureMs ?? Number.NEGATIVE_INFINITY),
    };
  });
  const passed = drills.every((each) => each.passed);
  const cores = availableParallelism();
  if (json) process.stdout.write(`${JSON.stringify({ runs, cores, passed, byMood, drills })}\n`);
  else
    process.stdout.write(`${runs} drills, ${passed ? 'all within a second' : 'NOT all within a second'}\n`);
  process.exitCode = passed ? 0 : 1;
}

await main();
