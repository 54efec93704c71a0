import type { ErrorLaw } from '../VolatilityModel.ts';

/** What the standardised errors are drawn from, each scaled to mean 0 and variance one. */
export type ShapedLaw = ErrorLaw | 'skewt' | 'ged';

/**
 * A volatility model of any orders. With e the error, v its variance and z = e / sqrt(v), sums over the lags of each:
 * - `power`: v^(power/2) = omega + Σ alpha |e|^power + Σ gamma |e|^power [e < 0] + Σ beta v^(power/2)
 * - `log`: log v = omega + Σ alpha (|z| − sqrt(2/π)) + Σ gamma z + Σ beta log v
 */
export interface LaggedModel {
  readonly moves: 'power' | 'log';
  /** 2 for variances, 1 for deviations; without meaning for `log`. */
  readonly power: number;
  /** Lags of the size of errors, of their sign, and of the variance. */
  readonly p: number;
  readonly o: number;
  readonly q: number;
  readonly law: ShapedLaw;
  readonly mean: 'zero' | 'constant' | 'ar';
  /** Lags of the returns in their own mean, ascending; none unless `mean` is `ar`. */
  readonly meanLags: readonly number[];
  /** What the lags of the mean are called by. */
  readonly seriesName: string;
}

export interface LaggedParameters {
  /** Constant, then the weight of each lag of the returns; nothing for a mean of zero. */
  readonly mean: readonly number[];
  readonly omega: number;
  readonly alpha: readonly number[];
  readonly gamma: readonly number[];
  readonly beta: readonly number[];
  /** `nu`, or `eta` and `lambda`; nothing for normal errors. */
  readonly shape: readonly number[];
}

const SHAPE_NAMES: Readonly<Record<ShapedLaw, readonly string[]>> = {
  normal: [],
  studentst: ['nu'],
  skewt: ['eta', 'lambda'],
  ged: ['nu'],
};

function meanNames({ mean, meanLags, seriesName }: LaggedModel): readonly string[] {
  if (mean === 'zero') return [];
  return mean === 'constant' ? ['mu'] : ['Const', ...meanLags.map((lag) => `${seriesName}[${lag}]`)];
}

const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_, at) => `${name}[${at + 1}]`);

/** Names of the estimated parameters, spelled and ordered as `arch` does. */
export function laggedNames(model: LaggedModel): readonly string[] {
  return [
    ...meanNames(model),
    'omega',
    ...numbered('alpha', model.p),
    ...numbered('gamma', model.o),
    ...numbered('beta', model.q),
    ...SHAPE_NAMES[model.law],
  ];
}

/** Returns the parameters in the order of `laggedNames`. */
export function laggedValues(parameters: LaggedParameters): readonly number[] {
  const { mean, omega, alpha, gamma, beta, shape } = parameters;
  return [...mean, omega, ...alpha, ...gamma, ...beta, ...shape];
}

/** The opposite of `laggedValues`. */
export function laggedParameters(model: LaggedModel, values: readonly number[]): LaggedParameters {
  let next = 0;
  const take = (count: number): readonly number[] => {
    next += count;
    return values.slice(next - count, next);
  };
  return {
    mean: take(meanNames(model).length),
    omega: take(1)[0] as number,
    alpha: take(model.p),
    gamma: take(model.o),
    beta: take(model.q),
    shape: take(SHAPE_NAMES[model.law].length),
  };
}

export const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
