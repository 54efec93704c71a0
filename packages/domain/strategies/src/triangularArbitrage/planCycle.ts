import type { LegSpec } from '@qca/orders';
import type { BarLiquidity } from '../BarLiquidity.ts';
import {
  broughtPart,
  type InstrumentTerms,
  isLargeEnough,
  purchaseCost,
  quoteFee,
} from '../InstrumentTerms.ts';
import { type Level, readLadder } from '../readLadder.ts';
import type { View } from '../Strategy.ts';
import type { Conversion, Cycle } from './findCycles.ts';
import { type ConversionLevel, convert, cycleInput } from './size.ts';

export interface CycleLimits {
  /** Expected loss to slippage on each leg, as a fraction. */
  readonly slippage: number;
  /** Least profit of every unit sent round, as a fraction. */
  readonly hurdle: number;
  /** Most of the start asset to send, in whole units. */
  readonly inputMax: number;
}

export interface CyclePlan {
  readonly legs: readonly LegSpec[];
  /** What goes in and what comes back if every leg fills at the limits; whole units of the start asset. */
  readonly input: number;
  readonly outputWorst: number;
  /** What comes back per unit at the planned prices, slippage and fees taken off. */
  readonly product: number;
}

interface Step {
  /** Most lots to trade where the data has no sizes. */
  readonly lotsMax: number;
  readonly terms: InstrumentTerms;
  readonly conversion: Conversion;
  readonly fee: number;
}

/** One atom of an asset at a venue. */
const BASE_ROUNDING = 1e-8;

/** Units of the asset received for one unit given, at a price; fees taken off. */
export function conversionRate({ terms, conversion, fee }: Step, ticks: number): number {
  const price = ticks * terms.tickSize;
  return conversion.side === 'sell' ? price * (1 - fee) : 1 / (price * purchaseCost(terms, fee));
}

/**
 * Returns what one unit sent round comes back as at the best prices, fees taken off; 0 while a price is unknown.
 *
 * Asked on every event of every cycle: it allocates nothing.
 */
export function bestProduct(
  view: View,
  cycle: Cycle,
  terms: readonly (InstrumentTerms | undefined)[],
): number {
  let product = 1;
  for (const { instrument, side } of cycle.conversions) {
    const ticks = side === 'sell' ? view.bidTicks(instrument) : view.askTicks(instrument);
    if (!(ticks > 0)) return 0;
    const own = terms[instrument] as InstrumentTerms;
    const price = ticks * own.tickSize;
    const fee = view.takerFee(instrument);
    product *= side === 'sell' ? price * (1 - fee) : 1 / (price * purchaseCost(own, fee));
  }
  return product;
}

export function cycleSteps(
  view: View,
  cycle: Cycle,
  terms: readonly (InstrumentTerms | undefined)[],
  liquidity: BarLiquidity,
): readonly Step[] {
  return cycle.conversions.map((conversion) => ({
    terms: terms[conversion.instrument] as InstrumentTerms,
    conversion,
    fee: view.takerFee(conversion.instrument),
    lotsMax: liquidity.lotsMax[conversion.instrument] as number,
  }));
}

/**
 * Sizes a cycle by the books of its three instruments and sets the limits of its legs.
 *
 * The first limit is the worst planned level plus the slippage allowance. What slack is left between the planned
 * product and 1 is split: half (in logarithms) to the second leg, all the rest to the third, whose limit is the price at
 * which whole lots bring back at least what went in. Fills inside all limits therefore never lose.
 */
export function planCycle(view: View, steps: readonly Step[], limits: CycleLimits): CyclePlan | undefined {
  const ladders = steps.map(({ conversion, lotsMax }) =>
    readLadder(view, conversion.instrument, conversion.side === 'sell' ? 'bid' : 'ask', lotsMax),
  );
  const conversions = steps.map((step, index) => netLevels(step, ladders[index] ?? [], limits.slippage));
  const wanted = cycleInput({ conversions, hurdle: limits.hurdle, inputMax: limits.inputMax });
  if (!(wanted > 0)) return undefined;
  const worst = worstLevels(conversions, ladders, wanted);
  const [first, second, third] = steps as readonly [Step, Step, Step];
  const limit1 = slipped(first, worst[0] as number, limits.slippage);
  const rate1 = conversionRate(first, limit1);
  const slack =
    rate1 * conversionRate(second, worst[1] as number) * conversionRate(third, worst[2] as number);
  if (!(slack > 1)) return undefined;
  const limit2 = ticksAtRate(second, conversionRate(second, worst[1] as number) / Math.sqrt(slack));
  const lots1 = lotsFor(first, wanted, limit1);
  const given = amountGiven(first, lots1, limit1);
  const lots2 = lotsFor(second, amountReceived(first, lots1, limit1), limit2);
  const carried = amountReceived(second, lots2, limit2);
  const limit3 = breakEvenTicks(third, carried, given);
  if (
    limit3 === undefined ||
    !reaches(second, limit2, worst[1] as number) ||
    !reaches(third, limit3, worst[2] as number)
  )
    return undefined;
  const lots3 = lotsFor(third, carried, limit3);
  const planned = [lots1, lots2, lots3];
  const ticks = [limit1, limit2, limit3];
  const large = steps.every((step, index) =>
    isLargeEnough(
      step.terms,
      planned[index] as number,
      Math.min(ticks[index] as number, worst[index] as number),
    ),
  );
  if (!large) return undefined;
  const output = conversions.reduce((amount, levels) => convert(levels, amount).output, wanted);
  return {
    legs: steps.map(
      ({ conversion }, index): LegSpec => ({
        ...conversion,
        // Later legs spend what came in: no more than what pays for itself at the limits, fees included.
        quantityLots: Math.floor((planned[index] as number) / keptAtWorst(steps.slice(0, index)) + 1e-9),
        limitTicks: ticks[index] as number,
        sizing: 'spend-output',
      }),
    ),
    input: given,
    outputWorst: amountReceived(third, lots3, limit3),
    product: output / wanted,
  };
}

