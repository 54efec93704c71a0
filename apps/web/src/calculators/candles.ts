import type { Bar, FillRow, OpenOrder } from '@qca/api';

/** A bar for the chart: whole seconds, or a moment without one. */
export type Candle =
  | {
      readonly time: number;
      readonly open: number;
      readonly high: number;
      readonly low: number;
      readonly close: number;
    }
  | { readonly time: number };

/** A gap is shown by so many empty places at most: longer ones would push the data off the screen. */
const GAP_PLACES_MAX = 24;

/** Makes candles of bars. Bars within one second become one; missing bars leave empty places. */
export function toCandles(bars: readonly Bar[], intervalUs: number): readonly Candle[] {
  const candles: Candle[] = [];
  const step = Math.max(1, Math.round(intervalUs / 1e6));
  for (const [timeUs, open, high, low, close] of bars) {
    const time = Math.floor(timeUs / 1e6);
    const last = candles.at(-1);
    if (last !== undefined && 'close' in last && last.time === time) {
      candles[candles.length - 1] = {
        ...last,
        high: Math.max(last.high, high),
        low: Math.min(last.low, low),
        close,
      };
      continue;
    }
    if (last !== undefined) {
      const missing = Math.min(GAP_PLACES_MAX, Math.ceil((time - last.time) / step) - 1);
      for (let place = 1; place <= missing; place += 1) candles.push({ time: last.time + place * step });
    }
    candles.push({ time, open, high, low, close });
  }
  return candles;
}

/** A fill on the chart: at the candle it fell into. */
export interface FillMark {
  readonly time: number;
  readonly side: FillRow['side'];
  readonly text: string;
}

/** Fills of one instrument within the candles' time, oldest first; several of one side in one candle are counted. */
export function toMarks(
  fills: readonly FillRow[],
  instrument: string,
  candles: readonly Candle[],
): readonly FillMark[] {
  const [first] = candles;
  if (first === undefined) return [];
  const counted = new Map<string, { time: number; side: FillRow['side']; count: number }>();
  for (const { instrument: of, side, timeUs } of fills) {
    const time = candleTime(candles, Math.floor(timeUs / 1e6));
    if (of !== instrument || time === undefined) continue;
    const key = `${time} ${side}`;
    const mark = counted.get(key) ?? { time, side, count: 0 };
    mark.count += 1;
    counted.set(key, mark);
  }
  return [...counted.values()]
    .sort((a, b) => a.time - b.time)
    .map(({ time, side, count }) => ({ time, side, text: count === 1 ? '' : String(count) }));
}

function candleTime(candles: readonly Candle[], second: number): number | undefined {
  let low = 0;
  let high = candles.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((candles[middle] as Candle).time <= second) low = middle + 1;
    else high = middle;
  }
  return candles[low - 1]?.time;
}

/** Resting orders with a price, of one instrument. */
export function restingOrders(orders: readonly OpenOrder[], instrument: string): readonly OpenOrder[] {
  return orders.filter((order) => order.instrument === instrument && order.limitPrice !== null);
}
