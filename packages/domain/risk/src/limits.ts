import { MINUTE, SECOND } from '@qca/base';

/**
 * What the gate holds orders and equity against. Every rule is present; `null` switches a rule off, and nothing
 * else does. Values are whole units of the reporting asset.
 */
export interface RiskLimits {
  /** Largest value of one order at the mark. */
  readonly orderValueMax: number | null;
  /** Largest value of a strategy's position in one instrument, open orders on the order's side counted as filled. */
  readonly positionValueMax: number | null;
  /** Largest gross exposure of a strategy, as a fraction of its budget. */
  readonly strategyExposureMax: number | null;
  /** Largest gross exposure at one venue, as a fraction of the platform's equity. */
  readonly venueExposureMax: number | null;
  /** Largest gross exposure in one base asset over all strategies, as a fraction of the platform's equity. */
  readonly concentrationMax: number | null;
  /** Largest value of a strategy's orders in one UTC day, as a multiple of its budget; see `applyReleased`. */
  readonly dailyTurnoverMax: number | null;
  /** How far beyond the mark an order may accept to trade, on the aggressive side only. Basis points of the mark. */
  readonly collarBps: number | null;
  /** The same for orders that are flagged and found to reduce the position: never narrower than `collarBps`. */
  readonly collarReducingBps: number | null;
  /** Orders of one strategy, as a token bucket. */
  readonly orderRate: OrderRate | null;
  /** How long an instrument may be silent before its mark is too old to trade on, by the kind of its data. */
  readonly staleAge: StaleAge;
  /** Held against the equity of each strategy. */
  readonly strategyBreakers: Breakers;
  /** Held against the equity of the whole platform. */
  readonly platformBreakers: Breakers;
  /** Whether flagged reducing orders still pass when halted: a naked leg must be closed even then. Those of a kill always do. */
  readonly haltAllowsReducing: boolean;
}

/** A bucket of `burst` orders that refills at `perSecond`. Reducing orders may draw a second bucket of the same size. */
export interface OrderRate {
  readonly perSecond: number;
  readonly burst: number;
}

/** With several kinds of data on one instrument the shortest age holds, because each kind renews the mark. */
export interface StaleAge {
  /** In bar intervals, counted from the last close. */
  readonly barsIntervals: number | null;
  readonly tradesUs: number | null;
  readonly quotesUs: number | null;
  readonly depthUs: number | null;
}

/** What a breaker does when it trips: allow only what brings exposure down, or nothing but cancels. */
export type BreakerAction = 'reduce' | 'halt';

/** Rules on equity, looked at on every tick. A tripped breaker stays tripped until it is re-armed. */
export interface Breakers {
  /** Loss since the start of the UTC day, as a fraction of the budget. */
  readonly dailyLoss: Breaker | null;
  /** Loss against the budget, as a fraction of the budget. */
  readonly stopLoss: Breaker | null;
  /** Profit against the budget, as a fraction of the budget. */
  readonly takeProfit: Breaker | null;
  /** Fall from the peak, as a fraction of the budget, once profit has reached `profitMin`. */
  readonly trailingStop: TrailingStop | null;
  /** Fall from the peak, as a fraction of the peak. */
  readonly drawdown: Breaker | null;
  readonly volatility: VolatilityBreaker | null;
}

export interface Breaker {
  /** Trips when the measure reaches it. */
  readonly max: number;
  readonly action: BreakerAction;
}

export interface TrailingStop extends Breaker {
  /** The peak's profit, as a fraction of the budget, from which the stop trails. */
  readonly profitMin: number;
}

/**
 * Trips when the recent volatility of equity leaves its longer baseline behind.
 *
 * With x the squared change of equity per sample, as a fraction of the budget (a change over k > 1 sample times
 * counts x ÷ k), after n samples: fast += max(1 − decayFast, 1 ÷ (n + 1)) · (x − fast), and slow alike with
 * `decaySlow`. It trips when √fast > ratioMax · √slow and √fast > floor, once n ≥ samplesMin. Between samples
 * the fast average is tried with the change so far, so a jump trips it on the tick that shows it.
 *
 * Source: exponentially weighted variance as in J.P. Morgan, "RiskMetrics Technical Document" (1996), §5.2.
 */
export interface VolatilityBreaker {
  readonly sampleUs: number;
  readonly decayFast: number;
  readonly decaySlow: number;
  readonly ratioMax: number;
  /** Volatility per sample as a fraction of the budget below which nothing trips: a book at rest has no baseline. */
  readonly floor: number;
  readonly samplesMin: number;
  readonly action: BreakerAction;
}

const VOLATILITY: VolatilityBreaker = {
  // One minute: the interval of the finest bars in common use, so that bars and books are judged alike.
  sampleUs: MINUTE,
  // RiskMetrics' daily factor: a mean memory of 17 samples.
  decayFast: 0.94,
  // A mean memory of 1,000 samples, most of a day at one minute.
  decaySlow: 0.999,
  // Minute returns of crypto assets leave three times their daily level every few days; five times is news.
  ratioMax: 5,
  // 0.2 % of the budget in a minute is 7.6 % in a day: below it there is nothing to save.
  floor: 0.002,
  // Four hours, before which the baseline is a guess.
  samplesMin: 240,
  action: 'reduce',
};

/** Limits for strategies with a budget of about 100,000 USD each. */
export const DEFAULT_LIMITS: RiskLimits = {
  // A quarter of the budget: a wrong size costs at most a quarter's slippage, and books at the touch hold less anyway.
  orderValueMax: 25_000,
  // The whole budget in one instrument: a one-instrument strategy may be fully invested, not levered.
  positionValueMax: 100_000,
  // Two legs of one budget each: spot against perpetual, pairs.
  strategyExposureMax: 2,
  // All that the platform owns may stand at one venue, because many markets have one; lower it where there are several.
  venueExposureMax: 1,
  // No asset is held for more than the platform owns, over all strategies.
  concentrationMax: 1,
  // At 10 basis points a trade, 50 budgets cost 5 % of the budget: as much as the daily loss.
  dailyTurnoverMax: 50,
  // Above the spread and the minute noise of liquid pairs, below a fat finger.
  collarBps: 200,
  // Closing late costs more than closing badly, but nobody sells at half the price by accident.
  collarReducingBps: 1_000,
  // Below what large venues allow one account (10 orders a second and more).
  orderRate: { perSecond: 10, burst: 50 },
  staleAge: {
    // Two bars may be missing: venues omit intervals without trades.
    barsIntervals: 3,
    // Trades of small pairs come minutes apart; quotes and books of a live venue move every few seconds.
    tradesUs: 5 * MINUTE,
    quotesUs: 30 * SECOND,
    depthUs: 30 * SECOND,
  },
  strategyBreakers: {
    dailyLoss: { max: 0.05, action: 'reduce' },
    stopLoss: { max: 0.15, action: 'reduce' },
    // Off: earning is no reason to stop. An operator who wants to bank a gain sets it.
    takeProfit: null,
    // After a tenth is earned, a tenth is the most that is given back.
    trailingStop: { max: 0.1, profitMin: 0.1, action: 'reduce' },
    drawdown: { max: 0.2, action: 'reduce' },
    volatility: VOLATILITY,
  },
  platformBreakers: {
    // Tighter than a strategy's own, because strategies should not all lose on one day.
    dailyLoss: { max: 0.04, action: 'reduce' },
    // The drawdown breaker says the same and more for the platform.
    stopLoss: null,
    takeProfit: null,
    trailingStop: null,
    drawdown: { max: 0.12, action: 'halt' },
    volatility: VOLATILITY,
  },
  haltAllowsReducing: true,
};
