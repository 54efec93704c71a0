import { RunningHash, SECOND, type TimeUs } from '@qca/base';
import { type FeeAsset, type InstrumentSpec, type MarketEvent, type Quote, venueAsset } from '@qca/market';
import type { CancelReason, Intent, OrderFilled, OrderSpec, VenueSnapshot } from '@qca/orders';
import type { ExchangeAction } from '@qca/ports';
import type { RiskLimits } from '@qca/risk';
import { accept, NO_INTENTS, type Strategy, type StrategyEvent, type View } from '@qca/strategies';
import { type Amount, amount, parseAmount, parsePrice, parseQuantity, parseRatio } from '@qca/units';
import type { Entry, Fact, Input, OrderPlaced, RunConfiguration } from '../entries.ts';
import { JournalWriter } from '../journal/JournalWriter.ts';
import type { KernelOrder } from '../kernel/KernelOrder.ts';
import { createKernelState, type KernelState, type StrategySlot } from '../kernel/KernelState.ts';
import { step } from '../kernel/step.ts';
import { BlockList } from './BlockList.fixture.ts';
import type { UnsignedCommand } from './UnsignedCommand.fixture.ts';

// A kernel on a bench: inputs by hand, one strategy (or two) that wants what it is told to want, facts to look at.

/** Instruments of the bench. One lot of BTC at 1,000 USD is worth 10 USD, one lot of ETH at 100 USD 10 USD. */
export const EAST = 0;
export const WEST = 1;
export const ETH_BTC = 2;
export const ETH_USD = 3;
export const PERPETUAL = 4;

export const START_US = 1_700_000_000 * SECOND;

const NO_BREAKERS = {
  dailyLoss: null,
  stopLoss: null,
  takeProfit: null,
  trailingStop: null,
  drawdown: null,
  volatility: null,
};

/** Every rule switched off: what is refused then is refused by the kernel itself. */
export const NO_LIMITS: RiskLimits = {
  orderValueMax: null,
  positionValueMax: null,
  strategyExposureMax: null,
  venueExposureMax: null,
  concentrationMax: null,
  dailyTurnoverMax: null,
  collarBps: null,
  collarReducingBps: null,
  orderRate: null,
  staleAge: { barsIntervals: null, tradesUs: null, quotesUs: null, depthUs: null },
  strategyBreakers: NO_BREAKERS,
  platformBreakers: NO_BREAKERS,
  haltAllowsReducing: true,
};

export interface BenchOptions {
  readonly limits?: Partial<RiskLimits>;
  readonly strategies?: readonly string[];
  /** `[venue, asset, atoms, value]` of each strategy. */
  readonly funding?: readonly (readonly [string, string, bigint, bigint])[];
  readonly maker?: string;
  readonly feeAsset?: FeeAsset;
  readonly unassigned?: NonNullable<RunConfiguration['unassigned']>;
}

const UNIT = 100_000_000n;
/** 10,000 USD and 2 BTC at each venue, 10 ETH in the east: 25,000 USD in all. */
const FUNDING = [
  ['east', 'USD', 10_000n * UNIT, 10_000n * UNIT],
  ['west', 'USD', 10_000n * UNIT, 10_000n * UNIT],
  ['east', 'BTC', 2n * UNIT, 2_000n * UNIT],
  ['west', 'BTC', 2n * UNIT, 2_000n * UNIT],
  ['east', 'ETH', 10n * UNIT, 1_000n * UNIT],
] as const;

