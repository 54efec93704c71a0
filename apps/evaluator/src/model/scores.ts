import { Random } from '@qca/base';
import {
  alphaBeta,
  annualReturn,
  annualVolatility,
  calmarRatio,
  correlation,
  cumulativeReturns,
  drawdowns,
  expectedShortfallHistorical,
  gainToPain,
  maxDrawdown,
  monthlyTable,
  omegaRatio,
  optimalBlockLength,
  percentileInterval,
  quantile,
  sharpeRatio,
  sharpeSample,
  sortinoRatio,
  tailRatio,
  totalReturn,
  ulcerIndex,
  valueAtRiskHistorical,
  winRate,
} from '@qca/statistics';
import { type Estimate, type EvaluationReport, type Figure, figure } from '../report/EvaluationReport.ts';
import type { Daily } from './dailyReturns.ts';

const BOOTSTRAP_DRAWS = 1_000;
const CONFIDENCE = 0.95;
/** Days behind each point of the rolling Sharpe ratio: a quarter. */
const ROLLING_DAYS = 90;
const BINS = 41;

/** What definitions the numbers follow where libraries differ. */
export const DEFINITIONS = [
  'Returns are simple, by UTC day, after fees and slippage; the riskless rate is 0.',
  'Annual return compounds by counted days; volatility and Sharpe ratio use the sample deviation (divisor n − 1) × √(days a year).',
  'The Sortino ratio takes the root of the mean square of losses over all days. The Calmar ratio is annual return over the deepest fall.',
  'Value at risk and expected shortfall are historical, at 5 %. Kurtosis is 3 for the normal distribution.',
  'Intervals hold 95 % of 1,000 draws of the stationary bootstrap, block length by Politis and White.',
] as const;

/** Figures of performance by their usual names. */
export function performanceFigures(daily: Daily, market: Float64Array): Record<string, Figure> {
  const { returns, perYear } = daily;
  const shape = sharpeSample(returns);
  const { alpha, beta } = alphaBeta(returns, market, perYear);
  const values: Record<string, number> = {
    'total-return': totalReturn(returns),
    'annual-return': annualReturn(returns, perYear),
    'annual-volatility': annualVolatility(returns, perYear),
    sharpe: sharpeRatio(returns, perYear),
    sortino: sortinoRatio(returns, perYear),
    calmar: calmarRatio(returns, perYear),
    omega: omegaRatio(returns, perYear),
    'max-drawdown': -maxDrawdown(returns),
    'ulcer-index': ulcerIndex(returns),
    'gain-to-pain': gainToPain(returns),
    'tail-ratio': tailRatio(returns),
    'value-at-risk': valueAtRiskHistorical(returns),
    'expected-shortfall': expectedShortfallHistorical(returns),
    'best-day': Math.max(...returns),
    'worst-day': Math.min(...returns),
    'win-rate': winRate(returns),
    skew: shape.skew,
    kurtosis: shape.kurt,
    alpha,
    beta,
    'market-correlation': correlation(returns, market),
    'market-return': totalReturn(market),
    'market-sharpe': sharpeRatio(market, perYear),
    'market-max-drawdown': -maxDrawdown(market),
  };
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, figure(value)]));
}

/** Bootstrap intervals of what is looked at first. */
export function intervals({ returns, perYear }: Daily, seed: number): Record<string, Estimate> {
  const found = optimalBlockLength(returns).stationary;
  const meanBlock = Number.isNaN(found) ? 1 : Math.max(1, found);
  const estimate = (name: string, statistic: (values: Float64Array) => number): [string, Estimate] => {
    const options = {
      random: new Random(seed).fork(name),
      draws: BOOTSTRAP_DRAWS,
      meanBlock,
      confidence: CONFIDENCE,
    };
    const { lower, upper } = percentileInterval(returns, statistic, options);
    return [
      name,
      { value: figure(statistic(Float64Array.from(returns))), lower: figure(lower), upper: figure(upper) },
    ];
  };
  return Object.fromEntries([
    estimate('annual-return', (values) => annualReturn(values, perYear)),
    estimate('annual-volatility', (values) => annualVolatility(values, perYear)),
    estimate('sharpe', (values) => sharpeRatio(values, perYear)),
    estimate('max-drawdown', (values) => -maxDrawdown(values)),
  ]);
}

/** Curves by day, months and histogram. */
export function pictures(
  daily: Daily,
  market: Float64Array,
): Pick<EvaluationReport, 'curves' | 'months' | 'distribution'> {
  const { returns, gross, perYear, days } = daily;
  const figures = (values: Float64Array): Figure[] => Array.from(values, figure);
  return {
    curves: {
      days,
      net: figures(growth(returns)),
      gross: figures(growth(gross)),
      fees: figures(daily.fees),
      slippage: figures(daily.slippage),
      market: figures(growth(market)),
      drawdown: figures(drawdowns(returns)),
      rollingSharpe: figures(
        returns.map((_, day) =>
          day + 1 < ROLLING_DAYS
            ? Number.NaN
            : sharpeRatio(returns.subarray(day + 1 - ROLLING_DAYS, day + 1), perYear),
        ),
      ),
    },
    months: monthlyTable(days, returns).map(({ year, months, total }) => ({
      year,
      months: figures(months),
      total: figure(total),
    })),
    distribution: histogram(returns),
  };
}

/** Value of one unit at the end of each day. */
function growth(returns: Float64Array): Float64Array {
  return cumulativeReturns(returns).map((total) => 1 + total);
}

// Bins reach from the first to the last hundredth on both sides alike, so that 0 lies in the middle one; the rest is in the ends.
function histogram(returns: Float64Array): EvaluationReport['distribution'] {
  const reach = Math.max(1e-9, Math.abs(quantile(returns, 0.005)), Math.abs(quantile(returns, 0.995)));
  const edges = Array.from({ length: BINS + 1 }, (_, edge) => -reach + (2 * reach * edge) / BINS);
  const counts = new Array<number>(BINS).fill(0);
  for (const value of returns) {
    const bin = Math.max(0, Math.min(BINS - 1, Math.floor(((value + reach) / (2 * reach)) * BINS)));
    counts[bin] = (counts[bin] as number) + 1;
  }
  return { edges, counts };
}
