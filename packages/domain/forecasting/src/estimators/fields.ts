import { badInput, type Field, type Inputs } from '@qca/numerics';

export const RETURNS: Field = {
  name: 'returns',
  shape: 'vector',
  unit: 'any, the answer is in the same; percent keeps numbers near one',
  meaning: 'simple returns, oldest first; or give prices',
  optional: true,
};

export const PRICES: Field = {
  name: 'prices',
  shape: 'vector',
  unit: 'price',
  meaning: 'prices, oldest first, turned into returns of 100 × (price / price before − 1)',
  optional: true,
};

/** Column of price files as Yahoo names it, so that such a file is an input as it is. */
export const ADJUSTED_CLOSE: Field = { ...PRICES, name: 'Adj Close', meaning: 'the same as prices' };

export const VALUES: Field = {
  name: 'values',
  shape: 'vector',
  unit: 'any, the answer is in the same',
  meaning: 'the series, oldest first, evenly spaced',
};

export const HORIZON: Field = {
  name: 'horizon',
  shape: 'whole',
  unit: 'periods',
  meaning: 'number of periods to forecast',
  default: 5,
};

export const PERIOD: Field = {
  name: 'period',
  shape: 'whole',
  unit: 'periods',
  meaning: 'periods in a season; 1 where there is none',
  default: 1,
};

export const ACTUAL: Field = {
  name: 'actual',
  shape: 'vector',
  unit: 'any',
  meaning: 'what came, oldest first',
};

export const FORECAST: Field = {
  name: 'forecast',
  shape: 'vector',
  unit: 'that of actual',
  meaning: 'what was forecast for the same periods',
};

/** Output fields that need no more than a name, a unit and a meaning. */
export function numberField(name: string, unit: string, meaning: string): Field {
  return { name, shape: 'number', unit, meaning };
}

export function vectorField(name: string, unit: string, meaning: string): Field {
  return { name, shape: 'vector', unit, meaning };
}

/** Longest horizon an estimator answers: far beyond any use, and small enough to print. */
const HORIZON_MAX = 10_000;

/** Rejects, as `Refusal`: `bad-input`, for a whole number below `least` or above `most`. */
export function readWhole(
  estimator: string,
  inputs: Inputs,
  name: string,
  least: number,
  most = HORIZON_MAX,
): number {
  const value = inputs.number(name);
  if (value < least || value > most)
    throw badInput(estimator, name, `is ${value}`, `Give a whole number from ${least} to ${most}.`);
  return value;
}

/** Rejects, as `Refusal`: `bad-input`, for a number outside the open interval from 0 to 1. */
export function readFraction(estimator: string, inputs: Inputs, name: string): number {
  const value = inputs.number(name);
  if (!(value > 0 && value < 1))
    throw badInput(estimator, name, `is ${value}`, 'Give a number between 0 and 1, both excluded.');
  return value;
}

/** Rejects, as `Refusal`: `bad-input`, for a series shorter than `least`. */
export function readSeries(estimator: string, inputs: Inputs, name: string, least: number): Float64Array {
  const series = inputs.vector(name);
  if (series.length < least)
    throw badInput(estimator, name, `has ${series.length} values`, `Give at least ${least}.`);
  return series;
}

/** Rejects, as `Refusal`: `bad-input`, for two series of different lengths, or shorter than `least`. */
export function readPair(
  estimator: string,
  inputs: Inputs,
  names: readonly [string, string],
  least: number,
): readonly [Float64Array, Float64Array] {
  const [one, other] = names;
  const first = readSeries(estimator, inputs, one, least);
  const second = inputs.vector(other);
  if (second.length !== first.length)
    throw badInput(
      estimator,
      other,
      `has ${second.length} values and ${one} has ${first.length}`,
      'Give both for the same periods.',
    );
  return [first, second];
}

/** Returns as given, or 100 × simple changes of prices. Rejects none, several, too few, prices not above 0, and returns that never vary. */
export function readReturns(estimator: string, inputs: Inputs, least: number): Float64Array {
  const [given, ...others] = ['returns', PRICES.name, ADJUSTED_CLOSE.name].filter((name) => inputs.has(name));
  if (given === undefined || others.length > 0)
    throw badInput(estimator, 'returns', 'or prices are to be given', 'Give one of them, and not both.');
  const returns = given === 'returns' ? inputs.vector(given) : changesOf(estimator, inputs, given);
  if (returns.length < least)
    throw badInput(
      estimator,
      'returns',
      `are ${returns.length} in number`,
      `Give at least ${least} (one price more).`,
    );
  if (returns.every((value) => value === returns[0]))
    throw badInput(estimator, 'returns', 'are all the same', 'Give a series that varies.');
  return returns;
}

function changesOf(estimator: string, inputs: Inputs, name: string): Float64Array {
  const prices = inputs.vector(name);
  if (!prices.every((price) => price > 0))
    throw badInput(estimator, name, 'are not all above 0', 'Give positive prices.');
  return prices.subarray(1).map((price, at) => 100 * (price / (prices[at] as number) - 1));
}
