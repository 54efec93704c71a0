import type { TimeUs } from '@qca/base';
import type { MarketEvent } from '@qca/market';

/** One stream of a generated feed. `timeUs` is when the venue begins to know the next event, `NEVER` behind the last. */
export interface Source {
  timeUs: TimeUs;
  take(): MarketEvent;
}
