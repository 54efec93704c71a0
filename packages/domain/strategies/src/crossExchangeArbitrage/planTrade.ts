import type { Instrument } from '@qca/market';
import type { LegSpec } from '@qca/orders';
import {
  heldLotsDown,
  type InstrumentTerms,
  isLargeEnough,
  lotsToBring,
  purchaseCost,
} from '../InstrumentTerms.ts';
import { type Level, readLadder } from '../readLadder.ts';
import type { View } from '../Strategy.ts';
import { type ArbitrageSize, arbitrageSize, type NetLevel } from './size.ts';

/** A market as the planner sees it. */
export interface Leg {
  readonly terms: InstrumentTerms;
  readonly instrument: Instrument;
  /** Whole reporting units per whole unit of quote; 1 on both sides when the quotes are the same. */
  readonly value: number;
  readonly fee: number;
  /** Most lots to trade where the data has no sizes. */
  readonly lotsMax: number;
}

export interface TradeLimits {
  /** Expected loss to slippage on each leg, as a fraction. */
  readonly slippage: number;
  /** Profit and rebalancing cost that every unit must bring, as a fraction of its cost. */
  readonly hurdle: number;
  /** Most that one trade may be worth, in reporting units (or in quote where quotes are the same). */
  readonly valueMax: number;
  /** What stays behind, in whole units, so that no side runs dry. */
  readonly quoteKept: number;
  readonly baseKept: number;
}

export interface TradePlan {
  readonly legs: readonly LegSpec[];
  readonly size: ArbitrageSize;
}

/** What a unit costs at a price: slippage and taker fee on top, whether that is paid in quote or kept back in base. */
function netBuy(leg: Leg, ticks: number, slippage: number): number {
  return ticks * leg.terms.tickSize * leg.value * (1 + slippage) * purchaseCost(leg.terms, leg.fee);
}

/** What a unit brings at a price: slippage and taker fee taken off. */
function netSell(leg: Leg, ticks: number, slippage: number): number {
  return ticks * leg.terms.tickSize * leg.value * (1 - slippage) * (1 - leg.fee);
}

/** Tells at the cost of two multiplications whether the best prices pay at all: almost always they do not. */
export function paysAtBest(
  view: View,
  buy: Leg,
  sell: Leg,
  limits: Pick<TradeLimits, 'slippage' | 'hurdle'>,
): boolean {
  const ask = view.askTicks(buy.terms.index);
  const bid = view.bidTicks(sell.terms.index);
  if (!(ask > 0) || !(bid > 0)) return false;
  return netSell(sell, bid, limits.slippage) > netBuy(buy, ask, limits.slippage) * (1 + limits.hurdle);
}

/**
 * Sizes buying at one venue and selling at another by their books, and sets the order and the limits of the legs.
 *
 * The side with less on offer (else the one with the wider spread) goes first: a miss there costs nothing. Its limit is
 * the worst level of the plan plus the slippage allowance; the second limit is the price at which the whole breaks
 * even when the first leg filled at its limit. Fills inside both limits therefore never lose. Rounds: limits away from
 * loss, quantity down to the coarser lot.
 */