export function benchInstruments(maker = '0.0005', feeAsset?: FeeAsset): InstrumentSpec[] {
  const spot = (venue: string, base: string, quote: string, tick: string, lot: string): InstrumentSpec => ({
    venue,
    kind: 'spot',
    base: venueAsset(base),
    quote: venueAsset(quote),
    tick: read(parsePrice(tick)),
    lot: read(parseQuantity(lot, 8)),
    minimumNotional: read(parseAmount(quote === 'USD' ? '10' : '0.01', 8)),
    fees: [{ volumeMin: 0, maker: read(parseRatio(maker)), taker: read(parseRatio('0.001')) }],
    assumedSpread: read(parseRatio('0.002')),
    ...(feeAsset === undefined ? {} : { feeAsset }),
  });
  const margin = {
    initialRatio: read(parseRatio('0.1')),
    maintenanceRatio: read(parseRatio('0.05')),
    fundingIntervalUs: 8 * 3_600 * SECOND,
  };
  return [
    spot('east', 'BTC', 'USD', '1', '0.01'),
    spot('west', 'BTC', 'USD', '1', '0.01'),
    spot('east', 'ETH', 'BTC', '0.001', '0.1'),
    spot('east', 'ETH', 'USD', '1', '0.1'),
    { ...spot('west', 'BTC', 'USD', '1', '0.01'), kind: 'perpetual', margin },
  ];
}

/** Strategies that want what the bench tells them to, and note what they heard. */
export class Bench {
  readonly configuration: RunConfiguration;
  readonly state: KernelState;
  readonly journal = new BlockList();
  readonly writer: JournalWriter;
  /** All entries so far, and all actions sent. */
  readonly entries: Entry[] = [];
  readonly actions: ExchangeAction[] = [];
  readonly heard: StrategyEvent[] = [];
  readonly #wanted = new Map<string, readonly Intent[]>();
  timeUs = START_US;
  #fills = 0;
  #commands = 0;

  constructor(options: BenchOptions = {}) {
    this.configuration = benchConfiguration(options);
    this.state = createKernelState(this.configuration, this.find);
    this.writer = new JournalWriter(this.journal, { lastSequence: -1, hash: '' }, new RunningHash());
    this.input({ kind: 'run-started', timeUs: this.timeUs, configuration: this.configuration });
  }

  /** The strategies, for replay too: what they want follows from the input they hear. */
  readonly find = (name: string): Strategy | undefined => {
    if (!this.configuration.strategies.some((each) => each.name === name)) return undefined;
    return {
      name,
      summary: 'Wants what it is told to.',
      source: 'None.',
      defaults: {},
      fit: () => accept({ instruments: [0, 1, 2, 3, 4], funding: [] }),
      start: () => ({ done: new Set<string>() }),
      react: (memory, view, event) => this.#react(name, (memory as { done: Set<string> }).done, view, event),
    };
  };

