import { MILLISECOND, SECOND } from '@qca/base';

/**
 * How long a message travels, in microseconds.
 *
 * `log-normal` has the given median and a standard deviation `sigma` of the logarithm; `empirical` draws one of the
 * samples; `recorded` repeats what the data shows: receive time minus venue time of the venue's latest market event,
 * times `factor`, at least `minimumUs`.
 */
export type Latency =
  | { readonly kind: 'constant'; readonly us: number }
  | { readonly kind: 'log-normal'; readonly medianUs: number; readonly sigma: number }
  | { readonly kind: 'empirical'; readonly samplesUs: readonly number[] }
  | { readonly kind: 'recorded'; readonly factor: number; readonly minimumUs: number };

/** In which order a bar visits its extremes, see `barPath.ts`. */
export type BarPath = 'adverse' | 'open-high-low-close' | 'open-low-high-close' | 'seeded';

/** What size does to a taker's price, see `slippage.ts`. */
export type Slippage =
  | { readonly kind: 'square-root' | 'linear'; readonly coefficient: number }
  | { readonly kind: 'none' };

/**
 * How a resting order moves up in the queue of its level, where a book is told. `risk-averse`: only trades move it.
 * `probabilistic`: cancels ahead of it do too, likelier the more lots are ahead; `power` is the exponent of
 * `QueuePosition` in the book room, where the formula and its source are.
 */
export type QueueSetting =
  | { readonly kind: 'risk-averse' }
  | { readonly kind: 'probabilistic'; readonly power: number };

/** How often things go wrong, drawn from the seed. Times between are exponential with the given mean. */
export interface FaultSettings {
  /** The venue is down: nothing is matched, orders are refused, no market data. */
  readonly outages?: { readonly meanBetweenUs: number; readonly meanLastingUs: number };
  /** The venue trades on, but we neither hear from it nor reach it. */
  readonly disconnects?: { readonly meanBetweenUs: number; readonly meanLastingUs: number };
  /** Chance that a sound order is refused. */
  readonly rejectProbability?: number;
  /** Chance that a request or its answer is lost; half of the lost requests have reached the venue. */
  readonly lostAnswerProbability?: number;
  /** After which the sender of a lost request hears `order-unknown`. */
  readonly answerTimeoutUs?: number;
  /** Chance that a report, and all behind it, is held up by `lateUs`. */
  readonly lateProbability?: number;
  readonly lateUs?: number;
  /** Chance that a report is told twice. */
  readonly duplicateProbability?: number;
  /** Chance that a report is overtaken by those behind it, by up to `lateUs`. */
  readonly outOfOrderProbability?: number;
}

/** How the simulated venues behave. Plain data; every cost is on unless it is switched off by name. */
export interface SimulationSettings {
  /** Added to the time at which the feed says an event was heard. */
  readonly feedLatencyUs: number;
  readonly orderLatency: Latency;
  readonly reportLatency: Latency;
  readonly barPath: BarPath;
  /** Whether the price must go through a resting limit order by a tick, or only touch it. */
  readonly limitFill: 'through' | 'touch';
  /** Largest part of a bar's volume that is ours. `Infinity` means that volume plays no part at all. */
  readonly participation: number;
  /** Whether takers pay half of the instrument's assumed spread where the data has no quotes. */
  readonly spread: 'assumed' | 'none';
  readonly slippage: Slippage;
  readonly queue: QueueSetting;
  /** Open orders an instrument takes; one more is refused as `rate-limited`. Venues allow about 200. */
  readonly openOrdersMax: number;
  /** Finished orders a venue remembers; an older id counts as new. */
  readonly rememberedOrdersMax: number;
  /** Fills a venue remembers for its snapshots. */
  readonly rememberedFillsMax: number;
  /** Whole reporting units per whole unit of a quote asset, for the 30-day volume; assets not named count nothing. */
  readonly volumeValues: Readonly<Record<string, number>>;
  readonly faults: FaultSettings;
}

/**
 * Costs on. Latencies are those of a rented machine some hundred kilometres from the venue; 10 % participation is the
 * usual bound above which volume curves stop being believable; impact see `slippage.ts`.
 */
export const DEFAULT_SETTINGS: SimulationSettings = {
  feedLatencyUs: 20 * MILLISECOND,
  orderLatency: { kind: 'constant', us: 30 * MILLISECOND },
  reportLatency: { kind: 'constant', us: 30 * MILLISECOND },
  barPath: 'adverse',
  limitFill: 'through',
  participation: 0.1,
  spread: 'assumed',
  slippage: { kind: 'square-root', coefficient: 1 },
  queue: { kind: 'risk-averse' },
  openOrdersMax: 200,
  rememberedOrdersMax: 10_000,
  rememberedFillsMax: 10_000,
  // Dollar coins at par and other majors at one: a venue that counts less asks a higher fee, never a lower one.
  volumeValues: { USD: 1, USDT: 1, USDC: 1, EUR: 1, GBP: 1 },
  faults: {},
};

/**
 * No latency, spread, slippage or volume bound; fees stay the instrument's. A market order sent in answer to a bar
 * trades at the close just heard: the rule of vectorised back-tests, for proofs and never for results.
 */
export const FRICTIONLESS: SimulationSettings = {
  ...DEFAULT_SETTINGS,
  feedLatencyUs: 0,
  orderLatency: { kind: 'constant', us: 0 },
  reportLatency: { kind: 'constant', us: 0 },
  limitFill: 'touch',
  participation: Number.POSITIVE_INFINITY,
  spread: 'none',
  slippage: { kind: 'none' },
};

/** Waits this long for an answer when the settings do not say. */
export const ANSWER_TIMEOUT_US = 5 * SECOND;
/** A late report is this late when the settings do not say. */
export const LATE_US = 2 * SECOND;
