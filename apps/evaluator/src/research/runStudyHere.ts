import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { BullmqJobs } from '@qca/jobs-bullmq';
import { type JobRecord, LoggedJobs, parseJobRecord, ThreadWorkers } from '@qca/jobs-threads';
import type { Jobs } from '@qca/ports';
import { FileRecordLog } from '@qca/store-local';
import { runStudy, studyId, TRIAL_MODULE } from './runStudy.ts';
import { TRIAL_KIND } from './runTrials.ts';
import type { Study, StudyChoice } from './Study.ts';

export interface StudyHereOptions {
  readonly choice: StudyChoice;
  /** Folder that keeps trials and unfinished studies. */
  readonly home: string;
  readonly threads: number;
  /** Redis to share the runs over with other processes; `redis://…`. Without it they are kept in a file. */
  readonly redis?: string;
  readonly onProgress?: (part: number) => void;
}

/**
 * Runs a study on the cores of this machine. What has been played is in `<home>/studies/<id>.jsonl` until the study is done: the
 * same study started again after a crash plays only what is missing. With a Redis, processes that are given the same study share
 * its runs, and its results stay there.
 *
 * Rejects, as `Refusal`: what `runStudy` rejects; `log-in-use` when the same study is under way.
 */
export async function runStudyHere({
  choice,
  home,
  threads,
  redis,
  onProgress,
}: StudyHereOptions): Promise<Study> {
  const path = join(home, 'studies', `${studyId(choice)}.jsonl`);
  const jobs = await openJobs(choice, path, redis);
  const workers = new ThreadWorkers({ threads });
  jobs.process(TRIAL_KIND, { concurrency: threads }, workers.worker(TRIAL_MODULE));
  try {
    const progress = onProgress === undefined ? {} : { onProgress };
    const study = await runStudy({ choice, jobs, trials: join(home, 'trials'), ...progress });
    await jobs.close();
    rmSync(path, { force: true });
    return study;
  } finally {
    await jobs.close();
    await workers.close();
  }
}

async function openJobs(choice: StudyChoice, path: string, redis: string | undefined): Promise<Jobs> {
  if (redis !== undefined) return BullmqJobs.open({ url: redis, prefix: `qca-study-${studyId(choice)}` });
  mkdirSync(dirname(path), { recursive: true });
  return new LoggedJobs({ log: new FileRecordLog<JobRecord>({ path, parse: parseJobRecord }) });
}
