import { accept, type Brand, type Result, reject } from '@qca/base';
import type { Amount } from './Amount.ts';
import { type DecimalRejection, formatDecimal, parseDecimal } from './decimal.ts';
import { mulDivDown, mulDivUp } from './mulDiv.ts';
import type { Quantity } from './Quantity.ts';

/** Whole units of quote per whole unit of base, in fixed point with 18 decimals. Never negative. */
export type Price = Brand<bigint, 'Price'>;

export const PRICE_DECIMALS = 18;
export const ONE_PRICE = (10n ** 18n) as Price;

export type PriceRejection = DecimalRejection | { readonly kind: 'negative'; readonly text: string };

/** Parses `61837.63`. Rejects: as `parseDecimal`, and `negative`. */
export function parsePrice(text: string): Result<Price, PriceRejection> {
  const parsed = parseDecimal(text, PRICE_DECIMALS);
  if (!parsed.ok) return parsed;
  return parsed.value < 0n ? reject({ kind: 'negative', text }) : accept(parsed.value as Price);
}

export function formatPrice(value: Price): string {
  return formatDecimal(value, PRICE_DECIMALS);
}

/** The scales of the two assets of a market. */
export interface PairDecimals {
  readonly baseDecimals: number;
  readonly quoteDecimals: number;
}

/** Values `quantity` at `price` in quote atoms. Rounds down: for what we receive. */
export function notionalDown(quantity: Quantity, price: Price, pair: PairDecimals): Amount {
  return mulDivDown(quantity * 10n ** BigInt(pair.quoteDecimals), price, notionalDivisor(pair)) as Amount;
}

/** Values `quantity` at `price` in quote atoms. Rounds up: for what we pay. */
export function notionalUp(quantity: Quantity, price: Price, pair: PairDecimals): Amount {
  return mulDivUp(quantity * 10n ** BigInt(pair.quoteDecimals), price, notionalDivisor(pair)) as Amount;
}

function notionalDivisor(pair: PairDecimals): bigint {
  return 10n ** BigInt(pair.baseDecimals + PRICE_DECIMALS);
}
