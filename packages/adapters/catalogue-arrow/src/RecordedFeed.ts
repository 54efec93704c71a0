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

/** No track: nothing waits at a node, or the feed is empty. */
const NOBODY = -1;

/** At one moment, what was known before comes before what follows: state, then quotes, then trades, then new bars. */
const KIND_RANK = { funding: 0, depth: 1, quotes: 2, trades: 3, bars: 4 } as const;

/**
 * Recordings merged by start time. Rows of one time come by instrument, then by kind, then in the order of the
 * recordings, so the same recordings always give the same sequence. Nothing is allocated per event.
 *
 * Source: Knuth, "The Art of Computer Programming", volume 3, 5.4.1, the tree of losers.
 */
export class RecordedFeed implements Feed {
  readonly instruments: readonly Instrument[];
  // One track per recording, sorted by rank, so that a track's number breaks ties.
  readonly #presenters: readonly Presenter[];
  readonly #starts: readonly Float64Array[];
  readonly #rows: Int32Array;
  readonly #ends: Int32Array;
  /** Start time of each track's next row, `NEVER` behind the last. */
  readonly #nexts: Float64Array;
  // A tree of losers: inner node n has the children 2n and 2n + 1, track t is leaf t + number of tracks, and each inner
  // node keeps the track that lost there. One event then costs one comparison per floor.
  readonly #losers: Int32Array;
  #earliest: number;

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
    this.#nexts = Float64Array.from(tracks, (_, track) => this.#startOf(track));
    this.#losers = new Int32Array(tracks.length).fill(NOBODY);
    this.#earliest = NOBODY;
    for (let track = 0; track < tracks.length; track += 1) this.#earliest = this.#enter(track);
  }

  peekTimeUs(): TimeUs {
    return this.#earliest === NOBODY ? NEVER : (this.#nexts[this.#earliest] as number);
  }

  take(): MarketEvent {
    const track = this.#advance();
    return (this.#presenters[track] as Presenter).present((this.#rows[track] as number) - 1);
  }

  skip(events: number): void {
    for (let count = 0; count < events; count += 1) this.#advance();
  }

  close(): void {
    this.#earliest = NOBODY;
  }

  /** Steps over the earliest row and returns its track, whose next row is one behind it. */
  #advance(): number {
    const track = this.#earliest;
    assert(this.peekTimeUs() !== NEVER, 'a feed without a next event was asked for one');
    this.#rows[track] = (this.#rows[track] as number) + 1;
    this.#nexts[track] = this.#startOf(track);
    this.#earliest = this.#replay(track);
    return track;
  }

  #startOf(track: number): TimeUs {
    const row = this.#rows[track] as number;
    return row < (this.#ends[track] as number)
      ? ((this.#starts[track] as Float64Array)[row] as number)
      : NEVER;
  }

  /** Lets a track with a new time meet the losers on its way up. Returns the overall winner. */
  #replay(track: number): number {
    const losers = this.#losers;
    const nexts = this.#nexts;
    let winner = track;
    let timeUs = nexts[track] as number;
    for (let node = (track + losers.length) >> 1; node > 0; node >>= 1) {
      const loser = losers[node] as number;
      const loserUs = nexts[loser] as number;
      if (loserUs < timeUs || (loserUs === timeUs && loser < winner)) {
        losers[node] = winner;
        winner = loser;
        timeUs = loserUs;
      }
    }
    return winner;
  }

  /** Adds a track to the tree: the first to reach a node waits there, the second plays. Returns the winner so far. */
  #enter(track: number): number {
    const losers = this.#losers;
    let winner = track;
    for (let node = (track + losers.length) >> 1; node > 0; node >>= 1) {
      const waiting = losers[node] as number;
      if (waiting === NOBODY) {
        losers[node] = winner;
        return NOBODY;
      }
      if (this.#isBefore(waiting, winner)) {
        losers[node] = winner;
        winner = waiting;
      }
    }
    return winner;
  }

  #isBefore(a: number, b: number): boolean {
    const timeA = this.#nexts[a] as number;
    const timeB = this.#nexts[b] as number;
    return timeA < timeB || (timeA === timeB && a < b);
  }
}
