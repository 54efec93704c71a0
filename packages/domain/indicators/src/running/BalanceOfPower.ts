import type { BarValues } from '../Indicator.ts';
import type { RunningBar } from '../Running.ts';
import { isNaught } from './isNaught.ts';

/** Close less open as a fraction of the range. */
export class BalanceOfPower implements RunningBar {
  next({ open, high, low, close }: BarValues): number {
    const range = high - low;
    return range < 0 || isNaught(range) ? 0 : (close - open) / range;
  }
}
