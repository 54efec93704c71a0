import { MINUTE, NEVER } from '@qca/base';
import { defineInstrument, type InstrumentSpec, type MarketEvent, venueAsset } from '@qca/market';
import { startTimeUs } from '@qca/ports';
import { amount, ONE_PRICE, type Quantity, ZERO_RATIO } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type {
  BarColumns,
  Columns,
  DepthColumns,
  FundingColumns,
  QuoteColumns,
  TradeColumns,
} from './columns/Columns.ts';
import { type FeedSource, RecordedFeed } from './RecordedFeed.ts';

const SPEC: InstrumentSpec = {
  venue: 'test',
  kind: 'spot',
  base: venueAsset('BTC'),
  quote: venueAsset('USD'),
  tick: ONE_PRICE,
  lot: 1n as Quantity,
  minimumNotional: amount(0n),
  fees: [{ volumeMin: 0, maker: ZERO_RATIO, taker: ZERO_RATIO }],
  assumedSpread: ZERO_RATIO,
};

function source(columns: Columns, instrument: number): FeedSource {
  const times = columns.kind === 'bars' ? columns.openTimeUs : columns.venueTimeUs;
  const recording = {
    instrument: SPEC,
    kind: columns.kind,
    rows: times.length,
    firstTimeUs: times[0] ?? 0,
    lastTimeUs: times[times.length - 1] ?? 0,
    source: 'test',
    sha256: '',
    columns,
  };
  return { recording, instrument };
}

const from = (values: readonly number[]): Float64Array => Float64Array.from(values);
const rising = (times: readonly number[]): number[] => [...times].sort((a, b) => a - b);

/** Each row's first number is unique within its track, so that a lost or doubled row shows. */
function bars(times: readonly number[]): BarColumns {
  const openTimeUs = from([...new Set(times)].sort((a, b) => a - b));
  const serial = openTimeUs.map((_, row) => row + 1);
  return {
    kind: 'bars',
    intervalUs: MINUTE,
    openTimeUs,
    openTicks: serial,
    highTicks: serial,
    lowTicks: serial,
    closeTicks: serial,
    volumeLots: serial,
  };
}

function trades(times: readonly number[]): TradeColumns {
  const venueTimeUs = from(rising(times));
  const serial = venueTimeUs.map((_, row) => row + 1);
  return {
    kind: 'trades',
    venueTimeUs,
    timeUs: venueTimeUs.map((time) => time + 5),
    priceTicks: serial,
    quantityLots: serial,
    aggressor: Uint8Array.from(serial, (row) => row % 2),
  };
}

function quotes(times: readonly number[]): QuoteColumns {
  const venueTimeUs = from(rising(times));
  const serial = venueTimeUs.map((_, row) => row + 1);
  return {
    kind: 'quotes',
    venueTimeUs,
    timeUs: venueTimeUs,
    bidTicks: serial,
    bidLots: serial,
    askTicks: serial,
    askLots: serial,
    updateId: serial,
  };
}

function funding(times: readonly number[]): FundingColumns {
  const venueTimeUs = from(rising(times));
  return {
    kind: 'funding',
    venueTimeUs,
    timeUs: venueTimeUs,
    rate: venueTimeUs.map((_, row) => row / 1e4),
    markTicks: venueTimeUs.map((_, row) => row + 1),
  };
}

/** Message `row` has `row` % 3 + 1 levels. */
function depth(times: readonly number[]): DepthColumns {
  const venueTimeUs = from(rising(times));
  const counts = Array.from(venueTimeUs, (_, row) => (row % 3) + 1);
  const starts = [0];
  for (const count of counts) starts.push((starts.at(-1) ?? 0) + count);
  const levels = starts.at(-1) ?? 0;
  const serial = venueTimeUs.map((_, row) => row + 1);
  return {
    kind: 'depth',
    venueTimeUs,
    timeUs: venueTimeUs,
    snapshot: Uint8Array.from(counts, (_, row) => (row === 0 ? 1 : 0)),
    firstUpdateId: serial,
    lastUpdateId: serial,
    previousUpdateId: serial.map((id) => id - 1),
    levelStart: Uint32Array.from(starts),
    sides: new Uint8Array(levels).map((_, level) => level % 2),
    priceTicks: new Float64Array(levels).map((_, level) => level + 1),
    quantityLots: new Float64Array(levels).map((_, level) => level * 2),
  };
}

const RANKS = { funding: 0, depth: 1, quote: 2, trade: 3, bar: 4 } as const;

/** What a row is, in comparable form: start time, instrument, kind, serial number within its track. */
function key(event: MarketEvent): string {
  const serial =
    event.kind === 'bar'
      ? event.openTicks
      : event.kind === 'trade'
        ? event.priceTicks
        : event.kind === 'quote'
          ? event.bidTicks
          : event.kind === 'depth'
            ? event.lastUpdateId
            : event.markTicks;
  return `${startTimeUs(event)} ${event.instrument} ${RANKS[event.kind]} ${serial}`;
}

function drain(feed: RecordedFeed): string[] {
  const keys: string[] = [];
  while (feed.peekTimeUs() !== NEVER) {
    const timeUs = feed.peekTimeUs();
    const event = feed.take();
    expect(startTimeUs(event)).toBe(timeUs);
    keys.push(key(event));
  }
  return keys;
}

