import { formatTime, type TimeUs } from '@qca/base';
import { lowerBound } from '../columns/Columns.ts';
import { DecimalColumn } from '../columns/DecimalColumn.ts';
import { NumberColumn } from '../columns/NumberColumn.ts';
import { DECIMAL_OK, POWERS_OF_TEN } from '../csv/DecimalScanner.ts';
import type { TimeScanner } from '../csv/TimeScanner.ts';
import type { RowSource } from './RowSource.ts';

/** Which column holds what, −1 where the file has none. */
export interface BarPositions {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** Set where the labels of the two volumes cannot be trusted, and where only the quote volume is known. */
  readonly quoteVolume: number;
}

/** How to come by the volume in base units. */
export type VolumeRule = 'as-labelled' | 'labels-doubtful' | 'in-quote' | 'none';

/** What a candle is about, in messages: nothing, or `bid ` and `ask `. */
type Prefix = '' | 'bid ' | 'ask ';

/**
 * Reads candles. Refuses bad numbers, prices outside of low to high, and rows that are not later than the row before
 * (exact repetitions are told apart from a second, different row of the same time).
 */
export class BarRows {
  readonly timeUs = new NumberColumn();
  /** Line of the file, for messages about rows already kept. */
  readonly line = new NumberColumn();
  readonly open = new DecimalColumn();
  readonly high = new DecimalColumn();
  readonly low = new DecimalColumn();
  readonly close = new DecimalColumn();
  readonly volume = new DecimalColumn();
  readonly volumeRule: VolumeRule;
  /** Rows whose two volumes were exchanged because the price says that their labels are. */
  volumesSwapped = 0;
  readonly #row: RowSource;
  readonly #times: TimeScanner;
  readonly #timeColumn: number;
  readonly #at: BarPositions;
  readonly #prefix: Prefix;
  // The candle being read: mantissas and decimals.
  #open = 0;
  #openDecimals = 0;
  #high = 0;
  #highDecimals = 0;
  #low = 0;
  #lowDecimals = 0;
  #close = 0;
  #closeDecimals = 0;
  #volume = 0;
  #volumeDecimals = 0;

  constructor(
    row: RowSource,
    times: TimeScanner,
    timeColumn: number,
    positions: BarPositions,
    volumeRule: VolumeRule,
    prefix: Prefix = '',
  ) {
    this.#row = row;
    this.#times = times;
    this.#timeColumn = timeColumn;
    this.#at = positions;
    this.volumeRule = volumeRule;
    this.#prefix = prefix;
  }

  get length(): number {
    return this.timeUs.length;
  }

  /** Reads the current row; keeps it when it is good, and returns whether. */
  read(): boolean {
    const timeUs = this.#row.time(this.#times, this.#timeColumn);
    if (Number.isNaN(timeUs) || !this.scan() || !this.follows(timeUs)) return false;
    this.keep(timeUs);
    return true;
  }

