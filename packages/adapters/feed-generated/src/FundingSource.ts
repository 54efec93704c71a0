import { HOUR, NEVER, type TimeUs } from '@qca/base';
import type { Funding, Instrument, MarketEvent } from '@qca/market';
import type { LatentPath } from './LatentPath.ts';
import type { Source } from './Source.ts';

/** Interest of 0.01 % per 8 hours, and how far the rate may lie from the premium. */
const INTEREST = 0.0001;
const CLAMP = 0.0005;

/**
 * Funding of one perpetual at whole intervals since 1970: P + clamp(0.01 % − P, ±0.05 %) per 8 hours, where P is the
 * mean premium over the hidden value since the last funding (or the start).
 *
 * Source: Binance, "Introduction to Binance futures funding rates"; shorter intervals take their share of 8 hours.
 */
export class FundingSource implements Source {
  timeUs: TimeUs;
  readonly #endUs: TimeUs;
  readonly #intervalUs: number;
  readonly #path: LatentPath;
  readonly #instrument: Instrument;
  readonly #event: Funding;
  #stepBefore = 0;
  #sumBefore: number;

  constructor(source: {
    readonly instrument: Instrument;
    readonly intervalUs: number;
    readonly path: LatentPath;
    readonly startUs: TimeUs;
    readonly endUs: TimeUs;
  }) {
    const { instrument, intervalUs, path } = source;
    this.#endUs = source.endUs;
    this.#intervalUs = intervalUs;
    this.#path = path;
    this.#instrument = instrument;
    this.#event = {
      kind: 'funding',
      instrument: instrument.index,
      venueTimeUs: 0,
      timeUs: 0,
      rate: 0,
      markTicks: 0,
    };
    this.#sumBefore = path.gapSum(instrument.index, 0);
    this.timeUs = this.#dueAt((Math.floor(source.startUs / intervalUs) + 1) * intervalUs);
  }

  take(): MarketEvent {
    const event = this.#event;
    const { index, tickSize } = this.#instrument;
    const step = this.#path.stepAt(this.timeUs);
    const sum = this.#path.gapSum(index, step);
    const premium = step > this.#stepBefore ? (sum - this.#sumBefore) / (step - this.#stepBefore) : 0;
    const rate = premium + Math.min(CLAMP, Math.max(-CLAMP, INTEREST - premium));
    event.venueTimeUs = this.timeUs;
    event.timeUs = this.timeUs;
    event.rate = (rate * this.#intervalUs) / (8 * HOUR);
    event.markTicks = Math.max(1, Math.round(this.#path.mid(index, step) / tickSize));
    this.#stepBefore = step;
    this.#sumBefore = sum;
    this.timeUs = this.#dueAt(this.timeUs + this.#intervalUs);
    return event;
  }

  #dueAt(timeUs: TimeUs): TimeUs {
    return timeUs < this.#endUs ? timeUs : NEVER;
  }
}
