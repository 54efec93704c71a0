import { SECOND, type TimeUs } from '@qca/base';
import { type Bar, type Instrument, lotsToBase, MarketBoard, type MarketEvent } from '@qca/market';
import type { BarRow } from '@qca/ports';
import type { InstrumentData } from '../entries.ts';

/** Length of a bar folded from mids: fine enough to see a trade, and 360 rows an hour. */
export const MID_INTERVAL_US = 10 * SECOND;

/** A bar being folded from mids, prices in ticks (maybe halves). */
interface OpenBar {
  openUs: TimeUs;
  timeUs: TimeUs;
  sequence: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volumeLots: number;
  /** Changed since its row was handed over. */
  isChanged: boolean;
}

/**
 * Folds market events into the bars of charts: bars as the data has them; for instruments without, bars of ten seconds of
 * the mid (the last price where no touch is known), with the volume of the trades heard.
 */
export class BarFolder {
  readonly #instruments: readonly Instrument[];
  readonly #data: readonly InstrumentData[];
  readonly #hasBars: readonly boolean[];
  readonly #board: MarketBoard;
  readonly #open: (OpenBar | undefined)[];
  #rows: BarRow[] = [];

  constructor(instruments: readonly Instrument[], data: readonly InstrumentData[]) {
    this.#instruments = instruments;
    this.#data = data;
    this.#hasBars = instruments.map((_, index) => data[index]?.kinds.includes('bars') ?? false);
    this.#board = new MarketBoard(instruments);
    this.#open = instruments.map(() => undefined);
  }

  take(event: MarketEvent, sequence: number): void {
    const { instrument } = event;
    if (event.kind === 'bar') return this.#bar(event, sequence);
    if (event.kind === 'funding' || this.#hasBars[instrument] === true) return;
    this.#board.apply(event);
    const mark = this.#board.markTicks(instrument);
    if (mark > 0) this.#mid(instrument, mark, event.timeUs, sequence);
    const open = this.#open[instrument];
    if (event.kind === 'trade' && open !== undefined) open.volumeLots += event.quantityLots;
  }

  /** Hands over the rows changed since the last call; a bar that is not over yet as far as it is. */
  drain(): BarRow[] {
    for (const [instrument, bar] of this.#open.entries()) {
      if (bar?.isChanged !== true) continue;
      bar.isChanged = false;
      this.#rows.push(this.#midRow(instrument, bar));
    }
    const rows = this.#rows;
    this.#rows = [];
    return rows;
  }

  #bar(bar: Bar, sequence: number): void {
    const { instrument: index, openTimeUs, timeUs } = bar;
    const instrument = this.#instruments[index] as Instrument;
    this.#rows.push({
      sequence,
      timeUs,
      strategy: '',
      instrument: instrument.id,
      openUs: openTimeUs,
      intervalUs: this.#data[index]?.barIntervalUs || bar.venueTimeUs - openTimeUs,
      kind: 'bar',
      open: price(instrument, bar.openTicks),
      high: price(instrument, bar.highTicks),
      low: price(instrument, bar.lowTicks),
      close: price(instrument, bar.closeTicks),
      volume: volumeOf(instrument, bar.volumeLots),
      baseAsset: instrument.base.id,
      quoteAsset: instrument.quote.id,
    });
  }

  #mid(instrument: number, mark: number, timeUs: TimeUs, sequence: number): void {
    const openUs = Math.floor(timeUs / MID_INTERVAL_US) * MID_INTERVAL_US;
    const bar = this.#open[instrument];
    if (bar === undefined || openUs > bar.openUs) {
      if (bar?.isChanged === true) this.#rows.push(this.#midRow(instrument, bar));
      const prices = { open: mark, high: mark, low: mark, close: mark };
      this.#open[instrument] = { openUs, timeUs, sequence, ...prices, volumeLots: 0, isChanged: true };
      return;
    }
    bar.high = Math.max(bar.high, mark);
    bar.low = Math.min(bar.low, mark);
    bar.close = mark;
    bar.timeUs = timeUs;
    bar.sequence = sequence;
    bar.isChanged = true;
  }

  #midRow(index: number, bar: OpenBar): BarRow {
    const instrument = this.#instruments[index] as Instrument;
    return {
      sequence: bar.sequence,
      timeUs: bar.timeUs,
      strategy: '',
      instrument: instrument.id,
      openUs: bar.openUs,
      intervalUs: MID_INTERVAL_US,
      kind: 'mid',
      open: price(instrument, bar.open),
      high: price(instrument, bar.high),
      low: price(instrument, bar.low),
      close: price(instrument, bar.close),
      volume: volumeOf(instrument, bar.volumeLots),
      baseAsset: instrument.base.id,
      quoteAsset: instrument.quote.id,
    };
  }
}

/** Base atoms of a volume, which a venue may publish finer than a lot. */
function volumeOf(instrument: Instrument, lots: number): bigint {
  return Number.isSafeInteger(lots)
    ? lotsToBase(instrument, lots)
    : BigInt(Math.round(lots * Number(instrument.lot)));
}

/** Ticks, maybe a half, as a price with 18 decimals. */
function price(instrument: Instrument, ticks: number): bigint {
  return (BigInt(Math.round(2 * ticks)) * instrument.tick) / 2n;
}
