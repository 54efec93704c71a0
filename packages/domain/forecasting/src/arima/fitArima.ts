import { assert } from '@qca/base';
import { bfgs } from '@qca/numerics';
import { type ArimaOrder, coefficientCount, differencedAway } from './ArimaOrder.ts';
import { armaPolynomials, difference, differencePolynomial } from './polynomials.ts';
import { innovations, predictArma } from './predictArma.ts';
import { fromStationary, toStationary } from './stationary.ts';

/** An ARIMA model with the parameters of highest likelihood. */
export interface ArimaFit {
  readonly order: ArimaOrder;
  /** Autoregressive, moving-average, seasonal autoregressive and seasonal moving-average coefficients, in that order. */
  readonly coefficients: Float64Array;
  /** Mean of the differenced series, 0 where the order has no constant. */
  readonly constant: number;
  /** Variance of the errors, divided by the number of differenced values. */
  readonly variance: number;
  readonly logLikelihood: number;
  readonly aic: number;
  /** Infinite when there are too few values for the number of parameters. */
  readonly aicc: number;
  readonly bic: number;
  readonly converged: boolean;
}

/** `quick` climbs from one start and stops early: enough to rank orders, where each is fitted and most are thrown away. */
export type SearchEffort = 'quick' | 'thorough';

/** Slope of the mean log-likelihood at which a search stops. */
const QUICK_TOLERANCE = 1e-5;
const THOROUGH_TOLERANCE = 1e-8;
/** Number that a search starts from, before it is mapped to a coefficient. */
const START_SMALL = 0.1;

/**
 * Fits an ARIMA model by exact Gaussian maximum likelihood of the differenced series.
 *
 * Autoregression and moving average are kept stationary and invertible. With d = 0 the constant is the mean, with d = 1 a drift. Values agree
 * with `ARIMA` of statsmodels 0.15, whose criteria count the variance as a parameter too. Deterministic.
 *
 * Shape: series [period], longer than `arimaLengthMin(order)`.
 * Source: Brockwell and Davis, "Time Series", 2nd edition, 8.7; Box and Jenkins (1970).
 */
export function fitArima(
  order: ArimaOrder,
  series: Float64Array,
  effort: SearchEffort = 'thorough',
): ArimaFit {
  assert(
    series.length >= arimaLengthMin(order),
    `fitArima: ${series.length} values are too few for the order`,
  );
  const values = difference(series, differencePolynomial(order));
  const likelihood = new ArmaLikelihood(order, values);
  const objective = (x: Float64Array): number =>
    -likelihood.at(toCoefficients(order, x)).value / values.length;
  const tolerance = effort === 'quick' ? QUICK_TOLERANCE : THOROUGH_TOLERANCE;
  const searched = starts(order, values)
    .slice(0, effort === 'quick' ? 1 : undefined)
    .map((start) => bfgs(objective, start, { tolerance }));
  const best = searched.reduce((one, other) => (other.value < one.value ? other : one));
  const coefficients = toCoefficients(order, best.x);
  const { value, constant, variance } = likelihood.at(coefficients);
  const count = parameterCount(order);
  const { length } = values;
  const aic = 2 * count - 2 * value;
  const spare = length - count - 1;
  return {
    order,
    coefficients,
    constant,
    variance,
    logLikelihood: value,
    aic,
    aicc: spare > 0 ? aic + (2 * count * (count + 1)) / spare : Number.POSITIVE_INFINITY,
    bic: count * Math.log(length) - 2 * value,
    converged: best.converged,
  };
}

/** Fewest values an order is fitted to: those differencing takes away, and more than parameters and lags. */
export function arimaLengthMin(order: ArimaOrder): number {
  const { p, q, seasonalP, seasonalQ, period } = order;
  const lags = Math.max(p + seasonalP * period, q + seasonalQ * period);
  return differencedAway(order) + Math.max(parameterCount(order), lags) + 2;
}

function parameterCount(order: ArimaOrder): number {
  return coefficientCount(order) + Number(order.constant) + 1;
}

interface ArmaLikelihoodValue {
  readonly value: number;
  readonly constant: number;
  readonly variance: number;
}

