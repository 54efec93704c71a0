import { NEVER, type TimeUs } from '@qca/base';
import type { Feed } from '@qca/ports';
import { Market } from './Market.ts';

/** Events played in one step at most, so that requests are answered in between. */
export const EVENTS_PER_STEP_MAX = 5_000;

/** Plays a feed into the venue's markets. */
export class MarketPlayer {
  readonly markets: readonly Market[];
  readonly #feed: Feed;
  /** Spot is what this venue trades; other instruments of a recording pass by unheard. */
  readonly #byInstrument: readonly (Market | undefined)[];

  constructor(feed: Feed, nowMs: () => number) {
    this.#feed = feed;
    this.#byInstrument = feed.instruments.map((instrument) =>
      instrument.kind === 'spot' ? new Market(instrument, nowMs) : undefined,
    );
    this.markets = this.#byInstrument.filter((market) => market !== undefined);
  }

  get nextUs(): TimeUs {
    return this.#feed.peekTimeUs();
  }

  get ended(): boolean {
    return this.nextUs === NEVER;
  }

  /** Plays at most `events`, none after `untilUs`; `onMoved` is told of each market that moved. Returns how many there were. */
  play(events: number, onMoved: (market: Market) => void, untilUs: TimeUs = NEVER - 1): number {
    let played = 0;
    for (; played < events; played += 1) {
      const timeUs = this.#feed.peekTimeUs();
      if (timeUs === NEVER || timeUs > untilUs) break;
      const event = this.#feed.take();
      const market = this.#byInstrument[event.instrument];
      if (market === undefined) continue;
      market.hear(event);
      onMoved(market);
    }
    return played;
  }

  async close(): Promise<void> {
    await this.#feed.close();
  }
}
