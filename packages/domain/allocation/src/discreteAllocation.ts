import { Refusal } from '@qca/base';
import { type Amount, amount, mulDivDown, mulDivUp, parseDecimal } from '@qca/units';
import { badAmount, splitAmount } from './splitAmount.ts';

/** The least a portfolio is opened with: 5 USD. */
export const CENTS_MIN = 500n;
/** Decimals a price may have: what listed shares and coins are quoted with. */
const PRICE_DECIMALS = 12;
/** Decimals of a share that brokers keep where they sell parts of shares. */
const SHARE_DECIMALS = 8;
const PRICE_ATOMS_PER_CENT = 10n ** BigInt(PRICE_DECIMALS - 2);
const SHARE_ATOMS = 10n ** BigInt(SHARE_DECIMALS);

export interface Purchase {
  /** Shares, or parts of shares. */
  readonly shares: number;
  /** What they cost. Rounds up to the cent. */
  readonly cost: Amount;
}

export interface DiscreteAllocation {
  readonly purchases: readonly Purchase[];
  /** Cents not spent. Costs and cash sum to the total, always. */
  readonly cash: Amount;
}

export interface DiscreteOrder {
  readonly weights: ArrayLike<number>;
  /** Price of one share in the currency's unit; decimals beyond the twelfth are refused. */
  readonly prices: readonly number[];
  /** Cents. */
  readonly total: Amount;
}

/**
 * Buys parts of shares: the sum is split by largest remainder, and each part buys what it pays for, rounded down to the
 * eighth decimal. Rejects, as `Refusal`: `bad-weights`, `bad-amount` below 5 USD, `bad-price`.
 */
export function allocateFractions({ weights, prices, total }: DiscreteOrder): DiscreteAllocation {
  checkTotal(total);
  const parts = splitAmount(total, weights);
  const purchases = parts.map((part, index) => {
    const price = priceAtoms(prices[index] as number);
    const atoms = mulDivDown(part * PRICE_ATOMS_PER_CENT, SHARE_ATOMS, price);
    const cost = mulDivUp(atoms, price, SHARE_ATOMS * PRICE_ATOMS_PER_CENT);
    return { shares: Number(atoms) / Number(SHARE_ATOMS), cost: amount(cost) };
  });
  return { purchases, cash: cashOf(total, purchases) };
}

/**
 * Buys whole shares greedily: first as many as each weight pays for, then one by one where the portfolio is furthest below
 * its weights and the money reaches, until neither of the ten next ones can be bought.
 *
 * Source: PyPortfolioOpt `DiscreteAllocation.greedy_portfolio`, long only, where every purchase costs whole cents, rounded
 * up. Rejects, as `Refusal`: `bad-weights`, `bad-amount` below 5 USD, `bad-price`.
 */
export function allocateWhole({ weights, prices, total }: DiscreteOrder): DiscreteAllocation {
  checkTotal(total);
  splitAmount(total, weights);
  const atoms = prices.map(priceAtoms);
  const money = Number(total * PRICE_ATOMS_PER_CENT);
  const order = Array.from(weights, (weight, index) => ({ weight, index })).toSorted(
    (one, other) => other.weight - one.weight,
  );
  const shares = prices.map(() => 0n);
  let left: bigint = total;
  for (const { weight, index } of order) {
    const price = atoms[index] as bigint;
    const wanted = BigInt(Math.floor((weight * money) / Number(price)));
    // Each purchase rounds up to the cent: together those of weights that sum to 1 may come to more than there is.
    const affordable = (left * PRICE_ATOMS_PER_CENT) / price;
    shares[index] = wanted < affordable ? wanted : affordable;
    left -= costOf(shares[index], price);
  }
  for (let index = nextToBuy(order, shares, atoms, left); index >= 0; ) {
    left -= costOfNext(shares[index] as bigint, atoms[index] as bigint);
    shares[index] = (shares[index] as bigint) + 1n;
    index = nextToBuy(order, shares, atoms, left);
  }
  const purchases = shares.map((count, index) => ({
    shares: Number(count),
    cost: amount(costOf(count, atoms[index] as bigint)),
  }));
  return { purchases, cash: cashOf(total, purchases) };
}

/** Cents that so many shares cost at a price in atoms. Rounds up. */
function costOf(shares: bigint, price: bigint): bigint {
  return mulDivUp(shares, price, PRICE_ATOMS_PER_CENT);
}

function costOfNext(shares: bigint, price: bigint): bigint {
  return costOf(shares + 1n, price) - costOf(shares, price);
}

/** Tries PyPortfolioOpt makes beyond the asset furthest below its weight before it stops. */
const TRIES_MAX = 10;

/** Column of the asset to buy one more share of with the cents left, or −1. */
function nextToBuy(
  order: readonly { weight: number; index: number }[],
  shares: readonly bigint[],
  atoms: readonly bigint[],
  left: bigint,
): number {
  const values = order.map(({ index }) => Number((shares[index] as bigint) * (atoms[index] as bigint)));
  const invested = values.reduce((sum, value) => sum + value, 0);
  const deficit = order.map(({ weight }, place) => weight - (values[place] as number) / (invested || 1));
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const most = Math.max(...deficit);
    if (!(most > 0)) return -1;
    const place = deficit.indexOf(most);
    const index = order[place]?.index as number;
    if (costOfNext(shares[index] as bigint, atoms[index] as bigint) <= left) return index;
    deficit[place] = 0;
  }
  return -1;
}

function cashOf(total: Amount, purchases: readonly Purchase[]): Amount {
  return amount(purchases.reduce((cash, { cost }) => cash - cost, total as bigint));
}

function checkTotal(total: Amount): void {
  if (total < CENTS_MIN) throw badAmount(`the sum is ${total} cents, below the least of ${CENTS_MIN}`);
}

function priceAtoms(price: number): bigint {
  const parsed = parseDecimal(String(price), PRICE_DECIMALS);
  if (parsed.ok && parsed.value > 0n) return parsed.value;
  throw new Refusal({
    kind: 'bad-price',
    what: `a price is ${price}`,
    where: 'latest_prices',
    remedy: `Give prices above zero with at most ${PRICE_DECIMALS} decimals.`,
  });
}
