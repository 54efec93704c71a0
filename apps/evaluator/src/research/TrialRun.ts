import type { MarketChoice } from '@qca/agent';
import type { TimeUs } from '@qca/base';
import type { Point } from '@qca/search';

/** One run of one strategy over a market, as a job's body: all that a thread must know to play it. */
export interface TrialRun {
  readonly market: MarketChoice;
  /** Name of a built-in strategy, or empty with a file. */
  readonly strategy: string;
  /** Path of a person's own strategy, or null. */
  readonly file: string | null;
  /** Replace the strategy's own, key by key. */
  readonly parameters: Point;
  readonly seed: number;
  readonly budget: number;
  /** Equity is noted at the end of each period: `count` of them, from `firstUs` on. */
  readonly firstUs: TimeUs;
  readonly periodUs: number;
  readonly count: number;
}

/** What came of it, as a job's result. */
export type PlayedTrial =
  /** The strategy does not take these parameters; nothing was played. */
  | { readonly refused: string }
  | {
      readonly refused?: never;
      /** Equity at the end of each period over the one before, less 1; little-endian doubles in base64. Shape: [period]. */
      readonly returns: string;
      readonly orders: number;
      readonly fills: number;
      /** Orders that the risk gate refused. */
      readonly refusedOrders: number;
      /** Fees and slippage, whole reporting units. */
      readonly costs: number;
    };

export function encodeReturns(returns: Float64Array): string {
  return Buffer.from(returns.buffer, returns.byteOffset, returns.byteLength).toString('base64');
}

export function decodeReturns(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64');
  return Float64Array.from({ length: bytes.length / 8 }, (_, index) => bytes.readDoubleLE(index * 8));
}
