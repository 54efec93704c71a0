import type { TimeUs } from '@qca/base';
import type { LevelBook } from '@qca/book';
import { feeTier, type Instrument, type VenueId } from '@qca/market';
import type { Order } from '@qca/orders';
import type { DepthView, View } from '@qca/strategies';
import { RATIO_DECIMALS, toFloat } from '@qca/units';
import type { KernelState } from './KernelState.ts';

/** What one strategy sees of the state: market data as heard, and its own books. Nothing of others, nothing of the future. */
export class StrategyView implements View {
  readonly #state: KernelState;
  readonly #index: number;
  readonly #takerFee: Float64Array;
  readonly #makerFee: Float64Array;
  readonly #depth: (BookView | undefined)[];
  readonly instruments: readonly Instrument[];

  constructor(state: KernelState, index: number) {
    this.#state = state;
    this.#index = index;
    this.instruments = state.instruments;
    this.#takerFee = Float64Array.from(this.instruments, (each) =>
      toFloat(feeTier(each.fees, 0).taker, RATIO_DECIMALS),
    );
    this.#makerFee = Float64Array.from(this.instruments, (each) =>
      toFloat(feeTier(each.fees, 0).maker, RATIO_DECIMALS),
    );
    this.#depth = this.instruments.map(() => undefined);
  }

  get timeUs(): TimeUs {
    return this.#state.timeUs;
  }

  bidTicks(instrument: number): number {
    return this.#state.board.bidTicks(instrument);
  }

  askTicks(instrument: number): number {
    return this.#state.board.askTicks(instrument);
  }

  bidLots(instrument: number): number {
    return this.#state.board.bidLots(instrument);
  }

  askLots(instrument: number): number {
    return this.#state.board.askLots(instrument);
  }

  lastTicks(instrument: number): number {
    return this.#state.board.lastTicks(instrument);
  }

  lastHeardUs(instrument: number): TimeUs {
    return this.#state.board.lastHeardUs(instrument);
  }

  depth(instrument: number): DepthView | undefined {
    const book = this.#state.board.depth(instrument);
    if (book === undefined) return undefined;
    const known = this.#depth[instrument];
    if (known?.book === book) return known;
    const fresh = new BookView(book);
    this.#depth[instrument] = fresh;
    return fresh;
  }

  held(venue: VenueId, asset: string): number {
    const slot = this.#state.slots.find(venue, asset);
    return slot === undefined ? 0 : this.#state.books.heldFloat(this.#index, slot.index);
  }

  free(venue: VenueId, asset: string): number {
    const slot = this.#state.slots.find(venue, asset);
    return slot === undefined ? 0 : this.#state.books.freeFloat(this.#index, slot.index);
  }

  positionLots(instrument: number): number {
    return this.#state.books.positionLots(this.#index, instrument);
  }

  openOrders(): Iterable<Readonly<Order>> {
    return this.#own().openOrders.values();
  }

  busyLegs(): boolean {
    return this.#own().trades.size > 0;
  }

  equity(): number {
    return this.#own().equity;
  }

  budget(): number {
    return this.#own().budget;
  }

  takerFee(instrument: number): number {
    return this.#takerFee[instrument] as number;
  }

  makerFee(instrument: number): number {
    return this.#makerFee[instrument] as number;
  }

  valueOf(asset: string): number {
    return this.#state.valuation.valueOf(asset);
  }

  #own() {
    return this.#state.strategies[this.#index] as KernelState['strategies'][number];
  }
}

class BookView implements DepthView {
  readonly book: LevelBook;

  constructor(book: LevelBook) {
    this.book = book;
  }

  levels(side: 'bid' | 'ask'): number {
    return this.book.levels(side === 'bid' ? 0 : 1);
  }

  ticks(side: 'bid' | 'ask', level: number): number {
    return this.book.levelTicks(side === 'bid' ? 0 : 1, level);
  }

  lots(side: 'bid' | 'ask', level: number): number {
    return this.book.levelLots(side === 'bid' ? 0 : 1, level);
  }
}
