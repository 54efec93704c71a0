import { lotsWithin } from './lotsWithin.ts';

// The fraction of equity that makes expected log growth largest. Estimates of an edge are worse than they look, so
// `kellyLots` takes a part of it (a half is common) and a cap.

/**
 * Returns the Kelly fraction of a bet that gains `gain` per unit put in with `probability`, and loses `loss`
 * otherwise: p ÷ loss − (1 − p) ÷ gain, never below 0. Returns 0 for inputs without meaning.
 *
 * Units: fractions of what is put in. It may exceed 1 where a loss is less than all that is put in.
 * Source: Kelly, "A New Interpretation of Information Rate", Bell System Technical Journal 35 (1956); for a partial
 * loss: Thorp, "The Kelly Criterion in Blackjack, Sports Betting and the Stock Market" (2006).
 */
export function kellyOfBet(bet: {
  readonly probability: number;
  readonly gain: number;
  readonly loss: number;
}): number {
  const { probability, gain, loss } = bet;
  if (!(probability >= 0 && probability <= 1 && gain > 0 && loss > 0)) return 0;
  return Math.max(0, probability / loss - (1 - probability) / gain);
}

/**
 * Returns the Kelly fraction of an asset whose log price diffuses: excess ÷ volatility², negative for a short.
 * Returns 0 for inputs without meaning.
 *
 * Units: `excess` is the mean simple return above the riskless one, `volatility` the standard deviation of returns,
 * both over the same period (any). Source: Merton, "Lifetime Portfolio Selection under Uncertainty", Review of
 * Economics and Statistics 51 (1969), at log utility; Thorp (2006), §7.
 */
export function kellyOfDiffusion(asset: { readonly excess: number; readonly volatility: number }): number {
  const { excess, volatility } = asset;
  if (!(Number.isFinite(excess) && volatility > 0)) return 0;
  const fraction = excess / (volatility * volatility);
  return Number.isFinite(fraction) ? fraction : 0;
}

/**
 * Sizes a position by a part of the Kelly fraction, at most `fractionMax` of equity. The sign of `kelly` is the
 * side; the size is that of its magnitude.
 *
 * Units: `part` of the fraction (0.5 is half Kelly: three quarters of the growth at half the volatility); `equity`
 * and `lotValue` in whole reporting units; lots. Rounds down to whole lots. Returns 0 for anything not positive.
 */
export function kellyLots(size: {
  readonly kelly: number;
  readonly part: number;
  readonly fractionMax: number;
  readonly equity: number;
  readonly lotValue: number;
  readonly lotsMax: number;
}): number {
  const { kelly, part, fractionMax, equity, lotValue, lotsMax } = size;
  if (!(part > 0 && fractionMax > 0)) return 0;
  return lotsWithin({
    value: equity * Math.min(Math.abs(kelly) * part, fractionMax),
    perLot: lotValue,
    lotsMax,
  });
}
