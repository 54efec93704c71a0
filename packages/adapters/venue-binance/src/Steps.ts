import { assert } from '@qca/base';
import type { Instrument } from '@qca/market';

/** Binance prints every price and quantity with eight decimals. */
export const DECIMALS = 8;
const ONE = 10n ** BigInt(DECIMALS);
const PRICE_SHIFT = 10n ** 10n; // prices of instruments carry 18 decimals

/** Writes prices and quantities of an instrument as Binance does, and reads them back exactly. */
export class Steps {
  /** One tick and one lot in units of 10^−8. */
  readonly tick: bigint;
  readonly lot: bigint;

  constructor(instrument: Instrument) {
    assert(instrument.tick % PRICE_SHIFT === 0n, `${instrument.id}: the tick is finer than eight decimals`);
    assert(instrument.base.decimals === DECIMALS, `${instrument.id}: lots have eight decimals here`);
    this.tick = instrument.tick / PRICE_SHIFT;
    this.lot = instrument.lot;
  }

  price(ticks: number): string {
    return decimalText(BigInt(ticks) * this.tick);
  }

  quantity(lots: number): string {
    return decimalText(BigInt(lots) * this.lot);
  }
}

/** Prints a whole number of 10^−8, always with eight decimals: `1.50000000`. */
export function decimalText(value: bigint): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DECIMALS + 1, '0');
  const point = digits.length - DECIMALS;
  return `${value < 0n ? '-' : ''}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/** Returns a whole number of 10^−8 for a plain decimal text, undefined when it has more decimals than eight. */
export function parseDecimalText(text: string): bigint | undefined {
  const [whole = '0', fraction = ''] = text.split('.');
  const kept = fraction.replace(/0+$/, '');
  if (kept.length > DECIMALS) return undefined;
  return BigInt(whole) * ONE + BigInt(kept.padEnd(DECIMALS, '0') || '0');
}
