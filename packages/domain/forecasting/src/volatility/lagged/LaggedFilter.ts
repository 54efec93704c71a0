import { beyond, LOG_VARIANCE_MAX, MEAN_ABSOLUTE_NORMAL } from '../filterVariance.ts';
import { type VarianceFrame, varianceFrame } from '../VarianceFrame.ts';
import type { LaggedModel, LaggedParameters } from './LaggedModel.ts';

/** What the recursion sums over, each with as many periods before the first as the longest lag reaches. */
export interface LaggedPaths {
  /** |e|^power, or |z| less its mean. Shape: [reach + period]. */
  readonly size: Float64Array;
  /** The same where e < 0, or z. */
  readonly sign: Float64Array;
  /** v^(power/2), or log v. */
  readonly level: Float64Array;
}

/** Conditional variances of one series, with the memory they need. */
export class LaggedFilter {
  readonly #model: LaggedModel;
  readonly #returns: Float64Array;
  readonly #frame: VarianceFrame;
  readonly #backcast: number;
  readonly reach: number;
  /** Of the parameters asked for last. Shape: [period], from the first whose lags of the mean are known. */
  readonly errors: Float64Array;
  readonly variances: Float64Array;
  readonly paths: LaggedPaths;

  /** `firstMean` holds the parameters of the mean whose errors say where the recursion starts. */
  constructor(model: LaggedModel, returns: Float64Array, firstMean: readonly number[]) {
    const skipped = model.meanLags.at(-1) ?? 0;
    const length = returns.length - skipped;
    this.#model = model;
    this.#returns = returns;
    this.reach = Math.max(model.p, model.o, model.q);
    this.errors = new Float64Array(length);
    this.variances = new Float64Array(length);
    const path = (): Float64Array => new Float64Array(this.reach + length);
    this.paths = { size: path(), sign: path(), level: path() };
    this.#fillErrors(firstMean);
    const frame = varianceFrame(this.errors);
    const half = model.moves === 'log' ? 1 : model.power / 2;
    this.#frame = {
      ...frame,
      lower: frame.lower.map((value) => value ** half),
      upper: frame.upper.map((value) => value ** half),
    };
    // The mean of |e|^power is that of squares of |e|^(power/2).
    this.#backcast =
      model.moves === 'log'
        ? Math.log(frame.backcast)
        : varianceFrame(this.errors.map((error) => Math.abs(error) ** half)).backcast;
  }

  run(parameters: LaggedParameters): void {
    this.#fillErrors(parameters.mean);
    const { size, sign, level } = this.paths;
    const isLog = this.#model.moves === 'log';
    size.fill(isLog ? 0 : this.#backcast, 0, this.reach);
    sign.fill(isLog ? 0 : this.#backcast / 2, 0, this.reach);
    level.fill(this.#backcast, 0, this.reach);
    if (isLog) this.#runLogs(parameters);
    else this.#runPowers(parameters);
  }

  #fillErrors(mean: readonly number[]): void {
    const { meanLags } = this.#model;
    const skipped = this.#returns.length - this.errors.length;
    for (let period = 0; period < this.errors.length; period += 1) {
      let error = (this.#returns[period + skipped] as number) - (mean[0] ?? 0);
      for (let at = 0; at < meanLags.length; at += 1)
        error -=
          (mean[at + 1] as number) * (this.#returns[period + skipped - (meanLags[at] as number)] as number);
      this.errors[period] = error;
    }
  }

  #runPowers(parameters: LaggedParameters): void {
    const { size, sign, level } = this.paths;
    const { power } = this.#model;
    const { lower, upper } = this.#frame;
    for (let period = 0; period < this.errors.length; period += 1) {
      const at = this.reach + period;
      let value = laggedLevel(parameters, this.paths, at);
      const most = upper[period] as number;
      if (value < (lower[period] as number)) value = lower[period] as number;
      else if (!(value <= most)) value = beyond(value, most);
      const error = this.errors[period] as number;
      level[at] = value;
      size[at] = power === 2 ? error * error : Math.abs(error) ** power;
      sign[at] = error < 0 ? (size[at] as number) : 0;
      this.variances[period] = power === 2 ? value : value ** (2 / power);
    }
  }

  #runLogs(parameters: LaggedParameters): void {
    const { size, sign, level } = this.paths;
    const { lower, upper } = this.#frame;
    for (let period = 0; period < this.errors.length; period += 1) {
      const at = this.reach + period;
      let logarithm = Math.min(laggedLevel(parameters, this.paths, at), LOG_VARIANCE_MAX);
      let variance = Math.exp(logarithm);
      const least = lower[period] as number;
      const most = upper[period] as number;
      if (!(variance >= least && variance <= most)) {
        variance = variance < least ? least : beyond(variance, most);
        logarithm = Math.log(variance);
      }
      const shock = (this.errors[period] as number) / Math.sqrt(variance);
      level[at] = logarithm;
      size[at] = Math.abs(shock) - MEAN_ABSOLUTE_NORMAL;
      sign[at] = shock;
      this.variances[period] = variance;
    }
  }
}

/** What the recursion says for place `at` of the paths, from the places before it. */
export function laggedLevel(
  { omega, alpha, gamma, beta }: LaggedParameters,
  { size, sign, level }: LaggedPaths,
  at: number,
): number {
  let value = omega;
  for (let lag = 0; lag < alpha.length; lag += 1)
    value += (alpha[lag] as number) * (size[at - 1 - lag] as number);
  for (let lag = 0; lag < gamma.length; lag += 1)
    value += (gamma[lag] as number) * (sign[at - 1 - lag] as number);
  for (let lag = 0; lag < beta.length; lag += 1)
    value += (beta[lag] as number) * (level[at - 1 - lag] as number);
  return value;
}
