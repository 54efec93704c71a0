import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type JobRecord, LoggedJobs, parseJobRecord, ThreadWorkers } from '@qca/jobs-threads';
import { FileRecordLog } from '@qca/store-local';
import {
  EVALUATION_KIND,
  EVALUATION_MODULE,
  type EvaluationDone,
  type EvaluationJob,
  evaluateMany,
} from './evaluateJob.ts';

export interface ManyHereOptions {
  readonly wanted: readonly EvaluationJob[];
  /** Folder that keeps which evaluations are done. */
  readonly home: string;
  readonly threads: number;
  readonly onProgress?: (part: number) => void;
}

/**
 * Evaluates many models on the cores of this machine. What is done stands in `<home>/evaluations/jobs.jsonl`: asked for again after
 * a crash, only what is missing is done.
 *
 * Rejects, as `Refusal`: `log-in-use` when evaluations of this home are under way.
 */
export async function evaluateManyHere({
  wanted,
  home,
  threads,
  onProgress,
}: ManyHereOptions): Promise<EvaluationDone[]> {
  const folder = join(home, 'evaluations');
  mkdirSync(folder, { recursive: true });
  const log = new FileRecordLog<JobRecord>({ path: join(folder, 'jobs.jsonl'), parse: parseJobRecord });
  const jobs = new LoggedJobs({ log });
  const workers = new ThreadWorkers({ threads });
  jobs.process(EVALUATION_KIND, { concurrency: threads }, workers.worker(EVALUATION_MODULE));
  try {
    return await evaluateMany(jobs, wanted, onProgress);
  } finally {
    await jobs.close();
    await workers.close();
  }
}
