import { assert, Bug } from '@qca/base';
import { BookRecords } from './BookRecords.ts';
import { canFill, type SelfTrade } from './canFill.ts';
import { ExecutionQueue } from './ExecutionQueue.ts';
import type { BookSide } from './LevelBook.ts';
import { LevelQueues } from './LevelQueues.ts';
import { NO_SUCH_ORDER, NOT_A_REDUCTION, type TimeInForce } from './orderCodes.ts';
import { TICKS_MAX } from './TickLadder.ts';

export interface LimitOrderBookOptions {
  /** Room for resting orders, a power of two from 4; two fewer can rest. Default 2^20: up to 96 MB when full. */
  readonly ordersMax?: number;
  readonly selfTrade?: SelfTrade;
}

const ORDERS_MAX = 2 ** 20;
/** The largest whole number that is exact: no side may hold more lots. */
const LOTS_MAX = Number.MAX_SAFE_INTEGER;

// The codes of `orderCodes.ts` that the matching path reads, as constants of this module: V8 folds these into
// the code but looks imported ones up at every use, which cost a third of the time of an operation.
const GOOD_TILL_CANCELLED = 0;
const IMMEDIATE_OR_CANCEL = 1;
const FILL_OR_KILL = 2;
const POST_ONLY = 3;
const WOULD_TAKE = -2;
const NOT_FILLABLE = -3;
const BOOK_FULL = -4;
const TRADE = 0;
const SELF_TRADE_CANCEL = 1;

/**
 * A matching book with price–time priority. Sides are numbers: 0 buys (bid), 1 sells (ask).
 *
 * Operations return the order's handle, a whole number above zero, or a reason below zero. What the last one
 * did is in `filledLots`, `restingLots` and `selfTradeStopped`; each trade is a report in `executions`.
 * A handle names one order for ever: it is never used again.
 *
 * Prices are whole ticks from 1 to 2^31 − 1 anywhere in that range, sizes whole lots; the cost of an operation
 * does not depend on how many orders or levels rest. Memory grows with what rests, up to `ordersMax` orders:
 * beyond, an order that would rest is refused with `BOOK_FULL`, and takers still trade.
 *
 * Rejects: crashes on a price or size that is not a whole number in range; the venue's door checks those.
 */
export class LimitOrderBook {
  readonly executions = new ExecutionQueue();
  /** What the last limit, market or replace traded. */
  filledLots = 0;
  /** What the last limit, market or replace left in the book, hidden lots included. */
  restingLots = 0;
  /** Whether self-trade prevention cancelled the rest of the last limit, market or replace. */
  selfTradeStopped = false;
  readonly #records: BookRecords;
  readonly #levels: LevelQueues;
  readonly #ordersMax: number;
  readonly #selfTrade: SelfTrade;

  constructor(options: LimitOrderBookOptions = {}) {
    const room = options.ordersMax ?? ORDERS_MAX;
    assert(
      room >= 4 && room <= 2 ** 26 && Number.isInteger(Math.log2(room)),
      `ordersMax ${room} is not a power of two from 4 to 2^26`,
    );
    // Twice the records: one for each order and each level, three that are reserved, one for a taker.
    this.#ordersMax = room - 2;
    this.#records = new BookRecords(room * 2);
    this.#levels = new LevelQueues(this.#records);
    this.#selfTrade = options.selfTrade ?? 'none';
  }

