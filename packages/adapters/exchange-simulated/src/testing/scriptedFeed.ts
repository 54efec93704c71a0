import { NEVER } from '@qca/base';
import type { Instrument, MarketEvent } from '@qca/market';
import { type Feed, startTimeUs } from '@qca/ports';

/** Plays a list of events, sorted by `startTimeUs`; reuses one object per kind, as real feeds do. */
export function scriptedFeed(instruments: readonly Instrument[], events: readonly MarketEvent[]): Feed {
  const flyweights = new Map<string, MarketEvent>();
  let next = 0;
  return {
    instruments,
    peekTimeUs: () => (next < events.length ? startTimeUs(events[next] as MarketEvent) : NEVER),
    take() {
      const event = events[next] as MarketEvent;
      next += 1;
      const flyweight = flyweights.get(event.kind) ?? ({} as MarketEvent);
      flyweights.set(event.kind, flyweight);
      return Object.assign(flyweight, event);
    },
    close() {},
  };
}
