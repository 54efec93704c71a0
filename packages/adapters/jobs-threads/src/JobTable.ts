import { assert, present } from '@qca/base';
import { isJobFinished, JOB_ATTEMPTS_MAX, type Job, type JobState } from '@qca/ports';
import type { AddedJob, JobRecord } from './JobRecord.ts';

export interface Kept extends AddedJob {
  state: JobState;
  attempts: number;
  progress: number;
  result: string | null;
  error: string;
}

/** What a log of jobs comes to: every job and its state. Changed by records alone, so that a replay gives the same. */
export class JobTable {
  readonly #kept = new Map<string, Kept>();
  #unfinished = 0;

  /** Jobs that wait or run. */
  get unfinished(): number {
    return this.#unfinished;
  }

  get(id: string): Kept | undefined {
    return this.#kept.get(id);
  }

  /** In the order in which they were asked for. */
  all(): Iterable<Kept> {
    return this.#kept.values();
  }

  apply(record: JobRecord): void {
    if (record.kind === 'added') {
      for (const job of record.jobs) this.#add(job);
      return;
    }
    const kept = present(this.#kept.get(record.id), `job ${record.id}`);
    const wasFinished = isJobFinished(kept);
    change(kept, record);
    this.#unfinished += Number(wasFinished) - Number(isJobFinished(kept));
  }

  #add({ id, kind, body, contentHash }: AddedJob): void {
    assert(!this.#kept.has(id), `job ${id} was added twice`);
    const fresh = { state: 'waiting', attempts: 0, progress: 0, result: null, error: '' } as const;
    this.#kept.set(id, { id, kind, body, contentHash, ...fresh });
    this.#unfinished += 1;
  }
}

function change(kept: Kept, record: Exclude<JobRecord, { kind: 'added' }>): void {
  switch (record.kind) {
    case 'began':
      kept.attempts += 1;
      kept.progress = 0;
      kept.state = 'running';
      return;
    case 'done':
      Object.assign(kept, { state: 'done', progress: 1, error: '', result: record.result });
      return;
    case 'failed':
      kept.error = record.error;
      kept.state = kept.attempts >= JOB_ATTEMPTS_MAX ? 'dead' : 'waiting';
      return;
    case 'given-back':
      kept.attempts -= 1;
      kept.progress = 0;
      kept.state = 'waiting';
      return;
    case 'cancelled':
      kept.state = 'cancelled';
      return;
    case 'revived':
      Object.assign(kept, { state: 'waiting', attempts: 0, progress: 0, error: '', result: null });
  }
}

export function decodeJob({ id, kind, body, state, attempts, progress, result, error }: Kept): Job {
  const decoded: unknown = result === null ? undefined : JSON.parse(result);
  return { id, kind, body: JSON.parse(body), state, attempts, progress, result: decoded, error };
}
