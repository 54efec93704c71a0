import { accept, type Brand, type Result, reject } from '@qca/base';
import { type DecimalRejection, formatDecimal, parseDecimal } from './decimal.ts';

/** How much of the base asset is traded; never negative, the side carries the sign. Units: base atoms. */
export type Quantity = Brand<bigint, 'Quantity'>;

export type QuantityRejection = DecimalRejection | { readonly kind: 'negative'; readonly text: string };

export const ZERO_QUANTITY = 0n as Quantity;

/** Parses `0.25` with the base asset's decimals. Rejects: as `parseDecimal`, and `negative`. */
export function parseQuantity(text: string, decimals: number): Result<Quantity, QuantityRejection> {
  const parsed = parseDecimal(text, decimals);
  if (!parsed.ok) return parsed;
  return parsed.value < 0n ? reject({ kind: 'negative', text }) : accept(parsed.value as Quantity);
}

/** Formats base atoms in whole units. */
export function formatQuantity(value: Quantity, decimals: number): string {
  return formatDecimal(value, decimals);
}
