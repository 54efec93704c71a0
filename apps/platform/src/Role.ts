import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { Fault } from '@qca/base';
import type { RoleLog } from './RoleLog.ts';

/** What a role says first when it works; its own keys beside. */
export type ReadyLine = { readonly ready: true } & Readonly<Record<string, unknown>>;

export interface RoleOptions {
  /** As people see it: `Agent`. */
  readonly title: string;
  /** Program and its words, after `node`. */
  readonly words: readonly string[];
  /** Loaded first; see followParent.ts. */
  readonly preload: string;
  /** Asked at every start. */
  readonly environment: () => NodeJS.ProcessEnv;
  readonly log: RoleLog;
  /** Tells a person. */
  readonly say: (text: string) => void;
  /** Called with every process that is started or has ended. */
  readonly onChange: () => void;
  /** Whether somebody waits for it so badly that it must not rest between two tries. */
  readonly isUrgent?: () => boolean;
}

/** A role that has not said it is ready by then will not: the slowest machine reads its recordings in a third of it. */
const READY_MS_MAX = 120_000;
/** Rest before a crashed role is started again: at once first, then doubled up to a bound. */
const REST_MS = 100;
const REST_MS_MAX = 10_000;
/** The longest rest while it is urgent, and how often a resting role looks whether it has become so. */
const URGENT_REST_MS_MAX = 500;
const LOOK_MS = 50;
/** A role that lived so long has started well: its next crash counts as the first. */
const HEALTHY_MS = 30_000;
/** A role that does not end by itself in this time is ended. */
const STOP_MS_MAX = 10_000;

const UNCAUGHT = /^([A-Z]\w*)?(Error|Fault|Refusal|Bug)\b/;

/** One process of the platform: started, watched, started again when it crashes, and stopped. */
export class Role {
  readonly title: string;
  readonly #options: RoleOptions;
  #child: ChildProcess | undefined;
  #crashes = 0;
  #isStopping = false;
  #isReady = false;
  #hasBeenReady = false;
  /** What the process said last when it failed, for people. */
  #lastWords = '';
  #restarting: Promise<void> | undefined;

  constructor(options: RoleOptions) {
    this.title = options.title;
    this.#options = options;
  }

  /** Its process while there is one. */
  get pid(): number | undefined {
    const child = this.#child;
    return child?.exitCode === null && child.signalCode === null ? child.pid : undefined;
  }

  /** Starts it for the first time. Rejects when it does not come up, with what it said. */
  async start(): Promise<ReadyLine> {
    const line = await this.#spawn();
    this.#hasBeenReady = true;
    return line;
  }

  /** Asks it to end, and ends it when it does not. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#restarting;
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((done) => void child.once('exit', () => done()));
    child.kill('SIGTERM');
    const patience = new AbortController();
    const isLate = await Promise.race([
      ended.then(() => false),
      delay(STOP_MS_MAX, true, { signal: patience.signal }).catch(() => false),
    ]);
    patience.abort();
    if (!isLate) return;
    this.#options.say(`${this.title}: did not end within ${STOP_MS_MAX / 1000} s and is ended.`);
    child.kill('SIGKILL');
    await ended;
  }

  /** Ends it without asking. */
  killNow(): void {
    this.#isStopping = true;
    this.#child?.kill('SIGKILL');
  }

  #spawn(): Promise<ReadyLine> {
    const { words, preload, environment, log } = this.#options;
    const startedMs = performance.now();
    // A group of its own: Ctrl-C in a terminal reaches the supervisor alone, which stops roles in order.
    const child = spawn(process.execPath, ['--import', preload, ...words], {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: environment(),
      detached: true,
    });
    this.#child = child;
    this.#lastWords = '';
    return new Promise<ReadyLine>((resolve, reject) => {
      const late = setTimeout(() => {
        reject(new Fault(`it was not ready after ${READY_MS_MAX / 1000} s`, { retryable: true }));
        child.kill('SIGKILL');
      }, READY_MS_MAX);
      createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', (line) => {
        log.write(line);
        const said = this.#hear(line);
        if (said === undefined) return;
        clearTimeout(late);
        this.#isReady = true;
        this.#options.onChange();
        resolve(said);
      });
      createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', (line) => {
        log.write(line, 'error');
        const words = complaint(line);
        // An uncaught error shows its place first and says later what it is.
        if (UNCAUGHT.test(words) && !UNCAUGHT.test(this.#lastWords)) this.#lastWords = words;
        else this.#lastWords ||= words;
      });
      child.once('error', (cause) => reject(cause));
      // After `close` everything it said has been heard.
      child.once('close', (code, signal) => {
        clearTimeout(late);
        this.#isReady = false;
        reject(new Fault(this.#ending(code, signal), { retryable: true }));
        if (this.#hasBeenReady && !this.#isStopping)
          this.#restart(this.#ending(code, signal), performance.now() - startedMs);
        this.#options.onChange();
      });
      this.#options.onChange();
    });
  }

  /** Understands a line: what is for people is said, what went wrong is kept, and readiness is returned. */
  #hear(line: string): ReadyLine | undefined {
    if (!line.startsWith('{')) return undefined;
    let said: Record<string, unknown>;
    try {
      said = JSON.parse(line) as Record<string, unknown>;
    } catch {
      return undefined;
    }
    if (typeof said['say'] === 'string') this.#options.say(`${this.title}: ${said['say']}`);
    if (typeof said['failed'] === 'string') this.#lastWords = said['failed'];
    return said['ready'] === true && !this.#isReady ? (said as ReadyLine) : undefined;
  }

  #ending(code: number | null, signal: NodeJS.Signals | null): string {
    const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`;
    return this.#lastWords === '' ? `${how}; its log is ${this.#options.log.path}` : this.#lastWords;
  }

  #restart(why: string, livedMs: number): void {
    this.#crashes = livedMs > HEALTHY_MS ? 1 : this.#crashes + 1;
    const restMs = Math.min(REST_MS * 2 ** (this.#crashes - 1), REST_MS_MAX);
    this.#options.say(
      `${this.title}: ${why}. It is started again${restMs < 1_000 ? '' : ` in ${restMs / 1_000} s`}.`,
    );
    this.#restarting = this.#rest(restMs).then(() => {
      if (this.#isStopping) return;
      const startedMs = performance.now();
      // Failing again is heard by `close`, which tries again.
      void this.#spawn().then(
        () => this.#options.say(`${this.title}: works again after ${seconds(startedMs)}.`),
        () => {},
      );
    });
  }

  /** Ends early when the role is stopped, and soon when it becomes urgent. */
  async #rest(restMs: number): Promise<void> {
    const startedMs = performance.now();
    for (;;) {
      const waitMs = this.#options.isUrgent?.() === true ? Math.min(restMs, URGENT_REST_MS_MAX) : restMs;
      const leftMs = startedMs + waitMs - performance.now();
      if (leftMs <= 0 || this.#isStopping) return;
      await delay(Math.min(leftMs, LOOK_MS));
    }
  }
}

// A line of a log says it in `msg`; traces and Node's own hints say nothing to people.
function complaint(line: string): string {
  if (/^\s+at |^\(node:|^\(Use `node/.test(line)) return '';
  if (!line.startsWith('{')) return line.trim();
  try {
    const { msg } = JSON.parse(line) as { readonly msg?: unknown };
    return typeof msg === 'string' ? msg : '';
  } catch {
    return line.trim();
  }
}

export function seconds(startedMs: number): string {
  return `${((performance.now() - startedMs) / 1000).toFixed(1)} s`;
}
