/** Which components an exponential smoothing has. */
export interface SmoothingForm {
  readonly trend: boolean;
  /** Whether the trend fades by a factor each period. Only with a trend. */
  readonly damped: boolean;
  readonly seasonal: 'none' | 'additive' | 'multiplicative';
  /** Periods in a season, 1 where there is none. */
  readonly period: number;
}

/** Where the components stand before the first value. */
export interface SmoothingState {
  readonly level: number;
  /** Change of the level in a period; 0 without a trend. */
  readonly trend: number;
  /** One for each period of the season, in the order of the first season; empty without one. */
  readonly seasons: Float64Array;
}

/** Weights of the newest value. What a form lacks is 0, and damping 1. */
export interface SmoothingWeights {
  readonly level: number;
  readonly trend: number;
  readonly season: number;
  readonly damping: number;
}
