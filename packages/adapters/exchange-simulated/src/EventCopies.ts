import type { TimeUs } from '@qca/base';
import type { Bar, Depth, Funding, MarketEvent, Quote, Trade } from '@qca/market';
import { TimeQueue } from './TimeQueue.ts';

/**
 * Market events on their way to the engine.
 *
 * A feed reuses its objects, so each event is copied; copies are handed out again once the engine has moved on, so
 * that the loop allocates nothing. A taken event holds until the next `take`.
 */
export class EventCopies {
  readonly queue = new TimeQueue<MarketEvent>();
  readonly #bars: Bar[] = [];
  readonly #trades: Trade[] = [];
  readonly #quotes: Quote[] = [];
  readonly #depths: Depth[] = [];
  readonly #fundings: Funding[] = [];
  #lent: MarketEvent | undefined;

  /** Keeps a copy of `event` to be heard at `timeUs`. */
  push(event: MarketEvent, timeUs: TimeUs): void {
    const copy = this.#copy(event);
    copy.timeUs = timeUs;
    this.queue.push(timeUs, copy);
  }

  take(): MarketEvent {
    if (this.#lent !== undefined) this.#takeBack(this.#lent);
    const event = this.queue.shift();
    this.#lent = event;
    return event;
  }

  /** Lets the first event go unheard. */
  drop(): void {
    this.#takeBack(this.queue.shift());
  }

  #takeBack(lent: MarketEvent): void {
    switch (lent.kind) {
      case 'bar':
        this.#bars.push(lent);
        break;
      case 'trade':
        this.#trades.push(lent);
        break;
      case 'quote':
        this.#quotes.push(lent);
        break;
      case 'depth':
        this.#depths.push(lent);
        break;
      case 'funding':
        this.#fundings.push(lent);
        break;
    }
  }

  #copy(event: MarketEvent): MarketEvent {
    switch (event.kind) {
      case 'bar':
        return copyBar(event, this.#bars.pop());
      case 'trade':
        return Object.assign(this.#trades.pop() ?? {}, event) as Trade;
      case 'quote':
        return Object.assign(this.#quotes.pop() ?? {}, event) as Quote;
      case 'depth':
        return copyDepth(event, this.#depths.pop());
      case 'funding':
        return Object.assign(this.#fundings.pop() ?? {}, event) as Funding;
    }
  }
}

/** One hidden class for all bars, with number fields that are written in place. */
class BarCopy implements Bar {
  kind = 'bar' as const;
  instrument = 0;
  venueTimeUs = 0;
  timeUs = 0;
  openTimeUs = 0;
  openTicks = 0;
  highTicks = 0;
  lowTicks = 0;
  closeTicks = 0;
  volumeLots = 0;
}

function copyBar(from: Bar, reused: Bar | undefined): Bar {
  const to = reused ?? new BarCopy();
  to.instrument = from.instrument;
  to.venueTimeUs = from.venueTimeUs;
  to.openTimeUs = from.openTimeUs;
  to.openTicks = from.openTicks;
  to.highTicks = from.highTicks;
  to.lowTicks = from.lowTicks;
  to.closeTicks = from.closeTicks;
  to.volumeLots = from.volumeLots;
  return to;
}

function copyDepth(from: Depth, reused: Depth | undefined): Depth {
  const to = reused ?? {
    ...from,
    sides: new Uint8Array(),
    priceTicks: new Float64Array(),
    quantityLots: new Float64Array(),
  };
  const { count } = from;
  if (to.sides.length < count) {
    // A snapshot may be a thousand times an update: room for the next power of two serves all that follow.
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, count)));
    to.sides = new Uint8Array(size);
    to.priceTicks = new Float64Array(size);
    to.quantityLots = new Float64Array(size);
  }
  to.instrument = from.instrument;
  to.venueTimeUs = from.venueTimeUs;
  to.snapshot = from.snapshot;
  to.firstUpdateId = from.firstUpdateId;
  to.lastUpdateId = from.lastUpdateId;
  to.previousUpdateId = from.previousUpdateId;
  to.count = count;
  for (let level = 0; level < count; level += 1) {
    to.sides[level] = from.sides[level]!;
    to.priceTicks[level] = from.priceTicks[level]!;
    to.quantityLots[level] = from.quantityLots[level]!;
  }
  return to;
}
