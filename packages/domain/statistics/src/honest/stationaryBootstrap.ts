import type { Random } from '@qca/base';
import { type Numbers, standardDeviation } from '../describe/moments.ts';
import { quantileOfSorted } from '../describe/quantile.ts';

/**
 * Fills `rows` with one draw of the stationary bootstrap: stretches of geometric length that begin anywhere and go round at the end.
 *
 * `meanBlock` ≥ 1: at 1 every row is drawn alone. Source: Politis and Romano (1994).
 */
export function drawStationary(random: Random, meanBlock: number, rows: Int32Array): void {
  const n = rows.length;
  const fresh = 1 / meanBlock;
  let row = random.nextBelow(n);
  rows[0] = row;
  for (let index = 1; index < n; index += 1) {
    row = random.nextFloat() < fresh ? random.nextBelow(n) : row + 1;
    if (row === n) row = 0;
    rows[index] = row;
  }
}

/** Fills `rows` with one draw of the circular block bootstrap: stretches of `block` rows that begin anywhere. Politis and Romano (1992). */
export function drawCircular(random: Random, block: number, rows: Int32Array): void {
  const n = rows.length;
  let row = 0;
  for (let index = 0; index < n; index += 1) {
    row = index % block === 0 ? random.nextBelow(n) : row + 1;
    if (row === n) row = 0;
    rows[index] = row;
  }
}

export type Statistic = (values: Float64Array) => number;

export interface BootstrapOptions {
  readonly random: Random;
  readonly draws: number;
  readonly meanBlock: number;
  /** Share of draws between the ends, such as 0.95. */
  readonly confidence: number;
}

export interface BootstrapInterval {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Standard deviation of the statistic over the draws. */
  readonly standardError: number;
}

/**
 * Percentile interval: the middle share of the statistic over the draws.
 *
 * Source: Efron (1979), with stationary draws. Draws of which the statistic is no number are left out.
 */
export function percentileInterval(
  values: Numbers,
  statistic: Statistic,
  options: BootstrapOptions,
): BootstrapInterval {
  const draws = new Float64Array(options.draws);
  forEachDraw(values, options, (sample, draw) => {
    draws[draw] = statistic(sample);
  });
  const sorted = sortedNumbers(draws);
  const tail = (1 - options.confidence) / 2;
  return {
    estimate: statistic(Float64Array.from(values)),
    lower: quantileOfSorted(sorted, tail),
    upper: quantileOfSorted(sorted, 1 - tail),
    standardError: standardDeviation(sorted, 1),
  };
}

/**
 * Studentised interval: estimate less quantiles of (draw − estimate) / its standard error, times that of the estimate.
 *
 * More exact than percentiles where the standard error is right up to a factor, because that cancels.
 * Source: Hall (1988); Davison and Hinkley (1997), section 5.2.
 */
export function studentisedInterval(
  values: Numbers,
  statistic: Statistic,
  errorOf: Statistic,
  options: BootstrapOptions,
): BootstrapInterval {
  const all = Float64Array.from(values);
  const estimate = statistic(all);
  const error = errorOf(all);
  const draws = new Float64Array(options.draws);
  const pivots = new Float64Array(options.draws);
  forEachDraw(values, options, (sample, draw) => {
    const drawn = statistic(sample);
    draws[draw] = drawn;
    pivots[draw] = (drawn - estimate) / errorOf(sample);
  });
  const sorted = sortedNumbers(pivots);
  const tail = (1 - options.confidence) / 2;
  return {
    estimate,
    lower: estimate - error * quantileOfSorted(sorted, 1 - tail),
    upper: estimate - error * quantileOfSorted(sorted, tail),
    standardError: standardDeviation(sortedNumbers(draws), 1),
  };
}

function forEachDraw(
  values: Numbers,
  { random, draws, meanBlock }: BootstrapOptions,
  use: (sample: Float64Array, draw: number) => void,
): void {
  const rows = new Int32Array(values.length);
  const sample = new Float64Array(values.length);
  for (let draw = 0; draw < draws; draw += 1) {
    drawStationary(random, meanBlock, rows);
    for (let index = 0; index < rows.length; index += 1)
      sample[index] = values[rows[index] as number] as number;
    use(sample, draw);
  }
}

function sortedNumbers(values: Float64Array): Float64Array {
  return values.filter((value) => !Number.isNaN(value)).sort();
}
