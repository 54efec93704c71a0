import { assert } from '@qca/base';
import { bfgs, leastSquares } from '@qca/numerics';
import { RETURNS_MIN } from '../fitVolatility.ts';
import { LaggedFilter, type LaggedPaths } from './LaggedFilter.ts';
import { type LaggedModel, type LaggedParameters, laggedNames, type ShapedLaw } from './LaggedModel.ts';
import { fromLagged, type LaggedUnits, toLagged } from './LaggedScale.ts';
import { shapedLikelihood } from './shapedLikelihood.ts';

/** A model of any orders with the parameters of highest likelihood. */
export interface LaggedFit {
  readonly model: LaggedModel;
  readonly parameters: LaggedParameters;
  readonly logLikelihood: number;
  readonly aic: number;
  readonly bic: number;
  /** Shape: [period], from the first whose lags of the mean are known; squared units of returns. */
  readonly variances: Float64Array;
  readonly paths: LaggedPaths;
  readonly returns: Float64Array;
  readonly converged: boolean;
}

/** Points that the search may start at, as `arch` lays its grid; without lags of the variance errors carry all its memory. */
const ARCH_STARTS = [0.01, 0.05, 0.1, 0.2];
const SIGN_STARTS = [-0.1, 0, 0.1];
const MEMORY_STARTS = [0.5, 0.7, 0.9, 0.98];
const SHAPE_STARTS: Readonly<Record<ShapedLaw, readonly number[]>> = {
  normal: [],
  studentst: [8],
  skewt: [8, 0],
  ged: [1.5],
};
/** Slope of the mean log-likelihood at which a first climb stops; the highest of them is then climbed to the end. */
const FIRST_TOLERANCE = 1e-4;

/**
 * Fits a volatility model of any orders to returns by maximum likelihood.
 *
 * Start of the recursion, bounds, likelihood and information criteria are those of `arch` 8.0.0. Deterministic.
 *
 * Units: returns in any unit; percent keeps numbers near one. Shape: returns [period], at least `RETURNS_MIN` and the lags of the mean.
 * Source: Engle (1982); Bollerslev (1986); Nelson (1991); Zakoian (1994).
 */
export function fitLagged(model: LaggedModel, returns: Float64Array): LaggedFit {
  const skipped = model.meanLags.at(-1) ?? 0;
  assert(returns.length >= RETURNS_MIN + skipped, `fitLagged: ${returns.length} returns are too few`);
  const { filter, units } = preparedFor(model, returns);
  assert(units.variance > 0, 'fitLagged: the returns do not vary');
  const likelihood = (parameters: LaggedParameters): number => {
    filter.run(parameters);
    return shapedLikelihood(model.law, parameters.shape, filter.errors, filter.variances);
  };
  const objective = (x: Float64Array): number =>
    -likelihood(toLagged(model, units, x)) / filter.errors.length;
  const first = bestStarts(model, units, likelihood)
    .map((start) => bfgs(objective, fromLagged(model, units, start), { tolerance: FIRST_TOLERANCE }))
    .reduce((one, other) => (other.value < one.value ? other : one));
  const best = bfgs(objective, first.x);
  return { ...fitAt(model, toLagged(model, units, best.x), returns), converged: best.converged };
}

/** The same for parameters that are known: nothing is searched. Twin: `fix` of `arch` 8.0.0. */
export function fitAt(model: LaggedModel, parameters: LaggedParameters, returns: Float64Array): LaggedFit {
  const { filter } = preparedFor(model, returns);
  filter.run(parameters);
  const { errors, variances, paths } = filter;
  const logLikelihood = shapedLikelihood(model.law, parameters.shape, errors, variances);
  const count = laggedNames(model).length;
  return {
    model,
    parameters,
    logLikelihood,
    aic: 2 * count - 2 * logLikelihood,
    bic: count * Math.log(errors.length) - 2 * logLikelihood,
    variances,
    paths,
    returns,
    converged: true,
  };
}

interface Prepared {
  readonly filter: LaggedFilter;
  readonly units: LaggedUnits;
}

function preparedFor(model: LaggedModel, returns: Float64Array): Prepared {
  const mean = leastSquaresMean(model, returns);
  const filter = new LaggedFilter(model, returns, mean);
  const meanOf = (power: number): number =>
    filter.errors.reduce((sum, error) => sum + Math.abs(error) ** power, 0) / filter.errors.length;
  return { filter, units: { mean, variance: meanOf(2), level: meanOf(model.power) } };
}

function leastSquaresMean({ mean, meanLags }: LaggedModel, returns: Float64Array): readonly number[] {
  if (mean === 'zero') return [];
  if (meanLags.length === 0) return [returns.reduce((sum, value) => sum + value, 0) / returns.length];
  const skipped = meanLags.at(-1) as number;
  const known = returns.subarray(skipped);
  const rows = Array.from(known, (_, at) =>
    Float64Array.from([1, ...meanLags.map((lag) => returns[at + skipped - lag] as number)]),
  );
  return Array.from(leastSquares(rows, known));
}

/** The likelihood can have several peaks, mostly apart in how long variance is remembered: one start for each of these. */
function bestStarts(
  model: LaggedModel,
  units: LaggedUnits,
  likelihood: (parameters: LaggedParameters) => number,
): readonly LaggedParameters[] {
  const signs = model.o === 0 ? [0] : model.moves === 'log' ? SIGN_STARTS : ARCH_STARTS;
  return MEMORY_STARTS.map((memory) =>
    ARCH_STARTS.flatMap((size) => signs.map((sign) => startAt(model, units, { size, sign, memory })))
      .map((start) => ({ start, value: likelihood(start) }))
      .reduce((one, other) => (other.value > one.value ? other : one)),
  ).map(({ start }) => start);
}

function startAt(
  model: LaggedModel,
  { mean, variance, level }: LaggedUnits,
  { size, sign, memory }: { readonly size: number; readonly sign: number; readonly memory: number },
): LaggedParameters {
  const { p, o, q, law } = model;
  const spread = (total: number, count: number): readonly number[] => new Array(count).fill(total / count);
  const shape = SHAPE_STARTS[law];
  if (model.moves === 'log') {
    const kept = q === 0 ? 0 : memory;
    const omega = (1 - kept) * Math.log(variance);
    return { mean, omega, alpha: spread(size, p), gamma: spread(sign, o), beta: spread(kept, q), shape };
  }
  const omega = (1 - memory) * level;
  const errors = (p > 0 ? size : 0) + (o > 0 ? sign / 2 : 0);
  // Without lags of the variance the two weights are stretched to the whole memory.
  const stretch = q === 0 ? memory / errors : 1;
  return {
    mean,
    omega,
    alpha: spread(size * stretch, p),
    gamma: spread(sign * stretch, o),
    beta: spread(memory - errors, q),
    shape,
  };
}
