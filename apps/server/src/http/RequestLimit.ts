import { networkOf } from './networkOf.ts';

const WINDOW_MS = 60_000;

/** What somebody with many addresses may fill; the oldest go first. */
const KEYS_MAX = 10_000;

/** Counts requests per address and minute. Waits for nobody: it runs before every request. */
export class RequestLimit {
  readonly #perMinute: number;
  readonly #counts = new Map<string, number>();
  #endsMs = Number.NEGATIVE_INFINITY;

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts a request. Returns how long to wait instead, or 0 to go on. Units: ms. */
  take(address: string, nowMs: number): number {
    if (nowMs >= this.#endsMs) {
      this.#counts.clear();
      this.#endsMs = nowMs + WINDOW_MS;
    }
    const network = networkOf(address);
    const count = (this.#counts.get(network) ?? 0) + 1;
    if (count > this.#perMinute) return this.#endsMs - nowMs;
    this.#counts.set(network, count);
    if (this.#counts.size > KEYS_MAX) {
      for (const oldest of this.#counts.keys()) {
        this.#counts.delete(oldest);
        break;
      }
    }
    return 0;
  }
}
