import type { Clock, Exchange, ExchangeAction } from '@qca/ports';

/** Figures are of the last minute, thrown away in parts of ten seconds. */
const PART_MS = 10_000;
const PARTS = 6;
/** Buckets per doubling, and doublings from a microsecond on: 9 % apart, up to a hundred seconds. */
const PER_DOUBLING = 8;
const BUCKETS = 27 * PER_DOUBLING;
/** Orders whose answer is waited for: more than are ever open. */
const SENT_MAX = 10_000;

interface Part {
  number: number;
  readonly buckets: Uint32Array;
}

/** Counts durations in buckets of fixed number, so that a busy minute costs no more than a quiet one. */
export class RollingHistogram {
  readonly #parts: readonly Part[] = Array.from({ length: PARTS }, () => ({
    number: -1,
    buckets: new Uint32Array(BUCKETS),
  }));

  add(milliseconds: number, nowMs: number): void {
    const number = Math.floor(nowMs / PART_MS);
    const part = this.#parts[number % PARTS] as Part;
    if (part.number !== number) {
      part.number = number;
      part.buckets.fill(0);
    }
    const bucket = Math.floor(Math.log2(Math.max(milliseconds * 1_000, 1)) * PER_DOUBLING);
    part.buckets[Math.min(bucket, BUCKETS - 1)] = (part.buckets[Math.min(bucket, BUCKETS - 1)] as number) + 1;
  }

  /** Returns the duration that a part of all stays below, within 9 %; null without any. Milliseconds. */
  quantile(part: number, nowMs: number): number | null {
    const oldest = Math.floor(nowMs / PART_MS) - PARTS;
    const sums = new Float64Array(BUCKETS);
    let count = 0;
    for (const { number, buckets } of this.#parts) {
      if (number <= oldest) continue;
      for (let index = 0; index < BUCKETS; index += 1) {
        sums[index] = (sums[index] as number) + (buckets[index] as number);
        count += buckets[index] as number;
      }
    }
    if (count === 0) return null;
    let left = Math.max(1, Math.ceil(count * part));
    let bucket = 0;
    for (; bucket < BUCKETS - 1; bucket += 1) {
      left -= sums[bucket] as number;
      if (left <= 0) break;
    }
    return Math.round(2 ** ((bucket + 1) / PER_DOUBLING)) / 1_000;
  }

  count(nowMs: number): number {
    const oldest = Math.floor(nowMs / PART_MS) - PARTS;
    let sum = 0;
    for (const { number, buckets } of this.#parts)
      if (number > oldest) for (let index = 0; index < BUCKETS; index += 1) sum += buckets[index] as number;
    return sum;
  }
}

/** How fast the agent is, measured around the engine, never inside. Not a function of the journal. */
export class Pace {
  readonly #decisions = new RollingHistogram();
  readonly #roundTrips = new RollingHistogram();
  readonly #lags = new RollingHistogram();
  readonly #sent = new Map<string, number>();
  readonly #startedMs = performance.now();
  #takenMs = Number.NaN;

  /** An input is handed to the engine. */
  taken(input: { readonly kind: string; readonly timeUs: number; readonly orderId?: string }): void {
    this.#takenMs = performance.now();
    if (input.orderId === undefined) return;
    const sentMs = this.#sent.get(input.orderId);
    if (sentMs === undefined) return;
    this.#sent.delete(input.orderId);
    this.#roundTrips.add(this.#takenMs - sentMs, this.#takenMs);
  }

  /** The engine has decided. `lagMs` is how late the input came. */
  decided(lagMs: number): void {
    if (Number.isNaN(this.#takenMs)) return;
    const nowMs = performance.now();
    this.#decisions.add(nowMs - this.#takenMs, nowMs);
    this.#lags.add(lagMs, nowMs);
    this.#takenMs = Number.NaN;
  }

  sent(actions: readonly ExchangeAction[]): void {
    const nowMs = performance.now();
    for (const action of actions) {
      if (action.kind !== 'place-order') continue;
      if (this.#sent.size >= SENT_MAX) this.#sent.delete(this.#sent.keys().next().value as string);
      this.#sent.set(action.orderId, nowMs);
    }
  }

  figures() {
    const nowMs = performance.now();
    const spanMs = Math.min(nowMs - this.#startedMs, PART_MS * PARTS);
    const inputs = this.#decisions.count(nowMs);
    return {
      decisionMsP50: this.#decisions.quantile(0.5, nowMs),
      decisionMsP99: this.#decisions.quantile(0.99, nowMs),
      orderRoundTripMsP50: this.#roundTrips.quantile(0.5, nowMs),
      feedLagMs: this.#lags.quantile(0.5, nowMs),
      inputsPerSecond: inputs === 0 ? null : Math.round((inputs / Math.max(spanMs, 1)) * 10_000) / 10,
    };
  }
}

/** Puts the pace's watch before venues. */
export function timed(venues: Exchange, pace: Pace): Exchange {
  return {
    send(actions, timeUs) {
      pace.sent(actions);
      return venues.send(actions, timeUs);
    },
    peekTimeUs: (untilUs) => venues.peekTimeUs(untilUs),
    take() {
      const input = venues.take();
      pace.taken(input);
      return input;
    },
    ...(venues.ended === undefined ? {} : { ended: () => venues.ended?.() === true }),
    ...(venues.wait === undefined ? {} : { wait: () => venues.wait?.() ?? Promise.resolve() }),
    close: () => venues.close(),
  };
}

/** The loop may run this long before timers, sockets and commands get their turn. */
const TURN_MS_MAX = 15;

/** A clock that lets everything else in the process have its turn, however fast the market is played. */
export function fairClock(clock: Clock): Clock {
  let turnMs = performance.now();
  return {
    nowUs: () => clock.nowUs(),
    until(timeUs) {
      const wait = clock.until(timeUs);
      const nowMs = performance.now();
      if (wait !== undefined) {
        turnMs = nowMs;
        return wait;
      }
      if (nowMs - turnMs < TURN_MS_MAX) return undefined;
      return new Promise((resolve) =>
        setImmediate(() => {
          turnMs = performance.now();
          resolve();
        }),
      );
    },
  };
}
