import type { Entry } from '@qca/engine';
import type { NaiveRun } from './NaiveRun.ts';

type Depth = Extract<Entry, { kind: 'depth' }>;

const MINUTE_US = 60_000_000;
/** Length of a bar of mids. */
const MID_US = 10_000_000;

/** Bars of one instrument: as the data has them, or of its mid, ten seconds each, where it has none. */
export function barsOf(run: NaiveRun, index: number) {
  const data = run.configuration.data[index];
  // The nearest doubles, read from the exact texts.
  const price = (ticks: number): number => Number(run.price(index, ticks));
  if (data?.kinds.includes('bars') !== true) return midsOf(run, index, price);
  const bars = run
    .all('bar')
    .filter(({ entry }) => entry.instrument === index)
    .map(({ entry }) => [
      entry.openTimeUs,
      price(entry.openTicks),
      price(entry.highTicks),
      price(entry.lowTicks),
      price(entry.closeTicks),
      volumeOf(run, index, entry.volumeLots),
    ]);
  return { kind: 'bars', intervalUs: data.barIntervalUs, bars };
}

// The mid of both sides; the last trade's price before there was one, and where a side is empty.
function midsOf(run: NaiveRun, index: number, price: (ticks: number) => number) {
  const book = new NaiveBook();
  let last = 0;
  let bid = 0;
  let ask = 0;
  // The venue numbers the states of its book over both streams; of two words the newer state counts.
  let quoted = 0;
  const marks = run.entries.flatMap((entry) => {
    if (!('instrument' in entry) || entry.instrument !== index) return [];
    if (entry.kind === 'trade') last = entry.priceTicks;
    else if (entry.kind === 'quote') {
      quoted = entry.updateId;
      if (quoted === 0 || quoted >= book.id) [bid, ask] = [entry.bidTicks, entry.askTicks];
    } else if (entry.kind === 'depth') {
      const isNews = book.take(entry);
      if (isNews && (book.id === 0 || book.id >= quoted)) [bid, ask] = book.touch();
    } else return [];
    const mark = bid > 0 && ask > 0 ? (bid + ask) / 2 : last;
    const lots = entry.kind === 'trade' ? entry.quantityLots : 0;
    return mark > 0 ? [{ timeUs: entry.timeUs, mark: price(mark), lots }] : [];
  });
  const byInterval = Map.groupBy(marks, ({ timeUs }) => Math.floor(timeUs / MID_US) * MID_US);
  const bars = [...byInterval].map(([openUs, own]) => {
    const mids = own.map(({ mark }) => mark);
    const lots = own.reduce((sum, each) => sum + each.lots, 0);
    return [openUs, mids[0], Math.max(...mids), Math.min(...mids), mids.at(-1), volumeOf(run, index, lots)];
  });
  return { kind: 'mid', intervalUs: MID_US, bars };
}

// Levels as they are told: absolute sizes, of which nothing takes a level away; nothing before the first whole book.
class NaiveBook {
  readonly #sides: readonly [Map<number, number>, Map<number, number>] = [new Map(), new Map()];
  #early: Depth[] | undefined = [];
  id = 0;

  take(depth: Depth): boolean {
    if (!depth.snapshot && this.#early !== undefined) {
      this.#early.push(depth);
      return false;
    }
    if (depth.lastUpdateId !== 0 && depth.lastUpdateId < this.id + (depth.snapshot ? 0 : 1)) return false;
    if (depth.snapshot) for (const side of this.#sides) side.clear();
    this.id = depth.lastUpdateId;
    for (let level = 0; level < depth.count; level += 1) {
      const side = this.#sides[depth.sides[level] as 0 | 1];
      const [ticks, lots] = [depth.priceTicks[level] as number, depth.quantityLots[level] as number];
      if (lots === 0) side.delete(ticks);
      else side.set(ticks, lots);
    }
    const early = this.#early ?? [];
    this.#early = undefined;
    for (const each of early) this.take(each);
    return true;
  }

  touch(): [number, number] {
    const [bids, asks] = this.#sides;
    return [bids.size === 0 ? 0 : Math.max(...bids.keys()), asks.size === 0 ? 0 : Math.min(...asks.keys())];
  }
}

/** Volumes that venues publish may be finer than a lot; they end at the atom. */
function volumeOf(run: NaiveRun, index: number, lots: number): number {
  return Number.isInteger(lots)
    ? Number(run.quantity(index, lots))
    : Math.round(lots * Number(run.instrument(index).lot)) / 1e8;
}

/** When each instrument was last heard, and where it was silent for longer than it usually is. */
export function heardOf(run: NaiveRun, index: number) {
  const barUs = run.configuration.data[index]?.barIntervalUs ?? 0;
  const silentUs = barUs > 0 ? 1.5 * barUs : MINUTE_US;
  const times = run.entries.flatMap((entry) =>
    (entry.kind === 'bar' || entry.kind === 'trade' || entry.kind === 'quote' || entry.kind === 'depth') &&
    entry.instrument === index
      ? [entry.timeUs]
      : [],
  );
  const gaps = times.slice(1).map((timeUs, place) => timeUs - (times[place] as number));
  const long = gaps.filter((gapUs) => gapUs > silentUs);
  return {
    gaps: long.length,
    longestGapUs: Math.max(0, ...long),
    lastHeardUs: times.at(-1) ?? null,
  };
}
