import type { TimeUs } from '@qca/base';
import { defineInstrument, type Instrument, MarketBoard, Valuation } from '@qca/market';
import { RunMetrics } from '@qca/portfolio';
import type { ExchangeAction } from '@qca/ports';
import { createRiskState, type RiskState } from '@qca/risk';
import type { Fit, Offer, Strategy, StrategyEvent } from '@qca/strategies';
import { DEFAULT_KILL_PLAN, type KillPlan } from '../commands.ts';
import type { Fact, RunConfiguration, StrategyConfiguration } from '../entries.ts';
import { Awaiting } from './Awaiting.ts';
import { Books } from './Books.ts';
import type { KernelOrder } from './KernelOrder.ts';
import type { KillState } from './kill.ts';
import type { LegsTrade } from './legsTrade.ts';
import { StrategyView } from './StrategyView.ts';
import { Slots } from './slots.ts';
import { Timers } from './Timers.ts';

/** One running strategy. */
export interface StrategySlot {
  readonly index: number;
  readonly configuration: StrategyConfiguration;
  readonly strategy: Strategy;
  /** Begun anew where parameters change. */
  memory: unknown;
  /** In force now; the configuration has those it started with. */
  parameters: unknown;
  /** Whole reporting units given to it; changes where capital moves. */
  budget: number;
  /** Whether it may place orders of its own. */
  on: boolean;
  readonly view: StrategyView;
  readonly openOrders: Map<string, KernelOrder>;
  readonly trades: Map<string, LegsTrade>;
  /** Lots of open orders per instrument and side. Shape: [instrument]. */
  readonly openBuyLots: Float64Array;
  readonly openSellLots: Float64Array;
  /** Begun anew when the run starts, because only then the time is known. */
  metrics: RunMetrics;
  /** Place of each asset in the valuation; −1 where no market leads to its value. Shape: [asset of the books]. */
  assetValueIndex: Int32Array;
  /** Perpetuals it trades, by instrument index. */
  readonly perpetuals: readonly number[];
  /** Reused for every look of the gate. */
  readonly tick: { timeUs: TimeUs; readonly strategy: number; equity: number; platformEquity: number };
  /** Whole reporting units at current marks. */
  equity: number;
  orders: number;
  fills: number;
  refused: number;
  shrunk: number;
}

/** What is known of one venue's connection. */
export interface VenueState {
  readonly id: string;
  up: boolean;
  /** Request id of the snapshot we wait for; empty when none is due. */
  snapshotRequest: string;
  snapshotTries: number;
  /** Venue time of the newest fill heard. */
  lastFillUs: TimeUs;
}

/** All state of a run. Changed only inside `step`. */
export interface KernelState {
  readonly configuration: RunConfiguration;
  readonly instruments: readonly Instrument[];
  readonly board: MarketBoard;
  readonly valuation: Valuation;
  readonly slots: Slots;
  readonly books: Books;
  readonly risk: RiskState;
  readonly strategies: readonly StrategySlot[];
  /** Who hears an instrument. Shape: [instrument][listener]. */
  readonly listeners: readonly (readonly StrategySlot[])[];
  readonly venues: ReadonlyMap<string, VenueState>;
  readonly orders: Map<string, KernelOrder>;
  /** Final orders, oldest first, kept for late reports up to a bound. */
  readonly closed: string[];
  readonly timers: Timers;
  /** Funding settlements already booked, oldest first. */
  readonly settlements: Set<string>;
  /** Orders that owe us an answer. */
  readonly awaiting: Awaiting;
  /** Strategies whose holdings changed in this step. */
  readonly refreshEquity: Set<number>;
  /** What strategies have yet to hear of in this step. */
  readonly heard: { readonly strategy: StrategySlot; readonly event: StrategyEvent }[];
  /** Output of the current step. */
  readonly facts: Fact[];
  readonly actions: ExchangeAction[];
  timeUs: TimeUs;
  /** Sequence of the current input and number of actions it has caused: together they name an action. */
  sequence: number;
  actionIndex: number;
  platformEquity: number;
  /** Capital that no strategy has, and what it is worth. Whole reporting units. */
  readonly reserve: { budget: number; equity: number };
  /** Ids of commands heard, oldest first, so that each has one effect. */
  readonly commandIds: Set<string>;
  /** What the next kill follows. */
  killPlan: KillPlan;
  /** A kill under way or completed; nothing adds exposure until the platform is re-armed. */
  kill: KillState | undefined;
  /** Time of the marks: equity is valued when a moment is complete, which is when the next one begins. */
  marksUs: TimeUs;
  /** When equity is noted next. */
  markEquityUs: TimeUs;
  stopping: boolean;
  /** When the run was first told to stop, and by whom: a run that is resumed goes on stopping. */
  stoppedUs: TimeUs;
  stoppedBy: string;
}