/**
 * The part of an amount that is left when every purchase so far has its fee kept back although it need not be: limits
 * count on that, but what then comes in whole is passed on whole.
 */
function keptAtWorst(steps: readonly Step[]): number {
  return steps.reduce(
    (part, { terms, conversion, fee }) =>
      conversion.side === 'buy' && terms.feeInBase === 'at-worst' ? part * broughtPart(terms, fee) : part,
    1,
  );
}

function netLevels(step: Step, ladder: readonly Level[], slippage: number): readonly ConversionLevel[] {
  return ladder.map(({ ticks, lots }) => {
    const rate = conversionRate(step, ticks) * (1 - slippage);
    const base = lots * step.terms.lotSize;
    const isSale = step.conversion.side === 'sell';
    return { rate, capacity: isSale ? base : (base * broughtPart(step.terms, step.fee)) / rate };
  });
}

/** The worst price each conversion reaches when `input` goes round. Ticks. */
function worstLevels(
  conversions: readonly (readonly ConversionLevel[])[],
  ladders: readonly (readonly Level[])[],
  input: number,
): readonly number[] {
  let carried = input;
  return conversions.map((levels, index) => {
    const { output, level } = convert(levels, carried);
    carried = output;
    return ladders[index]?.[level]?.ticks ?? 0;
  });
}

/** A price worse by the slippage allowance, rounded toward the market. */
function slipped({ conversion }: Step, ticks: number, slippage: number): number {
  return conversion.side === 'buy' ? Math.floor(ticks * (1 + slippage)) : Math.ceil(ticks * (1 - slippage));
}

/** The worst price at which a conversion still gives `rate`. Rounds away from loss. */
function ticksAtRate({ terms, conversion, fee }: Step, rate: number): number {
  return conversion.side === 'sell'
    ? Math.ceil(rate / (terms.tickSize * (1 - fee)))
    : Math.floor(1 / (rate * terms.tickSize * purchaseCost(terms, fee)));
}

/** Whole lots an amount of the asset given pays for at a price. Rounds down. */
function lotsFor({ terms, conversion, fee }: Step, amount: number, ticks: number): number {
  const base =
    conversion.side === 'sell'
      ? amount
      : (amount - terms.quoteRounding) / (ticks * terms.tickSize * (1 + quoteFee(terms, fee)));
  return Math.max(0, Math.floor(base / terms.lotSize + 1e-9));
}

function amountGiven({ terms, conversion, fee }: Step, lots: number, ticks: number): number {
  return conversion.side === 'sell'
    ? lots * terms.lotSize
    : lots * ticks * terms.tickLotValue * (1 + quoteFee(terms, fee));
}

function amountReceived({ terms, conversion, fee }: Step, lots: number, ticks: number): number {
  return conversion.side === 'sell'
    ? lots * ticks * terms.tickLotValue * (1 - fee)
    : lots * terms.lotSize * broughtPart(terms, fee);
}

/** The worst price of the last leg at which whole lots bring back at least `needed`; undefined when none does. */
function breakEvenTicks(step: Step, carried: number, needed: number): number | undefined {
  const { terms, conversion, fee } = step;
  if (conversion.side === 'sell') {
    const lots = lotsFor(step, carried, 1);
    return lots > 0 ? Math.ceil(needed / (lots * terms.tickLotValue * (1 - fee))) : undefined;
  }
  // A fee kept back is rounded up to an atom.
  const atLeast = terms.feeInBase === 'never' ? needed : needed + BASE_ROUNDING;
  const lots = Math.ceil(atLeast / (terms.lotSize * broughtPart(terms, fee)) - 1e-9);
  const cost = lots * terms.tickLotValue * (1 + quoteFee(terms, fee));
  const ticks = Math.floor((carried - terms.quoteRounding) / cost);
  return ticks > 0 ? ticks : undefined;
}

function reaches({ conversion }: Step, limitTicks: number, marketTicks: number): boolean {
  return conversion.side === 'buy' ? limitTicks >= marketTicks : limitTicks <= marketTicks;
}
