import { assert, NEVER, type TimeUs } from '@qca/base';
import { QueuePosition } from '@qca/book';
import { type Bar, type Instrument, isFeeInQuote, type Side, type Trade } from '@qca/market';
import { PerpetualPosition } from '@qca/portfolio';
import { type Amount, PRICE_DECIMALS, RATIO_DECIMALS, toFloat } from '@qca/units';
import { BarCursor, type BarSlot, POINTS } from './BarCursor.ts';
import { BookTape } from './BookTape.ts';
import { adverseExtreme, type FirstExtreme, pointTicks, seededExtreme } from './barPath.ts';
import type { Liquidity } from './Liquidity.ts';
import type { SimulationSettings } from './settings.ts';
import { Tape } from './Tape.ts';
import type { Venue } from './Venue.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

/** An instrument at its venue: what trades there, and our open orders in the order in which they came. */
export class Market {
  readonly instrument: Instrument;
  readonly venue: Venue;
  readonly orders: WorkingOrder[] = [];
  readonly tape: Tape;
  readonly cursor = new BarCursor();
  /** Where quotes or depth are told; bars and trades beside them are summaries of it. */
  book: BookTape | undefined = undefined;
  /** When the venue must look at our orders again: the next point of the bar path, `NEVER` when there is no need. */
  wakeUs: TimeUs = NEVER;
  /** Our position in a perpetual; spot has balances instead. */
  readonly position: PerpetualPosition | undefined;
  /** Signed lots of the position, 0 for spot. Its mean entry, the value of a tick × lot and the ratio are estimates. */
  positionLots = 0;
  entryTicks = 0;
  readonly atomsPerTickLot: number;
  /** Whether a purchase pays its fee in quote, and whether every fee is simply taken there. Asked with every fill. */
  readonly isFeeInQuote: boolean;
  readonly isFeePlain: boolean;
  readonly maintenanceRatio: number;
  /** Whether the latest `nextPoint` led from one bar to the next. */
  jumped = false;
  /** Whether trades or a book are told, which make bars redundant. */
  #isByTrade = false;
  readonly #settings: SimulationSettings;
  readonly #seed: number;
  #first: FirstExtreme | undefined;
  /** Nothing of ours can happen before the next bar. */
  #isQuiet = false;

  constructor(instrument: Instrument, venue: Venue, settings: SimulationSettings, seed: number) {
    this.instrument = instrument;
    this.venue = venue;
    this.tape = new Tape(instrument, settings);
    this.position = instrument.kind === 'perpetual' ? new PerpetualPosition(instrument) : undefined;
    this.atomsPerTickLot = Number(instrument.notionalNumerator) / Number(instrument.notionalDenominator);
    this.maintenanceRatio = toFloat(instrument.margin?.maintenanceRatio ?? 0n, RATIO_DECIMALS);
    this.isFeeInQuote = isFeeInQuote(instrument);
    this.isFeePlain = instrument.feeAsset === undefined || instrument.feeAsset === 'quote';
    this.#settings = settings;
    this.#seed = seed;
  }

  get liquidity(): Liquidity {
    return this.book ?? this.tape;
  }

  get lastTicks(): number {
    return this.liquidity.lastTicks;
  }

  /** The last price told by a moment; where only bars are told, without a look into one that is not over. */
  toldTicks(timeUs: TimeUs): number {
    return this.#isByTrade ? this.lastTicks : this.cursor.toldTicks(timeUs);
  }

  /** Whether anything of ours is here to be looked after. */
  get isWatched(): boolean {
    return this.orders.length > 0 || this.positionLots !== 0;
  }

