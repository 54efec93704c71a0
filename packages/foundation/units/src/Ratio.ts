import { accept, type Brand, type Result } from '@qca/base';
import type { Amount } from './Amount.ts';
import { type DecimalRejection, formatDecimal, parseDecimal } from './decimal.ts';
import { mulDivDown, mulDivUp } from './mulDiv.ts';

/** A signed fraction in fixed point with 18 decimals (the chain's own scale): 1 is `ONE_RATIO`. */
export type Ratio = Brand<bigint, 'Ratio'>;

/** Eighteen, so that TypeScript and Solidity compute identically and share vectors. */
export const RATIO_DECIMALS = 18;
export const ONE_RATIO = (10n ** 18n) as Ratio;
export const ZERO_RATIO = 0n as Ratio;

/** Parses `0.0025`. Rejects: `not-a-decimal`, `too-many-decimals`. */
export function parseRatio(text: string): Result<Ratio, DecimalRejection> {
  const parsed = parseDecimal(text, RATIO_DECIMALS);
  return parsed.ok ? accept(parsed.value as Ratio) : parsed;
}

export function formatRatio(value: Ratio): string {
  return formatDecimal(value, RATIO_DECIMALS);
}

/** Returns the part `ratio` of `whole`. Rounds down: for what we receive. */
export function partDown(whole: Amount, ratio: Ratio): Amount {
  return mulDivDown(whole, ratio, ONE_RATIO) as Amount;
}

/** Returns the part `ratio` of `whole`. Rounds up: for what we owe. */
export function partUp(whole: Amount, ratio: Ratio): Amount {
  return mulDivUp(whole, ratio, ONE_RATIO) as Amount;
}

/** Returns part ÷ whole. Rounds down. `whole` must be positive. */
export function ratioDown(part: Amount, whole: Amount): Ratio {
  return mulDivDown(part, ONE_RATIO, whole) as Ratio;
}
