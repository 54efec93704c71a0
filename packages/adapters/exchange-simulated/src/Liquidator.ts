import type { TimeUs } from '@qca/base';
import { publishedRatio } from '@qca/portfolio';
import type { Market } from './Market.ts';
import { isUnderMargin, perpetualsOf } from './margin.ts';
import type { OrderDesk } from './OrderDesk.ts';
import { WorkingOrder } from './WorkingOrder.ts';

/** The venue's hand on perpetual positions: funding, and the end of those that are no longer covered. */
export class Liquidator {
  readonly #desk: OrderDesk;
  #count = 0;

  constructor(desk: OrderDesk) {
    this.#desk = desk;
  }

  /** Pays or takes funding of a position at the mark told, or at the last price where none is. */
  settleFunding(market: Market, rate: number, toldTicks: number, timeUs: TimeUs): void {
    const { position, venue, instrument } = market;
    const markTicks = toldTicks > 0 ? toldTicks : market.lastTicks;
    if (position === undefined || position.lots === 0 || markTicks === 0) return;
    const payment = position.settleFunding(publishedRatio(rate), markTicks);
    venue.account.change(instrument.quote.id, payment);
    this.#desk.reports.funding(venue, { instrument: instrument.index, rate, markTicks, payment }, timeUs);
    this.check(market, timeUs);
  }

  /**
   * Liquidates when the margin no longer covers: all orders on perpetuals of the quote asset are cancelled, all
   * positions closed at their last price for the taker's fee. What is left, even a debt, stays ours.
   *
   * The fills belong to orders of the venue's own, named `<venue>-liquidation-<n>`.
   */
  check(market: Market, timeUs: TimeUs): void {
    const { venue, instrument, positionLots } = market;
    if (positionLots === 0 || !isUnderMargin(venue, instrument.quote.id)) return;
    const perpetuals = perpetualsOf(venue, instrument.quote.id);
    for (const each of perpetuals) {
      for (const order of [...each.orders]) if (order.isOpen) this.#desk.close(order, each, 'venue', timeUs);
    }
    for (const each of perpetuals) if (each.positionLots !== 0) this.#closePosition(each, timeUs);
  }

  #closePosition(market: Market, timeUs: TimeUs): void {
    this.#count += 1;
    const lots = Math.abs(market.positionLots);
    const isLong = market.positionLots > 0;
    const order = new WorkingOrder(`${market.venue.id}-liquidation-${this.#count}`, {
      instrument: market.instrument.index,
      side: isLong ? 'sell' : 'buy',
      type: 'market',
      quantityLots: lots,
      reduceOnly: true,
    });
    market.venue.history.add(order);
    // A mark between two ticks is rounded against us.
    const ticks = isLong ? Math.max(1, Math.floor(market.lastTicks)) : Math.ceil(market.lastTicks);
    this.#desk.force(order, market, { ticks, lots }, timeUs);
  }
}