  /** Reads the candle of the current row without keeping it. Returns whether it is good. */
  scan(): boolean {
    const row = this.#row;
    const decimal = row.decimal;
    this.#open = row.price(this.#at.open, 'open');
    if (Number.isNaN(this.#open)) return false;
    this.#openDecimals = decimal.decimals;
    this.#high = row.price(this.#at.high, 'high');
    if (Number.isNaN(this.#high)) return false;
    this.#highDecimals = decimal.decimals;
    this.#low = row.price(this.#at.low, 'low');
    if (Number.isNaN(this.#low)) return false;
    this.#lowDecimals = decimal.decimals;
    this.#close = row.price(this.#at.close, 'close');
    if (Number.isNaN(this.#close)) return false;
    this.#closeDecimals = decimal.decimals;
    return this.#rangeHolds() && this.#scanVolume();
  }

  #rangeHolds(): boolean {
    const scale = Math.max(this.#openDecimals, this.#highDecimals, this.#lowDecimals, this.#closeDecimals);
    const open = this.#open * (POWERS_OF_TEN[scale - this.#openDecimals] as number);
    const high = this.#high * (POWERS_OF_TEN[scale - this.#highDecimals] as number);
    const low = this.#low * (POWERS_OF_TEN[scale - this.#lowDecimals] as number);
    const close = this.#close * (POWERS_OF_TEN[scale - this.#closeDecimals] as number);
    if (low <= open && open <= high && low <= close && close <= high) return true;
    const unit = POWERS_OF_TEN[scale] as number;
    const shown = `${this.#prefix}open ${open / unit}, high ${high / unit}, low ${low / unit}, close ${close / unit}`;
    this.#row.report(
      'bad-range',
      low > high ? `${shown}: high is below low` : `${shown}: outside of low to high`,
    );
    return false;
  }

  #scanVolume(): boolean {
    this.#volume = 0;
    this.#volumeDecimals = 0;
    if (this.volumeRule === 'none') return true;
    if (this.volumeRule === 'as-labelled') return this.#scanVolumeOf(this.#at.volume);
    if (!this.#scanVolumeOf(this.#at.volume)) return false;
    const labelled = this.#volume / (POWERS_OF_TEN[this.#volumeDecimals] as number);
    const close = this.#close / (POWERS_OF_TEN[this.#closeDecimals] as number);
    if (this.volumeRule === 'in-quote') {
      this.#estimate(labelled / close);
      return true;
    }
    const mantissa = this.#volume;
    const decimals = this.#volumeDecimals;
    if (!this.#scanVolumeOf(this.#at.quoteVolume)) return false;
    const other = this.#volume / (POWERS_OF_TEN[this.#volumeDecimals] as number);
    // Base volume × price ≈ quote volume: keep the labelling that comes nearer, by ratio.
    if (apart(other * close, labelled) < apart(labelled * close, other)) {
      this.volumesSwapped += 1;
    } else {
      this.#volume = mantissa;
      this.#volumeDecimals = decimals;
    }
    return true;
  }

  /** Sums of trades may carry float noise (0.30000000000000004): too many digits are rounded, in volumes only. */
  #scanVolumeOf(column: number): boolean {
    const { scanner, decimal } = this.#row;
    const outcome = decimal.scan(
      scanner.bytes,
      scanner.starts[column] as number,
      scanner.ends[column] as number,
    );
    if (outcome === DECIMAL_OK && decimal.mantissa >= 0) {
      this.#volume = decimal.mantissa;
      this.#volumeDecimals = decimal.decimals;
      return true;
    }
    const value = Number(scanner.text(column));
    if (outcome !== DECIMAL_OK && /^\d/.test(scanner.text(column)) && Number.isFinite(value)) {
      this.#estimate(value);
      return true;
    }
    return !Number.isNaN(this.#row.quantity(column, 'volume'));
  }

  #estimate(value: number): void {
    let decimals = 8;
    while (decimals > 0 && value * (POWERS_OF_TEN[decimals] as number) > Number.MAX_SAFE_INTEGER)
      decimals -= 1;
    this.#volume = Math.round(value * (POWERS_OF_TEN[decimals] as number));
    this.#volumeDecimals = decimals;
  }

  /** Returns whether `timeUs` is later than the last row; reports why not. */
  follows(timeUs: TimeUs): boolean {
    const last = this.length - 1;
    if (last < 0 || timeUs > this.timeUs.at(last)) return true;
    const earlier = lowerBound(this.timeUs.values(), timeUs);
    if (this.timeUs.at(earlier) !== timeUs) {
      this.#row.report('time-backwards', `${formatTime(timeUs)} after ${formatTime(this.timeUs.at(last))}`);
    } else if (this.equals(earlier)) {
      this.#row.report('duplicate-row', `the same as an earlier row, ${formatTime(timeUs)}`);
    } else {
      this.#row.report('duplicate-time', `another row of ${formatTime(timeUs)} with different values`);
    }
    return false;
  }

  /** Whether the candle just read has the values of row `index`. */
  equals(index: number): boolean {
    return (
      this.open.equals(index, this.#open, this.#openDecimals) &&
      this.high.equals(index, this.#high, this.#highDecimals) &&
      this.low.equals(index, this.#low, this.#lowDecimals) &&
      this.close.equals(index, this.#close, this.#closeDecimals) &&
      this.volume.equals(index, this.#volume, this.#volumeDecimals)
    );
  }

  keep(timeUs: TimeUs): void {
    this.timeUs.push(timeUs);
    this.line.push(this.#row.scanner.line);
    this.open.push(this.#open, this.#openDecimals);
    this.high.push(this.#high, this.#highDecimals);
    this.low.push(this.#low, this.#lowDecimals);
    this.close.push(this.#close, this.#closeDecimals);
    this.volume.push(this.#volume, this.#volumeDecimals);
  }

  /** Returns the given rows, in the given order, as a reader of their own that reads no further. */
  pick(rows: readonly number[]): BarRows {
    const picked = new BarRows(
      this.#row,
      this.#times,
      this.#timeColumn,
      this.#at,
      this.volumeRule,
      this.#prefix,
    );
    for (const index of rows) {
      picked.timeUs.push(this.timeUs.at(index));
      picked.line.push(this.line.at(index));
      picked.open.copy(this.open, index);
      picked.high.copy(this.high, index);
      picked.low.copy(this.low, index);
      picked.close.copy(this.close, index);
      picked.volume.copy(this.volume, index);
    }
    return picked;
  }

  /** The close just read, as an estimate. */
  closeFloat(): number {
    return this.#close / (POWERS_OF_TEN[this.#closeDecimals] as number);
  }
}

/** How far two positive numbers are apart, as a ratio of at least 1. */
function apart(a: number, b: number): number {
  return a > b ? a / b : b / a;
}
