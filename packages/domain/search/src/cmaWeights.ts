import { assert } from '@qca/base';

/** Constants of the strategy for a number of coordinates and a population. */
export interface CmaWeights {
  readonly population: number;
  /** Points with a positive weight. */
  readonly parents: number;
  /** By rank, the best first; positive ones sum to 1, the rest are negative or 0. */
  readonly weights: Float64Array;
  /** Variance-effective count of the positive weights, μ_eff. */
  readonly effective: number;
  /** c_σ and d_σ. */
  readonly stepRate: number;
  readonly stepDamping: number;
  /** c_c, c_1 and c_μ. */
  readonly pathRate: number;
  readonly rankOneRate: number;
  readonly rankManyRate: number;
  /** Expected length of a standard normal vector. */
  readonly expectedLength: number;
}

/** Source: Hansen, "The CMA evolution strategy: a tutorial" (2016, version of 2023), equations 49 to 58. */
export function cmaWeights(size: number, population: number): CmaWeights {
  assert(Number.isSafeInteger(population) && population >= 4, `a population of ${population} is below 4`);
  const raw = Float64Array.from(
    { length: population },
    (_, rank) => Math.log((population + 1) / 2) - Math.log(rank + 1),
  );
  const parents = Math.floor(population / 2);
  const positive = sums(raw.subarray(0, parents));
  const negative = sums(raw.subarray(parents));
  const effective = positive.sum ** 2 / positive.squares;
  const rankOneRate = 2 / ((size + 1.3) ** 2 + effective);
  const rankManyRate = Math.min(
    1 - rankOneRate,
    (2 * (0.25 + effective - 2 + 1 / effective)) / ((size + 2) ** 2 + effective),
  );
  const negativeEffective = negative.sum ** 2 / negative.squares;
  const negativeTotal = Math.min(
    1 + rankOneRate / rankManyRate,
    1 + (2 * negativeEffective) / (effective + 2),
    (1 - rankOneRate - rankManyRate) / (size * rankManyRate),
  );
  const stepRate = (effective + 2) / (size + effective + 5);
  return {
    population,
    parents,
    weights: raw.map((weight) =>
      weight >= 0 ? weight / positive.sum : (weight * negativeTotal) / Math.abs(negative.sum),
    ),
    effective,
    stepRate,
    stepDamping: 1 + 2 * Math.max(0, Math.sqrt((effective - 1) / (size + 1)) - 1) + stepRate,
    pathRate: (4 + effective / size) / (size + 4 + (2 * effective) / size),
    rankOneRate,
    rankManyRate,
    expectedLength: Math.sqrt(size) * (1 - 1 / (4 * size) + 1 / (21 * size ** 2)),
  };
}

function sums(values: Float64Array): { sum: number; squares: number } {
  return {
    sum: values.reduce((sum, value) => sum + value, 0),
    squares: values.reduce((sum, value) => sum + value * value, 0),
  };
}
