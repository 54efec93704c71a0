import {
  boundJobProgress,
  checkJobConcurrency,
  encodeJob,
  encodeJobResult,
  isJobFinished,
  JOB_RETRY_MS,
  JOBS_WAITING_MAX,
  type Job,
  type JobFilter,
  type Jobs,
  type JobWorker,
  jobIdUsed,
  jobMatcher,
  jobsFull,
  type NewJob,
  type RecordLog,
  type StopListening,
} from '@qca/ports';
import type { AddedJob, JobRecord } from './JobRecord.ts';
import { decodeJob, JobTable, type Kept } from './JobTable.ts';

export interface LoggedJobsOptions {
  /** Keeps the jobs: a file for those that outlive the process. Closed with them. */
  readonly log: RecordLog<JobRecord>;
  /** The pause after the first failure. */
  readonly retryMs?: number;
  readonly waitingMax?: number;
}

interface Pool {
  readonly concurrency: number;
  readonly worker: JobWorker;
  readonly stop: AbortController;
  readonly underWay: Set<Promise<void>>;
}

/**
 * Jobs of one process, written down before anything is done with them: a later process with the same log keeps every result,
 * begins nothing again that is done, and goes on with the rest. An attempt that a crash has ended counts as failed, so that a
 * job that takes its process down does not do so for ever.
 */
export class LoggedJobs implements Jobs {
  readonly #log: RecordLog<JobRecord>;
  readonly #retryMs: number;
  readonly #waitingMax: number;
  readonly #table = new JobTable();
  readonly #queues = new Map<string, string[]>();
  readonly #pools = new Map<string, Set<Pool>>();
  readonly #pauses = new Map<string, NodeJS.Timeout>();
  readonly #attempts = new Map<string, AbortController>();
  readonly #waiters = new Map<string, ((job: Job) => void)[]>();
  #closed = false;

