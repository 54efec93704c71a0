import { Random } from '@qca/base';
import * as trading from 'trading-signals';
import { describe, expect, it } from 'vitest';
import { findIndicator } from './catalogue.ts';
import { computeIndicator } from './computeIndicator.ts';
import type { BarColumns } from './Indicator.ts';

const random = new Random(20);
let price = 100;
const rows = Array.from({ length: 300 }, () => {
  const open = price;
  price *= Math.exp(0.02 * random.nextGaussian());
  const high = Math.max(open, price) * (1 + 0.01 * random.nextFloat());
  const low = Math.min(open, price) * (1 - 0.01 * random.nextFloat());
  return { open, high, low, close: price, volume: 1000 * random.nextFloat() };
});
const column = (field: keyof (typeof rows)[number]) => Float64Array.from(rows, (row) => row[field]);
const bars: BarColumns = {
  open: column('open'),
  high: column('high'),
  low: column('low'),
  close: column('close'),
  volume: column('volume'),
};

/** Feeds rows or closes to an indicator of trading-signals and returns its last result. */
function lastOf<T>(
  indicator: { add(value: T): unknown; getResultOrThrow(): unknown },
  values: readonly T[],
): unknown {
  for (const value of values) indicator.add(value);
  return indicator.getResultOrThrow();
}

const closes = rows.map(({ close }) => close);

describe('beside trading-signals', () => {
  it.each([
    ['sma', { timeperiod: 17 }, lastOf(new trading.SMA(17), closes)],
    ['ema', { timeperiod: 17 }, lastOf(new trading.EMA(17), closes)],
    ['wma', { timeperiod: 17 }, lastOf(new trading.WMA(17), closes)],
    ['rsi', { timeperiod: 17 }, lastOf(new trading.RSI(17), closes)],
    ['mom', { timeperiod: 17 }, lastOf(new trading.MOM(17), closes)],
    ['rocp', { timeperiod: 17 }, lastOf(new trading.ROC(17), closes)],
    ['atr', { timeperiod: 17 }, lastOf(new trading.ATR(17), rows)],
    ['adx', { timeperiod: 17 }, lastOf(new trading.ADX(17), rows)],
    ['cci', { timeperiod: 17 }, lastOf(new trading.CCI(17), rows)],
    ['ad', {}, lastOf(new trading.AD(), rows)],
  ] as [string, Record<string, number>, number][])('%s %o', (name, parameters, theirs) => {
    // Their true range begins with the first bar, which has no close before it; Wilder's average forgets slowly.
    const ours = computeIndicator(findIndicator(name)!, parameters, bars)[0]!.at(-1)!;
    expect(ours / theirs).toBeCloseTo(1, name === 'atr' ? 7 : 9);
  });
});
