import { MINUTE, RunningHash, SECOND } from '@qca/base';
import { type Entry, EntryEncoder, Projector, type RunConfiguration } from '@qca/engine';
import { type InstrumentSpec, venueAsset } from '@qca/market';
import type { Store } from '@qca/ports';
import { sampleRun } from '@qca/ports/suites';
import { parsePrice, parseQuantity } from '@qca/units';

// A small run told entry by entry: one order with one fill, one refusal. Its tables are folded by the engine itself.

export const RUN = 'paper-1';
export const START_US = 1_678_420_800 * SECOND;
export const ORDER = 'p-1';

function btcAt(venue: string): InstrumentSpec {
  const price = parsePrice('0.5');
  const lot = parseQuantity('0.001', 8);
  if (!price.ok || !lot.ok) throw new Error('bad fixture');
  return {
    venue,
    kind: 'spot',
    base: venueAsset('BTC'),
    quote: venueAsset('USD'),
    tick: price.value,
    lot: lot.value,
    minimumNotional: 0n,
    assumedSpread: 0n,
    fees: { tiers: [{ volumeMin: 0n, maker: 0n, taker: 0n }], asset: 'quote' },
  } as unknown as InstrumentSpec;
}

const configuration = {
  stream: 'p',
  seed: 1,
  reportingAsset: 'USD',
  cashAssets: ['USD'],
  pegs: {},
  instruments: [btcAt('kraken'), btcAt('bitstamp')],
  answerTimeoutUs: 10 * SECOND,
  data: [
    { kinds: ['bars'], barIntervalUs: MINUTE },
    { kinds: ['quotes'], barIntervalUs: 0 },
  ],
  strategies: [{ name: 'momentum', parameters: {}, budget: 50_000, instruments: [0, 1], funding: [] }],
  limits: {},
  label: 'recorded',
} as unknown as RunConfiguration;

const ACCOUNTS = [
  ['strategy/momentum/kraken/USD', 'USD'],
  ['strategy/momentum/kraken/BTC', 'BTC'],
  ['market/kraken/USD', 'USD'],
  ['market/kraken/BTC', 'BTC'],
  ['strategy/momentum/income/realised/USD.value', 'USD.value'],
  ['strategy/momentum/expense/fees/USD.value', 'USD.value'],
  ['capital/USD.value', 'USD.value'],
] as const;

const why = {
  text: 'the mean of 20 bars is above the mean of 50',
  numbers: { fast: 20_010.5, slow: 19_999 },
};
const about = { venueTimeUs: START_US + 2 * MINUTE, orderId: ORDER, instrument: 0 };
const at = { timeUs: START_US + 2 * MINUTE };

/** Number of the entry that placed the order, and of the bar it answered. */
export const PLACED = 11;
export const CAUSE = 9;
export const LAST = 17;

/** Ticks are half dollars, lots thousandths: 2 BTC at 20,000 USD, with a fee of 40 USD, earning 100 USD. */
export const ENTRIES = [
  { kind: 'run-started', timeUs: START_US, configuration },
  ...ACCOUNTS.map(([name, asset], account) => ({
    kind: 'account-opened',
    timeUs: START_US,
    account,
    name,
    asset,
  })),
  bar(0, 40_000, 40_020, 39_990, 40_010),
  bar(1, 40_010, 40_012, 39_980, 40_000),
  {
    kind: 'quote',
    ...at,
    instrument: 1,
    venueTimeUs: at.timeUs,
    bidTicks: 40_000,
    bidLots: 1,
    askTicks: 40_004,
    askLots: 1,
    updateId: 1,
  },
  {
    kind: 'order-placed',
    ...at,
    orderId: ORDER,
    strategy: 0,
    spec: { instrument: 0, side: 'buy', type: 'limit', quantityLots: 2_000, limitTicks: 40_002 },
    tradeId: '',
    why,
    cause: CAUSE,
    bidTicks: 39_999,
    askTicks: 40_002,
    decisionTicks: 40_000.5,
    askedLots: 2_000,
    verdict: 'admitted',
    posting: null,
  },
  { kind: 'order-accepted', ...at, ...about },
  {
    kind: 'order-filled',
    ...at,
    ...about,
    fillId: 'f-1',
    side: 'buy',
    priceTicks: 40_000,
    quantityLots: 2_000,
    remainingLots: 0,
    liquidity: 'taker',
    fee: 4_000_000_000n,
  },
  {
    kind: 'booked',
    ...at,
    reference: 'f-1',
    orderId: ORDER,
    strategy: 0,
    posting: {
      link: 'x',
      transfers: [
        [1, 'posted', 0, 0, 2, '4000000000000', 'trade'],
        [2, 'posted', 0, 3, 1, '200000000', 'trade'],
        [3, 'posted', 0, 4, 6, '10000000000', 'realised'],
        [4, 'posted', 0, 6, 5, '4000000000', 'fee'],
      ],
    },
  },
  {
    kind: 'order-closed',
    ...at,
    orderId: ORDER,
    status: 'filled',
    reason: '',
    filledLots: 2_000,
    posting: null,
  },
  {
    kind: 'intent-refused',
    ...at,
    strategy: 0,
    instrument: 0,
    side: 'buy',
    askedLots: 9_000,
    why,
    cause: CAUSE,
    verdict: { rule: 'order-value', value: 180_000, limit: 50_000, unit: 'USD' },
  },
  { kind: 'equity-marked', ...at, equity: [50_060.25] },
] as unknown as readonly Entry[];

function bar(minute: number, openTicks: number, highTicks: number, lowTicks: number, closeTicks: number) {
  const openTimeUs = START_US + minute * MINUTE;
  return {
    kind: 'bar',
    instrument: 0,
    venueTimeUs: openTimeUs + MINUTE,
    timeUs: openTimeUs + MINUTE,
    openTimeUs,
    openTicks,
    highTicks,
    lowTicks,
    closeTicks,
    volumeLots: 1_500,
  };
}

/** Writes entries behind those a run has, into journal and tables, in blocks of `perBlock`. */
export class RunWriter {
  readonly #store: Store;
  readonly #run: string;
  readonly #projector = new Projector();
  readonly #hash = new RunningHash();
  #next = 0;

  constructor(store: Store, run: string) {
    this.#store = store;
    this.#run = run;
  }

  async write(entries: readonly Entry[], perBlock = 5): Promise<void> {
    const journal = await this.#store.openJournal(this.#run, { writer: true });
    const encoder = new EntryEncoder();
    for (let from = 0; from < entries.length; from += perBlock) {
      encoder.reset();
      const block = entries.slice(from, from + perBlock);
      for (const entry of block) encoder.encode(entry);
      const bytes = encoder.bytes().slice();
      this.#hash.update(bytes);
      const firstSequence = this.#next;
      this.#next += block.length;
      await journal.append({ firstSequence, lastSequence: this.#next - 1, bytes, hash: this.#hash.peek() });
      this.#projector.take(bytes);
    }
    await journal.close();
    await this.#store.projections.apply(this.#run, this.#projector.batch(), this.#next - 1);
  }
}

/** Saves the run and everything that happened in it. */
export async function writeSampleRun(store: Store): Promise<RunWriter> {
  const writer = new RunWriter(store, RUN);
  const isThere = (await store.readRun(RUN)) !== undefined;
  if (!isThere) await store.saveRun(sampleRun({ id: RUN }));
  if (!isThere) await writer.write(ENTRIES);
  return writer;
}
