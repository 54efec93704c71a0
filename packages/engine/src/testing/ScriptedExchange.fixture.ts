import { NEVER, type TimeUs } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Report } from '@qca/orders';
import type { Exchange, ExchangeAction } from '@qca/ports';

/** A venue that tells what it was given to tell, and answers actions as it was told to. */
export class ScriptedExchange implements Exchange {
  readonly #told: (MarketEvent | Report)[];
  readonly sent: { readonly action: ExchangeAction; readonly timeUs: TimeUs }[] = [];
  /** What an action is answered with. */
  answer: (action: ExchangeAction, timeUs: TimeUs) => (MarketEvent | Report)[] = () => [];
  closed = false;

  constructor(told: readonly (MarketEvent | Report)[]) {
    this.#told = [...told];
  }

  send(actions: readonly ExchangeAction[], timeUs: TimeUs): void {
    for (const action of actions) {
      this.sent.push({ action, timeUs });
      this.#told.push(...this.answer(action, timeUs));
    }
    this.#told.sort((a, b) => a.timeUs - b.timeUs);
  }

  peekTimeUs(): TimeUs {
    return this.#told[0]?.timeUs ?? NEVER;
  }

  take(): MarketEvent | Report {
    const next = this.#told.shift();
    if (next === undefined) throw new Error('the venue has nothing to tell');
    return next;
  }

  ended(): boolean {
    return !this.#told.some((each) => each.kind === 'quote');
  }

  close(): void {
    this.closed = true;
  }
}