const EVERYTHING = { fromUs: Number.NEGATIVE_INFINITY, toUs: NEVER };
const INSTRUMENTS = [0, 1, 2].map((index) => defineInstrument(SPEC, index));
const times = fc.array(fc.nat(30), { maxLength: 25 });
const track = fc.tuple(times, fc.nat(2), fc.constantFrom(bars, trades, quotes, depth, funding));
const tracks = fc
  .array(track, { maxLength: 8 })
  .map((all) => all.map(([at, instrument, make]) => source(make(at), instrument)))
  // Two tracks of one kind of one instrument have equal serial numbers and could not be told apart.
  .map((all) => [...new Map(all.map((one) => [`${one.instrument} ${one.recording.kind}`, one])).values()]);

/** The expected order by a plain sort over all rows of all tracks. */
function naive(sources: readonly FeedSource[], range: { fromUs: number; toUs: number }): string[] {
  const rows = sources.flatMap(({ recording: { columns }, instrument }) => {
    const starts = columns.kind === 'bars' ? columns.openTimeUs : columns.venueTimeUs;
    const kind = { bars: 4, trades: 3, quotes: 2, depth: 1, funding: 0 }[columns.kind];
    return Array.from(starts, (time, row) => ({ time, instrument, kind, serial: row + 1 }));
  });
  return rows
    .filter(({ time }) => time >= range.fromUs && time < range.toUs)
    .sort((a, b) => a.time - b.time || a.instrument - b.instrument || a.kind - b.kind || a.serial - b.serial)
    .map(({ time, instrument, kind, serial }) => `${time} ${instrument} ${kind} ${serial}`);
}

describe('RecordedFeed', () => {
  it('gives every row once, in the order of a plain sort', () => {
    fc.assert(
      fc.property(tracks, (sources) => {
        expect(drain(new RecordedFeed(INSTRUMENTS, sources, EVERYTHING))).toEqual(naive(sources, EVERYTHING));
      }),
    );
  });

  it('gives exactly the rows of a range, the end excluded', () => {
    fc.assert(
      fc.property(tracks, fc.nat(30), fc.nat(30), (sources, fromUs, toUs) => {
        const range = { fromUs, toUs };
        expect(drain(new RecordedFeed(INSTRUMENTS, sources, range))).toEqual(naive(sources, range));
      }),
    );
  });

  it('goes on after a skip where taking one by one would have', () => {
    fc.assert(
      fc.property(tracks, fc.nat(100), (sources, count) => {
        const all = drain(new RecordedFeed(INSTRUMENTS, sources, EVERYTHING));
        const skipped = Math.min(count, all.length);
        const feed = new RecordedFeed(INSTRUMENTS, sources, EVERYTHING);
        feed.skip(skipped);
        expect(drain(feed)).toEqual(all.slice(skipped));
      }),
    );
  });

  it('makes a bar known at its close and orders it by its open', () => {
    const feed = new RecordedFeed(INSTRUMENTS, [source(bars([MINUTE, 2 * MINUTE]), 1)], EVERYTHING);
    expect(feed.take()).toEqual({
      kind: 'bar',
      instrument: 1,
      openTimeUs: MINUTE,
      venueTimeUs: 2 * MINUTE,
      timeUs: 2 * MINUTE,
      openTicks: 1,
      highTicks: 1,
      lowTicks: 1,
      closeTicks: 1,
      volumeLots: 1,
    });
  });

  it('hands out the levels of each message, and no more', () => {
    const feed = new RecordedFeed(INSTRUMENTS, [source(depth([1, 2, 3]), 0)], EVERYTHING);
    const seen: unknown[] = [];
    while (feed.peekTimeUs() !== NEVER) {
      const event = feed.take();
      if (event.kind !== 'depth') throw new TypeError('not a depth event');
      const { snapshot, count } = event;
      seen.push([
        snapshot,
        [...event.priceTicks.subarray(0, count)],
        [...event.quantityLots.subarray(0, count)],
        [...event.sides.subarray(0, count)],
      ]);
    }
    expect(seen).toEqual([
      [true, [1], [0], [0]],
      [false, [2, 3], [2, 4], [1, 0]],
      [false, [4, 5, 6], [6, 8, 10], [1, 0, 1]],
    ]);
  });

  it('reuses one object per track', () => {
    const feed = new RecordedFeed(INSTRUMENTS, [source(trades([1, 2]), 0)], EVERYTHING);
    expect(feed.take()).toBe(feed.take());
  });

  it('refuses to go beyond the last row', () => {
    const feed = new RecordedFeed(INSTRUMENTS, [source(trades([1]), 0)], EVERYTHING);
    feed.take();
    expect(() => feed.take()).toThrow(/without a next event/);
    expect(() => feed.skip(1)).toThrow(/without a next event/);
  });

  it('is silent after close', () => {
    const feed = new RecordedFeed(INSTRUMENTS, [source(trades([1]), 0)], EVERYTHING);
    feed.close();
    expect(feed.peekTimeUs()).toBe(NEVER);
  });
});
