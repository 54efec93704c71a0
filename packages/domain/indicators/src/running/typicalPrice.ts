import type { BarValues } from '../Indicator.ts';

/** Returns the mean of high, low and close. */
export function typicalPrice({ high, low, close }: BarValues): number {
  return (high + low + close) / 3;
}
