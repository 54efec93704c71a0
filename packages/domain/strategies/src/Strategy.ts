import type { Result, TimeUs } from '@qca/base';
import type { Instrument, MarketEvent, VenueId } from '@qca/market';
import type { Intent, Order, OrderFilled } from '@qca/orders';
import type { ParameterLimits } from './checkParameters.ts';

/** What a strategy may look at: only what had been heard by `timeUs`. Never keep it across calls. */
export interface View {
  readonly timeUs: TimeUs;
  readonly instruments: readonly Instrument[];
  /**
   * Best bid and ask as last heard, in ticks; 0 before anything was. Where the data has no quotes they are the last
   * price minus and plus half the instrument's assumed spread.
   */
  bidTicks(instrument: number): number;
  askTicks(instrument: number): number;
  /** Size at the best price in lots; +Infinity where the data does not say. */
  bidLots(instrument: number): number;
  askLots(instrument: number): number;
  /** Last traded or closing price, or the mid of quotes; 0 before anything was heard. Ticks, may be fractional for mids. */
  lastTicks(instrument: number): number;
  /** When this instrument was last heard of; 0 before. */
  lastHeardUs(instrument: number): TimeUs;
  /** The rebuilt book of an instrument with depth data, best level first; undefined where there is none. */
  depth(instrument: number): DepthView | undefined;
  /** This strategy's holdings of an asset at a venue, in whole units; `free` is without what open orders reserve. */
  held(venue: VenueId, asset: string): number;
  free(venue: VenueId, asset: string): number;
  /** This strategy's position in lots: base held for spot, signed contracts for a perpetual. */
  positionLots(instrument: number): number;
  /** This strategy's orders that are not final. */
  openOrders(): Iterable<Readonly<Order>>;
  /** Whether a legs-trade of this strategy is under way. */
  busyLegs(): boolean;
  /**
   * This strategy's equity in the reporting asset, and the budget it was given. Equity is valued when a moment is complete: while
   * a strategy reacts, it is that of the moment before.
   */
  equity(): number;
  budget(): number;
  /** Current taker and maker fee of an instrument as fractions. */
  takerFee(instrument: number): number;
  makerFee(instrument: number): number;
  /** Whole reporting units per whole unit of an asset at current marks; 0 when unknown. */
  valueOf(asset: string): number;
}

/** Levels of one book, best first. */
export interface DepthView {
  /** Number of levels known on a side. */
  levels(side: 'bid' | 'ask'): number;
  /** Price in ticks and size in lots of the n-th best level (0 is the best); 0 beyond the last. */
  ticks(side: 'bid' | 'ask', level: number): number;
  lots(side: 'bid' | 'ask', level: number): number;
}

/** What a strategy hears. */
export type StrategyEvent =
  | MarketEvent
  | OrderFilled
  | { readonly kind: 'order-closed'; readonly timeUs: TimeUs; readonly order: Readonly<Order> }
  | {
      readonly kind: 'legs-closed';
      readonly timeUs: TimeUs;
      readonly tradeId: string;
      readonly outcome: 'flat' | 'unwound' | 'nothing-filled';
    };

/** What a run offers a strategy to choose from. */
export interface Offer {
  readonly instruments: readonly Instrument[];
  /** What kinds of data exist per instrument index. Shape: [instrument]. */
  readonly data: readonly ReadonlySet<'bars' | 'trades' | 'quotes' | 'depth' | 'funding'>[];
  /** Bar interval per instrument in microseconds, 0 without bars. Shape: [instrument]. */
  readonly barIntervalUs: readonly number[];
  /** The asset results are reported in, e.g. `USD`. */
  readonly reportingAsset: string;
}

/** How a strategy wants its budget laid out before it starts. */
export interface Fit {
  /** Instruments it will listen to and trade, by index. */
  readonly instruments: readonly number[];
  /** Parts of the budget to hold, as which asset at which venue; the parts sum to 1. */
  readonly funding: readonly { readonly venue: VenueId; readonly asset: string; readonly part: number }[];
}

export interface Misfit {
  readonly kind: 'data-does-not-support';
  /** What is missing, in words a person can act on. */
  readonly detail: string;
}

/**
 * A trading strategy: a pure function from what it knows to what it wants.
 *
 * It touches no clock, randomness, file or network; its memory is the state it is handed, changed only inside
 * `react`. The same inputs give the same intents, in backtest, paper and live.
 */
export interface Strategy<Parameters = unknown, State = unknown> {
  /** Kebab-case, unique: `cross-exchange-arbitrage`. */
  readonly name: string;
  /** One sentence: how it means to earn. */
  readonly summary: string;
  /** Paper, book or page the method comes from. */
  readonly source: string;
  readonly defaults: Parameters;
  /** What each parameter may be; `checkParameters` holds given values against it. */
  readonly limits?: ParameterLimits;
  /** Chooses instruments and funding from what there is, or says what is missing. */
  fit(offer: Offer, parameters: Parameters): Result<Fit, Misfit>;
  start(fit: Fit, parameters: Parameters, offer: Offer): State;
  react(state: State, view: View, event: StrategyEvent): readonly Intent[];
}

/** Returned when there is nothing to do: shared, so that silence costs nothing. */
export const NO_INTENTS: readonly Intent[] = Object.freeze([]);

/** Types a strategy file's default export; the compiler then checks parameters and state. */
export function defineStrategy<Parameters, State>(
  strategy: Strategy<Parameters, State>,
): Strategy<Parameters, State> {
  return strategy;
}
