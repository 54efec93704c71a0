import type { TimeUs } from '@qca/base';
import type { Instrument, InstrumentSpec } from '@qca/market';
import type { Feed } from './Feed.ts';

/** One recording: an instrument's bars, trades, quotes or book updates, checked and in columns. */
export interface Recording {
  readonly instrument: InstrumentSpec;
  readonly kind: 'bars' | 'trades' | 'quotes' | 'depth' | 'funding';
  /** Bars only. */
  readonly intervalUs?: number;
  readonly rows: number;
  readonly firstTimeUs: TimeUs;
  readonly lastTimeUs: TimeUs;
  /** File name without folder, and SHA-256 of its bytes. */
  readonly source: string;
  readonly sha256: string;
}

/** Recorded markets on disk. */
export interface Catalogue {
  readonly recordings: readonly Recording[];
  /** The instruments of all recordings, indexed. */
  readonly instruments: readonly Instrument[];
  /** Opens all recordings merged by time, from `fromUs` (included) to `toUs` (excluded). */
  open(range: { readonly fromUs: TimeUs; readonly toUs: TimeUs }): Feed;
}
