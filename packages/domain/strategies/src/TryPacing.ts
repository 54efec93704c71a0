import { MILLISECOND, MINUTE, type TimeUs } from '@qca/base';
import type { StrategyEvent } from './Strategy.ts';

/**
 * When a strategy may try again.
 *
 * Refusals are silent and a missed price tends to be missed again, so the wait doubles with each try that came to
 * nothing; one that came about starts it anew. Plain data: change it only through the functions below.
 */
export interface TryPacing {
  nextUs: TimeUs;
  /** Tries since the last that came about. */
  misses: number;
}

/** The wait grows to ten minutes, or to 64 times the first where that is longer: a person may have re-armed by then. */
const WAIT_US_MAX = 10 * MINUTE;
const DOUBLINGS_MIN = 6;
/** Beyond any wait that is ever reached, and far from where a double overflows. */
const DOUBLINGS_MAX = 40;

export function tryPacing(): TryPacing {
  return { nextUs: 0, misses: 0 };
}

/** Counts a try at `timeUs`; the next may come after `retryUs`, doubled for each miss before. */
export function noteTry(pacing: TryPacing, timeUs: TimeUs, retryUs: TimeUs): void {
  const longest = Math.max(WAIT_US_MAX, retryUs * 2 ** DOUBLINGS_MIN);
  pacing.nextUs = timeUs + Math.min(longest, retryUs * 2 ** Math.min(pacing.misses, DOUBLINGS_MAX));
  pacing.misses += 1;
}

/** Forgets the misses: something came about. */
export function noteSuccess(pacing: TryPacing): void {
  pacing.misses = 0;
  pacing.nextUs = 0;
}

/** Hears how a trade ended: after one that had to be reversed comes a pause. */
export function noteOutcome(
  pacing: TryPacing,
  event: Extract<StrategyEvent, { readonly kind: 'legs-closed' }>,
  unwoundPauseMs: number,
): void {
  if (event.outcome === 'nothing-filled') return;
  pacing.misses = 0;
  if (event.outcome === 'unwound')
    pacing.nextUs = Math.max(pacing.nextUs, event.timeUs + unwoundPauseMs * MILLISECOND);
}
