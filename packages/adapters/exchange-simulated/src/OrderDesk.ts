import { Bug, type TimeUs } from '@qca/base';
import {
  type CancelReason,
  isImmediate,
  type OrderFilled,
  type OrderSpec,
  type VenueReason,
} from '@qca/orders';
import { ZERO_AMOUNT } from '@qca/units';
import { Exits } from './Exits.ts';
import { feeAtoms } from './fees.ts';
import { takenFee } from './feeTaking.ts';
import { type Piece, sumLots } from './Liquidity.ts';
import type { Market } from './Market.ts';
import { notionalDown } from './notional.ts';
import { orderRefusal, reducibleLots } from './orderRefusal.ts';
import type { ReportDesk } from './ReportDesk.ts';
import type { SimulationSettings } from './settings.ts';
import { affordableLots, settleFill } from './settle.ts';
import { specRefusal, type VenueRefusal } from './specRefusal.ts';
import { WorkingOrder } from './WorkingOrder.ts';

/** The life of orders at their venue: in, filled, woken, cancelled, out. One for all venues. */
export class OrderDesk {
  readonly settings: SimulationSettings;
  readonly reports: ReportDesk;
  /** Called with every order that will expire. */
  readonly onExpiring: (order: WorkingOrder, market: Market) => void;
  readonly #exits = new Exits(this);

  constructor(
    settings: SimulationSettings,
    reports: ReportDesk,
    onExpiring: (order: WorkingOrder, market: Market) => void,
  ) {
    this.settings = settings;
    this.reports = reports;
    this.onExpiring = onExpiring;
  }

  /** Takes an order in. A known id answers with what became of that order and never trades again. */
  place(market: Market, orderId: string, spec: OrderSpec, timeUs: TimeUs): void {
    const { venue } = market;
    const known = venue.history.find(orderId);
    if (known !== undefined) {
      this.#answerAgain(known, market, spec, timeUs);
      return;
    }
    const order = new WorkingOrder(orderId, spec);
    const refusal = specRefusal(spec) ?? orderRefusal(order, market, this.settings, timeUs);
    venue.history.add(order);
    if (refusal !== undefined) {
      this.#reject(order, market, refusal, timeUs);
      return;
    }
    if (spec.bracket !== undefined) this.#exits.prepare(order, market);
    this.enter(order, market, timeUs);
    this.#exits.settle(timeUs);
  }

  /** Accepts an order that passed its checks and lets it meet the market. */
  enter(order: WorkingOrder, market: Market, timeUs: TimeUs): void {
    const { spec } = order;
    this.reports.accepted(market.venue, order, timeUs);
    market.orders.push(order);
    if (order.expireTimeUs !== 0) this.onExpiring(order, market);
    if (spec.type === 'market') {
      this.#sweep(order, market, timeUs);
    } else if (spec.type === 'limit') {
      if (spec.postOnly) this.#rest(order, market);
      else this.#sweep(order, market, timeUs);
    } else {
      order.stage = 'asleep';
      if (spec.type === 'trailing-stop' && market.lastTicks !== 0) order.trail(market.lastTicks);
      if (order.triggerTicks !== 0 && market.lastTicks !== 0 && order.wakesAt(market.lastTicks)) {
        this.#wake(order, market, timeUs);
      }
    }
  }

  cancel(market: Market, orderId: string, timeUs: TimeUs): void {
    const order = market.venue.history.find(orderId);
    if (order === undefined || !order.isOpen || order.instrument !== market.instrument.index) {
      const detail = order === undefined ? 'no such order' : `the order is ${order.stage}`;
      const subject = { id: orderId, instrument: market.instrument.index };
      this.reports.cancelRejected(market.venue, subject, { reason: 'unknown-order', detail }, timeUs);
      return;
    }
    this.close(order, market, 'requested', timeUs);
  }

  /** Lets an order meet the price that has reached it. */
  meet(order: WorkingOrder, market: Market, timeUs: TimeUs): void {
    if (order.stage === 'asleep') this.#wake(order, market, timeUs);
    else if (order.stage === 'sweeping') this.#sweep(order, market, timeUs);
    else this.#fillResting(order, market, market.tape.leftLots, timeUs);
    this.#exits.settle(timeUs);
  }

  /** Fills what it can of a resting order with up to `lots` of others' trading, at its own price. */
  fillResting(order: WorkingOrder, market: Market, lots: number, timeUs: TimeUs): void {
    this.#fillResting(order, market, lots, timeUs);
    this.#exits.settle(timeUs);
  }