/** Builds the state a run starts from. Pure: the same configuration gives the same state. */
export function createKernelState(
  configuration: RunConfiguration,
  findStrategy: (name: string) => Strategy | undefined,
): KernelState {
  const instruments = configuration.instruments.map((spec, index) => defineInstrument(spec, index));
  const board = new MarketBoard(instruments);
  const valuation = new Valuation(instruments, configuration.reportingAsset, configuration.pegs);
  const slots = new Slots(instruments);
  const strategies: StrategySlot[] = [];
  const books = new Books(instruments, slots, valuation, configuration);
  const risk = createRiskState(
    configuration.limits,
    configuration.strategies.map((each) => each.name),
    {
      budgets: configuration.strategies.map((each) => each.budget),
      data: configuration.data.map((each) => new Set(each.kinds)),
      barIntervalUs: configuration.data.map((each) => each.barIntervalUs),
    },
  );
  const state: KernelState = {
    configuration,
    instruments,
    board,
    valuation,
    slots,
    books,
    risk,
    strategies,
    listeners: instruments.map(() => []),
    venues: new Map(instruments.map((each) => [each.venue, venueState(each.venue)])),
    orders: new Map(),
    closed: [],
    timers: new Timers(),
    settlements: new Set(),
    awaiting: new Awaiting(),
    refreshEquity: new Set(),
    heard: [],
    facts: [],
    actions: [],
    timeUs: 0,
    sequence: 0,
    actionIndex: 0,
    platformEquity: 0,
    reserve: { budget: 0, equity: 0 },
    commandIds: new Set(),
    killPlan: configuration.killPlan ?? DEFAULT_KILL_PLAN,
    kill: undefined,
    marksUs: 0,
    markEquityUs: 0,
    stopping: false,
    stoppedUs: 0,
    stoppedBy: '',
  };
  for (const [index, each] of configuration.strategies.entries()) {
    const strategy = findStrategy(each.name);
    if (strategy === undefined) throw new Error(`no strategy is called ${each.name}`);
    strategies.push(strategySlot(state, index, each, strategy));
  }
  for (const slot of strategies) {
    for (const instrument of slot.configuration.instruments) {
      (state.listeners[instrument] as StrategySlot[]).push(slot);
    }
  }
  return state;
}

function venueState(id: string): VenueState {
  return { id, up: true, snapshotRequest: '', snapshotTries: 0, lastFillUs: 0 };
}

function strategySlot(
  state: KernelState,
  index: number,
  configuration: StrategyConfiguration,
  strategy: Strategy,
): StrategySlot {
  const fit: Fit = {
    instruments: configuration.instruments,
    funding: configuration.funding.map(({ venue, asset }) => ({ venue, asset, part: 0 })),
  };
  const count = state.instruments.length;
  const offer = offerOf(state);
  return {
    index,
    configuration,
    strategy,
    memory: strategy.start(fit, configuration.parameters, offer),
    parameters: configuration.parameters,
    budget: configuration.budget,
    on: true,
    view: new StrategyView(state, index),
    openOrders: new Map(),
    trades: new Map(),
    openBuyLots: new Float64Array(count),
    openSellLots: new Float64Array(count),
    metrics: new RunMetrics({ startTimeUs: 0, startEquity: configuration.budget }),
    assetValueIndex: assetValueIndex(state, index),
    perpetuals: configuration.instruments.filter((each) => state.instruments[each]?.kind === 'perpetual'),
    tick: { timeUs: 0, strategy: index, equity: configuration.budget, platformEquity: 0 },
    equity: configuration.budget,
    orders: 0,
    fills: 0,
    refused: 0,
    shrunk: 0,
  };
}

/** Finds the assets of a strategy's books in the valuation. */
export function assetValueIndex(
  { books, valuation }: Pick<KernelState, 'books' | 'valuation'>,
  strategy: number,
): Int32Array {
  return Int32Array.from(books.accounts(strategy).assets, (asset) => valuation.assetIndex(asset));
}

/** What a run offers its strategies to choose from. */
export function offerOf(state: KernelState): Offer {
  return {
    instruments: state.instruments,
    data: state.configuration.data.map((each) => new Set(each.kinds)),
    barIntervalUs: state.configuration.data.map((each) => each.barIntervalUs),
    reportingAsset: state.configuration.reportingAsset,
  };
}
