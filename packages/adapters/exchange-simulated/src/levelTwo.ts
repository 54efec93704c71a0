import { ASK, BID } from '@qca/book';
import type { Depth, Quote, Trade } from '@qca/market';
import type { BookTape } from './BookTape.ts';
import type { Market } from './Market.ts';
import type { OrderDesk } from './OrderDesk.ts';
import type { WorkingOrder } from './WorkingOrder.ts';

// How our orders live beside a told book. A resting order fills when a trade reaches it in its queue, when a trade goes
// through its price (up to the trade's size), or when the other side's best crosses it (up to what is shown there):
// never for more than others are seen to trade.

/** Lets our orders meet a trade of others. */
export function onTrade(market: Market, book: BookTape, desk: OrderDesk, trade: Trade): void {
  book.hearTrade(trade);
  if (market.orders.length === 0 || !market.venue.isUp) return;
  const isSale = trade.aggressor === 'sell';
  let left = trade.quantityLots;
  for (const order of restingBestFirst(market, isSale)) {
    if (left < 1) break;
    // The fill of another may have cancelled it.
    if (order.stage !== 'resting') continue;
    const { limitTicks, queue } = order;
    const isThrough = isSale ? limitTicks > trade.priceTicks : limitTicks < trade.priceTicks;
    if (!isThrough && limitTicks !== trade.priceTicks) break;
    const lots = isThrough
      ? Math.floor(left)
      : queue === undefined
        ? 0
        : queue.onTrade(left, order.shownLots);
    if (lots < 1) continue;
    left -= Math.min(lots, order.shownLots);
    desk.fillResting(order, market, lots, trade.venueTimeUs);
  }
  meetLast(market, desk, trade.venueTimeUs);
}

/** Lets our orders meet new best prices. */
export function onQuote(market: Market, book: BookTape, desk: OrderDesk, quote: Quote): void {
  if (!book.hearQuote(quote) || market.orders.length === 0 || !market.venue.isUp) return;
  for (const order of market.orders) {
    const ticks = order.isBuy ? quote.bidTicks : quote.askTicks;
    // Levels behind the best are not told: nothing is known of them until they are best.
    if (order.stage === 'resting' && order.limitTicks === ticks)
      level(order, book.shownLots(order.isBuy, ticks));
  }
  onBook(market, book, desk, quote.venueTimeUs);
}

/** Lets our orders meet new sizes of levels. */
export function onDepth(market: Market, book: BookTape, desk: OrderDesk, depth: Depth): void {
  if (!book.hearDepth(depth) || market.orders.length === 0 || !market.venue.isUp) return;
  for (const order of market.orders) {
    if (order.stage !== 'resting') continue;
    if (depth.snapshot || isTold(depth, order)) level(order, book.shownLots(order.isBuy, order.limitTicks));
  }
  onBook(market, book, desk, depth.venueTimeUs);
}

function isTold(depth: Depth, order: WorkingOrder): boolean {
  const side = order.isBuy ? BID : ASK;
  for (let index = 0; index < depth.count; index += 1) {
    if (depth.priceTicks[index] === order.limitTicks && depth.sides[index] === side) return true;
  }
  return false;
}

function level(order: WorkingOrder, lots: number): void {
  const { queue } = order;
  if (queue === undefined) return;
  if (order.isQueued) queue.onLevel(lots);
  else queue.place(lots);
  order.isQueued = true;
}

function onBook(market: Market, book: BookTape, desk: OrderDesk, timeUs: number): void {
  if (book.sound === undefined) return;
  for (const isBuy of [true, false]) {
    for (const order of restingBestFirst(market, isBuy)) {
      if (order.stage !== 'resting') continue;
      let crossing = book.plan(isBuy, order.remainingLots, order.limitTicks, timeUs);
      if (crossing.length === 0) break;
      for (; crossing.length > 0 && order.stage === 'resting'; ) {
        const [first] = crossing as [(typeof crossing)[number]];
        const lots = Math.min(first.lots, order.shownLots);
        book.use(isBuy, { ticks: first.ticks, lots });
        desk.fillResting(order, market, lots, timeUs);
        crossing = book.plan(isBuy, order.remainingLots, order.limitTicks, timeUs);
      }
    }
  }
  meetLast(market, desk, timeUs);
}

/** Wakes stops at the last price and lets woken ones go on. */
function meetLast(market: Market, desk: OrderDesk, timeUs: number): void {
  const { lastTicks } = market;
  if (lastTicks === 0) return;
  for (const order of [...market.orders]) {
    if (order.stage === 'asleep') {
      if (order.spec.type === 'trailing-stop') order.trail(lastTicks);
      if (order.triggerTicks !== 0 && order.wakesAt(lastTicks)) desk.meet(order, market, timeUs);
    } else if (order.stage === 'sweeping') {
      desk.meet(order, market, timeUs);
    }
  }
}

/** Our resting orders of a side: best price first, then the older. A copy: fills change the market's list. */
function restingBestFirst(market: Market, isBuy: boolean): WorkingOrder[] {
  return market.orders
    .filter((order) => order.stage === 'resting' && order.isBuy === isBuy)
    .sort((a, b) => (isBuy ? b.limitTicks - a.limitTicks : a.limitTicks - b.limitTicks));
}
