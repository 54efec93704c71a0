import { badInput, type Inputs } from '@qca/numerics';
import type { Group, Limits } from '../Limits.ts';
import { isList, type Market, readVector } from './readMarket.ts';

/** Reads `LIMIT_FIELDS`. Rejects, as `Refusal`: `bad-input`. */
export function readLimits(market: Market, inputs: Inputs): Limits {
  const { assets, estimator } = market;
  const [lower, upper] = readBounds(market, inputs);
  assets.forEach((asset, index) => {
    if ((lower[index] as number) > (upper[index] as number))
      throw badInput(
        estimator,
        'lower',
        `of ${asset} is ${lower[index]}, above its largest weight ${upper[index]}`,
        'Give a least weight at or below the largest.',
      );
  });
  const groups = inputs.has('groups') ? readGroups(market, inputs.record('groups')) : [];
  const total = isNeutral(market, inputs, lower) ? 0 : 1;
  if (!inputs.has('max_turnover')) return { assets, lower, upper, groups, total };
  if (!inputs.has('current'))
    throw badInput(
      estimator,
      'current',
      'is missing',
      'Give the weights held now, which max_turnover counts from.',
    );
  const turnover = {
    current: readVector(market, inputs, 'current', 0),
    maximum: inputs.number('max_turnover'),
  };
  return { assets, lower, upper, groups, total, turnover };
}

function isNeutral({ estimator }: Market, inputs: Inputs, lower: Float64Array): boolean {
  if (!inputs.has('market_neutral') || !inputs.flag('market_neutral')) return false;
  if (lower.some((least) => least < 0)) return true;
  throw badInput(
    estimator,
    'market_neutral',
    'needs weights below zero, and none are allowed',
    'Give weight_bounds such as [-1, 1].',
  );
}

function readBounds(market: Market, inputs: Inputs): [Float64Array, Float64Array] {
  const { assets, estimator } = market;
  const low = inputs.number('min_weight');
  const high = inputs.number('max_weight');
  if (inputs.has('weight_bounds')) {
    const given: unknown = inputs.record('weight_bounds');
    const pairs = isPair(given) ? assets.map(() => given) : isList(given) ? Array.from(given) : [];
    if (pairs.length !== assets.length || !pairs.every(isPair))
      throw badInput(
        estimator,
        'weight_bounds',
        'is neither one pair nor a pair for each asset',
        'Give [least, largest].',
      );
    return [
      Float64Array.from(pairs, ([least]) => least ?? -1),
      Float64Array.from(pairs, ([, most]) => most ?? 1),
    ];
  }
  return [
    inputs.has('lower')
      ? readVector(market, inputs, 'lower', low)
      : new Float64Array(assets.length).fill(low),
    inputs.has('upper')
      ? readVector(market, inputs, 'upper', high)
      : new Float64Array(assets.length).fill(high),
  ];
}

/** `null` is −1 below and 1 above, as in PyPortfolioOpt. */
function isPair(given: unknown): given is [number | null, number | null] {
  return (
    isList(given) &&
    given.length === 2 &&
    Array.from(given).every((value) => value === null || typeof value === 'number')
  );
}

function readGroups({ assets, estimator }: Market, groups: Readonly<Record<string, unknown>>): Group[] {
  return Object.entries(groups).map(([name, group]) => {
    const wrong = (what: string) =>
      badInput(estimator, 'groups', `${name}: ${what}`, 'Give {members: names or columns, min, max}.');
    if (typeof group !== 'object' || group === null) throw wrong('is no object');
    const {
      members,
      min = Number.NEGATIVE_INFINITY,
      max = Number.POSITIVE_INFINITY,
    } = group as Readonly<Record<string, unknown>>;
    if (!Array.isArray(members) || members.length === 0) throw wrong('has no members');
    if (typeof min !== 'number' || typeof max !== 'number') throw wrong('has an end that is no number');
    if (min > max) throw wrong(`goes from ${min} down to ${max}`);
    const columns = members.map((member) => {
      const column = typeof member === 'number' ? member : assets.indexOf(String(member));
      if (assets[column] === undefined) throw wrong(`${String(member)} is no asset`);
      return column;
    });
    return { name, members: columns, minimum: min, maximum: max };
  });
}
