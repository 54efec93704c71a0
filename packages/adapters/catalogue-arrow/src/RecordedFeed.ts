import { assert, NEVER, type TimeUs } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import type { Feed } from '@qca/ports';
import { lowerBound, startTimes } from './columns/Columns.ts';
import type { LoadedRecording } from './LoadedRecording.ts';
import { openPresenter, type Presenter } from './openPresenter.ts';

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
  // One track per recording, sorted by rank, so that a track's number breaks ties.
  readonly #presenters: readonly Presenter[];
  readonly #starts: readonly Float64Array[];
  readonly #rows: Int32Array;
  readonly #ends: Int32Array;
  /** Start time of each track's next row. */
  readonly #nexts: Float64Array;
  /** A binary heap of the tracks that have rows left, the earliest on top. */
  readonly #heap: Int32Array;
  #size = 0;
  #nextUs: TimeUs = NEVER;

  constructor(
    instruments: readonly Instrument[],
    sources: readonly FeedSource[],
    range: { readonly fromUs: TimeUs; readonly toUs: TimeUs },
  ) {
    this.instruments = instruments;
    const tracks = sources
      .map((source, order) => ({
        ...source,
        rank: source.instrument * 8 + KIND_RANK[source.recording.kind],
        order,
      }))
      .sort((a, b) => a.rank - b.rank || a.order - b.order);
    this.#presenters = tracks.map(({ recording, instrument }) =>
      openPresenter(recording.columns, instrument),
    );
    this.#starts = tracks.map(({ recording }) => startTimes(recording.columns));
    this.#rows = Int32Array.from(this.#starts, (times) => lowerBound(times, range.fromUs));
    this.#ends = Int32Array.from(this.#starts, (times) => lowerBound(times, range.toUs));
    this.#nexts = new Float64Array(tracks.length);
    this.#heap = new Int32Array(tracks.length);
    for (let track = 0; track < tracks.length; track += 1) {
      if ((this.#rows[track] as number) >= (this.#ends[track] as number)) continue;
      this.#nexts[track] = this.#startOf(track);
      this.#rise(track);
    }
    this.#lookAhead();
  }

  peekTimeUs(): TimeUs {
    return this.#nextUs;
  }

  take(): MarketEvent {
    const track = this.#advance();
    return (this.#presenters[track] as Presenter).present((this.#rows[track] as number) - 1);
  }

  skip(events: number): void {
    for (let count = 0; count < events; count += 1) this.#advance();
  }

  close(): void {
    this.#size = 0;
    this.#nextUs = NEVER;
  }

  /** Steps over the earliest row and returns its track, whose next row is one behind it. */
  #advance(): number {
    assert(this.#size > 0, 'a feed without a next event was asked for one');
    const track = this.#heap[0] as number;
    const row = (this.#rows[track] as number) + 1;
    this.#rows[track] = row;
    if (row < (this.#ends[track] as number)) {
      this.#nexts[track] = this.#startOf(track);
      this.#sink(track);
    } else {
      this.#size -= 1;
      if (this.#size > 0) this.#sink(this.#heap[this.#size] as number);
    }
    this.#lookAhead();
    return track;
  }

  #startOf(track: number): TimeUs {
    return (this.#starts[track] as Float64Array)[this.#rows[track] as number] as number;
  }

  #lookAhead(): void {
    this.#nextUs = this.#size === 0 ? NEVER : (this.#nexts[this.#heap[0] as number] as number);
  }

  #before(a: number, b: number): boolean {
    const timeA = this.#nexts[a] as number;
    const timeB = this.#nexts[b] as number;
    return timeA < timeB || (timeA === timeB && a < b);
  }

  /** Adds a track to the heap. */
  #rise(track: number): void {
    const heap = this.#heap;
    let at = this.#size;
    this.#size += 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const above = heap[parent] as number;
      if (!this.#before(track, above)) break;
      heap[at] = above;
      at = parent;
    }
    heap[at] = track;
  }

  /** Puts a track in the place of the top one. */
  #sink(track: number): void {
    const heap = this.#heap;
    const size = this.#size;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= size) break;
      if (child + 1 < size && this.#before(heap[child + 1] as number, heap[child] as number)) child += 1;
      const below = heap[child] as number;
      if (!this.#before(below, track)) break;
      heap[at] = below;
      at = child;
    }
    heap[at] = track;
  }
}
