import type { Jobs } from '@qca/ports';
import type { PlayedTrial, TrialRun } from './TrialRun.ts';

/** What jobs of trials are called in a queue. */
export const TRIAL_KIND = 'trial';

/** Someone's jobs that play trials: a queue, and workers on it. */
export interface TrialQueue {
  readonly jobs: Jobs;
  /** Begins every id, so that the same work asked for again is the same jobs: what is done of it is not done again. */
  readonly work: string;
}

/**
 * Plays trials as jobs and answers in their order. Asked for again after a crash with the same queue, it plays only what is
 * missing.
 *
 * Throws when a job is dead or was cancelled, and when another trial has the same name.
 */
export async function runTrials(
  { jobs, work }: TrialQueue,
  stage: string,
  runs: readonly TrialRun[],
  onDone: () => void = () => {},
): Promise<readonly PlayedTrial[]> {
  const asked = runs.map((body, index) => ({ id: `${work}:${stage}:${index}`, kind: TRIAL_KIND, body }));
  await jobs.enqueueAll(asked);
  return Promise.all(
    asked.map(async ({ id }) => {
      const job = await jobs.whenFinished(id);
      if (job?.state !== 'done')
        throw new Error(`trial ${id} is ${job?.state ?? 'lost'}: ${job?.error ?? ''}`);
      onDone();
      return job.result as PlayedTrial;
    }),
  );
}
