import type { AlignedBars } from '../model/alignBars.ts';

/**
 * A model under test: what it says after each bar, begun from nothing each time it is asked.
 *
 * Shape of the answer: [step][instrument]; NaN is no opinion. It may be handed more of the future than it should use: whether
 * it does use it is the question.
 */
export type Subject = (bars: AlignedBars) => Promise<Float64Array>;

/** What one test for leaks found. */
export interface LeakFinding {
  /** `future-noise`, `shuffled-time`, `memory`, `warm-up`, `determinism`, `copy`. */
  readonly name: string;
  readonly passed: boolean;
  /** The number that decides, and what it is held against. */
  readonly value: number;
  readonly threshold: number;
  /** What was done and found, in a sentence. */
  readonly detail: string;
}
