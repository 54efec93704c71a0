import { assert, formatTime, type TimeUs } from '@qca/base';
import {
  ISSUES_LISTED_MAX,
  QUALITY_KINDS,
  type QualityIssue,
  type QualityKind,
  type QualityReport,
} from './QualityReport.ts';
import { RowMemory } from './RowMemory.ts';
import { SequenceCheck } from './SequenceCheck.ts';
import { measureSpacing } from './spacing.ts';
import { TimeColumn } from './TimeColumn.ts';

/** What the reader should do with a row: keep it, drop it as an exact repetition, or refuse it as impossible. */
export type RowVerdict = 'keep' | 'duplicate' | 'refuse';

export interface QualityOptions {
  /** `times` checks nothing but a time column: for files that no instrument is known for. */
  readonly rows: 'bars' | 'trades' | 'quotes' | 'depth' | 'times';
  /** Bars and times: the interval; inferred from the times when absent. */
  readonly intervalUs?: number;
  /** Issues listed of each kind; `ISSUES_LISTED_MAX` when absent. */
  readonly issuesListedMax?: number;
}

/**
 * Checks the rows of one file one by one, in file order, and reports at the end. Nothing is repaired.
 *
 * Call the method of the file's kind once per row, `note` for rows that could not be read, then `report`. `line` counts
 * from 1 with the header; `fingerprint` is `fingerprintText` or `fingerprintBytes` of the row's text; prices and sizes
 * are the file's numbers in any unit (NaN where the text is not a number). An exact repetition is counted as such and
 * its values are not judged again.
 */
export class QualityCheck {
  readonly #rowsKind: QualityOptions['rows'];
  readonly #intervalUs: number | undefined;
  readonly #listedMax: number;
  readonly #counts: Record<QualityKind, number>;
  readonly #issues: QualityIssue[] = [];
  readonly #memory = new RowMemory();
  readonly #times: TimeColumn;
  readonly #sequence = new SequenceCheck((line, kind, detail) => this.#count(line, kind, detail));
  #rows = 0;
  #firstTimeUs = Number.NaN;
  #lastTimeUs = Number.NaN;
  #previousTimeUs = Number.NaN;

  constructor(options: QualityOptions) {
    assert(options.intervalUs === undefined || options.intervalUs > 0, 'an interval is positive');
    this.#rowsKind = options.rows;
    this.#intervalUs = options.intervalUs;
    this.#listedMax = options.issuesListedMax ?? ISSUES_LISTED_MAX;
    this.#counts = Object.fromEntries(QUALITY_KINDS.map((kind) => [kind, 0])) as Record<QualityKind, number>;
    this.#times = new TimeColumn();
  }

  /** Checks a bar; `timeUs` is its open or close time, the same in the whole file. `volume` is undefined in files without. */
  bar(
    line: number,
    fingerprint: number,
    timeUs: TimeUs,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number | undefined,
  ): RowVerdict {
    const verdict = this.#rowOfOwnTime(line, fingerprint, timeUs);
    if (verdict !== 'keep') return verdict;
    const pricesGood = isPrice(open) && isPrice(high) && isPrice(low) && isPrice(close);
    if (!pricesGood)
      return this.#refuse(line, 'bad-price', `open ${open}, high ${high}, low ${low}, close ${close}`);
    if (high < low) return this.#refuse(line, 'bad-range', `high ${high} is below low ${low}`);
    if (open < low || open > high)
      return this.#refuse(line, 'bad-range', `open ${open} is outside of ${low} to ${high}`);
    if (close < low || close > high)
      return this.#refuse(line, 'bad-range', `close ${close} is outside of ${low} to ${high}`);
    if (volume === undefined) return 'keep';
    if (!isSize(volume)) return this.#refuse(line, 'bad-volume', `volume ${volume}`);
    if (volume === 0) this.#count(line, 'zero-volume', 'no trade in this bar');
    return 'keep';
  }

  /** Checks a trade; `tradeId` is −1 where the venue has none. */
  trade(
    line: number,
    fingerprint: number,
    timeUs: TimeUs,
    tradeId: number,
    price: number,
    quantity: number,
  ): RowVerdict {
    const verdict = this.#row(line, fingerprint, timeUs);
    if (verdict !== 'keep') return verdict;
    if (!isPrice(price)) return this.#refuse(line, 'bad-price', `price ${price}`);
    if (!isSize(quantity) || quantity === 0) return this.#refuse(line, 'bad-volume', `quantity ${quantity}`);
    if (tradeId === -1) return 'keep';
    return this.#sequence.trade(line, tradeId) ? 'keep' : 'refuse';
  }

  /** Checks a best bid and ask; `updateId` is −1 where the venue has none, a size undefined in files without. */
  quote(
    line: number,
    fingerprint: number,
    timeUs: TimeUs,
    updateId: number,
    bid: number,
    bidSize: number | undefined,
    ask: number,
    askSize: number | undefined,
  ): RowVerdict {
    const verdict = this.#row(line, fingerprint, timeUs);
    if (verdict !== 'keep') return verdict;
    if (!isPrice(bid) || !isPrice(ask)) return this.#refuse(line, 'bad-price', `bid ${bid}, ask ${ask}`);
    if (ask < bid) return this.#refuse(line, 'crossed-quote', `ask ${ask} is below bid ${bid}`);
    const sizesGood =
      (bidSize === undefined || isSize(bidSize)) && (askSize === undefined || isSize(askSize));
    if (!sizesGood) return this.#refuse(line, 'bad-volume', `bid size ${bidSize}, ask size ${askSize}`);
    if (updateId !== -1) this.#sequence.quote(line, updateId);
    return 'keep';
  }

