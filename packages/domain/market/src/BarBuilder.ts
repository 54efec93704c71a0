import { assert, DAY, type TimeUs } from '@qca/base';
import type { Bar, Trade } from './events.ts';

/**
 * Sums trades, or shorter bars, up to bars of one interval, aligned to UTC midnight.
 *
 * A trade belongs to the interval of its venue time, a shorter bar to that of its open. A bar is handed to `emit`
 * as soon as it is known to be whole: when the shorter bar that ends it arrives, when something of a later interval does,
 * or when `closeUntil` says that its time is over. Intervals in which nothing happened give no bar. The bar handed over
 * is one object used again and again: read it, never keep it.
 *
 * Exact for whole lots; fractional volumes are added in floating point, in the order heard.
 */
export class BarBuilder {
  readonly #intervalUs: number;
  readonly #emit: (bar: Bar) => void;
  readonly #bar: Bar;
  #isOpen = false;
  #late = 0;
  /** Open time from which things still count: everything before was handed over. */
  #floorUs: TimeUs = Number.NEGATIVE_INFINITY;

  constructor(options: {
    readonly instrument: number;
    readonly intervalUs: number;
    readonly emit: (bar: Bar) => void;
  }) {
    assert(
      options.intervalUs > 0 && DAY % options.intervalUs === 0,
      `an interval of ${options.intervalUs} µs does not divide a day`,
    );
    this.#intervalUs = options.intervalUs;
    this.#emit = options.emit;
    this.#bar = {
      kind: 'bar',
      instrument: options.instrument,
      venueTimeUs: 0,
      timeUs: 0,
      openTimeUs: 0,
      openTicks: 0,
      highTicks: 0,
      lowTicks: 0,
      closeTicks: 0,
      volumeLots: 0,
    };
  }

  /** Trades and bars that came after their bar was handed over, and were left out. */
  get late(): number {
    return this.#late;
  }

  addTrade(trade: Trade): void {
    const { venueTimeUs, timeUs, priceTicks, quantityLots } = trade;
    if (!this.#enter(venueTimeUs, timeUs)) return;
    this.#merge(priceTicks, priceTicks, priceTicks, priceTicks, quantityLots);
  }

  /** Rejects: a bar that reaches beyond the interval it opens in is a bug of the caller. */
  addBar(bar: Bar): void {
    const openTimeUs = this.#openOf(bar.openTimeUs);
    assert(bar.venueTimeUs <= openTimeUs + this.#intervalUs, 'a bar reaches beyond the interval it opens in');
    if (!this.#enter(bar.openTimeUs, bar.timeUs)) return;
    this.#merge(bar.openTicks, bar.highTicks, bar.lowTicks, bar.closeTicks, bar.volumeLots);
    if (bar.venueTimeUs === this.#bar.venueTimeUs) this.#close();
  }

  /** Hands over the open bar when its interval has ended by `timeUs`. */
  closeUntil(timeUs: TimeUs): void {
    if (this.#isOpen && this.#bar.venueTimeUs <= timeUs) this.#close();
  }

  /** Opens the interval of a moment unless it is open. Returns false when that interval is over. */
  #enter(momentUs: TimeUs, heardUs: TimeUs): boolean {
    const openTimeUs = this.#openOf(momentUs);
    if (openTimeUs < this.#floorUs) {
      this.#late += 1;
      return false;
    }
    if (this.#isOpen && openTimeUs > this.#bar.openTimeUs) this.#close();
    if (!this.#isOpen) this.#open(openTimeUs);
    this.#bar.timeUs = Math.max(this.#bar.timeUs, heardUs);
    return true;
  }

  #open(openTimeUs: TimeUs): void {
    const bar = this.#bar;
    this.#isOpen = true;
    this.#floorUs = openTimeUs;
    bar.openTimeUs = openTimeUs;
    bar.venueTimeUs = openTimeUs + this.#intervalUs;
    bar.timeUs = bar.venueTimeUs;
    bar.volumeLots = 0;
    bar.openTicks = 0;
  }

  #merge(openTicks: number, highTicks: number, lowTicks: number, closeTicks: number, lots: number): void {
    const bar = this.#bar;
    const isFirst = bar.openTicks === 0;
    if (isFirst) bar.openTicks = openTicks;
    bar.highTicks = isFirst ? highTicks : Math.max(bar.highTicks, highTicks);
    bar.lowTicks = isFirst ? lowTicks : Math.min(bar.lowTicks, lowTicks);
    bar.closeTicks = closeTicks;
    bar.volumeLots += lots;
  }

  #close(): void {
    this.#isOpen = false;
    this.#floorUs = this.#bar.venueTimeUs;
    this.#emit(this.#bar);
  }

  #openOf(timeUs: TimeUs): TimeUs {
    return Math.floor(timeUs / this.#intervalUs) * this.#intervalUs;
  }
}
