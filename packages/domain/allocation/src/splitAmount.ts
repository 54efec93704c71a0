import { Refusal } from '@qca/base';
import { type Amount, amount } from '@qca/units';

/** Weights become whole numbers of this scale: what a double below 1 holds. */
const WEIGHT_SCALE = 2 ** 52;

/**
 * Splits a sum by weights into whole atoms, by largest remainder: everyone gets the part rounded down, and the atoms left
 * over go one each to the largest remainders, the first of equal ones first. The parts sum to `total`, always.
 *
 * Units: atoms, such as cents. Weights need not sum to 1. Rejects, as `Refusal`: `bad-weights`, `bad-amount`.
 */
export function splitAmount(total: Amount, weights: ArrayLike<number>): Amount[] {
  if (total < 0n) throw badAmount(`the sum is ${total} atoms`);
  const scale = wholeWeights(weights);
  const sum = scale.reduce((all, weight) => all + weight, 0n);
  const parts = scale.map((weight, index) => {
    const product = total * weight;
    return { index, part: product / sum, remainder: product % sum };
  });
  let left = total - parts.reduce((all, { part }) => all + part, 0n);
  const inOrder = parts.toSorted((one, other) =>
    one.remainder === other.remainder ? one.index - other.index : one.remainder > other.remainder ? -1 : 1,
  );
  for (const entry of inOrder) {
    if (left === 0n) break;
    entry.part += 1n;
    left -= 1n;
  }
  return parts.map(({ part }) => amount(part));
}

/** Weights as whole numbers in the same proportions. */
function wholeWeights(weights: ArrayLike<number>): bigint[] {
  const list = Array.from(weights);
  const largest = Math.max(...list);
  if (list.some((weight) => !(weight >= 0)) || !Number.isFinite(largest) || largest === 0) {
    throw new Refusal({
      kind: 'bad-weights',
      what: 'weights to split money by must be zero or more, and not all zero',
      where: 'weights',
      remedy: 'Give weights of a long-only portfolio.',
    });
  }
  return list.map((weight) => BigInt(Math.round((weight / largest) * WEIGHT_SCALE)));
}

export function badAmount(what: string): Refusal {
  return new Refusal({
    kind: 'bad-amount',
    what,
    where: 'total_portfolio_value',
    remedy: 'Give an amount of money that can be split.',
  });
}
