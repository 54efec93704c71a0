import { MEAN_ABSOLUTE_NORMAL } from '../filterVariance.ts';
import type { LaggedFit } from './fitLagged.ts';
import { type LaggedPaths, laggedLevel } from './LaggedFilter.ts';
import type { LaggedModel, LaggedParameters } from './LaggedModel.ts';
import { expectationOf } from './shapedLikelihood.ts';

/**
 * Returns the variance of the error of each of the next `horizon` forecasts of the return.
 *
 * A lag of the mean carries earlier errors into later ones. Negative errors count for half of the variance, as in `arch`, whatever the
 * skew. Powers other than 2 have no closed form beyond the next period and are NaN there; in logarithms a law with the tails of Student's t
 * is infinite there as soon as errors of one sign raise the variance.
 *
 * Units: squared units of returns. Shape: [step], step 0 is the next period.
 */
export function forecastLagged(fit: LaggedFit, horizon: number): Float64Array {
  const own = fit.model.moves === 'log' ? logPath(fit, horizon) : powerPath(fit, horizon);
  if (fit.model.meanLags.length === 0) return own;
  const carried = carriedErrors(fit, horizon);
  return own.map((_, step) => {
    let sum = 0;
    for (let from = 0; from <= step; from += 1)
      sum += (carried[step - from] as number) ** 2 * (own[from] as number);
    return sum;
  });
}

/** Expected return of each of the next `horizon` periods. Shape: [step]. */
export function forecastMean({ model, parameters, returns }: LaggedFit, horizon: number): Float64Array {
  const path = new Float64Array(horizon);
  for (let step = 0; step < horizon; step += 1)
    path[step] = model.meanLags.reduce(
      (sum, lag, at) =>
        sum +
        (parameters.mean[at + 1] as number) *
          ((lag > step ? returns[returns.length + step - lag] : path[step - lag]) as number),
      parameters.mean[0] ?? 0,
    );
  return path;
}

/** Expected log variance of each of the next `horizon` periods, `log` only. Shape: [step]. */
export function forecastLogVariance(fit: LaggedFit, horizon: number): Float64Array {
  const { law } = fit.model;
  const excess =
    expectationOf(law, fit.parameters.shape, (z) => Math.log(Math.abs(z))) - MEAN_ABSOLUTE_NORMAL;
  return extended(fit, horizon, () => [excess, 0]);
}

function powerPath(fit: LaggedFit, horizon: number): Float64Array {
  const { power } = fit.model;
  const levels = extended(fit, horizon, (level) => [level, level / 2]);
  if (power === 2) return levels;
  return levels.map((level, step) => (step === 0 ? level ** (2 / power) : Number.NaN));
}

/** exp of a sum over the coming shocks, each of which counts by itself. */
function logPath(fit: LaggedFit, horizon: number): Float64Array {
  const { model, parameters } = fit;
  const logarithms = extended(fit, horizon, () => [0, 0]);
  const path = new Float64Array(horizon);
  const sizes = responses(parameters.alpha, parameters.beta, horizon);
  const signs = responses(parameters.gamma, parameters.beta, horizon);
  let growth = 1;
  for (let step = 0; step < horizon; step += 1) {
    if (step > 0) growth *= expectedGrowth(model, parameters, [sizes[step - 1] ?? 0, signs[step - 1] ?? 0]);
    path[step] = Math.exp(logarithms[step] as number) * growth;
  }
  return path;
}

/** Runs the recursion on; `expected` gives what to take for size and sign of an error to come. */
function extended(
  { model, parameters, paths }: LaggedFit,
  horizon: number,
  expected: (level: number) => readonly [number, number],
): Float64Array {
  const reach = Math.max(model.p, model.o, model.q);
  const path = (known: Float64Array): Float64Array => {
    const long = new Float64Array(reach + horizon);
    long.set(known.subarray(known.length - reach));
    return long;
  };
  const longer: LaggedPaths = { size: path(paths.size), sign: path(paths.sign), level: path(paths.level) };
  for (let at = reach; at < reach + horizon; at += 1) {
    const level = laggedLevel(parameters, longer, at);
    const [size, sign] = expected(level);
    longer.level[at] = level;
    longer.size[at] = size;
    longer.sign[at] = sign;
  }
  return longer.level.subarray(reach);
}

/** What a shock of one leaves in the level so many periods later, the next period first. */
function responses(weights: readonly number[], beta: readonly number[], horizon: number): readonly number[] {
  const left: number[] = [];
  for (let step = 0; step < horizon; step += 1)
    left.push(
      beta.reduce((sum, value, lag) => sum + value * (left[step - 1 - lag] ?? 0), weights[step] ?? 0),
    );
  return left;
}

/** E exp(size (|z| − sqrt(2/π)) + sign z). */
function expectedGrowth(
  { law }: LaggedModel,
  { shape }: LaggedParameters,
  [size, sign]: readonly [number, number],
): number {
  const hasHeavyTails = law === 'studentst' || law === 'skewt';
  if (hasHeavyTails && Math.max(size + sign, size - sign) > 0) return Number.POSITIVE_INFINITY;
  return expectationOf(law, shape, (z) => size * (Math.abs(z) - MEAN_ABSOLUTE_NORMAL) + sign * z);
}

function carriedErrors({ model, parameters }: LaggedFit, horizon: number): readonly number[] {
  const carried = [1];
  for (let step = 1; step < horizon; step += 1)
    carried.push(
      model.meanLags.reduce(
        (sum, lag, at) => sum + (parameters.mean[at + 1] as number) * (carried[step - lag] ?? 0),
        0,
      ),
    );
  return carried;
}
