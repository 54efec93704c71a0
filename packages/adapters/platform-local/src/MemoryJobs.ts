import { assert } from '@qca/base';
import {
  encodeJob,
  encodeJson,
  JOB_ATTEMPTS_MAX,
  JOB_BYTES_MAX,
  JOB_RETRY_MS,
  JOBS_LISTED_MAX,
  JOBS_WAITING_MAX,
  type Job,
  type JobState,
  type Jobs,
  type JobWorker,
  jobIdUsed,
  jobsFull,
  type NewJob,
  type StopListening,
} from '@qca/ports';

/** Finished jobs that are remembered; older ones are forgotten, and then their ids may be used again. */
const FINISHED_MAX = 10_000;

interface Kept {
  readonly id: string;
  readonly kind: string;
  /** JSON, so that nobody holds the objects that were handed over. */
  readonly body: string;
  readonly contentHash: string;
  state: JobState;
  attempts: number;
  progress: number;
  result: string | undefined;
  error: string;
  pause: NodeJS.Timeout | undefined;
  /** Ends the attempt that runs. */
  cancel: AbortController | undefined;
}

/** Jobs for one process; they end with it. */
export class MemoryJobs implements Jobs {
  readonly #retryMs: number;
  readonly #waitingMax: number;
  readonly #waiters = new Map<string, ((job: Job) => void)[]>();
  readonly #kept = new Map<string, Kept>();
  readonly #queues = new Map<string, Kept[]>();
  readonly #pools = new Map<string, Set<Pool>>();
  #unfinished = 0;

  constructor({
    retryMs = JOB_RETRY_MS,
    waitingMax = JOBS_WAITING_MAX,
  }: {
    readonly retryMs?: number;
    readonly waitingMax?: number;
  } = {}) {
    this.#retryMs = retryMs;
    this.#waitingMax = waitingMax;
  }

  async enqueue(job: NewJob): Promise<'added' | 'same'> {
    return (await this.enqueueAll([job]))[0] as 'added' | 'same';
  }

