import { accept, type Brand, type Result } from '@qca/base';
import { type DecimalRejection, formatDecimal, parseDecimal } from './decimal.ts';

/** A signed sum of one asset. Units: atoms, 10^−decimals of the asset; the scale belongs to the asset. */
export type Amount = Brand<bigint, 'Amount'>;

export const ZERO_AMOUNT = 0n as Amount;

/** Names whole atoms as an amount. */
export function amount(atoms: bigint): Amount {
  return atoms as Amount;
}

/** Parses `12.40` with the asset's decimals. Rejects: `not-a-decimal`, `too-many-decimals`. */
export function parseAmount(text: string, decimals: number): Result<Amount, DecimalRejection> {
  const parsed = parseDecimal(text, decimals);
  return parsed.ok ? accept(parsed.value as Amount) : parsed;
}

/** Formats atoms in whole units of the asset, `12.4`. */
export function formatAmount(value: Amount, decimals: number): string {
  return formatDecimal(value, decimals);
}

export function addAmounts(a: Amount, b: Amount): Amount {
  return (a + b) as Amount;
}

export function subtractAmounts(a: Amount, b: Amount): Amount {
  return (a - b) as Amount;
}

export function negateAmount(value: Amount): Amount {
  return -value as Amount;
}
