import { assert } from '@qca/base';
import { bfgs, centralGradient, dot } from '@qca/numerics';
import { filterVariance } from './filterVariance.ts';
import { likelihoodGradient } from './likelihoodGradient.ts';
import { logLikelihood } from './logLikelihood.ts';
import { type VarianceFrame, varianceFrame } from './VarianceFrame.ts';
import { parameterNames, type VolatilityModel, type VolatilityParameters } from './VolatilityModel.ts';
import { type DataScale, fromParameters, toParameters } from './VolatilityScale.ts';

/** A volatility model with the parameters of highest likelihood. */
export interface VolatilityFit {
  readonly model: VolatilityModel;
  readonly parameters: VolatilityParameters;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** Shape: [period], squared units of returns. */
  readonly variances: Float64Array;
  /** Variance for the period after the last return, and the last error: what a forecast starts from. */
  readonly lastVariance: number;
  readonly lastError: number;
  readonly converged: boolean;
}

/** Fewest returns a fit is made from: ten for each of up to six parameters. */
export const RETURNS_MIN = 60;

/** Points that the search may start at, as `arch` lays its grid. */
const ARCH_STARTS = [0.01, 0.05, 0.1, 0.2];
const SKEW_STARTS = [-0.1, 0, 0.1];
const MEMORY_STARTS = [0.5, 0.7, 0.9, 0.98];
const NU_START = 8;
/** Slope of the mean log-likelihood at which a first climb stops; the highest of them is then climbed to the end. */
const FIRST_TOLERANCE = 1e-4;

/**
 * Fits a volatility model to returns by maximum likelihood.
 *
 * Start of the recursion, bounds, likelihood and information criteria are those of `arch` 8.0.0. Deterministic.
 *
 * Units: returns in any unit; 100 × simple returns (percent) keep numbers near one. Shape: returns [period], at least `RETURNS_MIN`.
 * Source: Bollerslev (1986, 1987); Glosten, Jagannathan and Runkle (1993); Nelson (1991).
 */
export function fitVolatility(model: VolatilityModel, returns: Float64Array): VolatilityFit {
  assert(returns.length >= RETURNS_MIN, `fitVolatility: ${returns.length} returns are too few`);
  const scale = scaleOf(model, returns);
  assert(scale.variance > 0, 'fitVolatility: the returns do not vary');
  const likelihood = new Likelihood(model, returns, scale);
  const objective = (x: Float64Array): number =>
    -likelihood.at(toParameters(model, scale, x)) / returns.length;
  const gradient = (x: Float64Array): Float64Array => {
    const byParameter = likelihood.gradient(toParameters(model, scale, x));
    return chained(model, scale, x, byParameter).map((slope) => -slope / returns.length);
  };
  const first = bestStarts(model, scale, likelihood)
    .map((start) =>
      bfgs(objective, fromParameters(model, scale, start), { gradient, tolerance: FIRST_TOLERANCE }),
    )
    .reduce((one, other) => (other.value < one.value ? other : one));
  const best = bfgs(objective, first.x, { gradient });
  return fitAt(model, toParameters(model, scale, best.x), { returns, likelihood, converged: best.converged });
}

/**
 * The same for parameters that are known: nothing is searched, and they need not be the best for these returns.
 *
 * The recursion starts as that of a fit does. Shape: returns [period], at least 2. Twin: `fix` of `arch` 8.0.0.
 */
export function evaluateVolatility(
  model: VolatilityModel,
  parameters: VolatilityParameters,
  returns: Float64Array,
): VolatilityFit {
  assert(returns.length >= 2, `evaluateVolatility: ${returns.length} returns are too few`);
  const likelihood = new Likelihood(model, returns, scaleOf(model, returns));
  return fitAt(model, parameters, { returns, likelihood, converged: true });
}