/** Likelihood with the constant and the variance at their best values for given coefficients. */
class ArmaLikelihood {
  readonly #order: ArimaOrder;
  readonly #values: Float64Array;
  readonly #ones: Float64Array;

  constructor(order: ArimaOrder, values: Float64Array) {
    this.#order = order;
    this.#values = values;
    this.#ones = new Float64Array(values.length).fill(1);
  }

  at(coefficients: Float64Array): ArmaLikelihoodValue {
    const { length } = this.#values;
    const polynomials = armaPolynomials(this.#order, coefficients);
    const plan = innovations(polynomials, length);
    if (plan === undefined) return { value: Number.NEGATIVE_INFINITY, constant: 0, variance: 0 };
    const predicted = predictArma(polynomials, plan, this.#values);
    const predictedOnes = this.#order.constant ? predictArma(polynomials, plan, this.#ones) : undefined;
    let squares = 0;
    let cross = 0;
    let squaresOnes = 0;
    let logs = 0;
    for (let period = 0; period < length; period += 1) {
      const variance = plan.variances[period] as number;
      const error = (this.#values[period] as number) - (predicted[period] as number);
      const errorOnes = predictedOnes === undefined ? 0 : 1 - (predictedOnes[period] as number);
      squares += (error * error) / variance;
      cross += (error * errorOnes) / variance;
      squaresOnes += (errorOnes * errorOnes) / variance;
      if (variance !== 1) logs += Math.log(variance);
    }
    const constant = squaresOnes > 0 ? cross / squaresOnes : 0;
    const variance = (squares - constant * cross) / length;
    const value = -0.5 * (length * (Math.log(2 * Math.PI * variance) + 1) + logs);
    return { value, constant, variance };
  }
}

function toCoefficients({ p, q, seasonalP }: ArimaOrder, x: Float64Array): Float64Array {
  const coefficients = new Float64Array(x.length);
  const seasonal = p + q;
  coefficients.set(toStationary(x.subarray(0, p)), 0);
  // A moving average is invertible when its negative is a stationary autoregression.
  coefficients.set(
    toStationary(x.subarray(p, seasonal)).map((value) => -value),
    p,
  );
  coefficients.set(toStationary(x.subarray(seasonal, seasonal + seasonalP)), seasonal);
  coefficients.set(
    toStationary(x.subarray(seasonal + seasonalP)).map((value) => -value),
    seasonal + seasonalP,
  );
  return coefficients;
}

/** The likelihood of mixed models has several peaks: the search starts with nothing, at the sample's partials, and at opposed signs. */
function starts(order: ArimaOrder, values: Float64Array): readonly Float64Array[] {
  const count = coefficientCount(order);
  if (count === 0) return [new Float64Array()];
  const { p, q } = order;
  const small = new Float64Array(count).fill(START_SMALL);
  const partials = small.slice();
  partials.set((fromStationary(yuleWalker(values, p)) ?? small).subarray(0, p));
  if (p === 0 || q === 0) return [p > 0 ? partials : small];
  const opposed = small.slice();
  opposed[0] = 1;
  opposed[p] = 0.5;
  return [partials, small, opposed];
}

/** Autoregression from sample autocorrelations, always stationary. Source: Durbin (1960), Levinson (1947). */
function yuleWalker(values: Float64Array, lags: number): Float64Array {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = Float64Array.from({ length: lags + 1 }, (_, lag) => {
    let sum = 0;
    for (let at = lag; at < values.length; at += 1)
      sum += ((values[at] as number) - mean) * ((values[at - lag] as number) - mean);
    return sum;
  });
  const coefficients = new Float64Array(lags);
  let rest = covariance[0] as number;
  for (let lag = 0; lag < lags && rest > 0; lag += 1) {
    let sum = covariance[lag + 1] as number;
    for (let at = 0; at < lag; at += 1)
      sum -= (coefficients[at] as number) * (covariance[lag - at] as number);
    const partial = sum / rest;
    const before = coefficients.slice();
    for (let at = 0; at < lag; at += 1)
      coefficients[at] = (before[at] as number) - partial * (before[lag - 1 - at] as number);
    coefficients[lag] = partial;
    rest *= 1 - partial * partial;
  }
  return coefficients;
}
