import type { TimeUs } from '@qca/base';
import { type Instrument, isFeeInQuote, type MarketEvent, type VenueId } from '@qca/market';
import type { Order } from '@qca/orders';
import { RATIO_DECIMALS, toFloat } from '@qca/units';
import type { DepthView, View } from '../Strategy.ts';

/** One side of a scripted book, best level first: price in ticks, size in lots. */
export type Ladder = readonly (readonly [ticks: number, lots: number])[];

/**
 * A market by hand: tests set prices, books, holdings and orders, or let it `hear` market events.
 *
 * It knows no matching and no money rules of its own; `playStrategy` adds simple ones.
 */
export class FakeView implements View {
  timeUs: TimeUs = 0;
  readonly instruments: readonly Instrument[];
  readonly orders: Order[] = [];
  readonly values = new Map<string, number>();
  reportingAsset = 'USD';
  legsUnderWay = false;
  equityValue = 10_000;
  budgetValue = 10_000;
  readonly #marks: {
    bid: number;
    ask: number;
    bidLots: number;
    askLots: number;
    last: number;
    heard: number;
  }[];
  readonly #books = new Map<number, FakeBook>();
  readonly #holdings = new Map<string, number>();
  readonly #reserved = new Map<string, number>();
  readonly #positions = new Map<number, number>();

  constructor(instruments: readonly Instrument[]) {
    this.instruments = instruments;
    this.#marks = instruments.map(() => ({
      bid: 0,
      ask: 0,
      bidLots: Number.POSITIVE_INFINITY,
      askLots: Number.POSITIVE_INFINITY,
      last: 0,
      heard: 0,
    }));
  }

  /** Moves time and the marks as the engine's market state would. */
  hear(event: MarketEvent): void {
    this.timeUs = event.timeUs;
    const mark = this.#mark(event.instrument);
    mark.heard = event.timeUs;
    if (event.kind === 'quote') {
      Object.assign(mark, {
        bid: event.bidTicks,
        ask: event.askTicks,
        bidLots: event.bidLots,
        askLots: event.askLots,
      });
      mark.last = (event.bidTicks + event.askTicks) / 2;
      return;
    }
    const last =
      event.kind === 'bar' ? event.closeTicks : event.kind === 'trade' ? event.priceTicks : undefined;
    if (last === undefined) return;
    mark.last = last;
    if (mark.bidLots !== Number.POSITIVE_INFINITY) return;
    const half = (last * toFloat(this.#instrument(event.instrument).assumedSpread, RATIO_DECIMALS)) / 2;
    mark.bid = Math.floor(last - half);
    mark.ask = Math.ceil(last + half);
  }

  setQuote(
    instrument: number,
    quote: { bid: number; ask: number; bidLots?: number; askLots?: number },
  ): this {
    const mark = this.#mark(instrument);
    mark.bid = quote.bid;
    mark.ask = quote.ask;
    mark.bidLots = quote.bidLots ?? Number.POSITIVE_INFINITY;
    mark.askLots = quote.askLots ?? Number.POSITIVE_INFINITY;
    mark.last = (quote.bid + quote.ask) / 2;
    mark.heard = this.timeUs;
    return this;
  }

  setBook(instrument: number, bids: Ladder, asks: Ladder): this {
    this.#books.set(instrument, new FakeBook(bids, asks));
    const [bid, bidLots] = bids[0] ?? [0, 0];
    const [ask, askLots] = asks[0] ?? [0, 0];
    return this.setQuote(instrument, { bid, ask, bidLots, askLots });
  }

  /** Sets a holding in whole units, and how much of it is reserved beside what `orders` reserve. */
  setHeld(venue: VenueId, asset: string, amount: number, reserved = 0): this {
    this.#holdings.set(`${venue} ${asset}`, amount);
    this.#reserved.set(`${venue} ${asset}`, reserved);
    return this;
  }

  addHeld(venue: VenueId, asset: string, amount: number): void {
    this.#holdings.set(`${venue} ${asset}`, this.held(venue, asset) + amount);
  }

  /** Sets the signed position of a perpetual; a spot position is what is held of the base. */
  setPosition(instrument: number, lots: number): this {
    this.#positions.set(instrument, lots);
    return this;
  }

  setHeard(instrument: number, timeUs: TimeUs): this {
    this.#mark(instrument).heard = timeUs;
    return this;
  }

  bidTicks(instrument: number): number {
    return this.#mark(instrument).bid;
  }
  askTicks(instrument: number): number {
    return this.#mark(instrument).ask;
  }
  bidLots(instrument: number): number {
    return this.#mark(instrument).bidLots;
  }
  askLots(instrument: number): number {
    return this.#mark(instrument).askLots;
  }
  lastTicks(instrument: number): number {
    return this.#mark(instrument).last;
  }
  lastHeardUs(instrument: number): TimeUs {
    return this.#mark(instrument).heard;
  }
  depth(instrument: number): DepthView | undefined {
    return this.#books.get(instrument);
  }
  held(venue: VenueId, asset: string): number {
    return this.#holdings.get(`${venue} ${asset}`) ?? 0;
  }
  free(venue: VenueId, asset: string): number {
    let free = this.held(venue, asset) - (this.#reserved.get(`${venue} ${asset}`) ?? 0);
    for (const { spec, filledLots } of this.orders) {
      const traded = this.#instrument(spec.instrument);
      if (traded.venue !== venue || traded.kind === 'perpetual') continue;
      const base = (spec.quantityLots - filledLots) * traded.lotSize;
      if (spec.side === 'sell' && traded.base.id === asset) free -= base;
      if (spec.side !== 'buy' || traded.quote.id !== asset) continue;
      const fee = spec.postOnly === true ? this.makerFee(spec.instrument) : this.takerFee(spec.instrument);
      const onTop = isFeeInQuote(traded) ? Math.max(0, fee) : 0;
      free -= base * (spec.limitTicks ?? this.askTicks(spec.instrument)) * traded.tickSize * (1 + onTop);
    }
    return free;
  }
  positionLots(instrument: number): number {
    const traded = this.#instrument(instrument);
    if (traded.kind === 'perpetual') return this.#positions.get(instrument) ?? 0;
    const lots = this.held(traded.venue, traded.base.id) / traded.lotSize;
    const whole = Math.round(lots);
    // Doubles miss whole lots by a hair; anything else below a lot is dust.
    return Math.abs(lots - whole) < 1e-6 ? whole : Math.floor(lots);
  }
  openOrders(): Iterable<Readonly<Order>> {
    return this.orders;
  }
  busyLegs(): boolean {
    return this.legsUnderWay;
  }
  equity(): number {
    return this.equityValue;
  }
  budget(): number {
    return this.budgetValue;
  }
  takerFee(instrument: number): number {
    return toFloat(this.#instrument(instrument).fees[0]?.taker ?? 0n, RATIO_DECIMALS);
  }
  makerFee(instrument: number): number {
    return toFloat(this.#instrument(instrument).fees[0]?.maker ?? 0n, RATIO_DECIMALS);
  }

  /** Value set by the test; else 1 for the reporting asset, the last price where the asset trades against it. */
  valueOf(asset: string): number {
    const set = this.values.get(asset);
    if (set !== undefined) return set;
    if (asset === this.reportingAsset) return 1;
    for (const traded of this.instruments) {
      if (traded.base.id === asset && traded.quote.id === this.reportingAsset)
        return this.lastTicks(traded.index) * traded.tickSize;
    }
    return 0;
  }

  #mark(instrument: number) {
    const mark = this.#marks[instrument];
    if (mark === undefined) throw new RangeError(`no instrument ${instrument}`);
    return mark;
  }

  #instrument(instrument: number): Instrument {
    const found = this.instruments[instrument];
    if (found === undefined) throw new RangeError(`no instrument ${instrument}`);
    return found;
  }
}

class FakeBook implements DepthView {
  readonly #bids: Ladder;
  readonly #asks: Ladder;

  constructor(bids: Ladder, asks: Ladder) {
    this.#bids = bids;
    this.#asks = asks;
  }
  levels(side: 'bid' | 'ask'): number {
    return this.#side(side).length;
  }
  ticks(side: 'bid' | 'ask', level: number): number {
    return this.#side(side)[level]?.[0] ?? 0;
  }
  lots(side: 'bid' | 'ask', level: number): number {
    return this.#side(side)[level]?.[1] ?? 0;
  }
  #side(side: 'bid' | 'ask'): Ladder {
    return side === 'bid' ? this.#bids : this.#asks;
  }
}
