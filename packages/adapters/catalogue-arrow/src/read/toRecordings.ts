import { Refusal } from '@qca/base';
import { TICKS_MAX } from '@qca/book';
import { type InstrumentSpec, instrumentId } from '@qca/market';
import type {
  BarColumns,
  Columns,
  DepthColumns,
  FundingColumns,
  QuoteColumns,
  TradeColumns,
} from '../columns/Columns.ts';
import { startTimes } from '../columns/Columns.ts';
import type { DecimalColumn } from '../columns/DecimalColumn.ts';
import { formatStep, type Step } from '../columns/Step.ts';
import type { LoadedRecording } from '../LoadedRecording.ts';
import { BarRows } from '../rows/BarRows.ts';
import { DepthRows } from '../rows/DepthRows.ts';
import { FundingRows } from '../rows/FundingRows.ts';
import type { HeardTimes } from '../rows/HeardTimes.ts';
import { QuoteRows } from '../rows/QuoteRows.ts';
import { TradeRows } from '../rows/TradeRows.ts';
import { barInterval } from './barInterval.ts';
import { type SettledTimes, settleTimes } from './clocks.ts';
import type { ResolvedInstrument } from './instrumentSpec.ts';
import type { MarketRows } from './openRows.ts';

/** Two candle files of one market, or one file with both sides. */
export interface QuoteBars {
  readonly bid: BarRows;
  readonly ask: BarRows;
}

export type MarketData = MarketRows | QuoteBars;

/** Exact rows on their way to columns. */
export interface Part {
  readonly data: MarketData;
  readonly path: string;
  readonly source: string;
  readonly sha256: string;
  readonly statedIntervalUs: number | undefined;
  /** Of the folder's recorder and of its venue. */
  readonly clock: { readonly offsetUs: number; readonly latencyUs: number };
}

/** The clocks of a kind that has them. */
export function heardTimes(data: MarketData): HeardTimes | undefined {
  return 'times' in data ? data.times : undefined;
}

/** The columns that must be whole ticks. */
export function priceColumns(data: MarketData): readonly DecimalColumn[] {
  if (data instanceof BarRows) return [data.open, data.high, data.low, data.close];
  if (data instanceof TradeRows || data instanceof DepthRows) return [data.price];
  if (data instanceof QuoteRows) return [data.bidPrice, data.askPrice];
  if (data instanceof FundingRows) return [data.markPrice];
  return [...priceColumns(data.bid), ...priceColumns(data.ask)];
}

/** The columns that must be whole lots; volumes of bars may be fractional. */
export function quantityColumns(data: MarketData): readonly DecimalColumn[] {
  if (data instanceof TradeRows || data instanceof DepthRows) return [data.quantity];
  return data instanceof QuoteRows ? [data.bidQuantity, data.askQuantity] : [];
}

/** Turns exact rows into ticks and lots. Candles of bid and ask become two recordings, bars and quotes. */
export function toRecordings(part: Part, instrument: ResolvedInstrument, notes: string[]): LoadedRecording[] {
  const { data } = part;
  let columns: readonly Columns[];
  if (data instanceof BarRows) columns = [toBars(data, part, instrument)];
  else if (data instanceof TradeRows)
    columns = [toTrades(data, settled(data.times, part, notes), instrument)];
  else if (data instanceof QuoteRows)
    columns = [toQuotes(data, settled(data.times, part, notes), instrument)];
  else if (data instanceof DepthRows) columns = [toDepth(data, settled(data.times, part, notes), instrument)];
  else if (data instanceof FundingRows)
    columns = [toFunding(data, settled(data.times, part, notes), instrument)];
  else columns = toQuotedBars(data, part, instrument);
  return columns.map((one) => toRecording(one, part, instrument.spec));
}

function toRecording(columns: Columns, part: Part, spec: InstrumentSpec): LoadedRecording {
  const times = startTimes(columns);
  const firstTimeUs = times[0];
  const lastTimeUs = times[times.length - 1];
  if (firstTimeUs === undefined || lastTimeUs === undefined) {
    throw new Refusal({
      kind: 'no-rows',
      what: `No usable row for ${instrumentId(spec)}`,
      where: part.path,
      remedy: 'Remove the file from the folder, or mend its rows; `qca data check` lists what is wrong.',
    });
  }
  return {
    instrument: spec,
    kind: columns.kind,
    ...(columns.kind === 'bars' ? { intervalUs: columns.intervalUs } : {}),
    rows: times.length,
    firstTimeUs,
    lastTimeUs,
    source: part.source,
    sha256: part.sha256,
    columns,
  };
}

/** Prices in ticks. Refuses more than the books and orders hold: a tick of 10^-8 suits no price of 60,000. */
function ticks(column: DecimalColumn, { tick, spec }: ResolvedInstrument): Float64Array {
  return bounded(column, tick, TICKS_MAX, `ticks of ${formatStep(tick)} of ${instrumentId(spec)}`);
}

/** Quantities in lots. */
function lots(column: DecimalColumn, { lot, spec }: ResolvedInstrument): Float64Array {
  return bounded(column, lot, Number.MAX_SAFE_INTEGER, `lots of ${formatStep(lot)} of ${instrumentId(spec)}`);
}

function bounded(column: DecimalColumn, step: Step, max: number, what: string): Float64Array {
  const values = column.inSteps(step);
  const index = values.findIndex((value) => value > max);
  if (index < 0) return values;
  const value = column.toFloat(index);
  throw new Refusal({
    kind: 'too-many-steps',
    what: `${value} is ${values[index]} ${what}, more than ${max}`,
    where: 'the finest values of its files decide the step',
    remedy: `Round them to ${Math.max(0, Math.floor(Math.log10(max / value)))} decimals or fewer.`,
  });
}

