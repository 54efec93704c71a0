import type { Bar } from '@qca/api';
import { MID_INTERVAL_US } from '@qca/engine';
import { defineInstrument, type Instrument } from '@qca/market';
import type { BarRow, Store } from '@qca/ports';
import { PRICE_DECIMALS, toFloat } from '@qca/units';
import { readConfiguration } from './readJournal.ts';

/** Runs looked at lately: what they trade is known without another look. */
const RUNS_MAX = 4;

/** One market of a run, and how its bars come about. */
interface Series {
  readonly instrument: Instrument;
  readonly kind: 'bars' | 'mid';
  readonly intervalUs: number;
}

export interface BarsAnswer {
  readonly kind: 'bars' | 'mid';
  readonly intervalUs: number;
  /** Oldest first. */
  readonly bars: readonly Bar[];
}

/** Bars of runs, as the tables have them: all of a run, from its first price on. */
export class RunBars {
  readonly #store: Store;
  readonly #runs = new Map<string, ReadonlyMap<string, Series>>();

  constructor(store: Store) {
    this.#store = store;
  }

  /**
   * The newest `limit` bars that open from one moment to another, both included; undefined for an instrument that the run
   * does not have.
   */
  async read(
    runId: string,
    wanted: {
      readonly instrument: string;
      readonly fromUs: number | undefined;
      readonly toUs: number | undefined;
      readonly limit: number;
    },
  ): Promise<BarsAnswer | undefined> {
    const series = (await this.#seriesOf(runId)).get(wanted.instrument);
    if (series === undefined) return undefined;
    const { instrument, fromUs, toUs, limit } = wanted;
    const rows = await this.#store.projections.bars(runId, {
      instrument,
      limit,
      ...(fromUs === undefined ? {} : { fromUs }),
      ...(toUs === undefined ? {} : { toUs: toUs + 1 }),
    });
    const { kind, intervalUs } = series;
    return { kind, intervalUs, bars: rows.toReversed().map((row) => barOf(row, series.instrument)) };
  }

  /** The last `count` bars of every instrument. */
  async newest(runId: string, count: number) {
    const series = [...(await this.#seriesOf(runId)).keys()];
    const wanted = { fromUs: undefined, toUs: undefined, limit: count };
    const answers = await Promise.all(
      series.map(async (instrument) => ({
        instrument,
        bars: (await this.read(runId, { ...wanted, instrument }))?.bars ?? [],
      })),
    );
    return answers.flatMap(({ instrument, bars }) => bars.map((bar) => ({ instrument, bar })));
  }

  async #seriesOf(runId: string): Promise<ReadonlyMap<string, Series>> {
    const known = this.#runs.get(runId);
    if (known !== undefined) return known;
    const configuration = await readConfiguration(this.#store, runId);
    // A run without its first entry has no markets yet.
    if (configuration === undefined) return new Map();
    const series = configuration.instruments.map((spec, index): Series => {
      const instrument = defineInstrument(spec, index);
      const data = configuration.data[index];
      return data?.kinds.includes('bars') === true
        ? { instrument, kind: 'bars', intervalUs: data.barIntervalUs }
        : { instrument, kind: 'mid', intervalUs: MID_INTERVAL_US };
    });
    const found = new Map(series.map((each) => [each.instrument.id, each]));
    this.#runs.set(runId, found);
    const [oldest] = this.#runs.keys();
    if (this.#runs.size > RUNS_MAX && oldest !== undefined) this.#runs.delete(oldest);
    return found;
  }
}

/** As charts take it: prices and volume as the nearest doubles. */
function barOf({ openUs, open, high, low, close, volume }: BarRow, { base }: Instrument): Bar {
  const price = (exact: bigint): number => toFloat(exact, PRICE_DECIMALS);
  return [openUs, price(open), price(high), price(low), price(close), toFloat(volume, base.decimals)];
}
