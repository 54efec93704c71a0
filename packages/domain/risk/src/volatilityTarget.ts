import { lotsWithin } from './lotsWithin.ts';

/**
 * Sizes a position so that its volatility is `target` of equity: equity · target ÷ volatility is put in, at most
 * `leverageMax` times equity.
 *
 * Units: `target` and `volatility` are standard deviations of returns over the same period (0.01 a day and 0.04 a
 * day put in a quarter of equity); `equity` and `lotValue` in whole reporting units; lots. Rounds down to whole
 * lots. Returns 0 for anything that is not a positive number.
 *
 * Source: Moreira and Muir, "Volatility-Managed Portfolios", Journal of Finance 72 (2017).
 */
export function volatilityTargetLots(size: {
  readonly equity: number;
  readonly target: number;
  readonly volatility: number;
  readonly leverageMax: number;
  readonly lotValue: number;
  readonly lotsMax: number;
}): number {
  const { equity, target, volatility, leverageMax, lotValue, lotsMax } = size;
  if (!(target > 0 && volatility > 0 && leverageMax > 0)) return 0;
  return lotsWithin({
    value: equity * Math.min(target / volatility, leverageMax),
    perLot: lotValue,
    lotsMax,
  });
}
