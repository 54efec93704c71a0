import type { TimeUs } from '@qca/base';
import type { Instrument } from '@qca/market';
import type { Feed, Recording } from '@qca/ports';

/** A market that can be played: recordings on disk, a generated one, or a real venue's. */
export interface Market {
  /** What its prices are; shown wherever they are. */
  readonly label: 'recorded' | 'generated' | 'live';
  /** Short name for people: the folder, or the seed. */
  readonly name: string;
  /** Enough to open it again from a run's record. */
  readonly reference: MarketReference;
  readonly instruments: readonly Instrument[];
  readonly data: readonly { readonly kinds: readonly Recording['kind'][]; readonly barIntervalUs: number }[];
  readonly rows: {
    readonly files: number;
    readonly bars: number;
    readonly trades: number;
    readonly bookUpdates: number;
  };
  /** First and last moment of a recording; null where there is none. */
  readonly span: { readonly firstUs: TimeUs; readonly lastUs: TimeUs } | null;
  /** What a person should know of the data: refined ticks, skipped rows, chosen defaults. */
  readonly notes: readonly string[];
  open(): Feed;
}

export type MarketReference =
  | {
      readonly kind: 'recorded';
      readonly path: string;
      readonly fromUs: TimeUs | null;
      readonly toUs: TimeUs | null;
      readonly skipBadRows: boolean;
    }
  | { readonly kind: 'generated'; readonly seed: number; readonly days: number }
  | LiveReference;

/** A real venue, named by whoever wants to trade there. Keys are no part of it. */
export interface LiveReference {
  readonly kind: 'live';
  readonly venue: string;
  /** Base of another server that speaks the venue's protocol, or null for the venue itself. */
  readonly url: string | null;
  /** Markets as base/quote, in the order of the run's instruments. */
  readonly symbols: readonly string[];
  /** Whether orders are only said and never sent. */
  readonly dryRun: boolean;
}
