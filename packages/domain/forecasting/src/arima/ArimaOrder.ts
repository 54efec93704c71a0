/** Autoregressive lags, differences and moving-average lags; of the series, and of its season. */
export interface ArimaOrder {
  readonly p: number;
  readonly d: number;
  readonly q: number;
  readonly seasonalP: number;
  readonly seasonalD: number;
  readonly seasonalQ: number;
  /** Periods in a season, 1 where there is none. */
  readonly period: number;
  /** A mean where nothing is differenced, a drift per period where it is once. Not with more differences. */
  readonly constant: boolean;
}

/** Polynomials of an order with its coefficients put in and multiplied out: x[t] = Σ ar[i] x[t−1−i] + e[t] + Σ ma[j] e[t−1−j]. */
export interface ArmaPolynomials {
  readonly ar: Float64Array;
  readonly ma: Float64Array;
}

/** Number of estimated coefficients, without the constant and the variance. */
export function coefficientCount({ p, q, seasonalP, seasonalQ }: ArimaOrder): number {
  return p + q + seasonalP + seasonalQ;
}

/** Number of values that differencing takes away. */
export function differencedAway({ d, seasonalD, period }: ArimaOrder): number {
  return d + seasonalD * period;
}
