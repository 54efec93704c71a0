import { present, type TimeUs } from '@qca/base';
import { isFeeInBase, lotsNotionalUp, type MarketEvent } from '@qca/market';
import {
  type Intent,
  isFinal,
  type LegsIntent,
  type Order,
  type OrderFilled,
  type OrderSpec,
} from '@qca/orders';
import { type Amount, amount, fromFloatUp } from '@qca/units';
import type { Offer, Strategy, StrategyEvent } from '../Strategy.ts';
import { FakeView } from './FakeView.ts';

/** An intent and when it was wanted. */
export interface Decision {
  readonly timeUs: TimeUs;
  readonly intent: Intent;
}

export interface Play {
  readonly decisions: readonly Decision[];
  readonly fills: readonly OrderFilled[];
  readonly view: FakeView;
  readonly state: unknown;
}

/**
 * Plays a strategy against scripted events with a venue as simple as can be: what crosses the best price fills whole at
 * once and at that price, what does not rests until a later price trades through it. Fees are on, funds are not checked.
 *
 * For tests of decisions. Fills here are generous: nothing about profit can be learned from them.
 */
export function playStrategy<Parameters, State>(
  strategy: Strategy<Parameters, State>,
  offer: Offer,
  events: readonly MarketEvent[],
  options: { parameters?: Partial<Parameters>; budget?: number; deaf?: boolean } = {},
): Play {
  const parameters = { ...strategy.defaults, ...options.parameters };
  const fitted = strategy.fit(offer, parameters);
  if (!fitted.ok) throw new Error(fitted.rejection.detail);
  const table = new Table(strategy, strategy.start(fitted.value, parameters, offer), offer, options);
  for (const { venue, asset, part } of fitted.value.funding) table.fund(venue, asset, part, events);
  for (const event of events) table.hear(event);
  return table;
}

class Table<Parameters, State> implements Play {
  readonly decisions: Decision[] = [];
  readonly fills: OrderFilled[] = [];
  readonly view: FakeView;
  readonly state: State;
  readonly #strategy: Strategy<Parameters, State>;
  readonly #budget: number;
  /** A deaf venue takes no order: every intent is as if refused. */
  readonly #deaf: boolean;
  #numbers = 0;

  constructor(
    strategy: Strategy<Parameters, State>,
    state: State,
    offer: Offer,
    options: { budget?: number; deaf?: boolean },
  ) {
    this.#strategy = strategy;
    this.state = state;
    this.view = new FakeView(offer.instruments);
    this.view.reportingAsset = offer.reportingAsset;
    this.#budget = options.budget ?? 10_000;
    this.#deaf = options.deaf ?? false;
    this.view.budgetValue = this.#budget;
    this.view.equityValue = this.#budget;
  }

  /** Lays out a part of the budget at the first price each asset is seen at. */
  fund(venue: string, asset: string, part: number, events: readonly MarketEvent[]): void {
    this.view.addHeld(venue, asset, (this.#budget * part) / firstValue(asset, this.view, events));
  }

  hear(event: MarketEvent): void {
    this.view.hear(event);
    this.#matchResting(event);
    this.#react(event);
  }

  #react(event: StrategyEvent): void {
    for (const intent of this.#strategy.react(this.state, this.view, event)) {
      this.decisions.push({ timeUs: this.view.timeUs, intent: structuredClone(intent) });
      if (this.#deaf) continue;
      if (intent.kind === 'place') this.#place(intent.order, '');
      else if (intent.kind === 'cancel') this.#cancel(intent.orderId);
      else this.#trade(intent);
    }
  }

  #place(spec: OrderSpec, tradeId: string): Order {
    this.#numbers += 1;
    const order: Order = {
      id: `o${this.#numbers}`,
      strategy: 0,
      spec,
      tradeId,
      sentTimeUs: this.view.timeUs,
      decisionTicks: this.view.lastTicks(spec.instrument),
      status: 'accepted',
      filledLots: 0,
      filledTickLots: 0,
      reason: '',
    };
    this.view.orders.push(order);
    const best =
      spec.side === 'buy' ? this.view.askTicks(spec.instrument) : this.view.bidTicks(spec.instrument);
    const limit = spec.limitTicks ?? best;
    const crosses = spec.side === 'buy' ? limit >= best : limit <= best;
    if (spec.postOnly === true && crosses) this.#close(order, 'rejected');
    else if (crosses) this.#fill(order, best, 'taker');
    else if (spec.type === 'market' || spec.timeInForce === 'ioc') this.#close(order, 'cancelled');
    return order;
  }

  #cancel(orderId: string): void {
    const order = this.view.orders.find(({ id }) => id === orderId);
    if (order !== undefined) this.#close(order, 'cancelled');
  }

