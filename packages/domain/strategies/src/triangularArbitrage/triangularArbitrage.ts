import { accept, MILLISECOND, type TimeUs } from '@qca/base';
import type { Intent } from '@qca/orders';
import { type BarLiquidity, barLiquidity, noteLiquidity } from '../BarLiquidity.ts';
import { numberBetween, wholeNumber } from '../checkParameters.ts';
import { census, hasAny, misfit } from '../chooseInstruments.ts';
import { type InstrumentTerms, instrumentTerms } from '../InstrumentTerms.ts';
import { defineStrategy, NO_INTENTS, type Offer, type View } from '../Strategy.ts';
import { noteOutcome, noteTry, type TryPacing, tryPacing } from '../TryPacing.ts';
import { type Cycle, findCycles } from './findCycles.ts';
import { bestProduct, cycleSteps, planCycle } from './planCycle.ts';

export interface TriangularParameters {
  /** Venue to trade at, or empty for all that have a triangle. */
  readonly venue: string;
  /** Profit every unit sent round must bring after taker fees and slippage. Basis points. */
  readonly profitBpsMin: number;
  /** Allowance for slippage on each of the three legs. */
  readonly slippageBps: number;
  /** Most that one trade may be worth, as a part of the budget. */
  readonly tradePartMax: number;
  /** Most that one leg may be of what traded in the last bar, where the data has no sizes. */
  readonly volumePartMax: number;
  /** Oldest quote to trade on; bars must be of the same moment instead. */
  readonly quoteAgeMs: number;
  /** From the first leg to flat; at least four bars on bar data. */
  readonly timeoutMs: number;
  /** Pause after a try, doubled with each that comes to nothing; and after a trade that had to be unwound. */
  readonly retryMs: number;
  readonly unwoundPauseMs: number;
}

export interface TriangularState {
  readonly parameters: TriangularParameters;
  /** Cycles that touch an instrument. Shape: [instrument of the run]. */
  readonly cycles: readonly (readonly Cycle[])[];
  readonly terms: readonly (InstrumentTerms | undefined)[];
  /** How old the price of an instrument may be. Shape: [instrument of the run]. */
  readonly ageUsMax: readonly TimeUs[];
  readonly timeoutUs: TimeUs;
  readonly liquidity: BarLiquidity;
  readonly pacing: TryPacing;
}

/**
 * Sends money round three markets of one venue when it comes back larger.
 *
 * One unit comes back as Π rate, where rate = bid × (1 − fee) when selling and 1 ÷ (ask × (1 + fee)) when buying, each
 * less the slippage allowance. All 3-cycles are watched in both directions; the books are walked together until the
 * product falls to 1 + profitBpsMin (`size.ts`).
 */
