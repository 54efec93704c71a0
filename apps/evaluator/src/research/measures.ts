import { annualReturn, annualVolatility, maxDrawdown, sharpeSample, totalReturn } from '@qca/statistics';

export const METRICS = ['sharpe', 'return', 'calmar'] as const;
export type Metric = (typeof METRICS)[number];

/** What a series of returns comes to. Fractions; ratios by year. */
export interface Measures {
  /** Count of returns. */
  readonly n: number;
  readonly totalReturn: number;
  readonly annualReturn: number;
  readonly volatility: number;
  /** Mean over deviation times √periods a year; 0 where nothing moved. */
  readonly sharpe: number;
  readonly maxDrawdown: number;
  /** Annual return over the depth of the deepest drawdown; 0 where there was none. */
  readonly calmar: number;
}

export function measure(returns: Float64Array, periodsPerYear: number): Measures {
  const ratio = sharpeSample(returns).sr;
  const depth = -maxDrawdown(returns);
  const yearly = annualReturn(returns, periodsPerYear);
  return {
    n: returns.length,
    totalReturn: totalReturn(returns),
    annualReturn: yearly,
    volatility: annualVolatility(returns, periodsPerYear),
    sharpe: (Number.isFinite(ratio) ? ratio : 0) * Math.sqrt(periodsPerYear),
    maxDrawdown: depth === 0 ? 0 : -depth,
    calmar: depth > 0 ? yearly / depth : 0,
  };
}

/** The number that a search makes as large as it can. */
export function metricOf(measures: Measures, metric: Metric): number {
  return metric === 'return' ? measures.totalReturn : measures[metric];
}
