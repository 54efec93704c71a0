import type { TimeUs } from '@qca/base';
import type { LegSpec, Why } from '@qca/orders';
import type { LegsStage } from '../entries.ts';

/** A legs-trade under way. Source of the stages: planned → leg sent → filled q → hedging → flat, or unwinding → unwound. */
export interface LegsTrade {
  readonly id: string;
  readonly strategy: number;
  readonly legs: readonly LegSpec[];
  readonly why: Why;
  readonly deadlineUs: TimeUs;
  stage: LegsStage;
  /** Leg being worked; while unwinding, the leg being reversed. */
  leg: number;
  /** Order out for that leg, or empty. */
  orderId: string;
  /** What the current leg is to fill in all. Lots. */
  targetLots: number;
  /** Net fills per leg: forward fills, reversals taken off. Lots. */
  readonly filledLots: number[];
  /** Base kept back from each leg's fills as fees: what a purchase filled, but did not bring. Whole base units. */
  readonly baseFees: number[];
  /** Part of the legs before that has no counterpart; unwinding reverses it. 0 to 1. */
  nakedPart: number;
  /** Orders sent for the current leg beyond the first. */
  attempts: number;
}

/** How often the next leg is tried again before what was filled is reversed. */
export const HEDGE_ATTEMPTS_MAX = 3;
/** Wait before an unwinding order is tried again; doubles up to the longest wait. */
export const UNWIND_RETRY_US = 250_000;
export const UNWIND_RETRY_US_MAX = 60_000_000;
/** Unwinding tries after which the trade is reported as stuck; it goes on trying. */
export const UNWIND_ATTEMPTS_STUCK = 12;
