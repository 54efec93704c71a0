import { canonicalJson, sha256, type TimeUs } from '@qca/base';
import type { CrossWindows, OrderRecords } from '@qca/engine';
import { sharpeSample } from '@qca/statistics';
import { closingDay } from '../model/closingDay.ts';
import { marketKeys } from '../trials/marketKeys.ts';
import { compactReturns, type Trial } from '../trials/Trial.ts';

export interface PlayedGrid {
  readonly developer: string;
  readonly instrument: string;
  /** Shape: [bar]. */
  readonly closes: Float64Array;
  readonly closeTimesUs: ArrayLike<TimeUs>;
  readonly runs: readonly CrossWindows[];
  /** Orders of all runs; column `n` is `runs[n]`. */
  readonly orders: Pick<OrderRecords, 'count' | 'at'>;
  readonly startCash: number;
  readonly feeRatio: number;
}

/** Every run of a vectorised grid as the trial that it is. */
export function gridTrials(grid: PlayedGrid): Trial[] {
  const { developer, instrument, closes, closeTimesUs, runs, orders, startCash, feeRatio } = grid;
  const [dataHash] = marketKeys([instrument], '1d') as [Trial['dataHash']];
  const span = {
    bars: closes.length,
    fromUs: closeTimesUs[0] ?? 0,
    toUs: closeTimesUs[closes.length - 1] ?? 0,
  };
  const ends = dayEnds(closeTimesUs);
  let next = 0;
  return runs.map((windows, column) => {
    const returns = new Float64Array(ends.length);
    let [cash, quantity, before] = [startCash, 0, startCash];
    for (const [day, end] of ends.entries()) {
      for (; next < orders.count; next += 1) {
        const order = orders.at(next);
        if (order.column !== column || order.bar > end) break;
        const value = order.quantity * order.price;
        cash += (order.side === 'buy' ? -value : value) - order.fee;
        quantity = order.side === 'buy' ? order.quantity : 0;
      }
      const worth = cash + quantity * (closes[end] as number);
      returns[day] = worth / before - 1;
      before = worth;
    }
    const { n, sr, skew, kurt } = sharpeSample(returns);
    return {
      ...{ developer, dataHash, purpose: 'grid', subject: 'moving-average-cross', n, skew, kurt },
      parametersHash: sha256(canonicalJson({ ...windows, feeRatio, startCash, ...span })),
      sharpe: Number.isFinite(sr) ? sr : 0,
      blocks: compactReturns(returns),
    };
  });
}

/** Last bar of each UTC day. */
function dayEnds(closeTimesUs: ArrayLike<TimeUs>): number[] {
  const ends: number[] = [];
  for (let bar = 0; bar < closeTimesUs.length; bar += 1) {
    const isLast = bar + 1 === closeTimesUs.length;
    if (isLast || closingDay(closeTimesUs[bar + 1] as TimeUs) !== closingDay(closeTimesUs[bar] as TimeUs))
      ends.push(bar);
  }
  return ends;
}
