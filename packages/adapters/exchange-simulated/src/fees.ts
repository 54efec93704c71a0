import { DAY, dayNumber, type TimeUs } from '@qca/base';
import { feeTier, type Instrument } from '@qca/market';
import { type Amount, partUp, type Ratio, toFloat } from '@qca/units';
import { notionalDown, notionalUp } from './notional.ts';

/** Venues rank their customers by the volume of this many days. */
const WINDOW_DAYS = 30;

/** What was traded at a venue in the last 30 days, in whole reporting units. */
export class VolumeWindow {
  readonly #values: Readonly<Record<string, number>>;
  readonly #days = new Float64Array(WINDOW_DAYS);
  #today = 0;
  #sum = 0;

  constructor(values: Readonly<Record<string, number>>) {
    this.#values = values;
  }

  add(instrument: Instrument, notional: Amount, timeUs: TimeUs): void {
    const value = this.#values[instrument.quote.id] ?? 0;
    if (value === 0) return;
    this.#turnTo(dayNumber(timeUs));
    this.#days[this.#today % WINDOW_DAYS]! += value * toFloat(notional, instrument.quote.decimals);
    this.#sum = 0;
    for (const day of this.#days) this.#sum += day;
  }

  /** Returns the volume of today and the 29 days before it. */
  at(timeUs: TimeUs): number {
    this.#turnTo(Math.floor(timeUs / DAY));
    return this.#sum;
  }

  #turnTo(day: number): void {
    if (day <= this.#today) return;
    const passed = Math.min(day - this.#today, WINDOW_DAYS);
    for (let step = 0; step < passed; step += 1) this.#days[(day - step) % WINDOW_DAYS] = 0;
    this.#today = day;
    this.#sum = 0;
    for (const value of this.#days) this.#sum += value;
  }
}

/** A side of a trade, for its fee. */
export interface FeeBasis {
  readonly lots: number;
  readonly ticks: number;
  readonly liquidity: 'maker' | 'taker';
  /** 30-day volume so far. */
  readonly volume: number;
}

/** Returns the fee in quote atoms, negative for a rebate. Rounds up: fees to the venue, rebates down in size. */
export function feeAtoms(instrument: Instrument, basis: FeeBasis): Amount {
  const tier = feeTier(instrument.fees, basis.volume);
  const rate = basis.liquidity === 'maker' ? tier.maker : tier.taker;
  return feeAtRate(instrument, basis.lots, basis.ticks, rate);
}

export function feeAtRate(instrument: Instrument, lots: number, ticks: number, rate: Ratio): Amount {
  const notional = rate >= 0n ? notionalUp(instrument, lots, ticks) : notionalDown(instrument, lots, ticks);
  return partUp(notional, rate);
}

/** Returns the highest taker rate of any tier: what an order must be able to pay whenever it fills. */
export function takerRateMax(instrument: Instrument): Ratio {
  let highest = 0n as Ratio;
  for (const tier of instrument.fees) {
    if (tier.taker > highest) highest = tier.taker;
    if (tier.maker > highest) highest = tier.maker;
  }
  return highest;
}