  #react(name: string, done: Set<string>, view: View, event: StrategyEvent): readonly Intent[] {
    if (name === this.configuration.strategies[0]?.name) this.heard.push(structuredClone(event));
    const key = `${name} ${event.kind} ${view.timeUs}`;
    if (done.has(key)) return NO_INTENTS;
    const wanted = this.#wanted.get(key);
    if (wanted !== undefined) done.add(key);
    return wanted ?? NO_INTENTS;
  }

  get strategy(): StrategySlot {
    return this.state.strategies[0] as StrategySlot;
  }

  /** Steps one input, journals it, and returns the facts it caused. */
  input(input: Input): Fact[] {
    const sequence = this.writer.next;
    this.writer.write(input);
    step(this.state, input, sequence);
    for (const fact of this.state.facts) this.writer.write(fact);
    const facts = structuredClone(this.state.facts);
    this.entries.push(structuredClone(input), ...facts);
    this.actions.push(...structuredClone(this.state.actions));
    return facts;
  }

  /** A quote, a second later. */
  quote(instrument: number, bidTicks: number, askTicks: number, lots = 1_000): Fact[] {
    this.timeUs += SECOND;
    return this.input(quote(instrument, this.timeUs, bidTicks, askTicks, lots));
  }

  /** Lets a moment pass, so that equity is valued at the marks heard last: funding that nobody hears changes no price. */
  settleEquity(): Fact[] {
    this.timeUs += SECOND;
    const heard = { instrument: PERPETUAL, venueTimeUs: this.timeUs, timeUs: this.timeUs };
    return this.input({ kind: 'funding', ...heard, rate: 0, markTicks: 1 });
  }

  /** Usual prices everywhere: BTC 999/1001, ETH 99/101 USD and 99/101 thousandths of a BTC. */
  open(): this {
    for (const instrument of [EAST, WEST, PERPETUAL]) this.quote(instrument, 999, 1_001);
    this.quote(ETH_BTC, 99, 101);
    this.quote(ETH_USD, 99, 101);
    return this;
  }

  /** Lets a strategy want something in answer to the next quote of an instrument, and returns the facts. */
  want(intents: readonly Intent[], strategy = 0, instrument = EAST): Fact[] {
    const { board } = this.state;
    const bid = board.bidTicks(instrument);
    const ask = board.askTicks(instrument);
    this.timeUs += SECOND;
    this.#wanted.set(`${this.configuration.strategies[strategy]?.name} quote ${this.timeUs}`, intents);
    return this.input(quote(instrument, this.timeUs, bid, ask, 1_000));
  }

  /** Places an order and returns it; `refusal` says what happened to one that was not placed. */
  place(spec: OrderSpec, strategy = 0): KernelOrder {
    const facts = this.want([{ kind: 'place', order: spec, why: WHY }], strategy);
    const placed = facts.find((each): each is OrderPlaced => each.kind === 'order-placed');
    if (placed === undefined) throw new Error(`not placed: ${JSON.stringify(facts)}`);
    return this.order(placed.orderId);
  }

  refusal(spec: OrderSpec, strategy = 0): { rule: string; value: number; limit: number } {
    const facts = this.want([{ kind: 'place', order: spec, why: WHY }], strategy);
    const refused = facts.find((each) => each.kind === 'intent-refused');
    if (refused === undefined) throw new Error(`not refused: ${JSON.stringify(facts)}`);
    return refused.verdict;
  }

  order(id: string): KernelOrder {
    const order = this.state.orders.get(id);
    if (order === undefined) throw new Error(`no order ${id}`);
    return order;
  }

  accepted(order: KernelOrder): Fact[] {
    return this.input({ kind: 'order-accepted', ...this.#about(order) });
  }

  rejected(order: KernelOrder): Fact[] {
    return this.input({ kind: 'order-rejected', ...this.#about(order), reason: 'rate-limited', detail: '' });
  }

  cancelled(order: KernelOrder, remainingLots: number, reason: CancelReason = 'requested'): Fact[] {
    return this.input({ kind: 'order-cancelled', ...this.#about(order), reason, remainingLots });
  }

  filled(
    order: KernelOrder,
    quantityLots: number,
    priceTicks: number,
    more: Partial<OrderFilled> = {},
  ): Fact[] {
    return this.input(this.fill(order, quantityLots, priceTicks, more));
  }

  /** A fill report, not yet told. */
  fill(
    order: KernelOrder,
    quantityLots: number,
    priceTicks: number,
    more: Partial<OrderFilled> = {},
  ): OrderFilled {
    this.#fills += 1;
    return {
      kind: 'order-filled',
      ...this.#about(order),
      fillId: `f${this.#fills}`,
      side: order.spec.side,
      priceTicks,
      quantityLots,
      remainingLots: order.spec.quantityLots - order.filledLots - quantityLots,
      liquidity: 'taker',
      fee: amount(0n),
      ...more,
    };
  }

  /** The venue's own account: what is not given it has not. */
  snapshot(
    venue: string,
    given: {
      orders?: VenueSnapshot['orders'];
      fills?: readonly OrderFilled[];
      fundings?: VenueSnapshot['fundings'];
      balances?: VenueSnapshot['balances'];
      venueTimeUs?: TimeUs;
    } = {},
  ): Fact[] {
    this.timeUs += SECOND;
    const requestId = this.state.venues.get(venue)?.snapshotRequest ?? '';
    const empty = { orders: [], fills: [], fundings: [], balances: [], venueTimeUs: this.timeUs };
    return this.input({ kind: 'venue-snapshot', timeUs: this.timeUs, venue, requestId, ...empty, ...given });
  }

  connection(venue: string, kind: 'venue-connected' | 'venue-disconnected'): Fact[] {
    this.timeUs += SECOND;
    return this.input({ kind, timeUs: this.timeUs, venueTimeUs: this.timeUs, venue });
  }

  timer(afterUs: number): Fact[] {
    this.timeUs += afterUs;
    return this.input({ kind: 'timer', timeUs: this.timeUs });
  }

  command(kind: 'halt' | 'reduce' | 'rearm', strategy: number): Fact[] {
    return this.give({ kind, strategy, why: 'test' });
  }

  stop(): Fact[] {
    return this.give({ kind: 'stop', why: 'enough' });
  }

  /** Gives a command under an id of its own, signed. */
  give(command: UnsignedCommand): Fact[] {
    this.#commands += 1;
    const signed = { commandId: `c${this.#commands}`, who: 'ada', why: 'test', timeUs: this.timeUs };
    return this.input({ ...signed, ...command } as Input);
  }

  /** Balance of an account by its path: credits less debits, posted. */
  balance(path: string): bigint {
    const { ledger } = this.state.books;
    const index = ledger.accounts.findIndex((each) => each.path === path);
    if (index < 0) throw new Error(`no account ${path}`);
    return (ledger.creditsPosted[index] as bigint) - (ledger.debitsPosted[index] as bigint);
  }

  /** The journal so far, closed. */
  async close(): Promise<BlockList> {
    await this.writer.flush();
    return this.journal;
  }

  #about(order: KernelOrder) {
    return {
      timeUs: this.timeUs,
      venueTimeUs: this.timeUs,
      orderId: order.id,
      instrument: order.spec.instrument,
    };
  }
}

export const WHY = { text: 'test', numbers: { edge: 1 } };

export function benchConfiguration(options: BenchOptions = {}): RunConfiguration {
  const instruments = benchInstruments(options.maker, options.feeAsset);
  const names = options.strategies ?? ['one'];
  const funding = (options.funding ?? FUNDING).map(([venue, asset, atoms, value]) => ({
    venue,
    asset,
    atoms: `${atoms}`,
    value: `${value}`,
  }));
  return {
    stream: 'run',
    seed: 1,
    reportingAsset: 'USD',
    cashAssets: ['USD'],
    answerTimeoutUs: 5 * SECOND,
    pegs: {},
    instruments,
    data: instruments.map(() => ({ kinds: ['quotes'], barIntervalUs: 0 })),
    strategies: names.map((name) => ({
      name,
      parameters: {},
      budget: 25_000,
      instruments: [0, 1, 2, 3, 4],
      funding,
    })),
    limits: { ...NO_LIMITS, ...options.limits },
    ...(options.unassigned === undefined ? {} : { unassigned: options.unassigned }),
    label: 'generated',
  };
}

export function quote(
  instrument: number,
  timeUs: TimeUs,
  bidTicks: number,
  askTicks: number,
  lots = 1_000,
): Quote & MarketEvent {
  return {
    kind: 'quote',
    instrument,
    venueTimeUs: timeUs,
    timeUs,
    bidTicks,
    bidLots: lots,
    askTicks,
    askLots: lots,
    updateId: 0,
  };
}

export function limit(
  instrument: number,
  side: 'buy' | 'sell',
  quantityLots: number,
  limitTicks: number,
): OrderSpec {
  return { instrument, side, type: 'limit', quantityLots, limitTicks };
}

/** Whole units in atoms, from a decimal. */
export function units(text: string): Amount {
  return text.startsWith('-') ? (-read(parseAmount(text.slice(1), 8)) as Amount) : read(parseAmount(text, 8));
}

/** Facts of one kind. */
export function only<Kind extends Fact['kind']>(
  facts: readonly Fact[],
  kind: Kind,
): Extract<Fact, { kind: Kind }>[] {
  return facts.filter((each): each is Extract<Fact, { kind: Kind }> => each.kind === kind);
}

function read<Value>(parsed: { readonly ok: true; readonly value: Value } | { readonly ok: false }): Value {
  if (!parsed.ok) throw new Error('a number of the bench does not parse');
  return parsed.value;
}