function settled(times: HeardTimes, part: Part, notes: string[]): SettledTimes {
  const result = settleTimes(times, part.clock.offsetUs, part.clock.latencyUs);
  if (result.raised > 0)
    notes.push(
      `${part.source}: ${result.raised} messages with an earlier venue time than the one before take its time`,
    );
  return result;
}

function toBars(rows: BarRows, part: Part, instrument: ResolvedInstrument): BarColumns {
  const { lot, spec, assumedSize } = instrument;
  const openTimeUs = rows.timeUs.values().slice();
  const volumeLots =
    rows.volumeRule === 'none'
      ? new Float64Array(rows.length).fill(sizeLots(assumedSize, spec))
      : rows.volume.inSteps(lot);
  return {
    kind: 'bars',
    intervalUs: barInterval(openTimeUs, part.statedIntervalUs, part.path),
    openTimeUs,
    openTicks: ticks(rows.open, instrument),
    highTicks: ticks(rows.high, instrument),
    lowTicks: ticks(rows.low, instrument),
    closeTicks: ticks(rows.close, instrument),
    volumeLots,
  };
}

/** Whole lots in an assumed size, 0 where none is assumed. */
function sizeLots(assumedSize: number | undefined, spec: InstrumentSpec): number {
  return assumedSize === undefined
    ? 0
    : Math.floor((assumedSize * 10 ** spec.base.decimals) / Number(spec.lot));
}

/**
 * Candles of bid and ask become bars of the middle, rounded down to a whole tick (at most half a tick low; rounding is
 * monotone, so open and close stay between low and high), and a quote at each close that carries the real spread.
 */
function toQuotedBars(
  data: QuoteBars,
  part: Part,
  instrument: ResolvedInstrument,
): [BarColumns, QuoteColumns] {
  const bid = toBars(data.bid, part, instrument);
  const ask = toBars(data.ask, part, instrument);
  const closeTimeUs = bid.openTimeUs.map((openTimeUs) => openTimeUs + bid.intervalUs);
  const sizes = new Float64Array(bid.openTimeUs.length).fill(
    sizeLots(instrument.assumedSize, instrument.spec),
  );
  const bars: BarColumns = {
    ...bid,
    openTicks: middleDown(bid.openTicks, ask.openTicks),
    highTicks: middleDown(bid.highTicks, ask.highTicks),
    lowTicks: middleDown(bid.lowTicks, ask.lowTicks),
    closeTicks: middleDown(bid.closeTicks, ask.closeTicks),
  };
  const quotes: QuoteColumns = {
    kind: 'quotes',
    venueTimeUs: closeTimeUs,
    timeUs: closeTimeUs,
    bidTicks: bid.closeTicks,
    bidLots: sizes,
    askTicks: ask.closeTicks,
    askLots: sizes,
    updateId: new Float64Array(sizes.length),
  };
  return [bars, quotes];
}

function middleDown(bid: Float64Array, ask: Float64Array): Float64Array {
  return bid.map((ticks, index) => Math.floor((ticks + (ask[index] as number)) / 2));
}

function toTrades(rows: TradeRows, times: SettledTimes, instrument: ResolvedInstrument): TradeColumns {
  return {
    kind: 'trades',
    venueTimeUs: times.venueTimeUs,
    timeUs: times.timeUs,
    priceTicks: ticks(rows.price, instrument),
    quantityLots: lots(rows.quantity, instrument),
    aggressor: Uint8Array.from(rows.aggressor.values()),
  };
}

function toQuotes(rows: QuoteRows, times: SettledTimes, instrument: ResolvedInstrument): QuoteColumns {
  return {
    kind: 'quotes',
    venueTimeUs: times.venueTimeUs,
    timeUs: times.timeUs,
    bidTicks: ticks(rows.bidPrice, instrument),
    bidLots: lots(rows.bidQuantity, instrument),
    askTicks: ticks(rows.askPrice, instrument),
    askLots: lots(rows.askQuantity, instrument),
    updateId: rows.updateId.values().slice(),
  };
}

function toDepth(rows: DepthRows, times: SettledTimes, instrument: ResolvedInstrument): DepthColumns {
  const levelStart = new Uint32Array(rows.levelStart.length + 1);
  levelStart.set(rows.levelStart.values());
  levelStart[rows.levelStart.length] = rows.length;
  return {
    kind: 'depth',
    venueTimeUs: times.venueTimeUs,
    timeUs: times.timeUs,
    snapshot: Uint8Array.from(rows.snapshot.values()),
    firstUpdateId: rows.firstUpdateId.values().slice(),
    lastUpdateId: rows.lastUpdateId.values().slice(),
    previousUpdateId: rows.previousUpdateId.values().slice(),
    levelStart,
    sides: Uint8Array.from(rows.side.values()),
    priceTicks: ticks(rows.price, instrument),
    quantityLots: lots(rows.quantity, instrument),
  };
}

function toFunding(rows: FundingRows, times: SettledTimes, instrument: ResolvedInstrument): FundingColumns {
  return {
    kind: 'funding',
    venueTimeUs: times.venueTimeUs,
    timeUs: times.timeUs,
    rate: rows.rate.values().slice(),
    markTicks: ticks(rows.markPrice, instrument),
  };
}
