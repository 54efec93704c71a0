import { readCloses } from './readCloses.ts';

/** Columns of bars. Shape: [bar]. */
export interface IndicatorBars {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** Returns bars over the closes of W2: highs and lows a thousandth outside this close and the one before. */
export async function indicatorBars(data: string): Promise<IndicatorBars> {
  const close = await readCloses(data);
  const before = (i: number) => close[Math.max(i - 1, 0)]!;
  return {
    close,
    high: close.map((price, i) => Math.max(price, before(i)) * 1.001),
    low: close.map((price, i) => Math.min(price, before(i)) * 0.999),
  };
}
