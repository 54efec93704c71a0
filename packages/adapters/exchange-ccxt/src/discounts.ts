import { Fault } from '@qca/base';
import type { FeeAsset } from '@qca/market';
import { ONE_RATIO, parseRatio } from '@qca/units';
import type { Client, Raw } from './ccxtTypes.ts';
import type { DiscountQuestion, VenueProfile } from './VenueProfile.ts';

const BPS = 10_000n;

/**
 * Asks whether the account pays its fees in a coin at a discount in one market; undefined where it does not. Needs keys
 * and clocks that agree.
 */
export async function askDiscount(
  client: Client,
  { venue, discount }: VenueProfile,
  symbol: string,
): Promise<FeeAsset | undefined> {
  if (discount === undefined) return undefined;
  const calls = client as unknown as Record<string, ((parameters: object) => Promise<Raw>) | undefined>;
  const marketId = client.markets?.[symbol]?.id ?? symbol;
  const answer = await calls[discount.call]?.({ [discount.marketParameter]: marketId });
  return readDiscount(answer?.[discount.section], discount, `${venue} ${symbol}`);
}

/** Reads a venue's answer. Refuses, as a `Fault` that stays, a coin or a discount that cannot be read. */
export function readDiscount(told: unknown, question: DiscountQuestion, where: string): FeeAsset | undefined {
  if (typeof told !== 'object' || told === null) return undefined;
  const row = told as Raw;
  if (!question.enabled.every((name) => row[name] === true || row[name] === 'true')) return undefined;
  const asset = row[question.asset];
  const multiplier = parseRatio(String(row[question.multiplier]));
  if (typeof asset !== 'string' || asset === '' || !multiplier.ok || multiplier.value > ONE_RATIO)
    throw new Fault(
      `${where}: fees are paid in a coin at a discount, but ${JSON.stringify(told)} does not say in which and how much is charged. Switch it off at the venue, or report the answer.`,
      { retryable: false },
    );
  return { asset, discountBps: Number(((ONE_RATIO - multiplier.value) * BPS) / ONE_RATIO) };
}
