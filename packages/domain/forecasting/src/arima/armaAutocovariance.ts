import { solve } from '@qca/numerics';
import type { ArmaPolynomials } from './ArimaOrder.ts';

/**
 * Autocovariances of an autoregressive moving average whose errors have variance one, for lags 0 to `lagMax`.
 *
 * Nothing when it has none, being on the edge of the stationary. Source: Brockwell and Davis, "Time Series", 2nd edition, 3.3, second method.
 */
export function armaAutocovariance({ ar, ma }: ArmaPolynomials, lagMax: number): Float64Array | undefined {
  const { length: p } = ar;
  const responses = shockResponses({ ar, ma }, ma.length + 1);
  const right = (lag: number): number => {
    let sum = 0;
    for (let j = lag; j <= ma.length; j += 1)
      sum += (j === 0 ? 1 : (ma[j - 1] as number)) * (responses[j - lag] as number);
    return sum;
  };
  const rows = Array.from({ length: p + 1 }, (_, lag) => {
    const row = new Float64Array(p + 1);
    row[lag] = 1;
    for (const [i, value] of ar.entries()) {
      const at = Math.abs(lag - 1 - i);
      row[at] = (row[at] as number) - value;
    }
    return row;
  });
  const first = solve(
    rows,
    rows.map((_, lag) => right(lag)),
  );
  if (first === undefined || !((first[0] as number) > 0)) return undefined;
  const covariances = new Float64Array(lagMax + 1);
  for (let lag = 0; lag <= lagMax; lag += 1) {
    if (lag <= p) covariances[lag] = first[lag] as number;
    else {
      let sum = right(lag);
      for (const [i, value] of ar.entries()) sum += value * (covariances[lag - 1 - i] as number);
      covariances[lag] = sum;
    }
  }
  return covariances;
}

/** Weight of the error `index` periods ago in the value of now: the first is 1. Shape: [index]. */
export function shockResponses({ ar, ma }: ArmaPolynomials, count: number): Float64Array {
  const responses = new Float64Array(count);
  for (let index = 0; index < count; index += 1) {
    let sum = index === 0 ? 1 : (ma[index - 1] ?? 0);
    for (let i = 0; i < Math.min(ar.length, index); i += 1)
      sum += (ar[i] as number) * (responses[index - 1 - i] as number);
    responses[index] = sum;
  }
  return responses;
}
