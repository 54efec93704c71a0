import { AllInAccount, type AllInTerms } from './AllInAccount.ts';
import { movingAverage } from './movingAverage.ts';
import { OrderRecords } from './OrderRecords.ts';
import type { GridResult } from './runOrderMatrix.ts';

/** Window lengths of one run, in bars. */
export interface CrossWindows {
  readonly fast: number;
  readonly slow: number;
}

export interface CrossGrid extends AllInTerms {
  /** Shape: [bar]. Whole numbers (ticks) make the averages exact. */
  readonly closes: Float64Array;
  readonly runs: readonly CrossWindows[];
}

/**
 * Runs the moving-average cross for many pairs of windows, each on its own account.
 *
 * The rule, the same bar by bar in an event loop: average the last `fast` and the last `slow` closes, this bar's
 * included; take the signal of `crossSignal` (bar before against this bar, none until both averages were full on
 * both bars); fill at this bar's close by the rule of `AllInAccount` (a buy while holding, or a sell while not, does
 * nothing); value what is held at the last close. Column `n` of the result is `runs[n]`.
 *
 * One thread, no event loop: to use more cores, split `runs` over workers, columns do not touch each other.
 */
export function runCrossGrid(grid: CrossGrid): GridResult {
  const { closes, runs } = grid;
  const averages = new Map<number, Float64Array>();
  for (const window of runs.flatMap(({ fast, slow }) => [fast, slow])) {
    if (!averages.has(window)) averages.set(window, movingAverage(closes, window));
  }
  const orders = new OrderRecords();
  const account = new AllInAccount(grid, orders);
  const totalReturns = new Float64Array(runs.length);
  runs.forEach(({ fast, slow }, column) => {
    account.begin(column);
    const bothFull = Math.max(fast, slow) - 1;
    runCross(closes, averages.get(fast)!, averages.get(slow)!, bothFull, account);
    totalReturns[column] = closes.length === 0 ? 0 : account.totalReturn(closes[closes.length - 1]!);
  });
  return { orders, totalReturns };
}

/**
 * Follows one pair. Which signal comes next is known from what was done last, so each stretch of bars asks only one
 * question: after a sale the first bar above is a buy, after a buy the first bar below is a sale.
 */
function runCross(
  closes: Float64Array,
  fast: Float64Array,
  slow: Float64Array,
  bothFull: number,
  account: AllInAccount,
): void {
  const end = closes.length;
  // Being above from the start is no cross.
  let bar = firstNotAbove(fast, slow, Math.min(bothFull, end), end);
  for (;;) {
    bar = firstAbove(fast, slow, bar, end);
    if (bar === end) return;
    account.buy(bar, closes[bar]!);
    // A buy too small for one lot did nothing: the next one is where "above" begins again.
    bar = account.isHolding ? firstAbove(slow, fast, bar, end) : firstNotAbove(fast, slow, bar, end);
    if (bar === end) return;
    if (account.isHolding) account.sell(bar, closes[bar]!);
  }
}

/** Returns the first bar from `start` on where `upper` is above `lower`, `end` when there is none. */
function firstAbove(upper: Float64Array, lower: Float64Array, start: number, end: number): number {
  let bar = start;
  while (bar < end && upper[bar]! <= lower[bar]!) bar += 1;
  return bar;
}

/** Returns the first bar from `start` on where `upper` is not above `lower`, `end` when there is none. */
function firstNotAbove(upper: Float64Array, lower: Float64Array, start: number, end: number): number {
  let bar = start;
  while (bar < end && upper[bar]! > lower[bar]!) bar += 1;
  return bar;
}