export function planTrade(view: View, buy: Leg, sell: Leg, limits: TradeLimits): TradePlan | undefined {
  const asks = readLadder(view, buy.terms.index, 'ask', buy.lotsMax);
  const bids = readLadder(view, sell.terms.index, 'bid', sell.lotsMax);
  const grid = sizeGrid(buy.instrument, sell.instrument);
  const buys = asks.map(({ ticks, lots }) => ({
    price: netBuy(buy, ticks, limits.slippage),
    units: lots * grid.perBuyLot,
  }));
  const sells = bids.map(({ ticks, lots }) => ({
    price: netSell(sell, ticks, limits.slippage),
    units: lots * grid.perSellLot,
  }));
  const unitSize = buy.terms.lotSize / grid.perBuyLot;
  const worstBuy = worstPaying(buys, sells, limits.hurdle);
  const unitsMax = Math.floor(
    Math.min(
      limits.valueMax / ((buys[0]?.price ?? Number.POSITIVE_INFINITY) * unitSize),
      (Math.max(0, view.free(buy.terms.venue, buy.terms.quote) - limits.quoteKept) * buy.value) /
        (worstBuy * unitSize),
      heldLotsDown(sell.terms, view.free(sell.terms.venue, sell.terms.base) - limits.baseKept) *
        grid.perSellLot,
    ),
  );
  if (!(unitsMax >= grid.step)) return undefined;
  const size = arbitrageSize({ buys, sells, hurdle: limits.hurdle, unitsMax, step: grid.step });
  if (size === undefined) return undefined;
  const buyFirst = goesFirst({
    buys,
    sells,
    hurdle: limits.hurdle,
    buyWide: spread(view, buy),
    sellWide: spread(view, sell),
  });
  const worst = { ask: (asks[size.buyLevel] as Level).ticks, bid: (bids[size.sellLevel] as Level).ticks };
  const ticks = buyFirst
    ? limitsBuyFirst(buy, sell, worst, limits)
    : limitsSellFirst(buy, sell, worst, limits);
  const buyLots = size.units / grid.perBuyLot;
  const sellLots = size.units / grid.perSellLot;
  // Rounding to ticks may leave no price at which the second leg both pays and trades.
  if (ticks.sell > worst.bid || ticks.buy < worst.ask) return undefined;
  if (!isLargeEnough(buy.terms, buyLots, worst.ask) || !isLargeEnough(sell.terms, sellLots, ticks.sell))
    return undefined;
  const buyLeg: LegSpec = {
    instrument: buy.terms.index,
    side: 'buy',
    // As much is sold as is brought, so that inventory stays what it was but for a part of a lot.
    quantityLots: lotsToBring(buy.terms, buyLots, buy.fee),
    limitTicks: ticks.buy,
    sizing: 'same-base',
  };
  const sellLeg: LegSpec = {
    instrument: sell.terms.index,
    side: 'sell',
    quantityLots: sellLots,
    limitTicks: ticks.sell,
    sizing: 'same-base',
  };
  return { legs: buyFirst ? [buyLeg, sellLeg] : [sellLeg, buyLeg], size };
}

interface LimitTicks {
  readonly buy: number;
  readonly sell: number;
}

function limitsBuyFirst(buy: Leg, sell: Leg, worst: { ask: number }, { slippage }: TradeLimits): LimitTicks {
  const buyTicks = Math.floor(worst.ask * (1 + slippage));
  return { buy: buyTicks, sell: Math.ceil(netBuy(buy, buyTicks, 0) / netSell(sell, 1, 0)) };
}

function limitsSellFirst(buy: Leg, sell: Leg, worst: { bid: number }, { slippage }: TradeLimits): LimitTicks {
  const sellTicks = Math.ceil(worst.bid * (1 - slippage));
  return { sell: sellTicks, buy: Math.floor(netSell(sell, sellTicks, 0) / netBuy(buy, 1, 0)) };
}

function goesFirst(sides: {
  buys: readonly NetLevel[];
  sells: readonly NetLevel[];
  hurdle: number;
  buyWide: number;
  sellWide: number;
}): boolean {
  const bestSell = sides.sells[0]?.price ?? 0;
  const bestBuy = sides.buys[0]?.price ?? Number.POSITIVE_INFINITY;
  const offered = unitsWithin(sides.buys, (price) => bestSell > price * (1 + sides.hurdle));
  const wanted = unitsWithin(sides.sells, (price) => price > bestBuy * (1 + sides.hurdle));
  return offered === wanted ? sides.buyWide >= sides.sellWide : offered < wanted;
}

function unitsWithin(levels: readonly NetLevel[], pays: (price: number) => boolean): number {
  return levels.reduce((sum, { price, units }) => (pays(price) ? sum + units : sum), 0);
}

/** The dearest level that pays against the best bid: what the last unit may cost. */
function worstPaying(buys: readonly NetLevel[], sells: readonly NetLevel[], hurdle: number): number {
  const best = sells[0]?.price ?? 0;
  return buys.reduce(
    (worst, { price }) => (best > price * (1 + hurdle) ? price : worst),
    buys[0]?.price ?? Number.POSITIVE_INFINITY,
  );
}

function spread(view: View, leg: Leg): number {
  const bid = view.bidTicks(leg.terms.index);
  return (view.askTicks(leg.terms.index) - bid) / bid;
}

/** Units are the greatest base quantity both lots are multiples of; a size must be a multiple of both lots. */
export function sizeGrid(
  buy: Instrument,
  sell: Instrument,
): { perBuyLot: number; perSellLot: number; step: number } {
  const unit = greatestCommonDivisor(buy.lot, sell.lot);
  const perBuyLot = Number((buy.lot as bigint) / unit);
  const perSellLot = Number((sell.lot as bigint) / unit);
  return { perBuyLot, perSellLot, step: perBuyLot * perSellLot };
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}
