import { badInput, type Inputs, type Rows } from '@qca/numerics';
import { exponentialCovariance, sampleCovariance, semicovariance } from '../covariance.ts';
import { arithmeticMean, compoundedMean, exponentialMean } from '../expectedReturns.ts';
import { allReturnsFromPrices, knownRows } from '../returns.ts';
import { type ShrinkageTarget, shrunkCovariance } from '../shrinkage.ts';

/** What is known of the assets, read from the inputs of an estimator. */
export interface Market {
  readonly estimator: string;
  /** Names, or `asset 0`, `asset 1` … where none were given. */
  readonly assets: readonly string[];
  /** Whether answers are objects by name. */
  readonly isNamed: boolean;
  readonly riskFreeRate: number;
  readonly frequency: number;
  /** History with gaps; nothing where only expectations were given. */
  readonly returns: Rows | undefined;
  /** Expected yearly returns. Rejects: `bad-input` where there is nothing to take them from. */
  mu(): Float64Array;
  /** The same, NaN where there is nothing to take them from. */
  muIfKnown(): Float64Array;
  /** Yearly. Rejects: `bad-input` where there is nothing to take it from. */
  covariance(): Rows;
  /** Rejects: `bad-input` where no history was given. */
  history(): Rows;
  /** The same with the rows in which nothing is known. */
  allHistory(): Rows;
}

type MeanMethod = 'compounded' | 'arithmetic' | 'exponential';

/** Reads `MARKET_FIELDS`. Rejects, as `Refusal`: `bad-input`. */
export function readMarket(estimator: string, inputs: Inputs, meanMethod: MeanMethod = 'compounded'): Market {
  const returns = readHistory(estimator, inputs);
  const named = readNames(estimator, inputs);
  const count = columnsOf(inputs, returns, named);
  if (count === undefined)
    throw badInput(estimator, 'prices', 'is missing', 'Give prices, returns, or mu and cov.');
  if (named !== undefined && named.length !== count)
    throw badInput(
      estimator,
      'assets',
      `has ${named.length} names for ${count} assets`,
      'Name every column once.',
    );
  const assets = named ?? Array.from({ length: count }, (_, index) => `asset ${index}`);
  const frequency = inputs.number('frequency');
  if (!(frequency > 0)) throw badInput(estimator, 'frequency', 'is not above zero', 'Give rows per year.');
  const base = { estimator, assets };
  const missing = (what: string) =>
    badInput(estimator, what, 'is missing', `Give ${what}, prices or returns.`);
  const method = inputs.has('mu_method') ? (inputs.text('mu_method') as MeanMethod) : meanMethod;
  const muIfKnown = (): Float64Array => {
    if (inputs.has('mu')) return readVector(base, inputs, 'mu');
    return returns === undefined
      ? new Float64Array(count).fill(Number.NaN)
      : meanOf(returns, method, {
          frequency,
          span: spanOf(inputs, 500),
          isCompounded: !inputs.has('compounding') || inputs.flag('compounding'),
        });
  };
  return {
    ...base,
    isNamed: named !== undefined,
    riskFreeRate: inputs.number(inputs.has('risk_free_rate') ? 'risk_free_rate' : 'rf'),
    frequency,
    returns,
    muIfKnown,
    mu() {
      if (returns === undefined && !inputs.has('mu')) throw missing('mu');
      return finite(estimator, 'mu', muIfKnown());
    },
    covariance() {
      if (inputs.has('cov')) return readCovariance(estimator, inputs.matrix('cov'), count);
      if (returns === undefined) throw missing('cov');
      const options = {
        span: spanOf(inputs, 180),
        benchmark: inputs.has('benchmark') ? inputs.number('benchmark') : DAILY_BENCHMARK,
      };
      const covariance = covarianceOf(returns, inputs.text('cov_method'), frequency, options);
      for (const row of covariance) finite(estimator, 'prices', row);
      const still = covariance.findIndex((row, index) => !((row[index] as number) > 0));
      if (still >= 0)
        throw badInput(estimator, 'prices', `of ${assets[still]} never move`, 'Leave that asset out.');
      return covariance;
    },
    history() {
      if (returns === undefined) throw missing('returns');
      return returns;
    },
    allHistory() {
      if (inputs.has('returns')) return inputs.matrix('returns');
      if (!inputs.has('prices')) throw missing('returns');
      return allReturns(inputs);
    },
  };
}

/** Numbers by asset, given as a list in the order of the assets or as an object by name. Rejects: `bad-input`. */
export function readVector(
  { estimator, assets }: Pick<Market, 'estimator' | 'assets'>,
  inputs: Inputs,
  name: string,
  fallback?: number,
): Float64Array {
  const given = inputs.record(name);
  const wrong = (what: string) =>
    badInput(estimator, name, what, 'Give a list in the order of the assets, or an object by asset.');
  const numbers = isList(given) ? Array.from(given) : assets.map((asset) => given[asset] ?? fallback);
  if (!isList(given)) {
    const stranger = Object.keys(given).find((asset) => !assets.includes(asset));
    if (stranger !== undefined) throw wrong(`names ${stranger}, which is no asset`);
  }
  if (numbers.length !== assets.length)
    throw wrong(`has ${numbers.length} numbers for ${assets.length} assets`);
  return Float64Array.from(numbers, (value, index) => {
    if (typeof value === 'number' && Number.isFinite(value)) return value;
    throw wrong(`has no finite number for ${assets[index]}`);
  });
}

/** Numbers by asset in the form answers have: an object by name where names are known. */
export function byAsset(
  { assets, isNamed }: Pick<Market, 'assets' | 'isNamed'>,
  values: ArrayLike<number>,
): Readonly<Record<string, number>> | readonly number[] {
  const list = Array.from(values);
  return isNamed ? Object.fromEntries(assets.map((asset, index) => [asset, list[index] as number])) : list;
}

