import type { Estimator } from '@qca/numerics';
import { known, mean, sampleExcessKurtosis, sampleSkewness } from '../describe/moments.ts';
import * as benchmark from '../performance/benchmark.ts';
import { maxDrawdown, ulcerIndex } from '../performance/drawdown.ts';
import { annualReturn, geometricMean, stability, totalReturn } from '../performance/growth.ts';
import * as ratios from '../performance/ratios.ts';
import * as tails from '../performance/tails.ts';
import * as sheet from '../performance/tearSheet.ts';
import * as wins from '../performance/wins.ts';
import { demand, field } from './fields.ts';
import { type PerformanceInputs, performanceFields, readPerformance } from './performanceInputs.ts';

/** One number about returns. */
export interface Measure {
  /** As empyrical or quantstats calls it, snake_case. The estimator has the same name in kebab-case. */
  readonly name: string;
  readonly unit: string;
  readonly meaning: string;
  /** Inputs besides the returns. */
  readonly extra: readonly string[];
  readonly of: (given: PerformanceInputs) => number;
}

const EMPYRICAL = 'empyrical-reloaded 0.7.1 and empyrical 40f61b4f';
const QUANTSTATS = 'quantstats fbd10dae';

/** Builds a measure in one line. */
export function measure(
  name: string,
  unit: string,
  meaning: string,
  extra: readonly string[],
  of: Measure['of'],
): Measure {
  return { name, unit, meaning, extra, of };
}

/** As empyrical defines them: infinite where a ratio has nothing below it, NaN where it has no meaning. */
export const EMPYRICAL_MEASURES: readonly Measure[] = [
  measure('cum_returns_final', 'fraction', 'compound return over all', [], (x) => totalReturn(x.returns)),
  measure('annual_return', 'fraction', 'compound annual growth by count', ['periods'], (x) =>
    annualReturn(x.returns, x.periods),
  ),
  measure('annual_volatility', 'fraction', 'sample deviation times √periods', ['periods', 'alpha'], (x) =>
    ratios.annualVolatility(x.returns, x.periods ** (2 / x.alpha)),
  ),
  measure(
    'sharpe_ratio',
    'none',
    'mean excess over sample deviation, annualised',
    ['periods', 'riskFree'],
    (x) => ratios.sharpeRatio(x.returns, x.periods, x.riskFree),
  ),
  measure(
    'sortino_ratio',
    'none',
    'mean above what is required over downside risk, annualised',
    ['periods', 'required'],
    (x) => ratios.sortinoRatio(x.returns, x.periods, x.required),
  ),
  measure(
    'downside_risk',
    'fraction',
    'root mean squared shortfall, annualised',
    ['periods', 'required'],
    (x) => ratios.downsideRisk(x.returns, x.periods, x.required),
  ),
  measure('calmar_ratio', 'none', 'annual return over deepest drawdown', ['periods'], (x) =>
    ratios.calmarRatio(x.returns, x.periods),
  ),
  measure(
    'omega_ratio',
    'none',
    'gains over losses about a threshold',
    ['periods', 'riskFree', 'requiredAnnual'],
    (x) => ratios.omegaRatio(x.returns, x.periods, x.riskFree, x.required[0] as number),
  ),
  measure('max_drawdown', 'fraction', 'deepest fall from the highest point, negative', [], (x) =>
    maxDrawdown(x.returns),
  ),
  measure('stability_of_timeseries', 'none', 'R² of a line through the log of wealth', [], (x) =>
    stability(x.returns),
  ),
  measure('tail_ratio', 'none', 'size of the 95th percentile over that of the 5th', ['tail'], (x) =>
    tails.tailRatio(x.returns, x.tail),
  ),
  measure('value_at_risk', 'fraction', 'return at the edge of the tail', ['cutoff', 'method'], (x) =>
    x.method === 'historical'
      ? tails.valueAtRiskHistorical(x.returns, x.cutoff)
      : tails.valueAtRiskNormal(x.returns, x.cutoff, x.sigma),
  ),
  measure(
    'conditional_value_at_risk',
    'fraction',
    'mean return in the tail',
    ['cutoff', 'method'],
    shortfall,
  ),
  measure(
    'excess_sharpe',
    'none',
    'mean over deviation of the difference to the benchmark, per period',
    ['benchmark'],
    (x) => ratios.excessSharpe(x.returns, x.benchmark),
  ),
  measure(
    'beta',
    'none',
    'slope against the benchmark',
    ['benchmark'],
    (x) => benchmark.alphaBeta(x.returns, x.benchmark, 1).beta,
  ),
  measure('capture', 'none', 'annual return over that of the benchmark', ['benchmark', 'periods'], (x) =>
    benchmark.capture(x.returns, x.benchmark, x.periods),
  ),
  measure('up_capture', 'none', 'capture where the benchmark rose', ['benchmark', 'periods'], (x) =>
    benchmark.upCapture(x.returns, x.benchmark, x.periods),
  ),
  measure('down_capture', 'none', 'capture where the benchmark fell', ['benchmark', 'periods'], (x) =>
    benchmark.downCapture(x.returns, x.benchmark, x.periods),
  ),
  measure(
    'up_down_capture',
    'none',
    'capture where it rose over capture where it fell',
    ['benchmark', 'periods'],
    (x) =>
      benchmark.upCapture(x.returns, x.benchmark, x.periods) /
      benchmark.downCapture(x.returns, x.benchmark, x.periods),
  ),
  measure(
    'beta_fragility_heuristic',
    'none',
    'curvature against the benchmark, negative when fragile',
    ['benchmark'],
    (x) => benchmark.betaFragility(x.returns, x.benchmark),
  ),
];

