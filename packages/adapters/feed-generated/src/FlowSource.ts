import { NEVER, type Random, type TimeUs } from '@qca/base';
import type { Depth, Instrument, MarketEvent, Quote, Trade } from '@qca/market';
import { Arrivals } from './Arrivals.ts';
import { BookSide } from './BookSide.ts';
import { DepthWriter } from './DepthWriter.ts';
import type { DataKind, GeneratedFlow } from './GeneratedMarket.ts';
import type { LatentPath } from './LatentPath.ts';
import type { Source } from './Source.ts';

/** Chance that a trade takes the side of the one before: order splitting makes signs persist. */
const SAME_SIDE = 0.65;

/**
 * Trades, quotes and depth of one instrument from one small book. A trade takes from the touch as last published, then
 * come the depth update and, if the touch has changed, the quote, all at the same time. Renewals move the book to
 * the hidden value. A book that has fallen behind is traded against from the side that profits.
 */
export class FlowSource implements Source {
  timeUs: TimeUs;
  readonly #endUs: TimeUs;
  readonly #path: LatentPath;
  readonly #instrument: Instrument;
  readonly #flow: GeneratedFlow;
  readonly #random: Random;
  readonly #arrivals: Arrivals;
  readonly #bids: BookSide;
  readonly #asks: BookSide;
  readonly #depthWriter: DepthWriter;
  readonly #depth: Depth;
  readonly #trade: Trade;
  readonly #quote: Quote;
  readonly #hasTrades: boolean;
  readonly #hasQuotes: boolean;
  readonly #hasDepth: boolean;
  // What is still to be handed out of what happened at `timeUs`, in this order.
  #tradeDue = false;
  #depthDue: boolean;
  #quoteDue: boolean;

  constructor(source: {
    readonly instrument: Instrument;
    readonly kinds: readonly DataKind[];
    readonly flow: GeneratedFlow;
    readonly path: LatentPath;
    readonly random: Random;
    readonly startUs: TimeUs;
    readonly endUs: TimeUs;
  }) {
    const { instrument, kinds, flow, path, random } = source;
    this.timeUs = source.startUs;
    this.#endUs = source.endUs;
    this.#path = path;
    this.#instrument = instrument;
    this.#flow = flow;
    this.#random = random;
    this.#hasTrades = kinds.includes('trades');
    this.#hasQuotes = kinds.includes('quotes');
    this.#hasDepth = kinds.includes('depth');
    this.#arrivals = new Arrivals(flow, random, this.#hasQuotes || this.#hasDepth);
    const side = { random, levels: flow.levels, levelLots: flow.levelLots };
    const mid = this.#midTicks();
    this.#bids = new BookSide({ ...side, direction: -1, best: this.#bidAround(mid) });
    this.#asks = new BookSide({ ...side, direction: 1, best: this.#askAround(mid) });
    this.#depthWriter = new DepthWriter(instrument.index, this.#bids, this.#asks);
    this.#depth = this.#depthWriter.event;
    const heard = { instrument: instrument.index, venueTimeUs: 0, timeUs: 0 };
    this.#trade = { kind: 'trade', ...heard, priceTicks: 0, quantityLots: 0, aggressor: 'buy' };
    this.#quote = { kind: 'quote', ...heard, bidTicks: 0, bidLots: 0, askTicks: 0, askLots: 0, updateId: 0 };
    this.#depthDue = this.#hasDepth;
    this.#quoteDue = this.#hasQuotes;
    // Where there are trades only, nothing is known at the start.
    if (!this.#depthDue && !this.#quoteDue) this.#wait();
  }

  take(): MarketEvent {
    if (!this.#tradeDue && !this.#depthDue && !this.#quoteDue) this.#happen();
    const event = this.#takeDue();
    event.venueTimeUs = this.timeUs;
    event.timeUs = this.timeUs;
    if (!this.#tradeDue && !this.#depthDue && !this.#quoteDue) this.#wait();
    return event;
  }

  #takeDue(): MarketEvent {
    if (this.#tradeDue) {
      this.#tradeDue = false;
      return this.#trade;
    }
    if (this.#depthDue) {
      this.#depthDue = false;
      return this.#depth;
    }
    this.#quoteDue = false;
    const quote = this.#quote;
    quote.bidTicks = this.#bids.best;
    quote.bidLots = this.#bids.lots[0]!;
    quote.askTicks = this.#asks.best;
    quote.askLots = this.#asks.lots[0]!;
    quote.updateId = this.#depth.lastUpdateId;
    return quote;
  }

  #wait(): void {
    const step = this.#path.stepAt(this.timeUs);
    const timeUs = this.timeUs + this.#arrivals.next(this.#path.activity(this.#instrument.index, step));
    this.timeUs = timeUs < this.#endUs ? timeUs : NEVER;
  }

  #happen(): void {
    const bids = this.#bids;
    const asks = this.#asks;
    const bid = bids.best;
    const bidLots = bids.lots[0]!;
    const ask = asks.best;
    const askLots = asks.lots[0]!;
    if (this.#arrivals.isTrade) this.#trades();
    else this.#renew();
    this.#tradeDue = this.#arrivals.isTrade && this.#hasTrades;
    this.#depthWriter.write();
    this.#depthDue = this.#hasDepth;
    this.#quoteDue =
      this.#hasQuotes &&
      (bids.best !== bid || asks.best !== ask || bids.lots[0] !== bidLots || asks.lots[0] !== askLots);
  }

  #trades(): void {
    const mid = this.#midTicks();
    const trade = this.#trade;
    const random = this.#random;
    if (mid > this.#asks.best) trade.aggressor = 'buy';
    else if (mid < this.#bids.best) trade.aggressor = 'sell';
    else if (!random.nextBoolean(SAME_SIDE)) trade.aggressor = trade.aggressor === 'buy' ? 'sell' : 'buy';
    const side = trade.aggressor === 'buy' ? this.#asks : this.#bids;
    // A Pareto tail of exponent 2.5 with this median: most trades are small and a few sweep the touch.
    // Source: Gopikrishnan et al., "Statistical properties of share volume traded", Physical Review E 62 (2000).
    const wanted = this.#flow.tradeLots * (2 * (1 - random.nextFloat())) ** (-1 / 2.5);
    trade.quantityLots = Math.min(Math.ceil(wanted), side.lots[0]!);
    trade.priceTicks = side.best;
    // Bids end above the levels that a price of zero would leave no room for.
    if (side === this.#bids && side.best <= this.#flow.levels + 1) side.redraw(0);
    else side.take(trade.quantityLots);
  }

  #renew(): void {
    const mid = this.#midTicks();
    this.#bids.moveTo(this.#bidAround(mid));
    this.#asks.moveTo(this.#askAround(mid));
    const side = this.#random.nextBoolean(0.5) ? this.#bids : this.#asks;
    // Without depth only a change at the touch can be told.
    side.redraw(this.#hasDepth ? this.#random.nextBelow(this.#flow.levels) : 0);
  }

  #midTicks(): number {
    const { index, tickSize } = this.#instrument;
    return this.#path.mid(index, this.#path.stepAt(this.timeUs)) / tickSize;
  }

  #bidAround(mid: number): number {
    return Math.max(this.#flow.levels + 1, Math.floor(mid - this.#halfSpread(mid)));
  }

  #askAround(mid: number): number {
    return Math.max(this.#bidAround(mid) + 1, Math.ceil(mid + this.#halfSpread(mid)));
  }

  #halfSpread(mid: number): number {
    return Math.max(0.5, (mid * this.#flow.spreadBps) / 20_000);
  }
}
