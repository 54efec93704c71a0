import { assert } from '@qca/base';
import {
  boundJobProgress,
  checkJobConcurrency,
  encodeJobResult,
  isJobFinished,
  JOB_ATTEMPTS_MAX,
  JOB_RETRY_MS,
  JOBS_WAITING_MAX,
  type Job,
  type JobFilter,
  type Jobs,
  type JobWorker,
  jobMatcher,
  type NewJob,
  type StopListening,
} from '@qca/ports';
import { Queue, WaitingError, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type Attempt, JobRecords, type Ticket } from './JobRecords.ts';

export interface BullmqJobsOptions {
  /** `redis://…`; the password, where there is one, is part of it. */
  readonly url: string;
  /** Begins every key, so that one Redis serves many. Letters, digits, `-`. */
  readonly prefix?: string;
  /** The pause after the first failure. */
  readonly retryMs?: number;
  readonly waitingMax?: number;
  /** A worker that has not been heard of for so long is gone, and its jobs go to others. */
  readonly lockMs?: number;
}

/** As BullMQ: workers renew their locks twice in this time, so a short stop does no harm. */
const LOCK_MS = 30_000;
/** Messages may be lost when a connection breaks; then this often is asked. */
const ASK_MS = 1_000;
/** A worker that waits for work looks up this often: the time it takes to notice a delayed job where no message came. */
const DRAIN_SECONDS = 1;
const PAGE = 500;

interface Running {
  readonly attempt: AbortController;
}

/**
 * Jobs for many processes and machines: BullMQ delivers them, records in Redis say what is true of them. A ticket that is
 * delivered twice, late, or for a job that was cancelled has no effect; a job that was running when its process died goes to
 * another once its lock has run out.
 *
 * A worker that keeps its thread busy cannot renew its lock: long work belongs into threads (`ThreadWorkers` of jobs-threads).
 */
export class BullmqJobs implements Jobs {
  readonly #options: Required<BullmqJobsOptions>;
  readonly #redis: Redis;
  readonly #ears: Redis;
  readonly #records: JobRecords;
  readonly #queues = new Map<string, Queue<Ticket>>();
  readonly #stops = new Set<() => Promise<void>>();
  readonly #running = new Map<string, Running>();
  readonly #waiters = new Map<string, Set<() => void>>();
  #closed = false;

