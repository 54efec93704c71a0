import { assert, DAY, HOUR, type TimeUs } from '@qca/base';

/** A year of markets that never close: what volatility and Sharpe ratio are brought to. */
const YEAR_US = 365 * DAY;

export interface RunMetricsOptions {
  readonly startTimeUs: TimeUs;
  /** Whole units of the reporting asset. */
  readonly startEquity: number;
  /** Distance of the equity samples behind volatility and Sharpe ratio; an hour when absent. */
  readonly sampleUs?: number;
}

/** What a run summary shows. Money in whole units of the reporting asset, estimates all. */
export interface RunSummary {
  readonly profit: number;
  /** Profit as a fraction of the start equity; 0 for a start at 0. */
  readonly profitFraction: number;
  /** The highest equity. */
  readonly peak: number;
  /** The deepest fall from the highest equity before it; the fraction is of that height, and may be of another fall. */
  readonly drawdownMax: number;
  readonly drawdownFractionMax: number;
  /** Standard deviation of sample returns, brought to a year; undefined below two samples. */
  readonly volatilityPerYear: number | undefined;
  /** Mean of sample returns over their standard deviation, brought to a year, against a riskless 0; undefined where there is no deviation. */
  readonly sharpePerYear: number | undefined;
  readonly samples: number;
  /** Value bought and sold, and as a multiple of the start equity (0 for a start at 0). */
  readonly turnover: number;
  readonly turnoverMultiple: number;
  /** Realisations with a profit, as a fraction of those with a profit or a loss; undefined without any. */
  readonly winRate: number | undefined;
}

/**
 * Measures a run while it goes on, in constant memory.
 *
 * Drawdown looks at every equity told. Volatility and Sharpe ratio look at the last equity of each sampling interval
 * (aligned to UTC; an interval in which nothing was told ends as it began) and the simple returns between them: per
 * year is × √(365 days ÷ interval), which assumes that returns do not depend on each other. The interval under way at the end is left out.
 */
export class RunMetrics {
  #startEquity: number;
  readonly #sampleUs: number;
  #equity: number;
  #peak: number;
  #drawdownMax = 0;
  #drawdownFractionMax = 0;
  #sampleEndUs: TimeUs;
  #sampled: number;
  #samples = 0;
  #mean = 0;
  #squares = 0;
  #turnover = 0;
  #wins = 0;
  #losses = 0;

  constructor(options: RunMetricsOptions) {
    this.#sampleUs = options.sampleUs ?? HOUR;
    assert(this.#sampleUs > 0, 'equity is sampled at a positive distance');
    this.#startEquity = options.startEquity;
    this.#equity = options.startEquity;
    this.#peak = options.startEquity;
    this.#sampled = options.startEquity;
    this.#sampleEndUs = this.#endOf(options.startTimeUs);
  }

  /** Takes in the equity at a moment; moments never go back. */
  equity(timeUs: TimeUs, equity: number): void {
    if (timeUs >= this.#sampleEndUs) this.#closeSamples(timeUs);
    this.#equity = equity;
    if (equity >= this.#peak) {
      this.#peak = equity;
      return;
    }
    const fall = this.#peak - equity;
    if (fall > this.#drawdownMax) this.#drawdownMax = fall;
    if (this.#peak > 0 && fall / this.#peak > this.#drawdownFractionMax)
      this.#drawdownFractionMax = fall / this.#peak;
  }

  /**
   * Takes in capital that came (positive) or went: no profit, no loss and no return. Peak and sample keep their ratio to
   * equity, as a fund's unit price does when units are bought or redeemed.
   */
  capital(value: number): void {
    const before = this.#equity;
    const after = before + value;
    const ratio = before > 0 && after > 0 ? after / before : 0;
    this.#startEquity += value;
    this.#equity = after;
    this.#peak = ratio > 0 ? this.#peak * ratio : Math.max(after, this.#peak + value);
    this.#sampled = ratio > 0 ? this.#sampled * ratio : this.#sampled + value;
  }

  /** Takes in the value of a fill, bought or sold. */
  traded(value: number): void {
    this.#turnover += Math.abs(value);
  }

  /** Takes in what a fill that closed something realised, after its fee. */
  realised(profit: number): void {
    if (profit > 0) this.#wins += 1;
    else if (profit < 0) this.#losses += 1;
  }

  summary(): RunSummary {
    const perYear = Math.sqrt(YEAR_US / this.#sampleUs);
    const deviation = this.#samples < 2 ? undefined : Math.sqrt(this.#squares / (this.#samples - 1));
    const decided = this.#wins + this.#losses;
    return {
      profit: this.#equity - this.#startEquity,
      profitFraction: this.#startEquity > 0 ? this.#equity / this.#startEquity - 1 : 0,
      peak: this.#peak,
      drawdownMax: this.#drawdownMax,
      drawdownFractionMax: this.#drawdownFractionMax,
      volatilityPerYear: deviation === undefined ? undefined : deviation * perYear,
      sharpePerYear:
        deviation === undefined || deviation === 0 ? undefined : (this.#mean / deviation) * perYear,
      samples: this.#samples,
      turnover: this.#turnover,
      turnoverMultiple: this.#startEquity > 0 ? this.#turnover / this.#startEquity : 0,
      winRate: decided === 0 ? undefined : this.#wins / decided,
    };
  }

  /** Closes the interval under way with the equity it ended on, and those since in which nothing was told. */
  #closeSamples(timeUs: TimeUs): void {
    const nextEndUs = this.#endOf(timeUs);
    const still = Math.round((nextEndUs - this.#sampleEndUs) / this.#sampleUs) - 1;
    // Without a positive base there is no return: a ruined run has drawdown to show, not volatility.
    if (this.#sampled > 0) {
      this.#addReturns(1, this.#equity / this.#sampled - 1);
      if (still > 0) this.#addReturns(still, 0);
    }
    this.#sampled = this.#equity;
    this.#sampleEndUs = nextEndUs;
  }

  // Chan, Golub and LeVeque (1979): joins `count` equal values to the running mean and sum of squares.
  #addReturns(count: number, value: number): void {
    const before = this.#samples;
    const difference = value - this.#mean;
    this.#samples = before + count;
    this.#mean += (difference * count) / this.#samples;
    this.#squares += (difference * difference * before * count) / this.#samples;
  }

  #endOf(timeUs: TimeUs): TimeUs {
    return (Math.floor(timeUs / this.#sampleUs) + 1) * this.#sampleUs;
  }
}