  async enqueueAll(jobs: readonly NewJob[]): Promise<readonly ('added' | 'same')[]> {
    const added = new Map<string, Kept>();
    const answers = jobs.map((job) => {
      const { id, kind } = job;
      const { body, contentHash } = encodeJob(job);
      const known = this.#kept.get(id) ?? added.get(id);
      if (known !== undefined && known.contentHash !== contentHash) throw jobIdUsed(id);
      if (known === undefined) added.set(id, { id, kind, body, contentHash, ...UNTRIED });
      return known === undefined ? 'added' : 'same';
    });
    if (this.#unfinished + added.size > this.#waitingMax && added.size > 0) throw jobsFull(this.#waitingMax);
    for (const kept of added.values()) {
      this.#kept.set(kept.id, kept);
      this.#unfinished += 1;
      this.#wait(kept);
    }
    return answers;
  }

  process(kind: string, { concurrency }: { readonly concurrency: number }, worker: JobWorker): StopListening {
    assert(Number.isInteger(concurrency) && concurrency > 0, `concurrency ${concurrency} must be 1 or more`);
    const pool: Pool = { concurrency, worker, stop: new AbortController(), underWay: new Set() };
    const pools = this.#pools.get(kind) ?? new Set();
    this.#pools.set(kind, pools.add(pool));
    setImmediate(() => this.#work(kind));
    return async () => {
      pools.delete(pool);
      pool.stop.abort(new Error('the worker is being stopped'));
      await Promise.all(pool.underWay);
    };
  }

  async read(id: string): Promise<Job | undefined> {
    const kept = this.#kept.get(id);
    return kept === undefined ? undefined : decode(kept);
  }

  async whenFinished(id: string): Promise<Job | undefined> {
    const kept = this.#kept.get(id);
    if (kept === undefined) return undefined;
    if (kept.state !== 'waiting' && kept.state !== 'running') return decode(kept);
    return new Promise((resolve) => this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), resolve]));
  }

  async cancel(id: string): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept === undefined || (kept.state !== 'waiting' && kept.state !== 'running')) return false;
    clearTimeout(kept.pause);
    const queue = this.#queues.get(kept.kind) ?? [];
    if (queue.includes(kept)) queue.splice(queue.indexOf(kept), 1);
    const { cancel } = kept;
    kept.state = 'cancelled';
    this.#finish(kept);
    cancel?.abort(new Error('the job was cancelled'));
    return true;
  }

  async list({
    kind,
    state,
    limit,
  }: {
    readonly kind?: string;
    readonly state?: JobState;
    readonly limit: number;
  }): Promise<readonly Job[]> {
    assert(
      Number.isInteger(limit) && limit > 0 && limit <= JOBS_LISTED_MAX,
      `limit ${limit} must be from 1 to ${JOBS_LISTED_MAX}`,
    );
    const asked = [...this.#kept.values()].filter(
      (kept) => (kind === undefined || kept.kind === kind) && (state === undefined || kept.state === state),
    );
    return asked.slice(-limit).reverse().map(decode);
  }

  async revive(id: string): Promise<boolean> {
    const kept = this.#kept.get(id);
    if (kept === undefined || (kept.state !== 'dead' && kept.state !== 'cancelled')) return false;
    Object.assign(kept, UNTRIED);
    this.#unfinished += 1;
    this.#wait(kept);
    return true;
  }

  async close(): Promise<void> {
    const pools = [...this.#pools.values()].flatMap((each) => [...each]);
    this.#pools.clear();
    for (const pool of pools) pool.stop.abort(new Error('the queue is being closed'));
    await Promise.all(pools.flatMap((pool) => [...pool.underWay]));
    for (const kept of this.#kept.values()) clearTimeout(kept.pause);
  }

  #wait(kept: Kept): void {
    const queue = this.#queues.get(kept.kind) ?? [];
    this.#queues.set(kept.kind, queue);
    queue.push(kept);
    setImmediate(() => this.#work(kept.kind));
  }

  #work(kind: string): void {
    const queue = this.#queues.get(kind) ?? [];
    for (const pool of this.#pools.get(kind) ?? []) {
      while (queue.length > 0 && pool.underWay.size < pool.concurrency) {
        const work = this.#attempt(queue.shift() as Kept, pool).finally(() => {
          pool.underWay.delete(work);
          this.#work(kind);
        });
        pool.underWay.add(work);
      }
    }
  }

  async #attempt(kept: Kept, { worker, stop }: Pool): Promise<void> {
    kept.state = 'running';
    kept.attempts += 1;
    kept.progress = 0;
    const { id, body, attempts } = kept;
    const cancel = new AbortController();
    kept.cancel = cancel;
    // A job that was cancelled, and perhaps revived since, is no longer this attempt's.
    const isOwn = () => kept.cancel === cancel && kept.state === 'running';
    const report = (progress: number) => {
      if (isOwn()) kept.progress = Math.min(1, Math.max(0, progress));
    };
    try {
      const result = await worker({
        id,
        body: JSON.parse(body),
        attempt: attempts,
        signal: AbortSignal.any([stop.signal, cancel.signal]),
        report,
      });
      if (!isOwn()) return;
      kept.result =
        result === undefined
          ? undefined
          : encodeJson(result, { bytesMax: JOB_BYTES_MAX, where: 'job result' });
      Object.assign(kept, { state: 'done', progress: 1, error: '' });
      this.#finish(kept);
    } catch (error) {
      if (!isOwn()) return;
      if (stop.signal.aborted) this.#giveBack(kept);
      else this.#fail(kept, error instanceof Error ? error.message : String(error));
    }
  }

  #giveBack(kept: Kept): void {
    kept.state = 'waiting';
    kept.attempts -= 1;
    kept.progress = 0;
    this.#queues.get(kept.kind)?.unshift(kept);
    setImmediate(() => this.#work(kept.kind));
  }

  #fail(kept: Kept, error: string): void {
    kept.error = error;
    if (kept.attempts >= JOB_ATTEMPTS_MAX) {
      kept.state = 'dead';
      return this.#finish(kept);
    }
    kept.state = 'waiting';
    kept.pause = setTimeout(() => this.#wait(kept), this.#retryMs * 2 ** (kept.attempts - 1));
  }

  #finish(finished: Kept): void {
    this.#unfinished -= 1;
    for (const resolve of this.#waiters.get(finished.id) ?? []) resolve(decode(finished));
    this.#waiters.delete(finished.id);
    if (this.#kept.size - this.#unfinished < 2 * FINISHED_MAX) return;
    const all = this.#kept.values().filter(({ state }) => state !== 'waiting' && state !== 'running');
    for (const { id } of [...all.take(FINISHED_MAX)]) this.#kept.delete(id);
  }
}

interface Pool {
  readonly concurrency: number;
  readonly worker: JobWorker;
  readonly stop: AbortController;
  readonly underWay: Set<Promise<void>>;
}

const UNTRIED = {
  state: 'waiting',
  attempts: 0,
  progress: 0,
  result: undefined,
  error: '',
  pause: undefined,
  cancel: undefined,
} as const;

function decode({ id, kind, body, state, attempts, progress, result, error }: Kept): Job {
  const decoded = result === undefined ? undefined : JSON.parse(result);
  return { id, kind, body: JSON.parse(body), state, attempts, progress, result: decoded, error };
}
