import { assert } from '@qca/base';
import type { Instrument } from '@qca/market';
import { formatDecimal, PRICE_DECIMALS, parseDecimal } from '@qca/units';

// Between decimal texts and whole ticks, lots and atoms. Nothing is rounded: what is no whole multiple is undefined.

/** Returns a price text in whole ticks. */
export function toTicks(text: string, { tick }: Instrument): number | undefined {
  return wholeMultiple(text, PRICE_DECIMALS, tick);
}

/** Returns a quantity text in whole lots. */
export function toLots(text: string, { lot, base }: Instrument): number | undefined {
  return wholeMultiple(text, base.decimals, lot);
}

export function priceText(ticks: number, { tick }: Instrument): string {
  assert(Number.isSafeInteger(ticks), `${ticks} is not a whole number of ticks`);
  return formatDecimal(BigInt(ticks) * tick, PRICE_DECIMALS);
}

export function quantityText(lots: number, { lot, base }: Instrument): string {
  assert(Number.isSafeInteger(lots), `${lots} is not a whole number of lots`);
  return formatDecimal(BigInt(lots) * lot, base.decimals);
}

function wholeMultiple(text: string, decimals: number, step: bigint): number | undefined {
  const parsed = parseDecimal(text, decimals);
  if (!parsed.ok || parsed.value % step !== 0n) return undefined;
  return Number(parsed.value / step);
}

/** How far a float may lie from a whole number of steps and still be one that went through a double. */
const WHOLE_TOLERANCE = 1e-4;

/** Returns a float that ccxt parsed from an exact text in whole steps, undefined when it is no multiple. */
export function floatToSteps(value: number, stepSize: number): number | undefined {
  const steps = value / stepSize;
  const whole = Math.round(steps);
  const isWhole = Math.abs(steps - whole) <= WHOLE_TOLERANCE + whole * Number.EPSILON * 4;
  return isWhole && whole >= 0 ? whole : undefined;
}
