import { assert, Refusal, type Sha256, sha256 } from '@qca/base';
import type { StopListening } from './CommandInbox.ts';
import { encodeJson } from './encodeJson.ts';

/** Work to be done once, some time soon, by whoever has room. */
export interface NewJob {
  /** Chosen by whoever asks for it, so that asking twice has one effect. Letters, digits, `.`, `_`, `:`, `-`; at most 100. */
  readonly id: string;
  /** Which worker can do it: `evaluate`, `grid`. */
  readonly kind: string;
  /** Plain JSON, at most `JOB_BYTES_MAX`. */
  readonly body: unknown;
}

/**
 * `waiting` for its first or next attempt, `running`, `done` for good, `dead` after its last attempt failed, or `cancelled` by
 * whoever asked for it.
 */
export type JobState = 'waiting' | 'running' | 'done' | 'dead' | 'cancelled';

/** A job and how far it has come. */
export interface Job extends NewJob {
  readonly state: JobState;
  /** Attempts begun. */
  readonly attempts: number;
  /** From 0 to 1, as the worker reported it last. */
  readonly progress: number;
  /** Plain JSON; what the worker returned. */
  readonly result: unknown;
  /** Why the last attempt failed, or empty. */
  readonly error: string;
}

/** What a worker is handed. */
export interface JobTask {
  readonly id: string;
  readonly body: unknown;
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Aborted when the worker is being stopped or the job is cancelled: end soon, by throwing. Such an attempt does not count. */
  readonly signal: AbortSignal;
  /** Reports how far it has come, from 0 to 1. */
  readonly report: (progress: number) => void;
}

/** Returns the result as plain JSON, or throws: the job is then tried again later. It may be tried twice, so it must bear that. */
export type JobWorker = (task: JobTask) => Promise<unknown>;

/** Bodies and results of this size: larger things are stored elsewhere and named. */
export const JOB_BYTES_MAX = 262_144;

/** With so many waiting, more work would be done too late to matter. */
export const JOBS_WAITING_MAX = 10_000;

/** One answer holds at most so many jobs. */
export const JOBS_LISTED_MAX = 1_000;

/** A job that failed five times, over at least a quarter of a minute, will not pass by being tried again. */
export const JOB_ATTEMPTS_MAX = 5;

/** The pause after the first failure; it doubles with each. */
export const JOB_RETRY_MS = 1_000;

export interface JobFilter {
  readonly kind?: string;
  readonly state?: JobState;
  /** From 1 to `JOBS_LISTED_MAX`. */
  readonly limit: number;
}

/**
 * Work in a queue. Every job counts on its own: work of many parts is many jobs, `<work>:<part>`, and what is done of it stays
 * done when it is asked for again.
 */
export interface Jobs {
  /**
   * The same id with the same content (kind, body) changes nothing, whatever state it is in.
   *
   * Rejects, as `Refusal`: `job-id-used`, `bad-job`, `document-too-large`, `jobs-full`.
   */
  enqueue(job: NewJob): Promise<'added' | 'same'>;
  /**
   * As many as `enqueue` in one go, in their order; all of them or, when one is refused, none.
   *
   * Rejects, as `Refusal`: what `enqueue` rejects.
   */
  enqueueAll(jobs: readonly NewJob[]): Promise<readonly ('added' | 'same')[]>;
  /**
   * Works on jobs of a kind, the longest waiting first, at most `concurrency` at a time. A failed attempt is repeated after a
   * pause; after `JOB_ATTEMPTS_MAX` the job is dead. Stopping aborts what is under way and resolves when that has ended.
   */
  process(kind: string, options: { readonly concurrency: number }, worker: JobWorker): StopListening;
  /**
   * Ends a job that waits or runs, for good: it is not begun any more, its task is told by its signal, and what that may still
   * return is not kept. Returns whether it waited or ran.
   */
  cancel(id: string): Promise<boolean>;
  read(id: string): Promise<Job | undefined>;
  /** Resolves with the job once it is done, dead or cancelled; with nothing when there is no such job. */
  whenFinished(id: string): Promise<Job | undefined>;
  /** The newest first. */
  list(filter: JobFilter): Promise<readonly Job[]>;
  /** Gives a dead or cancelled job all its attempts again. Returns whether there was such a job. */
  revive(id: string): Promise<boolean>;
  close(): Promise<void>;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;
const KIND = /^[a-z][a-z0-9-]{0,49}$/;

/** Checks a job and encodes it. Rejects, as `Refusal`: `bad-job`, `document-too-large`. */
export function encodeJob({ id, kind, body }: NewJob): {
  readonly body: string;
  readonly contentHash: Sha256;
} {
  if (!ID.test(id) || !KIND.test(kind)) {
    throw new Refusal({
      kind: 'bad-job',
      what: `${JSON.stringify(id)} and ${JSON.stringify(kind)} are not the id and the kind of a job`,
      where: 'jobs',
      remedy:
        'Use letters, digits, ".", "_", ":" or "-" for the id; small letters, digits or "-" for the kind.',
    });
  }
  const text = encodeJson(body, { bytesMax: JOB_BYTES_MAX, where: 'job body' });
  return { body: text, contentHash: sha256(JSON.stringify([kind, text])) };
}

/** Encodes what a worker returned; nothing, when that was nothing. Rejects, as `Refusal`: `document-too-large`. */
export function encodeJobResult(result: unknown): string | undefined {
  return result === undefined
    ? undefined
    : encodeJson(result, { bytesMax: JOB_BYTES_MAX, where: 'job result' });
}

/** Whether nothing more happens to a job by itself. */
export function isJobFinished({ state }: Pick<Job, 'state'>): boolean {
  return state !== 'waiting' && state !== 'running';
}

/** Returns how to tell a job that is asked for. */
export function jobMatcher({ kind, state, limit }: JobFilter): (job: Pick<Job, 'kind' | 'state'>) => boolean {
  assert(
    Number.isInteger(limit) && limit > 0 && limit <= JOBS_LISTED_MAX,
    `limit ${limit} must be from 1 to ${JOBS_LISTED_MAX}`,
  );
  return (job) => (kind === undefined || job.kind === kind) && (state === undefined || job.state === state);
}

/** Units: jobs at a time. */
export function checkJobConcurrency(concurrency: number): void {
  assert(Number.isInteger(concurrency) && concurrency > 0, `concurrency ${concurrency} must be 1 or more`);
}

/** Progress is a share of the whole, whatever a worker says. */
export function boundJobProgress(progress: number): number {
  return Math.min(1, Math.max(0, progress));
}

/** Tells that an id stands for something else already. */
export function jobIdUsed(id: string): Refusal {
  return new Refusal({
    kind: 'job-id-used',
    what: `job ${id} was asked for before with other content`,
    where: 'jobs',
    remedy: 'Choose a new id for new work.',
  });
}

/** Tells that nobody keeps up with the work. */
export function jobsFull(waitingMax: number = JOBS_WAITING_MAX): Refusal {
  return new Refusal({
    kind: 'jobs-full',
    what: `no more than ${waitingMax} jobs may wait`,
    where: 'jobs',
    remedy: 'Wait until some are done, or start more workers.',
  });
}
