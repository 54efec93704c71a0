import { known, mean, type Numbers, sum } from '../describe/moments.ts';
import { quantile } from '../describe/quantile.ts';

/** Mean of the returns that pass; NaN where none does. */
function meanWhere(returns: Numbers, keep: (value: number) => boolean): number {
  return mean(known(returns).filter(keep));
}

/** Share of gains among returns that are not 0; 0 where all are. */
export function winRate(returns: Numbers): number {
  const moves = known(returns).filter((value) => value !== 0);
  return moves.length === 0 ? 0 : moves.filter((value) => value > 0).length / moves.length;
}

/** Share of returns that are not 0, rounded up to a hundredth, as quantstats. */
export function exposure(returns: Numbers): number {
  const all = known(returns);
  return Math.ceil((all.filter((value) => value !== 0).length / all.length) * 100) / 100;
}

export function averageWin(returns: Numbers): number {
  return meanWhere(returns, (value) => value > 0);
}

/** Negative. */
export function averageLoss(returns: Numbers): number {
  return meanWhere(returns, (value) => value < 0);
}

/** Average win over the size of the average loss. */
export function payoffRatio(returns: Numbers): number {
  return averageWin(returns) / -averageLoss(returns);
}

/** Gains over losses in sum: infinite without losses, 0 where all returns are 0. */
export function profitFactor(returns: Numbers): number {
  const all = known(returns);
  const gains = sum(all.filter((value) => value > 0));
  const losses = Math.abs(sum(all.filter((value) => value < 0)));
  return losses === 0 && gains === 0 ? 0 : gains / losses;
}

/** Mean of the returns from 0 up over their count, over the same of the losses. As quantstats' `profit_ratio`. */
export function profitRatio(returns: Numbers): number {
  const all = known(returns);
  const wins = all.filter((value) => value >= 0);
  const losses = all.filter((value) => value < 0);
  if (wins.length === 0) return 0;
  return mean(wins) / wins.length / Math.abs(mean(losses) / losses.length);
}

/** Sum of all returns over the sum of losses; NaN without losses. Source: Schwager, as quantstats by day. */
export function gainToPain(returns: Numbers): number {
  const all = known(returns);
  const pain = -sum(all.filter((value) => value < 0));
  return pain === 0 ? Number.NaN : sum(all) / pain;
}

/** Kelly's share of a bet with this win rate and payoff ratio: p − (1 − p) / payoff. Negative: do not bet. NaN without wins or losses. */
export function kellyShare(returns: Numbers): number {
  const payoff = payoffRatio(returns);
  const wins = winRate(returns);
  return (payoff * wins - (1 - wins)) / payoff;
}

/** ((1 − w) / (1 + w))^n for win rate w: quantstats' risk of ruin, which is near 0 for any long series. */
export function riskOfRuin(returns: Numbers): number {
  const wins = winRate(returns);
  return ((1 - wins) / (1 + wins)) ** known(returns).length;
}

/** `level` quantile over the mean of the returns from 0 up. */
export function outlierWinRatio(returns: Numbers, level = 0.99): number {
  return quantile(known(returns), level) / meanWhere(returns, (value) => value >= 0);
}

/** `level` quantile over the mean loss. */
export function outlierLossRatio(returns: Numbers, level = 0.01): number {
  return quantile(known(returns), level) / averageLoss(returns);
}

/** Most gains in a row. A return of 0, or one that is not known, ends a streak. */
export function longestWins(returns: Numbers): number {
  return longestRun(returns, (value) => value > 0);
}

/** Most losses in a row. */
export function longestLosses(returns: Numbers): number {
  return longestRun(returns, (value) => value < 0);
}

function longestRun(returns: Numbers, counts: (value: number) => boolean): number {
  let longest = 0;
  let run = 0;
  for (let index = 0; index < returns.length; index += 1) {
    run = counts(returns[index] as number) ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
