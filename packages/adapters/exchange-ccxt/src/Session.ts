import { MILLISECOND, type TimeUs } from '@qca/base';
import type { FeeAsset, Instrument } from '@qca/market';
import type { Report } from '@qca/orders';
import type { Client, Raw } from './ccxtTypes.ts';
import { type Failure, judge } from './Failure.ts';
import type { InputQueue } from './InputQueue.ts';
import type { VenueProfile } from './VenueProfile.ts';

/** Wait after a refusal for asking too much, when the venue does not say how long. */
const LIMITED_MS = 1_000;

/** What every part of a connection to one venue shares. */
export class Session {
  readonly client: Client;
  readonly profile: VenueProfile;
  /** ccxt's symbols, by instrument. */
  readonly symbols: readonly string[];
  readonly queue: InputQueue;
  readonly redact: (text: string) => string;
  readonly nowMs: () => number;
  /** Venue's clock minus ours, as last measured. */
  offsetMs = 0;
  isClosed = false;
  /** No request before this moment of ours: the venue asked for a pause. */
  pausedUntilMs = 0;
  readonly #instruments: Instrument[];
  readonly #indexBySymbol: ReadonlyMap<string, number>;

  constructor(parts: {
    client: Client;
    profile: VenueProfile;
    instruments: readonly Instrument[];
    symbols: readonly string[];
    queue: InputQueue;
    redact: (text: string) => string;
    nowMs: () => number;
  }) {
    this.client = parts.client;
    this.profile = parts.profile;
    this.#instruments = [...parts.instruments];
    this.symbols = parts.symbols;
    this.queue = parts.queue;
    this.redact = parts.redact;
    this.nowMs = parts.nowMs;
    this.#indexBySymbol = new Map(parts.symbols.map((symbol, index) => [symbol, index]));
  }

  get instruments(): readonly Instrument[] {
    return this.#instruments;
  }

  /** Notes what the account pays its fees in. Before anybody was handed the instruments. */
  payFeesIn(index: number, feeAsset: FeeAsset): void {
    this.#instruments[index] = { ...(this.#instruments[index] as Instrument), feeAsset };
  }

  instrumentOf(symbol: string | undefined): Instrument | undefined {
    const index = this.#indexBySymbol.get(symbol ?? '');
    return index === undefined ? undefined : this.instruments[index];
  }

  /** A moment of the venue's clock on ours; never after `heardUs`. */
  toOurTimeUs(venueMs: number | undefined, heardUs: TimeUs): TimeUs {
    if (venueMs === undefined) return heardUs;
    return Math.min(heardUs, Math.floor((venueMs - this.offsetMs) * MILLISECOND));
  }

  report(report: Report): void {
    if (!this.isClosed) this.queue.report(report);
  }

  /** Judges a failure, and notes the pause a venue asks for. */
  judge(error: unknown): Failure {
    const failure = judge(error, this.profile, this.redact);
    if (failure.kind === 'limited') {
      const seconds = Number(headerOf(this.client.last_response_headers, 'retry-after'));
      const pauseMs = Number.isFinite(seconds) && seconds > 0 ? seconds * 1_000 : LIMITED_MS;
      this.pausedUntilMs = Math.max(this.pausedUntilMs, this.nowMs() + pauseMs);
    }
    return failure;
  }

  get isPaused(): boolean {
    return this.nowMs() < this.pausedUntilMs;
  }

  /** Returns the first of the named fields that holds a text or number, as text. */
  rawText(raw: Raw, names: readonly string[], fallback: number | string | undefined): string | undefined {
    for (const name of names) {
      const value = raw[name];
      if (typeof value === 'string' && value !== '') return value;
      if (typeof value === 'number') return this.client.numberToString(value);
    }
    return typeof fallback === 'number' ? this.client.numberToString(fallback) : fallback;
  }
}

export function headerOf(headers: Record<string, string> | undefined, name: string): string | undefined {
  for (const [key, value] of Object.entries(headers ?? {})) if (key.toLowerCase() === name) return value;
  return undefined;
}
