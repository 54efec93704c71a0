import { assert } from '@qca/base';
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
 * Follows one pair. Remembering which average was above says the same as `crossSignal` with one comparison less:
 * a buy is where "above" begins, a sell where "below" begins.
 */
function runCross(
  closes: Float64Array,
  fast: Float64Array,
  slow: Float64Array,
  bothFull: number,
  account: AllInAccount,
): void {
  assert(
    fast.length === closes.length && slow.length === closes.length,
    'averages are as long as the closes',
  );
  if (bothFull >= closes.length) return;
  let position = Math.sign(fast[bothFull]! - slow[bothFull]!);
  for (let bar = bothFull + 1; bar < closes.length; bar += 1) {
    const above = fast[bar]!;
    const below = slow[bar]!;
    if (above > below) {
      if (position !== 1) account.buy(bar, closes[bar]!);
      position = 1;
    } else if (above < below) {
      if (position !== -1) account.sell(bar, closes[bar]!);
      position = -1;
    } else {
      position = 0;
    }
  }
}
