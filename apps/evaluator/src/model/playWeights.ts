import { executePlan, type Market, planRun } from '@qca/agent';
import type { Sha256 } from '@qca/base';
import type { KernelState } from '@qca/engine';
import { DEFAULT_SETTINGS, type SimulationSettings } from '@qca/exchange-simulated';
import type { Instrument } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import { DEFAULT_LIMITS, type RiskLimits } from '@qca/risk';
import { createMemoryStore } from '@qca/store-local';
import { type TargetBook, targetWeights } from '@qca/strategies';
import { mulDivUp, type Ratio } from '@qca/units';

/** Value accounts of the ledger have eight decimals. */
const VALUE_ATOMS = 1e8;
/** Factors of cost are kept to a thousandth. */
const FACTOR_SCALE = 1000;

export interface Play {
  /** The bars of the time that is played, and no others. */
  readonly market: Market;
  readonly book: TargetBook;
  /** Whole reporting units. */
  readonly budget: number;
  readonly seed: number;
  /** Fees and spreads times this; 1 is what the venue asks. */
  readonly costFactor?: number;
  readonly settings?: SimulationSettings;
}

/** What came of following a book of targets. Money in whole reporting units. */
export interface Played {
  /** Close of the bars, microseconds. Shape: [step]. */
  readonly timeUs: Float64Array;
  /** Value of everything at the closes. Shape: [step]. */
  readonly equity: Float64Array;
  /** Paid since the start. Shape: [step]. */
  readonly fees: Float64Array;
  readonly slippage: Float64Array;
  readonly budget: number;
  readonly reportingAsset: string;
  readonly orders: number;
  readonly fills: number;
  readonly refused: number;
  /** Value bought and sold. */
  readonly traded: number;
  /** Digest of the journal: two runs that did the same have the same. */
  readonly journal: Sha256;
  readonly notes: readonly string[];
}

const NAME = 'model';

/**
 * The gate's rules for an evaluation: collars, rates and ages as everywhere. Breakers and bounds on exposure are the
 * investor's and not the model's, so here they are open: the report shows what they would have seen.
 */
export const EVALUATION_LIMITS: RiskLimits = {
  ...DEFAULT_LIMITS,
  orderValueMax: null,
  positionValueMax: null,
  strategyExposureMax: null,
  venueExposureMax: null,
  concentrationMax: null,
  dailyTurnoverMax: null,
  strategyBreakers: openBreakers(),
  platformBreakers: openBreakers(),
};

function openBreakers(): RiskLimits['strategyBreakers'] {
  return {
    dailyLoss: null,
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    drawdown: null,
    volatility: null,
  };
}

/** Follows targets through the engine: the same loop, venue, gate and ledger as every other run, with costs on. */
export async function playWeights({
  market: given,
  book,
  budget,
  seed,
  costFactor = 1,
  settings = DEFAULT_SETTINGS,
}: Play): Promise<Played> {
  const market = costFactor === 1 ? given : withCosts(given, costFactor);
  const strategy = targetWeights(book, {
    name: NAME,
    summary: 'Follows what a model says.',
    source: 'the model under evaluation',
  });
  const { plan, warnings } = planRun({
    market,
    strategies: [],
    own: { strategy: strategy as never, file: NAME },
    parameters: {},
    seed,
    budget,
    limits: EVALUATION_LIMITS,
    settings,
  });
  const curve = new Curve();
  const ours = new Set(
    market.instruments.filter(({ id }) => book.instruments.includes(id)).map(({ index }) => index),
  );
  const executed = await executePlan(plan, market, {
    store: createMemoryStore({ retain: 'none' }),
    mode: 'backtest',
    id: NAME,
    createdUs: 0,
    own: strategy as never,
    observe: (state, input) => {
      if (input.kind === 'bar') {
        if (ours.has(input.instrument)) curve.bar(input.venueTimeUs, state);
      } else if (input.kind === 'order-filled') curve.filled(input, state);
    },
    project: false,
  });
  curve.note(executed.state);
  const [summary] = executed.summary.strategies;
  return {
    ...curve.done(),
    budget,
    reportingAsset: executed.summary.reportingAsset,
    orders: summary?.orders ?? 0,
    fills: summary?.fills ?? 0,
    refused: summary?.refused ?? 0,
    traded: curve.traded,
    journal: executed.outcome.hash,
    notes: [...market.notes, ...warnings, ...executed.summary.warnings],
  };
}

/** Equity and costs at the close of each bar, with what was traded on it. */
class Curve {
  readonly #timeUs: number[] = [];
  readonly #equity: number[] = [];
  readonly #fees: number[] = [];
  readonly #slippage: number[] = [];
  #nowUs = 0;
  traded = 0;

  /** Heard a bar: when it is of a new moment, the one before is complete, and has just been valued. */
  bar(venueTimeUs: number, state: KernelState): void {
    if (venueTimeUs <= this.#nowUs) return;
    if (this.#nowUs > 0) this.note(state);
    this.#nowUs = venueTimeUs;
  }

  filled({ instrument, priceTicks, quantityLots }: OrderFilled, state: KernelState): void {
    const { tickSize = 0, lotSize = 0, quote } = state.instruments[instrument] ?? {};
    const value = quote === undefined ? 1 : state.valuation.valueOf(quote.id) || 1;
    this.traded += priceTicks * tickSize * quantityLots * lotSize * value;
  }

  note(state: KernelState): void {
    const slot = state.strategies[0];
    if (slot === undefined) return;
    const own = state.books.accounts(slot.index);
    const { creditsPosted, debitsPosted } = state.books.ledger;
    const paid = (account: number): number =>
      Number((creditsPosted[account] as bigint) - (debitsPosted[account] as bigint)) / VALUE_ATOMS;
    this.#timeUs.push(this.#nowUs);
    this.#equity.push(slot.equity);
    this.#fees.push(paid(own.fees));
    this.#slippage.push(paid(own.slippage));
  }

  done(): Pick<Played, 'timeUs' | 'equity' | 'fees' | 'slippage'> {
    return {
      timeUs: Float64Array.from(this.#timeUs),
      equity: Float64Array.from(this.#equity),
      fees: Float64Array.from(this.#fees),
      slippage: Float64Array.from(this.#slippage),
    };
  }
}

/** The same market at a venue that asks `factor` times as much: in fees, and in the spread that is assumed. */
function withCosts(market: Market, factor: number): Market {
  const scale = (ratio: Ratio): Ratio =>
    mulDivUp(ratio, BigInt(Math.round(factor * FACTOR_SCALE)), BigInt(FACTOR_SCALE)) as Ratio;
  const dearer = market.instruments.map(
    (instrument): Instrument => ({
      ...instrument,
      fees: instrument.fees.map((tier) => ({ ...tier, maker: scale(tier.maker), taker: scale(tier.taker) })),
      assumedSpread: scale(instrument.assumedSpread),
    }),
  );
  return {
    ...market,
    instruments: dearer,
    open() {
      const feed = market.open();
      return {
        instruments: dearer,
        peekTimeUs: () => feed.peekTimeUs(),
        take: () => feed.take(),
        close: () => feed.close(),
      };
    },
  };
}
