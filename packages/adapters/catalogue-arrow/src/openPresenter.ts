import type { Bar, Depth, Funding, MarketEvent, Quote, Trade } from '@qca/market';
import type {
  BarColumns,
  Columns,
  DepthColumns,
  FundingColumns,
  QuoteColumns,
  TradeColumns,
} from './columns/Columns.ts';

/** Shows rows of a recording as market events, in one object that each call fills anew. */
export interface Presenter {
  present(row: number): MarketEvent;
}

export function openPresenter(columns: Columns, instrument: number): Presenter {
  switch (columns.kind) {
    case 'bars':
      return new BarPresenter(columns, instrument);
    case 'trades':
      return new TradePresenter(columns, instrument);
    case 'quotes':
      return new QuotePresenter(columns, instrument);
    case 'depth':
      return new DepthPresenter(columns, instrument);
    case 'funding':
      return new FundingPresenter(columns, instrument);
  }
}

class BarPresenter implements Presenter {
  readonly #columns: BarColumns;
  readonly #bar: Bar;

  constructor(columns: BarColumns, instrument: number) {
    this.#columns = columns;
    this.#bar = {
      kind: 'bar',
      instrument,
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

  present(row: number): Bar {
    const columns = this.#columns;
    const bar = this.#bar;
    const openTimeUs = columns.openTimeUs[row] as number;
    const closeTimeUs = openTimeUs + columns.intervalUs;
    bar.openTimeUs = openTimeUs;
    bar.venueTimeUs = closeTimeUs;
    bar.timeUs = closeTimeUs;
    bar.openTicks = columns.openTicks[row] as number;
    bar.highTicks = columns.highTicks[row] as number;
    bar.lowTicks = columns.lowTicks[row] as number;
    bar.closeTicks = columns.closeTicks[row] as number;
    bar.volumeLots = columns.volumeLots[row] as number;
    return bar;
  }
}

class TradePresenter implements Presenter {
  readonly #columns: TradeColumns;
  readonly #trade: Trade;

  constructor(columns: TradeColumns, instrument: number) {
    this.#columns = columns;
    this.#trade = {
      kind: 'trade',
      instrument,
      venueTimeUs: 0,
      timeUs: 0,
      priceTicks: 0,
      quantityLots: 0,
      aggressor: 'buy',
    };
  }

  present(row: number): Trade {
    const columns = this.#columns;
    const trade = this.#trade;
    trade.venueTimeUs = columns.venueTimeUs[row] as number;
    trade.timeUs = columns.timeUs[row] as number;
    trade.priceTicks = columns.priceTicks[row] as number;
    trade.quantityLots = columns.quantityLots[row] as number;
    trade.aggressor = columns.aggressor[row] === 0 ? 'buy' : 'sell';
    return trade;
  }
}

class QuotePresenter implements Presenter {
  readonly #columns: QuoteColumns;
  readonly #quote: Quote;

  constructor(columns: QuoteColumns, instrument: number) {
    this.#columns = columns;
    this.#quote = {
      kind: 'quote',
      instrument,
      venueTimeUs: 0,
      timeUs: 0,
      bidTicks: 0,
      bidLots: 0,
      askTicks: 0,
      askLots: 0,
      updateId: 0,
    };
  }

  present(row: number): Quote {
    const columns = this.#columns;
    const quote = this.#quote;
    quote.venueTimeUs = columns.venueTimeUs[row] as number;
    quote.timeUs = columns.timeUs[row] as number;
    quote.bidTicks = columns.bidTicks[row] as number;
    quote.bidLots = columns.bidLots[row] as number;
    quote.askTicks = columns.askTicks[row] as number;
    quote.askLots = columns.askLots[row] as number;
    quote.updateId = columns.updateId[row] as number;
    return quote;
  }
}

class DepthPresenter implements Presenter {
  readonly #columns: DepthColumns;
  readonly #depth: Depth;

  constructor(columns: DepthColumns, instrument: number) {
    this.#columns = columns;
    const levels = mostLevels(columns.levelStart);
    this.#depth = {
      kind: 'depth',
      instrument,
      venueTimeUs: 0,
      timeUs: 0,
      snapshot: false,
      firstUpdateId: 0,
      lastUpdateId: 0,
      previousUpdateId: 0,
      count: 0,
      sides: new Uint8Array(levels),
      priceTicks: new Float64Array(levels),
      quantityLots: new Float64Array(levels),
    };
  }

  present(row: number): Depth {
    const columns = this.#columns;
    const depth = this.#depth;
    depth.venueTimeUs = columns.venueTimeUs[row] as number;
    depth.timeUs = columns.timeUs[row] as number;
    depth.snapshot = columns.snapshot[row] === 1;
    depth.firstUpdateId = columns.firstUpdateId[row] as number;
    depth.lastUpdateId = columns.lastUpdateId[row] as number;
    depth.previousUpdateId = columns.previousUpdateId[row] as number;
    const start = columns.levelStart[row] as number;
    const count = (columns.levelStart[row + 1] as number) - start;
    depth.count = count;
    const { sides, priceTicks, quantityLots } = depth;
    // A copy of a few dozen levels is cheaper than three views per message, which would be garbage.
    for (let level = 0; level < count; level += 1) {
      sides[level] = columns.sides[start + level] as number;
      priceTicks[level] = columns.priceTicks[start + level] as number;
      quantityLots[level] = columns.quantityLots[start + level] as number;
    }
    return depth;
  }
}

function mostLevels(levelStart: Uint32Array): number {
  let most = 0;
  for (let row = 1; row < levelStart.length; row += 1) {
    most = Math.max(most, (levelStart[row] as number) - (levelStart[row - 1] as number));
  }
  return most;
}

class FundingPresenter implements Presenter {
  readonly #columns: FundingColumns;
  readonly #funding: Funding;

  constructor(columns: FundingColumns, instrument: number) {
    this.#columns = columns;
    this.#funding = { kind: 'funding', instrument, venueTimeUs: 0, timeUs: 0, rate: 0, markTicks: 0 };
  }

  present(row: number): Funding {
    const columns = this.#columns;
    const funding = this.#funding;
    funding.venueTimeUs = columns.venueTimeUs[row] as number;
    funding.timeUs = columns.timeUs[row] as number;
    funding.rate = columns.rate[row] as number;
    funding.markTicks = columns.markTicks[row] as number;
    return funding;
  }
}