export function isList(given: unknown): given is ArrayLike<unknown> {
  return Array.isArray(given) || given instanceof Float64Array;
}

function readHistory(estimator: string, inputs: Inputs): Rows | undefined {
  if (inputs.has('prices') && inputs.has('returns'))
    throw badInput(estimator, 'returns', 'is given beside prices', 'Give one of the two.');
  if (inputs.has('returns')) {
    const returns = inputs.matrix('returns');
    if (returns.some((row) => row.some((value) => value <= -1)))
      throw badInput(
        estimator,
        'returns',
        'has a loss of everything or more',
        'Give simple returns as fractions.',
      );
    return enough(estimator, 'returns', knownRows(returns));
  }
  if (!inputs.has('prices')) return undefined;
  const prices = inputs.matrix('prices');
  if (prices.some((row) => row.some((value) => value <= 0)))
    throw badInput(
      estimator,
      'prices',
      'has a price of zero or below',
      'Give prices above zero, null where there is none.',
    );
  return enough(estimator, 'prices', knownRows(allReturns(inputs)));
}

function allReturns(inputs: Inputs): Rows {
  const returns = allReturnsFromPrices(inputs.matrix('prices'));
  return inputs.flag('log_returns') ? returns.map((row) => row.map((value) => Math.log1p(value))) : returns;
}

/** Market values by asset. Rejects: `bad-input` for one below zero, or none above. */
export function readMarketCaps(market: Market, inputs: Inputs): Float64Array {
  const caps = readVector(market, inputs, 'market_caps');
  if (caps.some((cap) => cap < 0) || caps.every((cap) => cap === 0))
    throw badInput(
      market.estimator,
      'market_caps',
      'has a value below zero, or none above',
      'Give market values.',
    );
  return caps;
}

function enough(estimator: string, input: string, returns: Rows): Rows {
  if (returns.length >= 2) return returns;
  throw badInput(estimator, input, 'makes fewer than two returns', 'Give a longer history.');
}

function readNames(estimator: string, inputs: Inputs): readonly string[] | undefined {
  if (inputs.has('assets')) {
    const names: unknown = inputs.record('assets');
    if (
      Array.isArray(names) &&
      names.every((name) => typeof name === 'string') &&
      new Set(names).size === names.length
    )
      return names;
    throw badInput(estimator, 'assets', 'is no list of different names', 'Give one text per column.');
  }
  if (!inputs.has('mu')) return undefined;
  const mu = inputs.record('mu');
  return isList(mu) ? undefined : Object.keys(mu);
}

function columnsOf(
  inputs: Inputs,
  returns: Rows | undefined,
  named: readonly string[] | undefined,
): number | undefined {
  if (returns !== undefined) return returns[0]?.length;
  if (inputs.has('cov')) return inputs.matrix('cov').length;
  if (named !== undefined) return named.length;
  return inputs.has('mu') ? (inputs.record('mu') as unknown as ArrayLike<unknown>).length : undefined;
}

interface MeanOptions {
  readonly frequency: number;
  readonly span: number;
  readonly isCompounded: boolean;
}

function meanOf(
  returns: Rows,
  method: MeanMethod,
  { frequency, span, isCompounded }: MeanOptions,
): Float64Array {
  if (method === 'exponential') return exponentialMean(returns, span, frequency, isCompounded);
  const isArithmetic = method === 'arithmetic' || !isCompounded;
  return isArithmetic ? arithmeticMean(returns, frequency) : compoundedMean(returns, frequency);
}

function covarianceOf(
  returns: Rows,
  method: string,
  frequency: number,
  { span, benchmark }: { readonly span: number; readonly benchmark: number },
): Rows {
  if (method === 'sample') return sampleCovariance(returns, frequency);
  if (method === 'exponential') return exponentialCovariance(returns, span, frequency);
  if (method === 'semicovariance') return semicovariance(returns, benchmark, frequency);
  return shrunkCovariance(returns, method as ShrinkageTarget, frequency).covariance;
}

/** Two percent a year in trading days, which returns must reach to count as no shortfall. */
const DAILY_BENCHMARK = 0.000079;

function spanOf(inputs: Inputs, fallback: number): number {
  return inputs.has('span') ? inputs.number('span') : fallback;
}

/** Entries on both sides of the diagonal may differ by this share of the largest: files are written with few digits. */
const SYMMETRY = 1e-8;

function readCovariance(estimator: string, matrix: Rows, count: number): Rows {
  const wrong = (what: string) =>
    badInput(estimator, 'cov', what, 'Give a symmetric matrix with one row per asset.');
  if (matrix.length !== count || matrix.some((row) => row.length !== count))
    throw wrong(`is not ${count} × ${count}`);
  const largest = matrix.reduce(
    (most, row) => row.reduce((inner, value) => Math.max(inner, Math.abs(value)), most),
    0,
  );
  matrix.forEach((row, index) => {
    if (!((row[index] as number) > 0)) throw wrong(`has a variance of ${row[index]}`);
    row.forEach((value, column) => {
      if (Math.abs(value - (matrix[column]?.[index] as number)) > SYMMETRY * largest)
        throw wrong('is not symmetric');
    });
  });
  return matrix;
}

function finite(estimator: string, input: string, values: Float64Array): Float64Array {
  if (values.every((value) => Number.isFinite(value))) return values;
  throw badInput(
    estimator,
    input,
    'leaves an asset, or a pair of assets, without two rows in which they are known',
    'Leave that asset out, or give a longer history.',
  );
}
