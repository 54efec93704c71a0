import type { Random } from '@qca/base';
import { mean, type Numbers } from '../describe/moments.ts';
import { quantileOfSorted } from '../describe/quantile.ts';
import { drawStationary } from './stationaryBootstrap.ts';

export interface SuperiorityOptions {
  readonly random: Random;
  /** Bootstrap draws. */
  readonly draws: number;
  /** Mean block of the stationary bootstrap. */
  readonly meanBlock: number;
  /**
   * Whether each mean is divided by its standard error before the best is taken, as in Hansen's paper.
   * arch 8 takes plain means: its option of this name changes only which models count as poor.
   */
  readonly studentise: boolean;
}

export interface SuperiorAbility {
  /** Chance of a best model this good when none is better than the benchmark: every p-value is of that. */
  readonly lower: number;
  /** Hansen's own. */
  readonly consistent: number;
  /** White's reality check when not studentised. */
  readonly upper: number;
}

/** What each model gains on the benchmark. */
interface Gains {
  readonly means: Float64Array;
  /** Standard errors of √n times the means; 1 where nothing is studentised. */
  readonly scales: Float64Array;
  /** Means to take off the draws. Shape: [lower, consistent, upper][model]. */
  readonly centres: readonly Float64Array[];
  /** Means of the draws. Shape: [draw][model]. */
  readonly draws: readonly Float64Array[];
}

/**
 * Test for superior predictive ability: is the best of many models better than the benchmark, once the search is accounted for?
 *
 * Shape: `gains` [model][time], loss of the benchmark less that of the model, or return of the model less that of the benchmark.
 * Source: Hansen, "A Test for Superior Predictive Ability" (2005).
 */
export function superiorAbility(gains: readonly Numbers[], options: SuperiorityOptions): SuperiorAbility {
  const drawn = drawGains(gains, options);
  const everything = drawn.scales.map(() => 1);
  const best = bestOf(drawn, drawn.means, undefined, everything);
  const [lower, consistent, upper] = drawn.centres.map((centre) =>
    mean(drawn.draws.map((draw) => (bestOf(drawn, draw, centre, everything) > best ? 1 : 0))),
  ) as [number, number, number];
  return { lower, consistent, upper };
}

/**
 * White's reality check: p-value of √n times the best mean gain, all draws centred at the means. Not studentised.
 *
 * Source: White, "A Reality Check for Data Snooping" (2000).
 */
export function realityCheck(
  gains: readonly Numbers[],
  options: Omit<SuperiorityOptions, 'studentise'>,
): number {
  return superiorAbility(gains, { ...options, studentise: false }).upper;
}

/**
 * Models that are better than the benchmark, with the chance of even one false one held to `size`.
 *
 * Models above the critical value are taken out, and the test is made again without them until none is left above.
 * Source: Romano and Wolf (2005) with Hansen's consistent centring, as arch's `StepM`. Answers indices, ascending.
 */
export function stepwiseSuperior(
  gains: readonly Numbers[],
  size: number,
  options: SuperiorityOptions,
): number[] {
  const drawn = drawGains(gains, options);
  const centre = drawn.centres[1] as Float64Array;
  const left = drawn.scales.map(() => 1);
  for (;;) {
    const bests = Float64Array.from(drawn.draws, (draw) => bestOf(drawn, draw, centre, left)).sort();
    const limit = quantileOfSorted(bests, 1 - size);
    const found = Array.from(left.keys()).filter(
      (model) =>
        left[model] === 1 && (drawn.means[model] as number) / (drawn.scales[model] as number) > limit,
    );
    for (const model of found) left[model] = 0;
    if (found.length === 0 || !left.includes(1))
      return Array.from(left.keys()).filter((model) => left[model] === 0);
  }
}

/** Greatest of (means − centre) / scale among the models left. */
function bestOf(
  { scales }: Gains,
  means: Float64Array,
  centre: Float64Array | undefined,
  left: Float64Array,
): number {
  let best = Number.NEGATIVE_INFINITY;
  for (let model = 0; model < means.length; model += 1) {
    if (left[model] === 0) continue;
    const away = (means[model] as number) - (centre === undefined ? 0 : (centre[model] as number));
    best = Math.max(best, away / (scales[model] as number));
  }
  return best;
}

function drawGains(gains: readonly Numbers[], options: SuperiorityOptions): Gains {
  const columns = gains.map((column) => Float64Array.from(column));
  const n = columns[0]?.length ?? 0;
  const means = Float64Array.from(columns, mean);
  const variances = Float64Array.from(columns, (column) => blockVariance(column, options.meanBlock));
  // A model this far below the benchmark cannot be the best by chance: law of the iterated logarithm.
  const limits = variances.map((variance) => -Math.sqrt((variance / n) * 2 * Math.log(Math.log(n))));
  const centres = [
    means.map((value) => Math.max(value, 0)),
    means.map((value, model) => (value >= (limits[model] as number) ? value : 0)),
    means,
  ];
  const scales = variances.map((variance) => (options.studentise ? Math.sqrt(variance) : 1));
  const rows = new Int32Array(n);
  const times = new Float64Array(n);
  const draws = Array.from({ length: options.draws }, () => {
    drawStationary(options.random, options.meanBlock, rows);
    times.fill(0);
    for (const row of rows) times[row] = (times[row] as number) + 1 / n;
    return Float64Array.from(columns, (column) => weightedSum(column, times));
  });
  return { means, scales, centres, draws };
}

function weightedSum(values: Float64Array, weights: Float64Array): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1)
    total += (values[index] as number) * (weights[index] as number);
  return total;
}

/**
 * Variance of √n times the mean of a stationary bootstrap draw, exact: no drawing is needed for it.
 *
 * γ_0 + 2 Σ κ_i γ_i, κ_i = (1 − i/n) (1 − q)^i + (i/n) (1 − q)^(n − i), q = 1 / block. Source: Politis and Romano (1994), lemma 1.
 */
export function blockVariance(values: Numbers, meanBlock: number): number {
  const n = values.length;
  const centre = mean(values);
  const away = Float64Array.from(values, (value) => value - centre);
  const stay = 1 - 1 / meanBlock;
  let total = 0;
  for (let lag = 0; lag < n; lag += 1) {
    const weight = lag === 0 ? 1 : 2 * ((1 - lag / n) * stay ** lag + (lag / n) * stay ** (n - lag));
    let cross = 0;
    for (let index = lag; index < n; index += 1)
      cross += (away[index] as number) * (away[index - lag] as number);
    total += (weight * cross) / n;
  }
  return total;
}
