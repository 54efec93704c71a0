import type { TimeUs } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';

/**
 * Market events in the order of `startTimeUs`: bars by their open, everything else by its venue time.
 *
 * A venue knows a bar's path from its open on, the engine only at its close; the exchange in front of the engine
 * keeps the two apart. `take` may reuse the object it returned before.
 */
export interface Feed {
  readonly instruments: readonly Instrument[];
  /** Time of the next event (see `startTimeUs`), `NEVER` when there is none (yet). */
  peekTimeUs(): TimeUs;
  take(): MarketEvent;
  /** A live feed's promise of more; a recorded feed has none. */
  wait?(): Promise<void>;
  /** Skips events already taken by an earlier process. Recorded and generated feeds only. */
  skip?(events: number): void;
  close(): void | Promise<void>;
}

/** When the venue itself begins to know an event. */
export function startTimeUs(event: MarketEvent): TimeUs {
  return event.kind === 'bar' ? event.openTimeUs : event.venueTimeUs;
}