  hearBar(bar: Bar): void {
    if (this.#isByTrade || !this.cursor.hear(bar)) return;
    // The bar before was opened unseen to make room: its path is over without anybody having looked.
    if (this.cursor.point === 0) this.#isQuiet = true;
    if (this.isWatched) this.rearm();
  }

  /** From now on a book is told: what bars say adds nothing. */
  openBook(): BookTape {
    this.book ??= new BookTape();
    this.#isByTrade = true;
    return this.book;
  }

  /** Takes in a lone trade. Bars of the same instrument are only sums of trades. */
  hearTrade(trade: Trade): void {
    this.#isByTrade = true;
    this.tape.hearTrade(trade.priceTicks, trade.quantityLots, trade.venueTimeUs);
  }

  /** Takes a fill into the position and returns the profit it realises, before its fee. */
  reposition(side: Side, lots: number, ticks: number): Amount {
    assert(this.position !== undefined, `${this.instrument.id} is no perpetual`);
    const realised = this.position.fill(side, lots, ticks);
    this.positionLots = this.position.lots;
    this.entryTicks = toFloat(this.position.averageEntryDown(), PRICE_DECIMALS) / this.instrument.tickSize;
    return realised;
  }

  /** Decides when to look again: at the next point of a bar that matters, or at the opening of one. */
  rearm(): void {
    const { cursor } = this;
    if (!this.isWatched || this.#isByTrade) this.wakeUs = NEVER;
    else if (!this.#isQuiet && cursor.point < POINTS) this.wakeUs = cursor.pointUs;
    else this.wakeUs = this.#mayMatter(cursor.next, cursor.current.closeTicks) ? cursor.openUs : NEVER;
  }

  /** Moves to the next point of the path and returns its price; `jumped` says whether it lies beyond a bar's end. */
  nextPoint(): number {
    const { cursor } = this;
    if (this.#isQuiet || cursor.point >= POINTS) {
      if (cursor.current.closeTimeUs > 0) this.tape.lastTicks = cursor.current.closeTicks;
      cursor.open();
    }
    this.jumped = cursor.point === 0;
    if (this.jumped) this.#begin();
    if (cursor.point === 1) this.#first ??= this.#firstExtreme();
    const ticks = pointTicks(cursor.current, cursor.point, this.#first ?? 'high');
    cursor.point += 1;
    return ticks;
  }

  /** Decides whether the bar that has opened is worth walking. Looked at once per bar and per new order. */
  settleDown(): void {
    if (this.#isByTrade) return;
    this.#isQuiet = !this.#mayMatter(this.cursor.current, this.tape.lastTicks);
    this.rearm();
  }

  /**
   * Brings the last price up to `timeUs` where nobody looked. An extreme that passed unseen is chosen against the
   * order that now comes: a buy finds the high, a sell the low.
   */
  catchUp(timeUs: TimeUs, isBuy: boolean): void {
    const { cursor } = this;
    if (this.#isByTrade) return;
    if (cursor.openUs <= timeUs) cursor.open();
    if (cursor.point === 0) this.#begin();
    while (cursor.point < POINTS && cursor.pointUs <= timeUs) {
      this.tape.lastTicks = pointTicks(cursor.current, cursor.point, this.#seen(cursor.point, isBuy));
      cursor.point += 1;
    }
    if (cursor.point === 2 || cursor.point === 3) {
      this.#first ??= this.#seen(cursor.point - 1, isBuy);
      this.tape.lastTicks = pointTicks(cursor.current, cursor.point - 1, this.#first);
    }
  }

  /** An order of ours begins to rest, behind all others at its price. */
  join(order: WorkingOrder): void {
    const { book } = this;
    if (book === undefined) return;
    const { queue } = this.#settings;
    order.queue = new QueuePosition(
      queue.kind === 'probabilistic' ? { kind: 'power', exponent: queue.power } : queue,
    );
    const shown = book.shownLots(order.isBuy, order.limitTicks);
    // Where only best prices are told, the queue of a worse price is unknown until it is best.
    const best = book.touchTicks(!order.isBuy, 0);
    const isBehind = order.isBuy ? order.limitTicks < best : order.limitTicks > best;
    order.isQueued = book.hasDepth || !isBehind;
    order.queue.place(order.isQueued ? shown : Number.MAX_SAFE_INTEGER);
  }

  /** A resting order of ours gets part of a bar's or a minute's volume. */
  giveToResting(lots: number): void {
    if (this.book === undefined) this.tape.giveTo(lots);
  }

  #seen(point: number, isBuy: boolean): FirstExtreme {
    return this.#first ?? ((point === 1) === isBuy ? 'high' : 'low');
  }

  #begin(): void {
    this.tape.openBar(this.cursor.current);
    this.#first = this.#fixedExtreme();
    this.#isQuiet = false;
  }

  #fixedExtreme(): FirstExtreme | undefined {
    switch (this.#settings.barPath) {
      case 'adverse':
        return undefined;
      case 'open-high-low-close':
        return 'high';
      case 'open-low-high-close':
        return 'low';
      case 'seeded':
        return seededExtreme(this.#seed, this.instrument.index, this.cursor.current.openTimeUs);
    }
  }

  #firstExtreme(): FirstExtreme {
    return adverseExtreme(this.orders, this.positionLots, this.cursor.current);
  }

  /** Whether anything of ours may happen as the price goes from `lastTicks` through a bar. */
  #mayMatter(bar: BarSlot, lastTicks: number): boolean {
    const { volumeLots, lowTicks, highTicks } = bar;
    // Nobody traded: the prices of an empty bar are repeats.
    if (volumeLots === 0 && this.#settings.participation !== Number.POSITIVE_INFINITY) return false;
    if (this.positionLots !== 0) return true;
    const lowest = Math.min(lowTicks, lastTicks);
    const highest = Math.max(highTicks, lastTicks);
    for (const order of this.orders) {
      if (order.stage === 'sweeping' || order.spec.type === 'trailing-stop') return true;
      const isReached =
        order.stage === 'resting'
          ? order.isBuy
            ? lowest <= order.limitTicks
            : highest >= order.limitTicks
          : order.isBuy
            ? highest >= order.triggerTicks
            : lowest <= order.triggerTicks;
      if (isReached) return true;
    }
    return false;
  }
}
