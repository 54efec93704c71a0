import { assert, NEVER, type TimeUs } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import type { Feed } from '@qca/ports';
import { lowerBound, startTimes } from './columns/Columns.ts';
import type { LoadedRecording } from './LoadedRecording.ts';
import { openCursor, type RowCursor } from './openCursor.ts';

/** A recording and the place of its instrument in the run's list. */
export interface FeedSource {
  readonly recording: LoadedRecording;
  readonly instrument: number;
}

/** At one moment, what was known before comes before what follows: state, then quotes, then trades, then new bars. */
const KIND_RANK = { funding: 0, depth: 1, quotes: 2, trades: 3, bars: 4 } as const;

/**
 * Recordings merged by start time. Rows of one time come by instrument, then by kind, then in the order of the
 * recordings, so the same recordings always give the same sequence. Nothing is allocated per event.
 */
export class RecordedFeed implements Feed {
  readonly instruments: readonly Instrument[];
  readonly #cursors: readonly RowCursor[];
  // A binary heap of cursor numbers, the earliest on top; cursors are sorted by rank, so their numbers break ties.
  readonly #heap: Int32Array;
  readonly #times: Float64Array;
  #size = 0;
  #nextUs: TimeUs = NEVER;

  constructor(
    instruments: readonly Instrument[],
    sources: readonly FeedSource[],
    range: { readonly fromUs: TimeUs; readonly toUs: TimeUs },
  ) {
    this.instruments = instruments;
    const ranked = sources
      .map((source, order) => ({
        ...source,
        rank: source.instrument * 8 + KIND_RANK[source.recording.kind],
        order,
      }))
      .sort((a, b) => a.rank - b.rank || a.order - b.order);
    this.#cursors = ranked.map(({ recording, instrument }) => {
      const times = startTimes(recording.columns);
      return openCursor(
        recording.columns,
        instrument,
        lowerBound(times, range.fromUs),
        lowerBound(times, range.toUs),
      );
    });
    this.#heap = new Int32Array(this.#cursors.length);
    this.#times = new Float64Array(this.#cursors.length);
    for (let number = 0; number < this.#cursors.length; number += 1) {
      const timeUs = (this.#cursors[number] as RowCursor).peekTimeUs();
      this.#times[number] = timeUs;
      if (timeUs !== NEVER) this.#rise(number);
    }
    this.#lookAhead();
  }

  peekTimeUs(): TimeUs {
    return this.#nextUs;
  }

  take(): MarketEvent {
    const cursor = this.#advance();
    return cursor.event();
  }

  skip(events: number): void {
    for (let count = 0; count < events; count += 1) this.#advance();
  }

  close(): void {
    this.#size = 0;
    this.#nextUs = NEVER;
  }

  /** Steps over the earliest row and returns its cursor, which can still present it. */
  #advance(): RowCursor {
    assert(this.#size > 0, 'a feed without a next event was asked for one');
    const number = this.#heap[0] as number;
    const cursor = this.#cursors[number] as RowCursor;
    const timeUs = cursor.advance();
    if (timeUs === NEVER) {
      this.#size -= 1;
      if (this.#size > 0) this.#sink(this.#heap[this.#size] as number);
    } else {
      this.#times[number] = timeUs;
      this.#sink(number);
    }
    this.#lookAhead();
    return cursor;
  }

  #lookAhead(): void {
    this.#nextUs = this.#size === 0 ? NEVER : (this.#times[this.#heap[0] as number] as number);
  }

  #before(a: number, b: number): boolean {
    const timeA = this.#times[a] as number;
    const timeB = this.#times[b] as number;
    return timeA < timeB || (timeA === timeB && a < b);
  }

  /** Adds a cursor to the heap. */
  #rise(number: number): void {
    const heap = this.#heap;
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as number;
      if (!this.#before(number, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = number;
  }

  /** Puts a cursor in the place of the top one. */
  #sink(number: number): void {
    const heap = this.#heap;
    const size = this.#size;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(heap[child + 1] as number, heap[child] as number)) child += 1;
      const below = heap[child] as number;
      if (!this.#before(below, number)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = number;
  }
}
