import { assert } from '@qca/base';
import type { Account } from './Account.ts';
import type { VenueRules } from './Rules.ts';
import { parseDecimalText } from './Steps.ts';

const ONE = 100_000_000n;

/** What a trade moves, in atoms of 10^−8. */
export interface TradeAmounts {
  readonly base: string;
  readonly quote: string;
  readonly isBuy: boolean;
  readonly isMaker: boolean;
  readonly baseAtoms: bigint;
  readonly quoteAtoms: bigint;
}

/** A commission as it is charged and printed. */
export interface Commission {
  readonly asset: string;
  readonly atoms: bigint;
}

/** What this venue charges, by its rules. Rounds down: what Binance prints is never above the exact value. */
export class Commissions {
  readonly #rules: VenueRules;
  readonly #maker: bigint;
  readonly #taker: bigint;

  constructor(rules: VenueRules) {
    this.#rules = rules;
    this.#maker = fraction(rules.makerCommission);
    this.#taker = fraction(rules.takerCommission);
  }

  /** What an order must be able to pay in quote beside its value: nothing where commissions are taken elsewhere. */
  onTop(quoteAtoms: bigint): bigint {
    return this.#rules.commissionAsset === 'quote' ? share(quoteAtoms, this.#taker) + 1n : 0n;
  }

  /** What a trade is charged. The account has received what the trade brought. */
  of(trade: TradeAmounts, account: Account): Commission {
    const rate = trade.isMaker ? this.#maker : this.#taker;
    const { commissionAsset } = this.#rules;
    if (typeof commissionAsset === 'object') {
      const { asset, multiplier, prices } = commissionAsset;
      const price = units(prices[trade.quote] ?? '0');
      const asked = share(share(trade.quoteAtoms, rate), units(multiplier));
      const atoms = price > 0n ? (asked * ONE) / price : 0n;
      if (price > 0n && account.balance(asset).free >= atoms) return { asset, atoms };
    }
    return commissionAsset !== 'quote' && trade.isBuy
      ? { asset: trade.base, atoms: share(trade.baseAtoms, rate) }
      : { asset: trade.quote, atoms: share(trade.quoteAtoms, rate) };
  }
}

function share(atoms: bigint, part: bigint): bigint {
  return (atoms * part) / ONE;
}

function fraction(text: string): bigint {
  const part = units(text);
  assert(part < ONE, `a commission of ${text} is not a fraction`);
  return part;
}

function units(text: string): bigint {
  const atoms = parseDecimalText(text);
  assert(atoms !== undefined, `${text} has more than eight decimals`);
  return atoms;
}