  constructor({ log, retryMs = JOB_RETRY_MS, waitingMax = JOBS_WAITING_MAX }: LoggedJobsOptions) {
    this.#log = log;
    this.#retryMs = retryMs;
    this.#waitingMax = waitingMax;
    for (const record of log.records) this.#table.apply(record);
    for (const { id, state } of this.#table.all())
      if (state === 'running') this.#write({ kind: 'failed', id, error: 'the process ended while it ran' });
    for (const { id, kind, state } of this.#table.all()) if (state === 'waiting') this.#wait(kind, id);
  }

  async enqueue(job: NewJob): Promise<'added' | 'same'> {
    return (await this.enqueueAll([job]))[0] as 'added' | 'same';
  }

  async enqueueAll(jobs: readonly NewJob[]): Promise<readonly ('added' | 'same')[]> {
    const added = new Map<string, AddedJob>();
    const answers = jobs.map((job) => {
      const { id, kind } = job;
      const { body, contentHash } = encodeJob(job);
      const known = this.#table.get(id) ?? added.get(id);
      if (known !== undefined && known.contentHash !== contentHash) throw jobIdUsed(id);
      if (known === undefined) added.set(id, { id, kind, body, contentHash });
      return known === undefined ? 'added' : 'same';
    });
    if (added.size === 0) return answers;
    if (this.#table.unfinished + added.size > this.#waitingMax) throw jobsFull(this.#waitingMax);
    this.#write({ kind: 'added', jobs: [...added.values()] });
    for (const { id, kind } of added.values()) this.#wait(kind, id);
    return answers;
  }

  process(kind: string, { concurrency }: { readonly concurrency: number }, worker: JobWorker): StopListening {
    checkJobConcurrency(concurrency);
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

  async cancel(id: string): Promise<boolean> {
    const kept = this.#table.get(id);
    if (kept === undefined || isJobFinished(kept)) return false;
    this.#finish({ kind: 'cancelled', id });
    clearTimeout(this.#pauses.get(id));
    const queue = this.#queues.get(kept.kind) ?? [];
    if (queue.includes(id)) queue.splice(queue.indexOf(id), 1);
    this.#attempts.get(id)?.abort(new Error('the job was cancelled'));
    this.#attempts.delete(id);
    return true;
  }

  async read(id: string): Promise<Job | undefined> {
    const kept = this.#table.get(id);
    return kept === undefined ? undefined : decodeJob(kept);
  }

  async whenFinished(id: string): Promise<Job | undefined> {
    const kept = this.#table.get(id);
    if (kept === undefined) return undefined;
    if (isJobFinished(kept)) return decodeJob(kept);
    return new Promise((resolve) => this.#waiters.set(id, [...(this.#waiters.get(id) ?? []), resolve]));
  }

  async list(filter: JobFilter): Promise<readonly Job[]> {
    const asked = [...this.#table.all()].filter(jobMatcher(filter));
    return asked.slice(-filter.limit).reverse().map(decodeJob);
  }

  async revive(id: string): Promise<boolean> {
    const kept = this.#table.get(id);
    if (kept === undefined || (kept.state !== 'dead' && kept.state !== 'cancelled')) return false;
    this.#write({ kind: 'revived', id });
    this.#wait(kept.kind, id);
    return true;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    const pools = [...this.#pools.values()].flatMap((each) => [...each]);
    this.#pools.clear();
    for (const pool of pools) pool.stop.abort(new Error('the queue is being closed'));
    await Promise.all(pools.flatMap((pool) => [...pool.underWay]));
    for (const pause of this.#pauses.values()) clearTimeout(pause);
    this.#log.close();
  }

  #write(record: JobRecord): void {
    this.#log.append(record);
    this.#table.apply(record);
  }

  #wait(kind: string, id: string): void {
    const queue = this.#queues.get(kind) ?? [];
    this.#queues.set(kind, queue);
    queue.push(id);
    setImmediate(() => this.#work(kind));
  }

  #work(kind: string): void {
    const queue = this.#queues.get(kind) ?? [];
    for (const pool of this.#pools.get(kind) ?? []) {
      while (queue.length > 0 && pool.underWay.size < pool.concurrency) {
        const kept = this.#table.get(queue.shift() as string) as Kept;
        const work = this.#attempt(kept, pool).finally(() => {
          pool.underWay.delete(work);
          this.#work(kind);
        });
        pool.underWay.add(work);
      }
    }
  }

  async #attempt(kept: Kept, { worker, stop }: Pool): Promise<void> {
    const { id, body } = kept;
    this.#write({ kind: 'began', id });
    const attempt = new AbortController();
    this.#attempts.set(id, attempt);
    // A job that was cancelled, and perhaps revived since, is no longer this attempt's.
    const isOwn = () => this.#attempts.get(id) === attempt;
    const report = (progress: number) => {
      if (isOwn()) kept.progress = boundJobProgress(progress);
    };
    const signal = AbortSignal.any([stop.signal, attempt.signal]);
    try {
      const result = await worker({ id, body: JSON.parse(body), attempt: kept.attempts, signal, report });
      if (!isOwn()) return;
      this.#finish({ kind: 'done', id, result: encodeJobResult(result) ?? null });
    } catch (error) {
      if (!isOwn()) return;
      if (stop.signal.aborted) this.#giveBack(kept);
      else this.#fail(kept, error instanceof Error ? error.message : String(error));
    } finally {
      if (isOwn()) this.#attempts.delete(id);
    }
  }

  #giveBack({ id, kind }: Kept): void {
    this.#write({ kind: 'given-back', id });
    this.#queues.get(kind)?.unshift(id);
    setImmediate(() => this.#work(kind));
  }

  #fail(kept: Kept, error: string): void {
    const { id, kind, attempts } = kept;
    this.#finish({ kind: 'failed', id, error });
    if (kept.state !== 'waiting') return;
    const pause = setTimeout(() => this.#wait(kind, id), this.#retryMs * 2 ** (attempts - 1));
    this.#pauses.set(id, pause);
  }

  /** Writes what may end a job, and tells whoever waits for that. */
  #finish(record: Exclude<JobRecord, { kind: 'added' }>): void {
    this.#write(record);
    const kept = this.#table.get(record.id) as Kept;
    if (!isJobFinished(kept)) return;
    for (const resolve of this.#waiters.get(record.id) ?? []) resolve(decodeJob(kept));
    this.#waiters.delete(record.id);
  }
}