  private constructor(options: Required<BullmqJobsOptions>) {
    const { url, prefix } = options;
    this.#options = options;
    this.#redis = new Redis(url, { maxRetriesPerRequest: null });
    this.#ears = new Redis(url, { maxRetriesPerRequest: null });
    // A connection that breaks is made again; what waits for an answer waits that long.
    for (const connection of [this.#redis, this.#ears]) connection.on('error', () => {});
    this.#records = new JobRecords(this.#redis, prefix);
    this.#ears.on('message', (channel: string, id: string) => this.#hear(channel, id));
  }

  /** Connects, and waits until Redis answers. */
  static async open(given: BullmqJobsOptions): Promise<BullmqJobs> {
    const defaults = {
      prefix: 'qca-jobs',
      retryMs: JOB_RETRY_MS,
      waitingMax: JOBS_WAITING_MAX,
      lockMs: LOCK_MS,
    };
    const options = { ...defaults, ...given };
    assert(/^[A-Za-z0-9-]+$/.test(options.prefix), `"${options.prefix}" is no prefix of keys`);
    const jobs = new BullmqJobs(options);
    await jobs.#ears.subscribe(`${options.prefix}:finished`, `${options.prefix}:cancelled`);
    return jobs;
  }

  async enqueue(job: NewJob): Promise<'added' | 'same'> {
    return (await this.enqueueAll([job]))[0] as 'added' | 'same';
  }

  async enqueueAll(jobs: readonly NewJob[]): Promise<readonly ('added' | 'same')[]> {
    const added = await this.#records.add(jobs, this.#options.waitingMax);
    // Also for jobs that were known and wait: whoever asked before may have died before the ticket was sent.
    const waiting = added.flatMap(({ id, turn, state }, index) =>
      state === 'waiting' ? [{ id, turn, kind: (jobs[index] as NewJob).kind }] : [],
    );
    for (const [kind, tickets] of Map.groupBy(waiting, ({ kind }) => kind)) await this.#send(kind, tickets);
    return added.map(({ answer }) => answer);
  }

  process(kind: string, { concurrency }: { readonly concurrency: number }, worker: JobWorker): StopListening {
    checkJobConcurrency(concurrency);
    const stop = new AbortController();
    const { lockMs } = this.#options;
    const bull = new Worker<Ticket>(
      kind,
      async (ticket, token) => {
        const begun = await this.#records.begin(ticket.data);
        if (begun === undefined) return;
        const outcome = await this.#attempt(begun, worker, stop.signal);
        if (outcome === 'given-back') {
          await ticket.moveToWait(token);
          throw new WaitingError();
        }
        if (outcome === 'again') throw new Error('the attempt failed');
      },
      {
        ...this.#connection(),
        concurrency,
        drainDelay: DRAIN_SECONDS,
        lockDuration: lockMs,
        stalledInterval: lockMs,
        // A process that dies is an attempt that fails: the record counts them.
        maxStalledCount: JOB_ATTEMPTS_MAX,
      },
    );
    bull.on('error', () => {});
    const end = async (): Promise<void> => {
      this.#stops.delete(end);
      stop.abort(new Error('the worker is being stopped'));
      await bull.close();
    };
    this.#stops.add(end);
    return end;
  }

  cancel(id: string): Promise<boolean> {
    return this.#records.cancel(id);
  }

  read(id: string): Promise<Job | undefined> {
    return this.#records.read(id);
  }

  async whenFinished(id: string): Promise<Job | undefined> {
    for (;;) {
      // Listens first: a job that finishes between the look and the wait is not missed.
      const told = this.#told(id);
      try {
        const job = await this.read(id);
        if (job === undefined || isJobFinished(job)) return job;
        await told.wait;
      } finally {
        told.forget();
      }
    }
  }

  async list(filter: JobFilter): Promise<readonly Job[]> {
    const isAsked = jobMatcher(filter);
    const { limit } = filter;
    const found: Job[] = [];
    for (let from = 0; found.length < limit; from += PAGE) {
      const page = await this.#records.page(from, PAGE);
      if (page.length === 0) break;
      found.push(...page.filter(isAsked));
    }
    return found.slice(0, limit);
  }

  async revive(id: string): Promise<boolean> {
    const revived = await this.#records.revive(id);
    if (revived === undefined) return false;
    await this.#send(revived.kind, [revived]);
    return true;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    await Promise.all([...this.#stops].map((stop) => stop()));
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
    this.#ears.disconnect();
    await this.#redis.quit();
  }

  #connection() {
    const { url, prefix } = this.#options;
    return { connection: { url, maxRetriesPerRequest: null }, prefix: `${prefix}:tickets` };
  }

  async #send(kind: string, tickets: readonly Ticket[]): Promise<void> {
    const queue = this.#queues.get(kind) ?? new Queue<Ticket>(kind, this.#connection());
    if (!this.#queues.has(kind)) queue.on('error', () => {});
    this.#queues.set(kind, queue);
    await queue.addBulk(
      tickets.map(({ id, turn }) => ({
        name: kind,
        data: { id, turn },
        opts: {
          // Not twice in the queue at a time. BullMQ keeps the colon to itself, and wants no bare numbers.
          jobId: `job-${id.replaceAll(':', '+')}-${turn}`,
          attempts: JOB_ATTEMPTS_MAX,
          backoff: { type: 'exponential', delay: this.#options.retryMs },
          removeOnComplete: true,
          removeOnFail: true,
        },
      })),
    );
  }

  async #attempt(
    begun: Attempt,
    worker: JobWorker,
    stop: AbortSignal,
  ): Promise<'over' | 'again' | 'given-back'> {
    const { id, body, attempt } = begun;
    const cancel = new AbortController();
    this.#running.set(id, { attempt: cancel });
    // Cancelled between its beginning and now: nobody heard the message.
    if ((await this.read(id))?.state === 'cancelled') cancel.abort(new Error('the job was cancelled'));
    let told: Promise<unknown> = Promise.resolve();
    const report = (progress: number): void => {
      const value = boundJobProgress(progress);
      told = told.then(() => this.#records.end(begun, { what: 'progress', value })).catch(() => {});
    };
    const signal = AbortSignal.any([stop, cancel.signal]);
    try {
      signal.throwIfAborted();
      const result = await worker({ id, body, attempt, signal, report });
      const value = encodeJobResult(result) ?? '';
      await told;
      await this.#records.end(begun, { what: 'done', value });
      return 'over';
    } catch (error) {
      await told;
      if (stop.aborted && !cancel.signal.aborted) {
        const state = await this.#records.end(begun, { what: 'given-back' });
        return state === 'waiting' ? 'given-back' : 'over';
      }
      const value = error instanceof Error ? error.message : String(error);
      const state = await this.#records.end(begun, { what: 'failed', value });
      return state === 'waiting' ? 'again' : 'over';
    } finally {
      this.#running.delete(id);
    }
  }

  #hear(channel: string, id: string): void {
    if (channel.endsWith(':cancelled'))
      this.#running.get(id)?.attempt.abort(new Error('the job was cancelled'));
    else for (const tell of [...(this.#waiters.get(id) ?? [])]) tell();
  }

  #told(id: string): { readonly wait: Promise<void>; readonly forget: () => void } {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ASK_MS);
    const waiters = this.#waiters.get(id) ?? new Set();
    this.#waiters.set(id, waiters.add(resolve));
    const forget = (): void => {
      clearTimeout(timer);
      waiters.delete(resolve);
      if (waiters.size === 0) this.#waiters.delete(id);
    };
    return { wait: promise, forget };
  }
}