  #trade(intent: LegsIntent): void {
    this.#numbers += 1;
    const tradeId = `t${this.#numbers}`;
    this.view.legsUnderWay = true;
    let filled = true;
    for (const leg of intent.legs) {
      if (!filled) break;
      const { instrument, side, quantityLots, limitTicks } = leg;
      filled =
        this.#place(
          { instrument, side, type: 'limit', quantityLots, limitTicks, timeInForce: 'ioc' },
          tradeId,
        ).filledLots > 0;
    }
    this.view.legsUnderWay = false;
    this.#react({
      kind: 'legs-closed',
      timeUs: this.view.timeUs,
      tradeId,
      outcome: filled ? 'flat' : 'nothing-filled',
    });
  }

  #matchResting(event: MarketEvent): void {
    for (const order of [...this.view.orders]) {
      const limit = order.spec.limitTicks ?? 0;
      if (order.spec.instrument !== event.instrument || isFinal(order)) continue;
      if (order.spec.side === 'buy' ? lowest(event) < limit : highest(event) > limit)
        this.#fill(order, limit, 'maker');
    }
  }

  #fill(order: Order, ticks: number, liquidity: 'maker' | 'taker'): void {
    const { instrument, side, quantityLots } = order.spec;
    const traded = present(this.view.instruments[instrument], 'the instrument of a test order');
    const fee =
      (liquidity === 'maker' ? this.view.makerFee(instrument) : this.view.takerFee(instrument)) *
      quantityLots *
      ticks;
    const sign = side === 'buy' ? 1 : -1;
    const perLotTick = traded.tickSize * traded.lotSize;
    // A venue that takes its fee in what is received keeps it back from a purchase.
    const inBase = side === 'buy' && isFeeInBase(traded);
    const quoteFee = inBase ? 0 : fee;
    const baseFee = inBase ? fee / ticks : 0;
    this.view.addHeld(traded.venue, traded.quote.id, -(sign * quantityLots * ticks + quoteFee) * perLotTick);
    if (traded.kind === 'spot')
      this.view.addHeld(traded.venue, traded.base.id, (sign * quantityLots - baseFee) * traded.lotSize);
    else this.view.setPosition(instrument, this.view.positionLots(instrument) + sign * quantityLots);
    order.filledLots = quantityLots;
    order.filledTickLots = quantityLots * ticks;
    const timeUs = this.view.timeUs;
    const report: OrderFilled = {
      kind: 'order-filled',
      timeUs,
      venueTimeUs: timeUs,
      orderId: order.id,
      instrument,
      fillId: `f${order.id}`,
      side,
      priceTicks: ticks,
      quantityLots,
      remainingLots: 0,
      liquidity,
      ...(inBase
        ? {
            fee: fromFloatUp(Math.abs(baseFee) * traded.lotSize, traded.base.decimals) as Amount,
            feeAsset: traded.base.id,
          }
        : { fee: amount(lotsNotionalUp(traded, Math.ceil(Math.abs(fee)), 1)) }),
    };
    this.fills.push(report);
    this.#remove(order, 'filled');
    this.#react(report);
    this.#react({ kind: 'order-closed', timeUs, order });
  }

  #close(order: Order, status: 'cancelled' | 'rejected'): void {
    this.#remove(order, status);
    this.#react({ kind: 'order-closed', timeUs: this.view.timeUs, order });
  }

  #remove(order: Order, status: Order['status']): void {
    order.status = status;
    this.view.orders.splice(this.view.orders.indexOf(order), 1);
  }
}

function lowest(event: MarketEvent): number {
  if (event.kind === 'bar') return event.lowTicks;
  if (event.kind === 'trade') return event.priceTicks;
  return event.kind === 'quote' ? event.askTicks : Number.POSITIVE_INFINITY;
}

function highest(event: MarketEvent): number {
  if (event.kind === 'bar') return event.highTicks;
  if (event.kind === 'trade') return event.priceTicks;
  return event.kind === 'quote' ? event.bidTicks : Number.NEGATIVE_INFINITY;
}

/** Values an asset in the reporting asset at the first prices of the script, over one market or two. */
function firstValue(asset: string, view: FakeView, events: readonly MarketEvent[]): number {
  const set = view.values.get(asset);
  if (set !== undefined) return set;
  if (asset === view.reportingAsset) return 1;
  for (const event of events) {
    const traded = view.instruments[event.instrument];
    const ticks = event.kind === 'bar' ? event.closeTicks : event.kind === 'quote' ? event.bidTicks : 0;
    if (traded === undefined || traded.base.id !== asset || ticks === 0) continue;
    if (traded.quote.id !== asset)
      return (
        ticks *
        traded.tickSize *
        (traded.quote.id === view.reportingAsset ? 1 : firstValue(traded.quote.id, view, events))
      );
  }
  return 1;
}
