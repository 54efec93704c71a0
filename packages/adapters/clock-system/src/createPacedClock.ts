import { assert, MILLISECOND, type TimeUs } from '@qca/base';
import type { Clock } from '@qca/ports';
import { sleepUntil } from './sleepUntil.ts';

/** Timers count whole milliseconds: shorter waits are skipped, and made up by the next, which is due by the same start. */
const WAIT_MS_MIN = 1;

export interface PacedClockOptions {
  /** Recorded seconds per second of ours: 1 plays as it happened, 60 a minute per second, `Infinity` without a wait. */
  readonly speed: number;
  readonly signal?: AbortSignal;
  /** Milliseconds that only grow; replaceable in tests. */
  readonly steadyMs?: () => number;
}

/**
 * Plays recorded time at a pace: the first moment asked for is now, later ones are due by their distance from it.
 * A late answer does not shift what comes after. `until` ends early when the signal is given.
 */
export function createPacedClock(options: PacedClockOptions): Clock {
  const { speed, signal, steadyMs = () => performance.now() } = options;
  assert(speed > 0, `speed ${speed} must be above 0`);
  let startUs = Number.NaN;
  let startMs = 0;
  let askedUs: TimeUs = 0;
  // At infinite speed distances are 0 ms long, and only what was asked for tells the time.
  const dueMs = (timeUs: TimeUs) => startMs + (timeUs - startUs) / MILLISECOND / speed;
  const playedUs = () => (speed === Infinity ? 0 : Math.floor((steadyMs() - startMs) * speed * MILLISECOND));
  return {
    nowUs: () => (Number.isNaN(startUs) ? 0 : Math.max(askedUs, startUs + playedUs())),
    until(timeUs) {
      if (Number.isNaN(startUs)) {
        startUs = timeUs;
        startMs = steadyMs();
      }
      const restMs = dueMs(timeUs) - steadyMs();
      if (restMs < WAIT_MS_MIN) {
        askedUs = Math.max(askedUs, timeUs);
        return undefined;
      }
      return sleepUntil(() => dueMs(timeUs) - steadyMs(), signal).then(() => {
        if (signal?.aborted !== true) askedUs = Math.max(askedUs, timeUs);
      });
    },
  };
}