  #fillResting(order: WorkingOrder, market: Market, lots: number, timeUs: TimeUs): void {
    let fillLots = Math.min(lots, order.shownLots);
    if (order.spec.reduceOnly) fillLots = Math.min(fillLots, reducibleLots(order, market));
    if (fillLots < 1) {
      this.close(order, market, 'reduce-only', timeUs);
      return;
    }
    const payable = this.#payableLots(
      order,
      market,
      { ticks: order.limitTicks, lots: fillLots },
      'maker',
      timeUs,
    );
    if (payable > 0) {
      market.giveToResting(payable);
      this.#fill(order, market, { ticks: order.limitTicks, lots: payable }, 'maker', timeUs);
    }
    if (payable < fillLots && order.isOpen) this.close(order, market, 'venue', timeUs);
  }

  /** Takes an open order off the market. */
  close(order: WorkingOrder, market: Market, reason: CancelReason, timeUs: TimeUs): void {
    this.#finish(order, market, 'cancelled', reason);
    this.reports.cancelled(market.venue, order, reason, timeUs);
    if (order.spec.bracket !== undefined) this.#exits.onClosed(order, market, timeUs);
  }

  /** Fills an order of the venue's own, whatever the market offers. */
  force(order: WorkingOrder, market: Market, piece: Piece, timeUs: TimeUs): void {
    this.#fill(order, market, piece, 'taker', timeUs);
  }

  #reject(order: WorkingOrder, market: Market, refusal: VenueRefusal, timeUs: TimeUs): void {
    order.stage = 'rejected';
    order.reason = refusal.reason;
    order.detail = refusal.detail;
    market.venue.history.finish(order);
    this.reports.rejected(market.venue, order, refusal, timeUs);
    if (order.spec.bracket !== undefined) this.#exits.refuse(order, market, timeUs);
  }

  #answerAgain(known: WorkingOrder, market: Market, spec: OrderSpec, timeUs: TimeUs): void {
    const { venue } = market;
    if (!isSameSpec(known.spec, spec)) {
      const detail = 'the id belongs to another order';
      this.reports.rejected(venue, known, { reason: 'duplicate-order-id', detail }, timeUs);
      return;
    }
    if (known.stage === 'rejected') {
      const reason = known.reason as VenueReason;
      this.reports.rejected(venue, known, { reason, detail: known.detail }, timeUs);
      return;
    }
    this.reports.accepted(venue, known, timeUs);
    for (const fill of venue.history.fillsOf(known.id)) this.reports.retold(venue, fill, timeUs);
    if (known.stage === 'cancelled') {
      this.reports.cancelled(venue, known, known.reason as CancelReason, timeUs);
    }
  }

  #wake(order: WorkingOrder, market: Market, timeUs: TimeUs): void {
    this.reports.triggered(market.venue, order, timeUs);
    order.triggerTicks = 0;
    order.stage = order.spec.type === 'stop-limit' ? 'resting' : 'sweeping';
    this.#sweep(order, market, timeUs);
  }

  /** Takes what it may from the market; what is left rests, sweeps on or is cancelled, as the order wants. */
  #sweep(order: WorkingOrder, market: Market, timeUs: TimeUs): void {
    let lots = order.remainingLots;
    if (order.spec.reduceOnly) {
      lots = Math.min(lots, reducibleLots(order, market));
      if (lots < 1) {
        this.close(order, market, 'reduce-only', timeUs);
        return;
      }
    }
    const pieces = market.liquidity.plan(order.isBuy, lots, order.limitTicks, timeUs);
    if (order.spec.timeInForce === 'fok' && sumLots(pieces) < order.remainingLots) {
      this.close(order, market, 'fill-or-kill', timeUs);
      return;
    }
    for (const piece of pieces) {
      const payable = this.#payableLots(order, market, piece, 'taker', timeUs);
      if (payable > 0) {
        market.liquidity.use(order.isBuy, { ticks: piece.ticks, lots: payable });
        this.#fill(order, market, { ticks: piece.ticks, lots: payable }, 'taker', timeUs);
      }
      if (!order.isOpen) return;
      if (payable < piece.lots) {
        this.close(order, market, 'venue', timeUs);
        return;
      }
    }
    this.#afterSweep(order, market, lots - sumLots(pieces), timeUs);
  }

  /** Decides what becomes of an order that took `lots − short` of what it could have. */
  #afterSweep(order: WorkingOrder, market: Market, shortLots: number, timeUs: TimeUs): void {
    const { type, timeInForce } = order.spec;
    if (shortLots === 0) {
      // All that may be filled is; what is over exceeds the position it may reduce.
      this.close(order, market, 'reduce-only', timeUs);
    } else if (type === 'limit' || type === 'stop-limit') {
      if (isImmediate(timeInForce)) this.close(order, market, 'immediate-or-cancel', timeUs);
      else this.#rest(order, market);
    } else if (this.#isProtected(order, market, timeUs)) {
      this.close(order, market, 'price-protection', timeUs);
    } else if (type === 'market' || isImmediate(timeInForce)) {
      this.close(order, market, 'immediate-or-cancel', timeUs);
    }
    // A woken stop without a word to the contrary sweeps on as trading goes on: it protects.
  }

  /** Whether more would trade without the order's price protection. */
  #isProtected(order: WorkingOrder, market: Market, timeUs: TimeUs): boolean {
    return order.limitTicks !== 0 && market.liquidity.plan(order.isBuy, 1, 0, timeUs).length > 0;
  }

  #rest(order: WorkingOrder, market: Market): void {
    order.stage = 'resting';
    order.shownLots = Math.min(order.spec.displayLots ?? order.remainingLots, order.remainingLots);
    market.join(order);
  }

  #payableLots(
    order: WorkingOrder,
    market: Market,
    piece: Piece,
    liquidity: 'maker' | 'taker',
    timeUs: TimeUs,
  ): number {
    if (market.instrument.kind !== 'spot') return piece.lots;
    const volume = market.venue.volume.at(timeUs);
    const inQuote = market.isFeeInQuote;
    const feeFor = (lots: number): bigint =>
      inQuote ? feeAtoms(market.instrument, { lots, ticks: piece.ticks, liquidity, volume }) : 0n;
    return affordableLots(market, order, piece, feeFor);
  }

  #fill(
    order: WorkingOrder,
    market: Market,
    piece: Piece,
    liquidity: 'maker' | 'taker',
    timeUs: TimeUs,
  ): void {
    const { instrument, venue } = market;
    const { ticks, lots } = piece;
    if (!(order.isOpen && lots > 0 && lots <= order.remainingLots))
      throw new Bug(`${order.id} cannot fill ${lots} lots`);
    const basis = { lots, ticks, liquidity, volume: venue.volume.at(timeUs) };
    const fee = feeAtoms(instrument, basis);
    const isPlain = market.isFeePlain;
    const realised = settleFill(market, { side: order.side, lots, ticks, fee: isPlain ? fee : ZERO_AMOUNT });
    venue.volume.add(instrument, notionalDown(instrument, lots, ticks), timeUs);
    order.remainingLots -= lots;
    order.shownLots -= lots;
    const plain = { priceTicks: ticks, quantityLots: lots, liquidity, fee };
    const charged = isPlain
      ? plain
      : { ...plain, ...this.#takeFee(order, market, { ...basis, quoteFee: fee, timeUs }) };
    const told = instrument.kind === 'perpetual' ? { ...charged, realised } : charged;
    venue.history.addFill(this.reports.filled(venue, order, told, timeUs));
    if (order.openLots === 0) this.#finish(order, market, 'filled', '');
    else if (order.shownLots === 0 && order.remainingLots > 0 && order.stage === 'resting') {
      this.#showMore(order, market);
    }
    this.#exits.onFill(order, market, lots, timeUs);
  }

  /** Charges a fee in the asset that the venue takes it in, and says so where that is not the quote. */
  #takeFee(
    order: WorkingOrder,
    market: Market,
    basis: Parameters<typeof takenFee>[2],
  ): Pick<OrderFilled, 'fee' | 'feeAsset'> {
    const { asset, atoms } = takenFee(market, order, basis);
    market.venue.account.change(asset, -atoms);
    if (order.isBuy && asset === market.instrument.base.id) order.baseFee += atoms;
    return asset === market.instrument.quote.id ? { fee: atoms } : { fee: atoms, feeAsset: asset };
  }

  /** Shows an iceberg's next part: it queues behind all others at its price. */
  #showMore(order: WorkingOrder, market: Market): void {
    market.orders.splice(market.orders.indexOf(order), 1);
    market.orders.push(order);
    this.#rest(order, market);
  }

  #finish(
    order: WorkingOrder,
    market: Market,
    stage: 'filled' | 'cancelled',
    reason: CancelReason | '',
  ): void {
    order.stage = stage;
    order.reason = reason;
    const place = market.orders.indexOf(order);
    if (place >= 0) market.orders.splice(place, 1);
    market.venue.history.finish(order);
  }
}

const SPEC_KEYS = [
  'instrument',
  'side',
  'type',
  'quantityLots',
  'limitTicks',
  'triggerTicks',
  'trailTicks',
  'timeInForce',
  'expireTimeUs',
  'postOnly',
  'reduceOnly',
  'displayLots',
  'ocoGroup',
] as const satisfies readonly (keyof OrderSpec)[];

function isSameSpec(a: OrderSpec, b: OrderSpec): boolean {
  return (
    SPEC_KEYS.every((key) => a[key] === b[key]) &&
    a.bracket?.takeProfitTicks === b.bracket?.takeProfitTicks &&
    a.bracket?.stopTicks === b.bracket?.stopTicks
  );
}