export const triangularArbitrage = defineStrategy<TriangularParameters, TriangularState>({
  name: 'triangular-arbitrage',
  summary: 'Converts through three markets of one venue when that brings back more than it took.',
  source:
    'Aiba, Hatano, Takayasu, Marumo, Shimizu: Triangular arbitrage as an interaction among foreign exchange rates, Physica A 310 (2002)',
  defaults: {
    venue: '',
    profitBpsMin: 2,
    slippageBps: 1,
    tradePartMax: 0.2,
    volumePartMax: 0.05,
    quoteAgeMs: 2000,
    timeoutMs: 10_000,
    retryMs: 1000,
    unwoundPauseMs: 60_000,
  },
  limits: {
    venue: { kind: 'name' },
    profitBpsMin: numberBetween(0, 10_000),
    slippageBps: numberBetween(0, 1000),
    tradePartMax: numberBetween(0.0001, 1),
    volumePartMax: numberBetween(0.0001, 1),
    quoteAgeMs: wholeNumber(0, 3_600_000),
    timeoutMs: wholeNumber(1, 3_600_000),
    retryMs: wholeNumber(0, 3_600_000),
    unwoundPauseMs: wholeNumber(0, 86_400_000),
  },
  fit(offer, parameters) {
    const cycles = cyclesOf(offer, parameters);
    if (cycles.length === 0) {
      const where = parameters.venue === '' ? 'one venue' : parameters.venue;
      return misfit(
        `needs three spot instruments of ${where} that form a triangle, such as BTC/EUR, ETH/BTC and ETH/EUR; ${census(offer)}`,
      );
    }
    const purses = [
      ...new Map(cycles.map(({ venue, start }) => [`${venue} ${start}`, { venue, asset: start }])).values(),
    ];
    return accept({
      instruments: [
        ...new Set(cycles.flatMap(({ conversions }) => conversions.map(({ instrument }) => instrument))),
      ].sort((a, b) => a - b),
      funding: purses.map((purse) => ({ ...purse, part: 1 / purses.length })),
    });
  },
  start(fit, parameters, offer) {
    const cycles = cyclesOf(offer, parameters);
    const ours = new Set(fit.instruments);
    const slowest = Math.max(0, ...fit.instruments.map((index) => offer.barIntervalUs[index] ?? 0));
    return {
      parameters,
      cycles: offer.instruments.map(({ index }) =>
        cycles.filter(({ conversions }) => conversions.some(({ instrument }) => instrument === index)),
      ),
      terms: offer.instruments.map((instrument) =>
        ours.has(instrument.index) ? instrumentTerms(instrument) : undefined,
      ),
      ageUsMax: offer.barIntervalUs.map((interval) =>
        interval > 0 ? interval / 2 : parameters.quoteAgeMs * MILLISECOND,
      ),
      // One bar for each leg at the earliest, and one to spare.
      timeoutUs: Math.max(parameters.timeoutMs * MILLISECOND, 4 * slowest),
      liquidity: barLiquidity(offer),
      pacing: tryPacing(),
    };
  },
  react(state, view, event) {
    if (event.kind === 'legs-closed') {
      noteOutcome(state.pacing, event, state.parameters.unwoundPauseMs);
      return NO_INTENTS;
    }
    if (event.kind === 'order-filled' || event.kind === 'order-closed' || event.kind === 'funding')
      return NO_INTENTS;
    const cycles = state.cycles[event.instrument];
    if (cycles === undefined || cycles.length === 0) return NO_INTENTS;
    noteLiquidity(state.liquidity, event, state.parameters.volumePartMax);
    if (view.timeUs < state.pacing.nextUs) return NO_INTENTS;
    for (const cycle of cycles) {
      const intents = isFresh(state, view, cycle) ? tryCycle(state, view, cycle) : NO_INTENTS;
      if (intents !== NO_INTENTS) return intents;
    }
    return NO_INTENTS;
  },
});

function cyclesOf(offer: Offer, { venue }: TriangularParameters): readonly Cycle[] {
  const usable = offer.instruments.filter(
    (instrument) =>
      (venue === '' || instrument.venue === venue) &&
      hasAny(offer, instrument, ['bars', 'trades', 'quotes', 'depth']),
  );
  return findCycles(usable, offer.reportingAsset);
}

function isFresh(state: TriangularState, view: View, { conversions }: Cycle): boolean {
  for (const { instrument } of conversions) {
    if (state.liquidity.still[instrument] === 1) return false;
    if (view.timeUs - view.lastHeardUs(instrument) > (state.ageUsMax[instrument] ?? 0)) return false;
  }
  return true;
}

function tryCycle(state: TriangularState, view: View, cycle: Cycle): readonly Intent[] {
  const { parameters } = state;
  const slippage = parameters.slippageBps / 10_000;
  const hurdle = parameters.profitBpsMin / 10_000;
  const atBest = bestProduct(view, cycle, state.terms) * (1 - slippage) ** 3;
  if (atBest <= 1 + hurdle || view.busyLegs()) return NO_INTENTS;
  const steps = cycleSteps(view, cycle, state.terms, state.liquidity);
  const value = view.valueOf(cycle.start);
  const budget = value > 0 ? (view.budget() * parameters.tradePartMax) / value : Number.POSITIVE_INFINITY;
  const plan = planCycle(view, steps, {
    slippage,
    hurdle,
    inputMax: Math.min(budget, view.free(cycle.venue, cycle.start)),
  });
  if (plan === undefined) return NO_INTENTS;
  noteTry(state.pacing, view.timeUs, state.parameters.retryMs * MILLISECOND);
  const [first, second, third] = steps.map(
    ({ terms, conversion }) => `${conversion.side} ${terms.base}/${terms.quote}`,
  );
  return [
    {
      kind: 'legs',
      legs: plan.legs,
      timeoutUs: state.timeoutUs,
      why: {
        text: `${first}, ${second}, ${third} at ${cycle.venue}`,
        numbers: { input: plan.input, outputWorst: plan.outputWorst, profitBps: (plan.product - 1) * 10_000 },
      },
    },
  ];
}
