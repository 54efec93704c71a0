import { setTimeout as pause } from 'node:timers/promises';
import { Refusal } from '@qca/base';
import { openTrials, type Trials } from './openTrials.ts';

/** Others hold the trials for as long as it takes to prove the chain and add to it: seconds for tens of thousands. */
const WAIT_MS_MAX = 20_000;
const POLL_MS = 25;

/**
 * Opens the trials, works with them and closes them; waits its turn when another process has them open.
 *
 * Rejects, as `Refusal`: what `openTrials` rejects; `log-in-use` after twenty seconds.
 */
export async function withTrials<Answer>(
  folder: string,
  work: (trials: Trials) => Answer | Promise<Answer>,
): Promise<Answer> {
  const trials = await openWaiting(folder);
  try {
    return await work(trials);
  } finally {
    trials.close();
  }
}

async function openWaiting(folder: string): Promise<Trials> {
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    try {
      return openTrials(folder);
    } catch (error) {
      if (!(error instanceof Refusal && error.kind === 'log-in-use') || waitedMs >= WAIT_MS_MAX) throw error;
      await pause(POLL_MS);
    }
  }
}