function fitAt(
  model: VolatilityModel,
  parameters: VolatilityParameters,
  { returns, likelihood, converged }: FitData,
): VolatilityFit {
  const loglik = likelihood.at(parameters);
  const count = parameterNames(model).length;
  const variances = likelihood.variances.slice();
  return {
    model,
    parameters,
    logLikelihood: loglik,
    aic: 2 * count - 2 * loglik,
    bic: count * Math.log(returns.length) - 2 * loglik,
    variances,
    lastVariance: variances[variances.length - 1] as number,
    lastError: (returns[returns.length - 1] as number) - parameters.mu,
    converged,
  };
}

interface FitData {
  readonly returns: Float64Array;
  readonly likelihood: Likelihood;
  readonly converged: boolean;
}

/** Likelihood of one series, with the memory it needs. */
class Likelihood {
  readonly #model: VolatilityModel;
  readonly #returns: Float64Array;
  readonly #frame: VarianceFrame;
  /** Of the parameters asked for last. */
  readonly variances: Float64Array;

  constructor(model: VolatilityModel, returns: Float64Array, scale: DataScale) {
    this.#model = model;
    this.#returns = returns;
    this.#frame = varianceFrame(returns.map((value) => value - scale.mean));
    this.variances = new Float64Array(returns.length);
  }

  at(parameters: VolatilityParameters): number {
    const data = { returns: this.#returns, frame: this.#frame };
    filterVariance(this.#model.rule, parameters, data, this.variances);
    const { mu, nu } = parameters;
    return logLikelihood({ law: this.#model.law, mu, nu }, this.#returns, this.variances);
  }

  /** Shape: as `likelihoodGradient`. */
  gradient(parameters: VolatilityParameters): Float64Array {
    const data = { returns: this.#returns, frame: this.#frame };
    filterVariance(this.#model.rule, parameters, data, this.variances);
    return likelihoodGradient(this.#model, parameters, { ...data, variances: this.variances });
  }
}

/** Turns derivatives by parameters into derivatives by the numbers of the search. The mapping is cheap: differences will do. */
function chained(
  model: VolatilityModel,
  scale: DataScale,
  x: Float64Array,
  byParameter: Float64Array,
): Float64Array {
  return centralGradient((point) => {
    const { mu, omega, alpha, gamma, beta, nu } = toParameters(model, scale, point);
    return dot([mu, omega, alpha, gamma, beta, model.law === 'normal' ? 0 : nu], byParameter);
  }, x);
}

function scaleOf(model: VolatilityModel, returns: Float64Array): DataScale {
  const mean =
    model.mean === 'constant' ? returns.reduce((sum, value) => sum + value, 0) / returns.length : 0;
  const variance = returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / returns.length;
  return { mean, variance };
}

/** The likelihood can have several peaks, mostly apart in how long variance is remembered: one start for each of these. */
function bestStarts(
  model: VolatilityModel,
  scale: DataScale,
  likelihood: Likelihood,
): readonly VolatilityParameters[] {
  const skews = model.rule === 'garch' ? [0] : model.rule === 'egarch' ? SKEW_STARTS : ARCH_STARTS;
  return MEMORY_STARTS.map((memory) =>
    ARCH_STARTS.flatMap((alpha) => skews.map((gamma) => startAt(model, scale, { alpha, gamma, memory })))
      .map((start) => ({ start, value: likelihood.at(start) }))
      .reduce((one, other) => (other.value > one.value ? other : one)),
  ).map(({ start }) => start);
}

function startAt(
  model: VolatilityModel,
  { mean, variance }: DataScale,
  { alpha, gamma, memory }: { readonly alpha: number; readonly gamma: number; readonly memory: number },
): VolatilityParameters {
  const nu = model.law === 'studentst' ? NU_START : Number.POSITIVE_INFINITY;
  if (model.rule === 'egarch')
    return { mu: mean, omega: (1 - memory) * Math.log(variance), alpha, gamma, beta: memory, nu };
  const beta = memory - alpha - gamma / 2;
  return { mu: mean, omega: (1 - memory) * variance, alpha, gamma, beta, nu };
}
