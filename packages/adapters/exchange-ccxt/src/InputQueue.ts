import { assert, NEVER, type TimeUs } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Report } from '@qca/orders';

export type LiveInput = MarketEvent | Report;

/** Market events that may wait for the engine: minutes of a busy market. Beyond, they are dropped and counted. */
export const MARKET_EVENTS_MAX = 50_000;
/** Reports that may wait. They are never dropped: an engine that leaves so many has stopped. */
const REPORTS_MAX = 100_000;
const COMPACT_AT = 4_096;

/** What was heard and not taken yet, in the order of hearing. Times never fall. */
export class InputQueue {
  marketEventsDropped = 0;
  readonly #nowUs: () => TimeUs;
  #inputs: LiveInput[] = [];
  #head = 0;
  #marketEvents = 0;
  #lastUs: TimeUs = 0;
  #wake: (() => void) | undefined;
  #waiting: Promise<void> | undefined;

  constructor(nowUs: () => TimeUs) {
    this.#nowUs = nowUs;
  }

  /** Now, never before anything heard or sent. */
  hearUs(): TimeUs {
    this.#lastUs = Math.max(this.#lastUs, this.#nowUs());
    return this.#lastUs;
  }

  /** Nothing is heard before `timeUs` from here on. */
  notBefore(timeUs: TimeUs): void {
    this.#lastUs = Math.max(this.#lastUs, timeUs);
  }

  get size(): number {
    return this.#inputs.length - this.#head;
  }

  /** Adds a market event. False when there is no room: what it told is lost. */
  market(event: MarketEvent): boolean {
    if (this.#marketEvents >= MARKET_EVENTS_MAX) {
      this.marketEventsDropped += 1;
      return false;
    }
    this.#marketEvents += 1;
    this.#push(event);
    return true;
  }

  report(report: Report): void {
    assert(this.size - this.#marketEvents < REPORTS_MAX, `${REPORTS_MAX} reports wait: nobody takes them`);
    this.#push(report);
  }

  peekTimeUs(): TimeUs {
    return this.#inputs[this.#head]?.timeUs ?? NEVER;
  }

  take(): LiveInput {
    const input = this.#inputs[this.#head];
    assert(input !== undefined, 'there is an input to take');
    this.#inputs[this.#head] = undefined as unknown as LiveInput;
    this.#head += 1;
    if (isMarket(input)) this.#marketEvents -= 1;
    if (this.#head === this.#inputs.length) {
      this.#inputs = [];
      this.#head = 0;
    } else if (this.#head >= COMPACT_AT) {
      this.#inputs = this.#inputs.slice(this.#head);
      this.#head = 0;
    }
    return input;
  }

  wait(): Promise<void> {
    if (this.size > 0) return Promise.resolve();
    this.#waiting ??= new Promise((resolve) => {
      this.#wake = resolve;
    });
    return this.#waiting;
  }

  #push(input: LiveInput): void {
    this.#inputs.push(input);
    this.#wake?.();
    this.#wake = undefined;
    this.#waiting = undefined;
  }
}

function isMarket(input: LiveInput): input is MarketEvent {
  return (
    input.kind === 'depth' ||
    input.kind === 'trade' ||
    input.kind === 'quote' ||
    input.kind === 'bar' ||
    input.kind === 'funding'
  );
}