  /**
   * Takes what crosses `ticks`, at the makers' prices, then rests what is left where `timeInForce` says so.
   *
   * `displayLots` above 0 makes an iceberg: it takes with its whole size, then shows at most that many lots,
   * and each refill goes to the end of the queue.
   *
   * Rejects: `WOULD_TAKE`, `NOT_FILLABLE`, `BOOK_FULL`.
   */
  limit(
    side: BookSide,
    ticks: number,
    lots: number,
    timeInForce: TimeInForce = 0,
    owner = 0,
    displayLots = 0,
  ): number {
    checkTicks(ticks);
    checkLots(lots);
    if (displayLots !== 0) checkLots(displayLots);
    if (timeInForce === FILL_OR_KILL) {
      const request = { side, ticks, lots, owner };
      if (!canFill(this.#levels, this.#records, this.#selfTrade, request)) return NOT_FILLABLE;
    } else if (timeInForce !== IMMEDIATE_OR_CANCEL) {
      if (timeInForce === POST_ONLY && this.#crosses(side, ticks)) return WOULD_TAKE;
      if (this.#isFull() || lots > this.#lotsRoom(side)) return BOOK_FULL;
    }
    const order = this.#records.take();
    const handle = this.#records.handleOf(order);
    this.#records.setTerms(order, owner, displayLots);
    this.#execute(order, side, ticks, lots, timeInForce);
    return handle;
  }

  /** Takes `lots` at any price; what the other side does not have expires. */
  market(side: BookSide, lots: number, owner = 0): number {
    return this.limit(side, side === 0 ? TICKS_MAX : 1, lots, IMMEDIATE_OR_CANCEL, owner);
  }

  /** Takes an order out and returns the lots it had open. Rejects: `NO_SUCH_ORDER`. */
  cancel(handle: number): number {
    const order = this.#records.find(handle);
    if (order === 0) return NO_SUCH_ORDER;
    const open = this.#records.openOf(order);
    this.#levels.remove(order);
    this.#records.free(order);
    return open;
  }

  /**
   * Lowers an order's open size to `lots` without losing its place; an iceberg gives up hidden lots first.
   * Returns the handle. Rejects: `NO_SUCH_ORDER`, `NOT_A_REDUCTION`.
   */
  reduce(handle: number, lots: number): number {
    checkLots(lots);
    const order = this.#records.find(handle);
    if (order === 0) return NO_SUCH_ORDER;
    if (lots >= this.#records.openOf(order)) return NOT_A_REDUCTION;
    const shown = Math.min(this.#records.shownOf(order), lots);
    this.#records.resize(order, shown, lots - shown);
    return handle;
  }

  /**
   * Moves an order to a new price and open size under the same handle, at the end of the queue there; takes what
   * it crosses. Side, owner and display size stay. Rejects, with the order left as it was: `NO_SUCH_ORDER`,
   * `WOULD_TAKE` (post-only), `BOOK_FULL`.
   */
  replace(handle: number, ticks: number, lots: number, timeInForce: 0 | 3 = GOOD_TILL_CANCELLED): number {
    checkTicks(ticks);
    checkLots(lots);
    const order = this.#records.find(handle);
    if (order === 0) return NO_SUCH_ORDER;
    const side = this.#records.sideOf(this.#records.levelOf(order));
    if (timeInForce === POST_ONLY && this.#crosses(side, ticks)) return WOULD_TAKE;
    if (lots - this.#records.openOf(order) > this.#lotsRoom(side)) return BOOK_FULL;
    this.#levels.remove(order);
    this.#execute(order, side, ticks, lots, timeInForce);
    return handle;
  }

  /** Returns the best price of `side`, 0 when it is empty. */
  bestTicks(side: BookSide): number {
    return this.#records.ticksOf(this.#records.bestOf(side));
  }

  /** Returns the lots shown at the best price of `side`. */
  bestLots(side: BookSide): number {
    return this.#records.shownOf(this.#records.bestOf(side));
  }

  /** Returns how many prices of `side` have orders. */
  levels(side: BookSide): number {
    return this.#levels.count(side);
  }

  /** Returns the next price of `side` that is worse than `ticks`, 0 when there is none. */
  nextTicks(side: BookSide, ticks: number): number {
    return this.#levels.nextTicks(side, ticks);
  }

  /** Returns the lots shown at a price. */
  lotsAt(side: BookSide, ticks: number): number {
    return this.#records.shownOf(this.#levels.at(side, ticks));
  }

  /** Returns the lots that icebergs hide at a price. */
  hiddenLotsAt(side: BookSide, ticks: number): number {
    return this.#records.hiddenOfLevel(this.#levels.at(side, ticks));
  }

  /** Returns how many orders rest on `side`. */
  orders(side: BookSide): number {
    return this.#records.ordersOf(side);
  }

  /** Returns all lots open on `side`, hidden ones included. */
  openLotsOf(side: BookSide): number {
    return this.#records.openOfSide(side);
  }

  isResting(handle: number): boolean {
    return this.#records.find(handle) !== 0;
  }

  /** Returns an order's open lots, hidden ones included; 0 when it does not rest. */
  openLots(handle: number): number {
    return this.#records.openOf(this.#records.find(handle));
  }

  /** Returns the lots an order shows; 0 when it does not rest. */
  shownLots(handle: number): number {
    return this.#records.shownOf(this.#records.find(handle));
  }

  /** Returns the price an order rests at; 0 when it does not rest. */
  ticksOf(handle: number): number {
    return this.#records.ticksOf(this.#records.levelOf(this.#records.find(handle)));
  }

  /** Returns the order first in the queue at a price, 0 where there is none. */
  firstOrder(side: BookSide, ticks: number): number {
    return this.#orderAfter(this.#levels.at(side, ticks));
  }

  /** Returns the order behind `handle` in its queue, 0 when it is the last or does not rest. */
  nextOrder(handle: number): number {
    return this.#orderAfter(this.#records.find(handle));
  }

  /**
   * Returns a number below `2 × ordersMax` that no other resting order has: a place in the caller's own arrays.
   * It is used again once the order is gone, so read the reports of an operation before the next one.
   */
  placeOf(handle: number): number {
    return this.#records.recordOf(handle);
  }

  /** Trades what crosses and rests what is left of an order that has a record but no place in a queue. */
  #execute(order: number, side: BookSide, ticks: number, lots: number, timeInForce: TimeInForce): void {
    this.selfTradeStopped = false;
    const left = this.#crosses(side, ticks) ? this.#match(order, side, ticks, lots) : lots;
    this.filledLots = lots - left;
    const rests = timeInForce === GOOD_TILL_CANCELLED || timeInForce === POST_ONLY;
    if (left === 0 || !rests || this.selfTradeStopped) {
      this.restingLots = 0;
      this.#records.free(order);
      return;
    }
    this.restingLots = left;
    const displayLots = this.#records.displayOf(order);
    const shown = displayLots === 0 ? left : Math.min(displayLots, left);
    this.#levels.append(order, side, ticks, shown, left - shown);
  }

  /** Trades against the other side, best price first, oldest order first, and returns what is left. */
  #match(order: number, side: BookSide, ticks: number, lots: number): number {
    this.executions.checkRead();
    const records = this.#records;
    const other = (1 - side) as BookSide;
    const taker = records.handleOf(order);
    const owner = records.ownerOf(order);
    const preventsSelf = owner !== 0 && this.#selfTrade !== 'none';
    let left = lots;
    do {
      const level = records.bestOf(other);
      const maker = records.nextOf(level);
      if (preventsSelf && records.ownerOf(maker) === owner) {
        if (this.#selfTrade === 'cancel-newest') {
          this.selfTradeStopped = true;
          return left;
        }
        this.#takeOut(maker, level, taker);
        continue;
      }
      const shown = records.shownOf(maker);
      const hidden = records.hiddenOf(maker);
      const traded = Math.min(left, shown);
      this.executions.push(TRADE, records.handleOf(maker), taker, records.ticksOf(level), traded);
      left -= traded;
      if (traded < shown) {
        records.resize(maker, shown - traded, hidden);
      } else if (hidden === 0) {
        this.#levels.remove(maker);
        records.free(maker);
      } else {
        const refill = Math.min(records.displayOf(maker), hidden);
        records.resize(maker, refill, hidden - refill);
        records.requeue(maker);
      }
    } while (left > 0 && this.#crosses(side, ticks));
    return left;
  }

  /** Cancels a resting order that its own owner would trade with. */
  #takeOut(maker: number, level: number, taker: number): void {
    const records = this.#records;
    const open = records.openOf(maker);
    this.executions.push(SELF_TRADE_CANCEL, records.handleOf(maker), taker, records.ticksOf(level), open);
    this.#levels.remove(maker);
    records.free(maker);
  }

  #crosses(side: BookSide, ticks: number): boolean {
    const best = this.#records.bestOf((1 - side) as BookSide);
    if (best === 0) return false;
    const price = this.#records.ticksOf(best);
    return side === 0 ? price <= ticks : price >= ticks;
  }

  /** Returns the handle of the order that follows an order or a level in its ring, 0 at the ring's end. */
  #orderAfter(record: number): number {
    const next = this.#records.nextOf(record);
    return this.#records.levelOf(next) === 0 ? 0 : this.#records.handleOf(next);
  }

  #isFull(): boolean {
    return this.#records.ordersOf(0) + this.#records.ordersOf(1) >= this.#ordersMax;
  }

  #lotsRoom(side: BookSide): number {
    return LOTS_MAX - this.#records.openOfSide(side);
  }
}

function checkTicks(ticks: number): void {
  if ((ticks | 0) !== ticks || ticks < 1) {
    throw new Bug(`a price of ${ticks} ticks: prices go from 1 to ${TICKS_MAX}`);
  }
}

function checkLots(lots: number): void {
  if ((lots | 0) === lots && lots >= 1) return; // small whole numbers, the usual case, without float arithmetic
  if (!(lots >= 1 && lots <= LOTS_MAX && Math.floor(lots) === lots)) {
    throw new Bug(`a size of ${lots} lots: sizes are whole, from 1 up`);
  }
}
