import { marketReturns } from '../stress/episodes.ts';
import type { AlignedBars } from './alignBars.ts';
import { closingDayName } from './closingDay.ts';

/** Simple return of holding all instruments in equal parts, on each of the given UTC days; 0 on a day without bars. */
export function marketDays(bars: AlignedBars, days: readonly string[]): Float64Array {
  const growth = new Map<string, number>();
  for (const [step, change] of marketReturns(bars).entries()) {
    const day = closingDayName(bars.timeUs[step] as number);
    growth.set(day, (growth.get(day) ?? 1) * (1 + change));
  }
  return Float64Array.from(days, (day) => (growth.get(day) ?? 1) - 1);
}
