import type { Bar } from '@qca/api';
import { MINUTE, type TimeUs } from '@qca/base';
import type { Entry, RunConfiguration } from '@qca/engine';
import { defineInstrument, type Instrument, lotsToBase } from '@qca/market';
import type { Store } from '@qca/ports';
import { PRICE_DECIMALS, toFloat } from '@qca/units';
import { readConfiguration, visitEntries, withJournal } from './readJournal.ts';

/** Where reading begins when a run is first looked at: half a million entries before its end, read in about a second. */
const ENTRIES_BACK = 500_000;

/** Bars kept of each instrument: as many as one answer holds. */
const BARS_MAX = 5_000;

/** Runs looked at lately. */
const RUNS_MAX = 4;

interface Series {
  readonly instrument: Instrument;
  readonly kind: 'bars' | 'mid';
  readonly intervalUs: number;
  /** Oldest first. */
  readonly bars: Bar[];
  /** The interval of mids that was only partly read. */
  unknownUs: TimeUs | undefined;
}

/** Bars of one run's markets, folded from its journal and kept up as it grows. */
class OneRun {
  readonly series: ReadonlyMap<string, Series>;
  readonly #byIndex: readonly Series[];
  readonly #isBegunLate: boolean;
  through: number;

  constructor(configuration: RunConfiguration, through: number) {
    this.through = through;
    this.#isBegunLate = through >= 0;
    this.#byIndex = configuration.instruments.map((spec, index) => {
      const intervalUs = configuration.data[index]?.barIntervalUs ?? 0;
      return {
        instrument: defineInstrument(spec, index),
        kind: intervalUs > 0 ? 'bars' : 'mid',
        intervalUs: intervalUs > 0 ? intervalUs : MINUTE,
        bars: [],
        unknownUs: undefined,
      };
    });
    this.series = new Map(this.#byIndex.map((each) => [each.instrument.id, each]));
  }

  take(entry: Entry, sequence: number): void {
    this.through = sequence;
    if (entry.kind === 'bar') return this.#bar(entry);
    if (entry.kind === 'quote') this.#quote(entry);
  }

  #bar(entry: Extract<Entry, { kind: 'bar' }>): void {
    const series = this.#byIndex[entry.instrument];
    if (series?.kind !== 'bars') return;
    const { instrument } = series;
    const price = (ticks: number): number => priceOf(instrument, ticks);
    add(series, [
      entry.openTimeUs,
      price(entry.openTicks),
      price(entry.highTicks),
      price(entry.lowTicks),
      price(entry.closeTicks),
      volumeOf(instrument, entry.volumeLots),
    ]);
  }

  #quote({ instrument, bidTicks, askTicks, timeUs }: Extract<Entry, { kind: 'quote' }>): void {
    const series = this.#byIndex[instrument];
    if (series?.kind !== 'mid' || !(bidTicks > 0 && askTicks > 0)) return;
    const mid = priceOf(series.instrument, (bidTicks + askTicks) / 2);
    const openUs = timeUs - (timeUs % series.intervalUs);
    // Of the interval that reading began in only a part is known.
    if (this.#isBegunLate) series.unknownUs ??= openUs;
    if (series.unknownUs === openUs) return;
    const last = series.bars.at(-1);
    if (last?.[0] !== openUs) return add(series, [openUs, mid, mid, mid, mid, 0]);
    last[2] = Math.max(last[2], mid);
    last[3] = Math.min(last[3], mid);
    last[4] = mid;
  }
}

/** A price of so many ticks, maybe a half, as the nearest double. */
function priceOf({ tick }: Instrument, ticks: number): number {
  return toFloat((BigInt(Math.round(2 * ticks)) * tick) / 2n, PRICE_DECIMALS);
}

/** Volumes that venues publish may be finer than a lot. */
function volumeOf(instrument: Instrument, lots: number): number {
  return Number.isSafeInteger(lots)
    ? toFloat(lotsToBase(instrument, lots), instrument.base.decimals)
    : lots * instrument.lotSize;
}

function add(series: Series, bar: Bar): void {
  const last = series.bars.at(-1);
  if (last !== undefined && bar[0] <= last[0]) return;
  series.bars.push(bar);
  if (series.bars.length > 2 * BARS_MAX) series.bars.splice(0, series.bars.length - BARS_MAX);
}

export interface BarsAnswer {
  readonly kind: 'bars' | 'mid';
  readonly intervalUs: number;
  /** Oldest first. */
  readonly bars: readonly Bar[];
  readonly sequence: number;
}

/** Bars of runs, as far as their journals are read: from half a million entries before the end on. */
export class RunBars {
  readonly #store: Store;
  readonly #runs = new Map<string, OneRun>();
  #reading: Promise<unknown> = Promise.resolve();

  constructor(store: Store) {
    this.#store = store;
  }

  /** The newest `limit` bars between two moments; undefined for an instrument that the run does not have. */
  async read(
    runId: string,
    wanted: {
      readonly instrument: string;
      readonly fromUs?: number;
      readonly toUs?: number;
      readonly limit: number;
    },
  ): Promise<BarsAnswer | undefined> {
    const run = await this.#current(runId);
    const series = run?.series.get(wanted.instrument);
    if (run === undefined || series === undefined) return undefined;
    const { fromUs = 0, toUs = Number.POSITIVE_INFINITY, limit } = wanted;
    const bars = series.bars.filter(([timeUs]) => timeUs >= fromUs && timeUs <= toUs).slice(-limit);
    return { kind: series.kind, intervalUs: series.intervalUs, bars, sequence: run.through };
  }

  /** The last `count` bars of every instrument. */
  async newest(runId: string, count: number) {
    const run = await this.#current(runId);
    return [...(run?.series.values() ?? [])].flatMap(({ instrument, bars }) =>
      bars.slice(-count).map((bar) => ({ instrument: instrument.id, bar })),
    );
  }

  // One reading at a time: two would fold the same entries twice.
  #current(runId: string): Promise<OneRun | undefined> {
    const reading = this.#reading.then(() => this.#catchUp(runId));
    this.#reading = reading.catch(() => {});
    return reading;
  }

  async #catchUp(runId: string): Promise<OneRun | undefined> {
    const run = this.#runs.get(runId) ?? (await this.#begin(runId));
    if (run === undefined) return undefined;
    this.#runs.delete(runId);
    this.#runs.set(runId, run);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > RUNS_MAX && oldest !== undefined) this.#runs.delete(oldest);
    await visitEntries(this.#store, runId, run.through + 1, (entry, sequence) => {
      run.take(entry, sequence);
      return true;
    });
    return run;
  }

  async #begin(runId: string): Promise<OneRun | undefined> {
    const configuration = await readConfiguration(this.#store, runId);
    if (configuration === undefined) return undefined;
    const head = await withJournal(this.#store, runId, async (journal) => journal.head());
    return new OneRun(configuration, Math.max(-1, head.lastSequence - ENTRIES_BACK));
  }
}
