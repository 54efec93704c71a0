import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type JobRecord, LoggedJobs, parseJobRecord, ThreadWorkers } from '@qca/jobs-threads';
import { FileRecordLog } from '@qca/store-local';
import { runStudy, studyId, TRIAL_MODULE } from './runStudy.ts';
import { TRIAL_KIND } from './runTrials.ts';
import type { Study, StudyChoice } from './Study.ts';

export interface StudyHereOptions {
  readonly choice: StudyChoice;
  /** Folder that keeps trials and unfinished studies. */
  readonly home: string;
  readonly threads: number;
  readonly onProgress?: (part: number) => void;
}

/**
 * Runs a study on the cores of this machine. What has been played is in `<home>/studies/<id>.jsonl` until the study is done: the
 * same study started again after a crash plays only what is missing.
 *
 * Rejects, as `Refusal`: what `runStudy` rejects; `log-in-use` when the same study is under way.
 */
export async function runStudyHere({ choice, home, threads, onProgress }: StudyHereOptions): Promise<Study> {
  const folder = join(home, 'studies');
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${studyId(choice)}.jsonl`);
  const jobs = new LoggedJobs({ log: new FileRecordLog<JobRecord>({ path, parse: parseJobRecord }) });
  const workers = new ThreadWorkers({ threads });
  jobs.process(TRIAL_KIND, { concurrency: threads }, workers.worker(TRIAL_MODULE));
  try {
    const progress = onProgress === undefined ? {} : { onProgress };
    const study = await runStudy({ choice, jobs, trials: join(home, 'trials'), ...progress });
    await jobs.close();
    rmSync(path);
    return study;
  } finally {
    await jobs.close();
    await workers.close();
  }
}
