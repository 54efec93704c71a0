/** Numbers in order: a Float64Array in hot paths, any list elsewhere. NaN stands for what is not known. */
export type Numbers = ArrayLike<number>;

/** The values that are known. Returns the same array when all are. */
export function known(values: Numbers): Float64Array {
  const all = values instanceof Float64Array ? values : Float64Array.from(values);
  return all.some(Number.isNaN) ? all.filter((value) => !Number.isNaN(value)) : all;
}

export function sum(values: Numbers): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) total += values[index] as number;
  return total;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: Numbers): number {
  return sum(values) / values.length;
}

/** Mean of (value − mean)^power. */
export function centralMoment(values: Numbers, power: number): number {
  const centre = mean(values);
  let total = 0;
  for (let index = 0; index < values.length; index += 1) {
    const away = (values[index] as number) - centre;
    let product = away;
    for (let times = 1; times < power; times += 1) product *= away;
    total += product;
  }
  return total / values.length;
}

/**
 * Variance with divisor n − `ddof`: 1 for the sample variance (pandas, empyrical), 0 for that of a population (numpy's default).
 *
 * NaN with fewer than `ddof` + 1 values.
 */
export function variance(values: Numbers, ddof: 0 | 1): number {
  if (values.length <= ddof) return Number.NaN;
  return (centralMoment(values, 2) * values.length) / (values.length - ddof);
}

/** Square root of `variance`. Exactly 0 where all values are equal, although their mean may be rounded. */
export function standardDeviation(values: Numbers, ddof: 0 | 1): number {
  if (values.length <= ddof) return Number.NaN;
  return isConstant(values) ? 0 : Math.sqrt(variance(values, ddof));
}

export function isConstant(values: Numbers): boolean {
  for (let index = 1; index < values.length; index += 1) if (values[index] !== values[0]) return false;
  return true;
}

/** Skewness of a population, m3 / m2^1.5: 0 for the normal distribution. As scipy's default; NaN where all values are equal. */
export function skewness(values: Numbers): number {
  if (isConstant(values)) return Number.NaN;
  return centralMoment(values, 3) / centralMoment(values, 2) ** 1.5;
}

/** Kurtosis of a population, m4 / m2²: 3 for the normal distribution, never in excess of it. NaN where all values are equal. */
export function kurtosis(values: Numbers): number {
  if (isConstant(values)) return Number.NaN;
  return centralMoment(values, 4) / centralMoment(values, 2) ** 2;
}

/** `kurtosis` − 3: 0 for the normal distribution. As scipy's default. */
export function excessKurtosis(values: Numbers): number {
  return kurtosis(values) - 3;
}

/** Skewness corrected for the size of the sample, G1, as pandas and quantstats. NaN below 3 values. */
export function sampleSkewness(values: Numbers): number {
  const n = values.length;
  if (n < 3) return Number.NaN;
  return (skewness(values) * Math.sqrt(n * (n - 1))) / (n - 2);
}

/** Excess kurtosis corrected for the size of the sample, G2, as pandas and quantstats. NaN below 4 values. */
export function sampleExcessKurtosis(values: Numbers): number {
  const n = values.length;
  if (n < 4) return Number.NaN;
  return (((n + 1) * excessKurtosis(values) + 6) * (n - 1)) / ((n - 2) * (n - 3));
}
