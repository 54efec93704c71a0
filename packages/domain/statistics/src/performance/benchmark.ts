import { correlation } from '../describe/correlation.ts';
import { mean, type Numbers, variance } from '../describe/moments.ts';
import { annualReturn } from './growth.ts';

interface Pairs {
  readonly returns: Float64Array;
  readonly benchmark: Float64Array;
}

/** The observations of which both returns are known and the benchmark's is as asked. */
function pairs(
  returns: Numbers,
  benchmark: Numbers,
  keep: (benchmark: number) => boolean = () => true,
): Pairs {
  const both = Array.from(returns, (value, index): [number, number] => [
    value,
    benchmark[index] as number,
  ]).filter(([value, other]) => !Number.isNaN(value) && !Number.isNaN(other) && keep(other));
  return {
    returns: Float64Array.from(both, ([value]) => value),
    benchmark: Float64Array.from(both, ([, other]) => other),
  };
}

export interface AlphaBeta {
  /** Annual, compounded, as a fraction. */
  readonly alpha: number;
  readonly beta: number;
}

/** Squared benchmark returns below this are rounding, not movement: empyrical's bound. */
const VARIANCE_MIN = 1e-30;

/**
 * Beta to a benchmark, and the annual return that beta does not explain: (1 + mean(r − β b))^periods − 1.
 *
 * `riskFree` per period. NaN where fewer than two observations are there or the benchmark does not move. As empyrical.
 */
export function alphaBeta(returns: Numbers, benchmark: Numbers, periods: number, riskFree = 0): AlphaBeta {
  const all = pairs(returns, benchmark);
  const beta = returns.length < 2 ? Number.NaN : covarianceOf(all) / benchmarkVariance(all);
  const rest = mean(all.returns) - riskFree - beta * (mean(all.benchmark) - riskFree);
  return { alpha: (1 + rest) ** periods - 1, beta };
}

function covarianceOf({ returns, benchmark }: Pairs): number {
  const centre = mean(benchmark);
  return mean(returns.map((value, index) => value * ((benchmark[index] as number) - centre)));
}

function benchmarkVariance({ benchmark }: Pairs): number {
  const spread = variance(benchmark, 0);
  return spread < VARIANCE_MIN ? Number.NaN : spread;
}

/** `alphaBeta` over the observations where the benchmark rose. */
export function upAlphaBeta(returns: Numbers, benchmark: Numbers, periods: number, riskFree = 0): AlphaBeta {
  const up = pairs(returns, benchmark, (value) => value > 0);
  return alphaBeta(up.returns, up.benchmark, periods, riskFree);
}

/** `alphaBeta` over the observations where the benchmark fell. */
export function downAlphaBeta(
  returns: Numbers,
  benchmark: Numbers,
  periods: number,
  riskFree = 0,
): AlphaBeta {
  const down = pairs(returns, benchmark, (value) => value < 0);
  return alphaBeta(down.returns, down.benchmark, periods, riskFree);
}

/** Alpha as quantstats' `greeks`: mean(r) − β mean(b), times periods, with no compounding. */
export function simpleAlpha(returns: Numbers, benchmark: Numbers, periods: number): number {
  const all = pairs(returns, benchmark);
  const beta = covarianceOf(all) / variance(all.benchmark, 0);
  return (mean(all.returns) - beta * mean(all.benchmark)) * periods;
}

/** Annual return over that of the benchmark. As empyrical. */
export function capture(returns: Numbers, benchmark: Numbers, periods: number): number {
  return annualReturn(returns, periods) / annualReturn(benchmark, periods);
}

/** `capture` over the observations where the benchmark rose. */
export function upCapture(returns: Numbers, benchmark: Numbers, periods: number): number {
  return captureWhere(returns, benchmark, periods, (value) => value > 0);
}

/** `capture` over the observations where the benchmark fell. */
export function downCapture(returns: Numbers, benchmark: Numbers, periods: number): number {
  return captureWhere(returns, benchmark, periods, (value) => value < 0);
}

function captureWhere(
  returns: Numbers,
  benchmark: Numbers,
  periods: number,
  keep: (benchmark: number) => boolean,
): number {
  const kept = pairs(returns, benchmark, keep);
  return capture(kept.returns, kept.benchmark, periods);
}

/** Square of the correlation with a benchmark. */
export function rSquared(returns: Numbers, benchmark: Numbers): number {
  const all = pairs(returns, benchmark);
  return correlation(all.returns, all.benchmark) ** 2;
}

export interface BattingAverage {
  /** Share of observations that beat the benchmark. */
  readonly all: number;
  /** The same where the benchmark did not fall. */
  readonly up: number;
  readonly down: number;
}

/** How often returns beat a benchmark. As empyrical; NaN where there was no such observation. */
export function battingAverage(returns: Numbers, benchmark: Numbers): BattingAverage {
  const share = (keep: (value: number) => boolean): number => {
    const kept = pairs(returns, benchmark, keep);
    return mean(kept.returns.map((value, index) => (value > (kept.benchmark[index] as number) ? 1 : 0)));
  };
  return { all: share(() => true), up: share((value) => value >= 0), down: share((value) => value < 0) };
}

/**
 * Curvature of returns against a benchmark: negative for a book that large moves hurt.
 *
 * Weighs the returns at the lowest and highest benchmark against that at the middle. NaN below three observations.
 * Source: Taleb and others, "A New Heuristic Measure of Fragility and Tail Risks", IMF working paper 12/216; as empyrical.
 */
export function betaFragility(returns: Numbers, benchmark: Numbers): number {
  const all = pairs(returns, benchmark);
  const n = all.returns.length;
  if (n < 3) return Number.NaN;
  const order = Array.from(all.benchmark.keys()).sort(
    (one, other) => (all.benchmark[one] as number) - (all.benchmark[other] as number),
  );
  const at = (place: number): [number, number] => {
    const index = order[place] as number;
    return [all.returns[index] as number, all.benchmark[index] as number];
  };
  const [startReturn, start] = at(0);
  const [middleReturn, middle] = at(Math.floor(n / 2));
  const [endReturn, end] = at(n - 1);
  const range = end - start;
  const startWeight = range === 0 ? 0.5 : (end - middle) / range;
  const endWeight = range === 0 ? 0.5 : (middle - start) / range;
  return startWeight * startReturn + endWeight * endReturn - middleReturn;
}
