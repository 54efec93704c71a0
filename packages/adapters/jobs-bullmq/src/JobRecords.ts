import {
  encodeJob,
  JOB_ATTEMPTS_MAX,
  type Job,
  type JobState,
  jobIdUsed,
  jobsFull,
  type NewJob,
} from '@qca/ports';
import type { Redis } from 'ioredis';
import { ADD, BEGIN, CANCEL, END, REVIVE } from './scripts.ts';

/** What a worker is sent: a job and which of its lives is meant. */
export interface Ticket {
  readonly id: string;
  readonly turn: string;
}

/** An attempt that has begun. */
export interface Attempt extends Ticket {
  readonly attempt: number;
  readonly body: unknown;
}

export type AttemptEnd =
  | { readonly what: 'done'; readonly value: string }
  | { readonly what: 'failed'; readonly value: string }
  | { readonly what: 'given-back' }
  | { readonly what: 'progress'; readonly value: number };

interface Added extends Ticket {
  readonly answer: 'added' | 'same';
  readonly state: JobState;
}

/** What is true of every job, in Redis; whoever delivers a ticket twice changes nothing. */
export class JobRecords {
  readonly #redis: Redis;
  readonly prefix: string;

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis;
    this.prefix = prefix;
  }

  /** Rejects, as `Refusal`: `job-id-used`, `bad-job`, `document-too-large`, `jobs-full`. */
  async add(jobs: readonly NewJob[], waitingMax: number): Promise<readonly Added[]> {
    if (jobs.length === 0) return [];
    const words = jobs.flatMap((job) => {
      const { body, contentHash } = encodeJob(job);
      return [job.id, job.kind, body, contentHash];
    });
    const [outcome, detail] = (await this.#run(ADD, waitingMax, ...words)) as [string, unknown];
    if (outcome === 'used') throw jobIdUsed(String(detail));
    if (outcome === 'full') throw jobsFull(waitingMax);
    return (detail as [string, 'added' | 'same', JobState, string][]).map(([id, answer, state, turn]) => ({
      id,
      answer,
      state,
      turn,
    }));
  }

  async begin({ id, turn }: Ticket): Promise<Attempt | undefined> {
    const begun = (await this.#run(BEGIN, id, turn, JOB_ATTEMPTS_MAX)) as [number, string] | null;
    return begun === null ? undefined : { id, turn, attempt: begun[0], body: JSON.parse(begun[1]) };
  }

  /** Returns the state that follows, or nothing when the attempt was no longer the job's. */
  async end({ id, turn, attempt }: Attempt, end: AttemptEnd): Promise<JobState | undefined> {
    const value = 'value' in end ? end.value : '';
    const state = await this.#run(END, id, turn, attempt, end.what, value, JOB_ATTEMPTS_MAX);
    return (state as JobState | null) ?? undefined;
  }

  async cancel(id: string): Promise<boolean> {
    return (await this.#run(CANCEL, id)) === 1;
  }

  /** Returns what is to be delivered again. */
  async revive(id: string): Promise<(Ticket & { readonly kind: string }) | undefined> {
    const revived = (await this.#run(REVIVE, id)) as [string, string] | null;
    return revived === null ? undefined : { id, kind: revived[0], turn: revived[1] };
  }

  async read(id: string): Promise<Job | undefined> {
    const kept = await this.#redis.hgetall(`${this.prefix}:job:${id}`);
    return kept['kind'] === undefined ? undefined : decode(id, kept);
  }

  /** The newest first, from a place on. */
  async page(from: number, count: number): Promise<readonly Job[]> {
    const ids = await this.#redis.zrevrange(`${this.prefix}:order`, from, from + count - 1);
    const jobs = await Promise.all(ids.map((id) => this.read(id)));
    return jobs.filter((job) => job !== undefined);
  }

  #run(script: string, ...words: readonly (string | number)[]): Promise<unknown> {
    return this.#redis.eval(script, 0, this.prefix, ...words);
  }
}

function decode(id: string, kept: Readonly<Record<string, string>>): Job {
  const { kind = '', body = 'null', state, attempts, progress, result, error = '' } = kept;
  return {
    id,
    kind,
    body: JSON.parse(body),
    state: state as JobState,
    attempts: Number(attempts),
    progress: Number(progress),
    result: result === undefined || result === '' ? undefined : JSON.parse(result),
    error,
  };
}
