import { assert } from '@qca/base';
import { shockResponses } from './armaAutocovariance.ts';
import type { ArimaFit } from './fitArima.ts';
import { armaPolynomials, difference, differencePolynomial, multiplyPolynomials } from './polynomials.ts';
import { innovations, predictArma } from './predictArma.ts';

/** Expected values and the variance of their errors. Shape: [step], step 0 is the next period. */
export interface ArimaForecast {
  readonly means: Float64Array;
  /** Squared units of the series; the error of estimated parameters is left out. */
  readonly variances: Float64Array;
}

/** Forecasts `horizon` periods after the series that was fitted, from all of it. */
export function forecastArima(fit: ArimaFit, series: Float64Array, horizon: number): ArimaForecast {
  assert(horizon >= 1, `forecastArima: a horizon of ${horizon} is none`);
  const differencing = differencePolynomial(fit.order);
  const values = difference(series, differencing).map((value) => value - fit.constant);
  const polynomials = armaPolynomials(fit.order, fit.coefficients);
  const plan = innovations(polynomials, values.length + horizon);
  assert(plan !== undefined, 'forecastArima: the coefficients are not stationary');
  const ahead = predictArma(polynomials, plan, values).subarray(values.length);
  const degree = differencing.length - 1;
  const path = new Float64Array(degree + horizon);
  path.set(series.subarray(series.length - degree));
  for (const [step, value] of ahead.entries()) {
    let sum = value + fit.constant;
    for (let back = 1; back <= degree; back += 1)
      sum -= (differencing[back] as number) * (path[degree + step - back] as number);
    path[degree + step] = sum;
  }
  return { means: path.slice(degree), variances: spreads(fit, differencing, horizon) };
}

function spreads(fit: ArimaFit, differencing: Float64Array, horizon: number): Float64Array {
  const { ar, ma } = armaPolynomials(fit.order, fit.coefficients);
  const whole = multiplyPolynomials(Float64Array.from([1, ...ar.map((value) => -value)]), differencing);
  const responses = shockResponses({ ar: whole.subarray(1).map((value) => -value), ma }, horizon);
  let sum = 0;
  return responses.map((response) => {
    sum += response * response;
    return fit.variance * sum;
  });
}
