import { centredAverage, seasonalIndices } from '../smoothing/seasonalIndices.ts';
import type { ArimaOrder } from './ArimaOrder.ts';
import { type ArimaFit, arimaLengthMin, fitArima } from './fitArima.ts';
import { KPSS_CRITICAL, kpss } from './kpss.ts';
import { difference, differencePolynomial } from './polynomials.ts';

/** Largest orders tried, those of Hyndman and Khandakar. */
const LAGS_MAX = 5;
const SEASONAL_LAGS_MAX = 2;
const DIFFERENCES_MAX = 2;
/** Share of the variance that a season explains from which it is differenced. Source: `nsdiffs` of the R package forecast. */
const SEASON_STRENGTH = 0.64;
/** Fewest values an order is looked for in. */
export const ARIMA_SEARCH_LENGTH_MIN = 10;
/** Longest season a model is searched with. Time grows with its square: 500 values with a season of 24 take some 20 seconds of one core. */
export const ARIMA_PERIOD_MAX = 24;
/** Bound on the models fitted; the search mostly ends after about twenty. */
const MODELS_MAX = 94;

/** The best model of a search, and how many were fitted. */
export interface ArimaSearch {
  readonly fit: ArimaFit;
  readonly tried: number;
}

/**
 * Finds the order with the lowest AICc by the stepwise search of Hyndman and Khandakar.
 *
 * Differences come first: of the season where it explains more than 64 % of the variance, then of the series while the KPSS test at 5 %
 * says it wanders. A season above `ARIMA_PERIOD_MAX`, or of more than a third of the series, is left out. Shape: series [period], at least `ARIMA_SEARCH_LENGTH_MIN`. Source: Hyndman and Khandakar (2008), 3.2.
 */
export function searchArima(series: Float64Array, period = 1): ArimaSearch {
  const base = differenceOrder(series, period);
  const tried = new Map<string, ArimaFit | undefined>();
  const measure = (order: ArimaOrder): number => {
    const key = keyOf(order);
    if (!tried.has(key) && tried.size < MODELS_MAX)
      tried.set(key, fits(order, series) ? fitArima(order, series, 'quick') : undefined);
    return tried.get(key)?.aicc ?? Number.POSITIVE_INFINITY;
  };
  let best = firstOrders(base, series).reduce((one, other) => (measure(other) < measure(one) ? other : one));
  for (;;) {
    const better = neighbours(best).find((order) => measure(order) < measure(best));
    if (better === undefined) break;
    best = better;
  }
  return { fit: fitArima(best, series), tried: tried.size };
}

function differenceOrder(series: Float64Array, period: number): ArimaOrder {
  const isFit = period > 1 && period <= ARIMA_PERIOD_MAX && series.length >= 3 * period;
  let order: ArimaOrder = {
    p: 0,
    d: 0,
    q: 0,
    seasonalP: 0,
    seasonalD: Number(isFit && seasonStrength(series, period) > SEASON_STRENGTH),
    seasonalQ: 0,
    period: isFit ? period : 1,
    constant: true,
  };
  while (order.d < DIFFERENCES_MAX && kpss(difference(series, differencePolynomial(order))) > KPSS_CRITICAL)
    order = { ...order, d: order.d + 1 };
  return { ...order, constant: order.d + order.seasonalD <= 1 };
}

/** 1 − the variance left over / the variance without the trend, between 0 and 1. Source: Wang, Smith and Hyndman (2006). */
export function seasonStrength(series: Float64Array, period: number): number {
  const half = Math.floor(period / 2);
  const indices = seasonalIndices(series, period, false);
  const detrended = centredAverage(series, period).map(
    (middle, at) => (series[at + half] as number) - middle,
  );
  const left = detrended.map((value, at) => value - (indices[(at + half) % period] as number));
  const all = varianceOf(detrended);
  return all > 0 ? Math.max(0, 1 - varianceOf(left) / all) : 0;
}

function varianceOf(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function firstOrders(base: ArimaOrder, series: Float64Array): readonly ArimaOrder[] {
  const season = Number(base.period > 1);
  return [
    { ...base, p: 2, q: 2, seasonalP: season, seasonalQ: season },
    base,
    { ...base, p: 1, seasonalP: season },
    { ...base, q: 1, seasonalQ: season },
    { ...base, constant: false },
  ].filter((order) => order === base || fits(order, series));
}

function fits(order: ArimaOrder, series: Float64Array): boolean {
  return series.length >= arimaLengthMin(order);
}

/** Orders one step away: one or two lags more or less, together or apart, and the constant in or out. */
function neighbours(order: ArimaOrder): readonly ArimaOrder[] {
  const moves: readonly Partial<Record<'p' | 'q' | 'seasonalP' | 'seasonalQ', number>>[] = [
    ...(order.period > 1
      ? [
          { seasonalP: -1 },
          { seasonalP: 1 },
          { seasonalQ: -1 },
          { seasonalQ: 1 },
          { seasonalP: -1, seasonalQ: -1 },
          { seasonalP: 1, seasonalQ: 1 },
        ]
      : []),
    { p: -1 },
    { p: 1 },
    { q: -1 },
    { q: 1 },
    { p: -1, q: -1 },
    { p: 1, q: 1 },
    { p: -1, q: 1 },
    { p: 1, q: -1 },
  ];
  const stepped = moves.map((move) => ({
    ...order,
    p: order.p + (move.p ?? 0),
    q: order.q + (move.q ?? 0),
    seasonalP: order.seasonalP + (move.seasonalP ?? 0),
    seasonalQ: order.seasonalQ + (move.seasonalQ ?? 0),
  }));
  const toggled = order.d + order.seasonalD <= 1 ? [{ ...order, constant: !order.constant }] : [];
  return [...stepped, ...toggled].filter(isAllowed);
}

function isAllowed({ p, q, seasonalP, seasonalQ, period }: ArimaOrder): boolean {
  const plain = Math.min(p, q) >= 0 && Math.max(p, q) <= LAGS_MAX;
  const seasonal = Math.min(seasonalP, seasonalQ) >= 0 && Math.max(seasonalP, seasonalQ) <= SEASONAL_LAGS_MAX;
  // Lags that reach into the season would be counted twice.
  return plain && seasonal && (period === 1 || Math.max(p, q) < period);
}

function keyOf(order: ArimaOrder): string {
  return [order.p, order.q, order.seasonalP, order.seasonalQ, Number(order.constant)].join();
}