function shortfall(x: PerformanceInputs): number {
  if (x.method === 'normal') return tails.expectedShortfallNormal(x.returns, x.cutoff);
  if (x.method === 'below-normal') return tails.expectedShortfallBelowNormal(x.returns, x.cutoff, x.sigma);
  return tails.expectedShortfallHistorical(x.returns, x.cutoff);
}

const excess = (x: PerformanceInputs): Float64Array => sheet.excessOfAnnual(x.returns, x.rf, x.periods);

/** As quantstats names them, where empyrical has no measure of that name, or where both agree. */
export const QUANTSTATS_MEASURES: readonly Measure[] = [
  measure('comp', 'fraction', 'compound return over all', [], (x) => totalReturn(x.returns)),
  measure('cagr', 'fraction', 'compound annual growth by count, n / periods years', ['periods'], (x) =>
    annualReturn(x.returns, x.periods),
  ),
  measure(
    'sharpe',
    'none',
    'mean excess over sample deviation, annualised',
    ['periods', 'rf', 'annualize'],
    (x) => ratios.sharpeRatio(excess(x), x.scale),
  ),
  measure(
    'smart_sharpe',
    'none',
    'Sharpe ratio over the autocorrelation penalty',
    ['periods', 'rf', 'annualize'],
    (x) => sheet.smartSharpe(excess(x), x.scale),
  ),
  measure(
    'sortino',
    'none',
    'mean excess over downside deviation, annualised',
    ['periods', 'rf', 'annualize'],
    (x) => ratios.sortinoRatio(excess(x), x.scale),
  ),
  measure(
    'smart_sortino',
    'none',
    'Sortino ratio over the autocorrelation penalty',
    ['periods', 'rf', 'annualize'],
    (x) => sheet.smartSortino(excess(x), x.scale),
  ),
  measure('adjusted_sortino', 'none', 'Sortino ratio over √2', ['periods', 'rf', 'annualize'], (x) =>
    sheet.adjustedSortino(excess(x), x.scale),
  ),
  measure(
    'omega',
    'none',
    'gains over losses about an annual threshold',
    ['periods', 'rf', 'requiredAnnual'],
    (x) => ratios.omegaRatio(excess(x), x.periods, 0, x.required[0] as number),
  ),
  measure('gain_to_pain_ratio', 'none', 'sum of returns over sum of losses', [], (x) =>
    wins.gainToPain(x.returns),
  ),
  measure('calmar', 'none', 'annual return over deepest drawdown', ['periods'], (x) =>
    ratios.calmarRatio(x.returns, x.periods),
  ),
  measure('volatility', 'fraction', 'sample deviation times √periods', ['periods', 'annualize'], (x) =>
    ratios.annualVolatility(x.returns, x.scale),
  ),
  measure('skew', 'none', 'skewness, corrected for the size of the sample', [], (x) =>
    sampleSkewness(known(x.returns)),
  ),
  measure(
    'kurtosis',
    'none',
    'kurtosis in excess of the normal, corrected for the size of the sample',
    [],
    (x) => sampleExcessKurtosis(known(x.returns)),
  ),
  measure('expected_shortfall', 'fraction', 'mean return in the tail', ['cutoff', 'method'], shortfall),
  measure('payoff_ratio', 'none', 'average win over average loss', [], (x) => wins.payoffRatio(x.returns)),
  measure('profit_ratio', 'none', 'mean over count of wins, over the same of losses', [], (x) =>
    wins.profitRatio(x.returns),
  ),
  measure('profit_factor', 'none', 'sum of wins over sum of losses', [], (x) => wins.profitFactor(x.returns)),
  measure('win_rate', 'fraction', 'wins among returns that are not 0', [], (x) => wins.winRate(x.returns)),
  measure('avg_return', 'fraction', 'mean of the returns that are not 0', [], (x) =>
    mean(known(x.returns).filter((value) => value !== 0)),
  ),
  measure('avg_win', 'fraction', 'mean of the returns above 0', [], (x) => wins.averageWin(x.returns)),
  measure('avg_loss', 'fraction', 'mean of the returns below 0', [], (x) => wins.averageLoss(x.returns)),
  measure('best', 'fraction', 'greatest return', [], (x) =>
    known(x.returns).reduce((one, other) => Math.max(one, other), Number.NEGATIVE_INFINITY),
  ),
  measure('worst', 'fraction', 'least return', [], (x) =>
    known(x.returns).reduce((one, other) => Math.min(one, other), Number.POSITIVE_INFINITY),
  ),
  measure('ulcer_index', 'fraction', 'root mean squared drawdown', [], (x) => ulcerIndex(x.returns)),
  measure('ulcer_performance_index', 'none', 'total return over ulcer index', ['rf'], (x) =>
    sheet.ulcerPerformance(x.returns, x.rf),
  ),
  measure('serenity_index', 'none', 'sum of returns over ulcer index times pitfall', ['rf'], (x) =>
    sheet.serenity(x.returns, x.rf),
  ),
  measure('risk_of_ruin', 'fraction', '((1 − w) / (1 + w))^n for win rate w', [], (x) =>
    wins.riskOfRuin(x.returns),
  ),
  measure('recovery_factor', 'none', 'sum of returns, less rf, over deepest drawdown', ['rf'], (x) =>
    sheet.recoveryFactor(x.returns, x.rf),
  ),
  measure('kelly_criterion', 'fraction', 'share to bet by win rate and payoff', [], (x) =>
    wins.kellyShare(x.returns),
  ),
  measure('common_sense_ratio', 'none', 'profit factor times tail ratio', [], (x) =>
    sheet.commonSenseRatio(x.returns),
  ),
  measure('cpc_index', 'none', 'profit factor times win rate times payoff', [], (x) =>
    sheet.cpcIndex(x.returns),
  ),
  measure('outlier_win_ratio', 'none', '99th percentile over mean win', ['quantile'], (x) =>
    wins.outlierWinRatio(x.returns, Number.isNaN(x.quantile) ? undefined : x.quantile),
  ),
  measure('outlier_loss_ratio', 'none', '1st percentile over mean loss', ['quantile'], (x) =>
    wins.outlierLossRatio(x.returns, Number.isNaN(x.quantile) ? undefined : x.quantile),
  ),
  measure('consecutive_wins', 'periods', 'most wins in a row', [], (x) => wins.longestWins(x.returns)),
  measure('consecutive_losses', 'periods', 'most losses in a row', [], (x) => wins.longestLosses(x.returns)),
  measure('exposure', 'fraction', 'returns that are not 0, up to the next hundredth', [], (x) =>
    wins.exposure(x.returns),
  ),
  measure('autocorr_penalty', 'none', 'factor by which autocorrelation hides volatility', [], (x) =>
    sheet.autocorrelationPenalty(x.returns),
  ),
  measure('geometric_mean', 'fraction per period', 'mean growth', [], (x) => geometricMean(x.returns)),
  measure('rar', 'fraction', 'annual return over exposure', ['periods'], (x) =>
    sheet.returnOverExposure(x.returns, x.periods),
  ),
  measure(
    'information_ratio',
    'none',
    'mean over deviation of the difference to the benchmark, per period',
    ['benchmark'],
    (x) => sheet.informationRatio(x.returns, x.benchmark),
  ),
  measure('r_squared', 'none', 'square of the correlation with the benchmark', ['benchmark'], (x) =>
    benchmark.rSquared(x.returns, x.benchmark),
  ),
  measure(
    'treynor_ratio',
    'none',
    'total return over beta',
    ['benchmark', 'rf'],
    (x) => (totalReturn(x.returns) - x.rf) / benchmark.alphaBeta(x.returns, x.benchmark, 1).beta,
  ),
];

/** One estimator for each measure. */
export const MEASURE_ESTIMATORS: readonly Estimator[] = [
  ...EMPYRICAL_MEASURES.map((each) => measureEstimator(each, EMPYRICAL)),
  ...QUANTSTATS_MEASURES.map((each) => measureEstimator(each, QUANTSTATS)),
];

function measureEstimator({ name, unit, meaning, extra, of }: Measure, source: string): Estimator {
  const estimator = name.replaceAll('_', '-');
  return {
    name: estimator,
    summary: `${meaning[0]?.toUpperCase()}${meaning.slice(1)}.`,
    source,
    inputs: performanceFields(extra),
    outputs: [field(name, 'number', unit, meaning)],
    run: (inputs) => {
      const read = readPerformance(estimator, inputs);
      requireBenchmark(estimator, extra, read);
      return { [name]: of(read) };
    },
  };
}

/** Refuses a measure against a benchmark that was not given. */
export function requireBenchmark(estimator: string, extra: readonly string[], read: PerformanceInputs): void {
  demand(
    !extra.includes('benchmark') || read.benchmark.length === read.returns.length,
    estimator,
    'factor',
    'is missing',
    'Give the returns of the benchmark.',
  );
}