  /**
   * Checks one level of a book update or snapshot (0 removes the level); `previousId` is −1 where the venue has none.
   *
   * Consecutive rows with the same ids are one update. Snapshots stand beside the chain of updates, not in it.
   */
  depth(
    line: number,
    fingerprint: number,
    timeUs: TimeUs,
    snapshot: boolean,
    firstId: number,
    lastId: number,
    previousId: number,
    price: number,
    quantity: number,
  ): RowVerdict {
    const verdict = this.#row(line, fingerprint, timeUs);
    if (verdict !== 'keep') return verdict;
    if (!isPrice(price)) return this.#refuse(line, 'bad-price', `price ${price}`);
    if (!isSize(quantity)) return this.#refuse(line, 'bad-volume', `quantity ${quantity}`);
    if (!snapshot) this.#sequence.update(line, firstId, lastId, previousId);
    return 'keep';
  }

  /** Checks nothing but the time of a row. Several different rows of one time are allowed here. */
  time(line: number, fingerprint: number, timeUs: TimeUs): RowVerdict {
    const previous = this.#previousTimeUs;
    const verdict = this.#row(line, fingerprint, timeUs);
    if (verdict !== 'refuse') this.#expectIncreasing(line, timeUs, previous);
    if (verdict === 'keep') this.#times.add(timeUs, line);
    return verdict;
  }

  /** Counts what the reader found by itself, such as a `malformed-row`, and that row with it. */
  note(line: number, kind: QualityKind, detail: string): void {
    this.#rows += 1;
    this.#count(line, kind, detail);
  }

  /** Returns what was found so far. Costs a pass over all times: call it once, at the end. */
  report(): QualityReport {
    const counts = { ...this.#counts };
    const issues = [...this.#issues];
    const { times, lines } = this.#times.sorted();
    const spacing = measureSpacing(times, {
      intervalUs: this.#intervalUs,
      regularOnly: this.#rowsKind !== 'bars',
    });
    counts['missing-bars'] = spacing.missing;
    counts['off-grid-time'] = spacing.offGrid.length;
    counts['trade-id-gap'] = this.#sequence.missingTradeIds();
    for (const { index, missing } of spacing.gaps.slice(0, this.#listedMax)) {
      const detail = `${missing} missing between ${formatTime(times[index - 1]!)} and ${formatTime(times[index]!)}`;
      issues.push({ line: lines[index]!, kind: 'missing-bars', detail });
    }
    for (const index of spacing.offGrid.slice(0, this.#listedMax)) {
      const detail = `${times[index]! - times[index - 1]!} µs after the time before it, interval ${spacing.intervalUs} µs`;
      issues.push({ line: lines[index]!, kind: 'off-grid-time', detail });
    }
    return {
      rows: this.#rows,
      firstTimeUs: this.#firstTimeUs,
      lastTimeUs: this.#lastTimeUs,
      counts,
      issues: issues.sort((a, b) => a.line - b.line),
      intervalUs: spacing.intervalUs,
      gaps: spacing.gaps.length,
      gapIntervalsMax: spacing.gapIntervalsMax,
      rowsForgotten: this.#memory.forgotten + this.#times.forgotten + this.#sequence.forgotten,
    };
  }

  /** Checks what every row has: a time, and a text that is not a repetition. */
  #row(line: number, fingerprint: number, timeUs: TimeUs): RowVerdict {
    this.#rows += 1;
    if (!Number.isSafeInteger(timeUs) || timeUs < 0)
      return this.#refuse(line, 'bad-time', `time ${timeUs} µs`);
    if (timeUs < this.#previousTimeUs) {
      const detail = `${formatTime(timeUs)} after ${formatTime(this.#previousTimeUs)}`;
      this.#count(line, 'time-backwards', detail);
    }
    this.#previousTimeUs = timeUs;
    if (!(timeUs >= this.#firstTimeUs)) this.#firstTimeUs = timeUs;
    if (!(timeUs <= this.#lastTimeUs)) this.#lastTimeUs = timeUs;
    if (this.#memory.add(fingerprint, timeUs)) return 'keep';
    this.#count(line, 'duplicate-row', `the same as an earlier row, ${formatTime(timeUs)}`);
    return 'duplicate';
  }

  /** As `#row`, for rows of which one time has only one. */
  #rowOfOwnTime(line: number, fingerprint: number, timeUs: TimeUs): RowVerdict {
    const previous = this.#previousTimeUs;
    const verdict = this.#row(line, fingerprint, timeUs);
    if (verdict !== 'refuse') this.#expectIncreasing(line, timeUs, previous);
    if (verdict !== 'keep' || this.#times.add(timeUs, line)) return verdict;
    return this.#refuse(line, 'duplicate-time', `another row of ${formatTime(timeUs)} with different values`);
  }

  #expectIncreasing(line: number, timeUs: TimeUs, previousUs: TimeUs): void {
    if (!(timeUs <= previousUs)) return;
    this.#count(line, 'time-not-increasing', `${formatTime(timeUs)} is not later than the row before`);
  }

  #refuse(line: number, kind: QualityKind, detail: string): RowVerdict {
    this.#count(line, kind, detail);
    return 'refuse';
  }

  #count(line: number, kind: QualityKind, detail: string): void {
    this.#counts[kind] += 1;
    if (this.#counts[kind] <= this.#listedMax) this.#issues.push({ line, kind, detail });
  }
}

function isPrice(value: number): boolean {
  return value > 0 && value < Number.POSITIVE_INFINITY;
}

function isSize(value: number): boolean {
  return value >= 0 && value < Number.POSITIVE_INFINITY;
}
