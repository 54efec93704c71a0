import { accept, type Brand, type Result } from '@qca/base';
import { type DecimalRejection, formatDecimal, parseDecimal } from './decimal.ts';
import type { Ratio } from './Ratio.ts';

/**
 * A signed fee or spread in basis points with four decimals: one basis point is 10,000.
 *
 * Four decimals, because venues publish fees such as 1.6 or 0.0125 basis points.
 */
export type Bps = Brand<bigint, 'Bps'>;

export const BPS_DECIMALS = 4;
const RATIO_PER_BPS_ATOM = 10n ** 10n; // 10^18 ÷ (10^4 basis points × 10^4 decimals)

/** Parses basis points, `7.5`. Rejects: `not-a-decimal`, `too-many-decimals`. */
export function parseBps(text: string): Result<Bps, DecimalRejection> {
  const parsed = parseDecimal(text, BPS_DECIMALS);
  return parsed.ok ? accept(parsed.value as Bps) : parsed;
}

export function formatBps(value: Bps): string {
  return formatDecimal(value, BPS_DECIMALS);
}

/** Returns the same fraction as a Ratio. Exact. */
export function toRatio(value: Bps): Ratio {
  return (value * RATIO_PER_BPS_ATOM) as Ratio;
}
