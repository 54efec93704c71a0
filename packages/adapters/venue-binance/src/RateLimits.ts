import { ApiError, REFUSALS } from './ApiError.ts';
import type { VenueRules } from './Rules.ts';

const MINUTE_MS = 60_000;
const TEN_SECONDS_MS = 10_000;
const DAY_MS = 86_400_000;
/** Addresses and accounts counted at once; the oldest is forgotten. */
const CALLERS_MAX = 1_000;

interface Window {
  startMs: number;
  used: number;
}

/** Counts request weight by address and new orders by account; refuses with 429, then bans with 418. */
export class RateLimits {
  readonly #rules: VenueRules;
  readonly #nowMs: () => number;
  readonly #weights = new Map<string, Window>();
  readonly #orders10s = new Map<string, Window>();
  readonly #ordersDay = new Map<string, Window>();
  readonly #refusals = new Map<string, number>();
  readonly #bannedUntilMs = new Map<string, number>();
  #burst: { readonly status: 418 | 429; readonly untilMs: number } | undefined;

  constructor(rules: VenueRules, nowMs: () => number) {
    this.#rules = rules;
    this.#nowMs = nowMs;
  }

  /** Every request is refused with this status until the moment. */
  refuseAll(status: 418 | 429, untilMs: number): void {
    this.#burst = { status, untilMs };
  }

  /** Adds a request's weight. Refuses what is too much. */
  request(address: string, weight: number): void {
    const nowMs = this.#nowMs();
    if (this.#burst !== undefined && nowMs < this.#burst.untilMs)
      throw tooMuch(this.#burst.status, this.#rules.weightMax, nowMs, this.#burst.untilMs);
    const bannedUntilMs = this.#bannedUntilMs.get(address) ?? 0;
    if (nowMs < bannedUntilMs) throw tooMuch(418, this.#rules.weightMax, nowMs, bannedUntilMs);
    const window = current(this.#weights, address, MINUTE_MS, nowMs);
    window.used += weight;
    if (window.used <= this.#rules.weightMax) {
      this.#refusals.delete(address);
      return;
    }
    const refusals = (this.#refusals.get(address) ?? 0) + 1;
    this.#refusals.set(address, refusals);
    if (refusals <= this.#rules.refusalsBeforeBan)
      throw tooMuch(429, this.#rules.weightMax, nowMs, window.startMs + MINUTE_MS);
    const untilMs = nowMs + this.#rules.banS * 1_000;
    this.#bannedUntilMs.set(address, untilMs);
    throw tooMuch(418, this.#rules.weightMax, nowMs, untilMs);
  }

  /** Counts a new order. */
  order(account: string): void {
    const nowMs = this.#nowMs();
    const window = current(this.#orders10s, account, TEN_SECONDS_MS, nowMs);
    if (window.used >= this.#rules.ordersPer10sMax)
      throw REFUSALS.tooManyOrders(this.#rules.ordersPer10sMax, '10 SECOND');
    window.used += 1;
    current(this.#ordersDay, account, DAY_MS, nowMs).used += 1;
  }

  headers(address: string, account: string | undefined): Record<string, string> {
    const nowMs = this.#nowMs();
    const weight = String(current(this.#weights, address, MINUTE_MS, nowMs).used);
    const headers: Record<string, string> = { 'x-mbx-used-weight': weight, 'x-mbx-used-weight-1m': weight };
    if (account !== undefined) {
      headers['x-mbx-order-count-10s'] = String(
        current(this.#orders10s, account, TEN_SECONDS_MS, nowMs).used,
      );
      headers['x-mbx-order-count-1d'] = String(current(this.#ordersDay, account, DAY_MS, nowMs).used);
    }
    return headers;
  }
}

function current(windows: Map<string, Window>, name: string, lengthMs: number, nowMs: number): Window {
  const startMs = nowMs - (nowMs % lengthMs);
  let window = windows.get(name);
  if (window === undefined || window.startMs !== startMs) {
    window = { startMs, used: 0 };
    windows.set(name, window);
    if (windows.size > CALLERS_MAX) windows.delete(windows.keys().next().value as string);
  }
  return window;
}

function tooMuch(status: 418 | 429, weightMax: number, nowMs: number, untilMs: number): ApiError {
  const message =
    status === 418
      ? `Way too much request weight used; IP banned until ${untilMs}. Please use WebSocket Streams for live updates to avoid bans.`
      : `Too much request weight used; current limit is ${weightMax} request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.`;
  return new ApiError(-1003, message, {
    status,
    retryAfterS: Math.max(1, Math.ceil((untilMs - nowMs) / 1_000)),
  });
}
