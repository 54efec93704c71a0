import { assert, NEVER, Random, type TimeUs } from '@qca/base';
import { defineInstrument, type Instrument, type MarketEvent } from '@qca/market';
import type { Feed } from '@qca/ports';
import { BarSource } from './BarSource.ts';
import { FlowSource } from './FlowSource.ts';
import { FundingSource } from './FundingSource.ts';
import { checkMarket, type GeneratedMarket } from './GeneratedMarket.ts';
import { LatentPath } from './LatentPath.ts';
import type { Source } from './Source.ts';

/** A feed that says of itself that it is a simulation. */
export interface GeneratedFeed extends Feed {
  readonly source: 'generated';
  skip(events: number): void;
}

/**
 * Starts a generated market. Same options, same events; memory does not grow with them.
 *
 * At one time, events come by instrument, then trade before depth before quote. `skip` replays silently, so what
 * follows is exactly what would have followed. Refuses (`bad-generated-market`) options that contradict each other.
 */
export function createGeneratedFeed(market: GeneratedMarket): GeneratedFeed {
  checkMarket(market);
  return new MergedFeed(market);
}

class MergedFeed implements GeneratedFeed {
  readonly source = 'generated';
  readonly instruments: readonly Instrument[];
  readonly #sources: readonly Source[];
  #next: Source | undefined;

  constructor(market: GeneratedMarket) {
    this.instruments = market.instruments.map(({ spec }, index) => defineInstrument(spec, index));
    const random = new Random(market.seed);
    const aheadUs = Math.max(0, ...market.instruments.map((instrument) => instrument.barIntervalUs ?? 0));
    const path = new LatentPath(market, random.fork('path'), aheadUs);
    this.#sources = this.instruments.flatMap((instrument) => sourcesOf(market, instrument, path, random));
    this.#findNext();
  }

  peekTimeUs(): TimeUs {
    return this.#next === undefined ? NEVER : this.#next.timeUs;
  }

  take(): MarketEvent {
    assert(this.#next !== undefined, 'a feed that has ended gives no more events');
    const event = this.#next.take();
    this.#findNext();
    return event;
  }

  skip(events: number): void {
    for (let skipped = 0; skipped < events; skipped += 1) this.take();
  }

  close(): void {
    this.#next = undefined;
  }

  /** A scan: with the dozen sources that a market has, it is faster than a heap. */
  #findNext(): void {
    let next: Source | undefined;
    let timeUs = NEVER;
    for (const source of this.#sources) {
      if (source.timeUs < timeUs) {
        next = source;
        timeUs = source.timeUs;
      }
    }
    this.#next = next;
  }
}

function sourcesOf(
  market: GeneratedMarket,
  instrument: Instrument,
  path: LatentPath,
  random: Random,
): Source[] {
  const { kinds, flow, barIntervalUs } = market.instruments[instrument.index]!;
  const span = { instrument, path, startUs: market.startUs, endUs: market.startUs + market.durationUs };
  // Each stream draws from its own numbers: adding an instrument behind the others leaves theirs as they were.
  const own = random.fork(instrument.id);
  const sources: Source[] = kinds.includes('bars')
    ? [new BarSource({ ...span, intervalUs: barIntervalUs!, lotsPerSecond: flow.tradeLots, random: own })]
    : [new FlowSource({ ...span, kinds, flow, random: own })];
  if (kinds.includes('funding')) {
    sources.push(new FundingSource({ ...span, intervalUs: instrument.margin!.fundingIntervalUs }));
  }
  return sources;
}
