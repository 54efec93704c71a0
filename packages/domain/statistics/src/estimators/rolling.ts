import type { Estimator } from '@qca/numerics';
import { alphaBeta, simpleAlpha } from '../performance/benchmark.ts';
import { annualVolatility, sharpeRatio, sortinoRatio } from '../performance/ratios.ts';
import { excessOfAnnual } from '../performance/tearSheet.ts';
import { demand, field, optional } from './fields.ts';
import { type PerformanceInputs, performanceFields, readPerformance } from './performanceInputs.ts';
import { EMPYRICAL_MEASURES, type Measure, requireBenchmark } from './performanceMeasures.ts';

/** Windows times their length at most: about a second of work. */
const WORK_MAX = 20_000_000;

/** What a rolling estimator answers for one window. */
type OfWindow = (window: PerformanceInputs) => number | readonly number[];

/** As empyrical: one value for each window that is full. */
const EMPYRICAL_ROLLED =
  'max_drawdown annual_return annual_volatility sharpe_ratio sortino_ratio downside_risk excess_sharpe beta capture up_capture ' +
  'down_capture up_down_capture';

/** Measures over a window that moves along the returns. */
export const ROLLING_ESTIMATORS: readonly Estimator[] = [
  ...EMPYRICAL_ROLLED.split(' ').map((name) => {
    const found = EMPYRICAL_MEASURES.find((each) => each.name === name) as Measure;
    return rollEstimator(name, found.meaning, found.extra, found.of);
  }),
  rollEstimator(
    'alpha',
    'compounded return a year that beta does not explain',
    ['benchmark', 'periods', 'riskFree'],
    (x) => alphaBeta(x.returns, x.benchmark, x.periods, x.riskFree[0] as number).alpha,
  ),
  rollEstimator('alpha_beta', 'pairs of alpha a year and beta', ['benchmark', 'periods', 'riskFree'], (x) => {
    const { alpha, beta } = alphaBeta(x.returns, x.benchmark, x.periods, x.riskFree[0] as number);
    return [alpha, beta];
  }),
  rollingEstimator('volatility', 'Deviation', ['periods'], (x) => annualVolatility(x.returns, x.scale)),
  rollingEstimator('sharpe', 'Sharpe ratio', ['periods', 'rf', 'annualize'], (x) =>
    sharpeRatio(excessOfAnnual(x.returns, x.rf, x.periods), x.scale),
  ),
  rollingEstimator('sortino', 'Sortino ratio', ['periods', 'rf', 'annualize'], (x) =>
    sortinoRatio(excessOfAnnual(x.returns, x.rf, x.periods), x.scale),
  ),
  rollingGreeks(),
];

function rollEstimator(measure: string, meaning: string, extra: readonly string[], of: OfWindow): Estimator {
  const output = `roll_${measure}`;
  const name = output.replaceAll('_', '-');
  return {
    name,
    summary: `Over each full window of returns: ${meaning}.`,
    source: `empyrical-reloaded 0.7.1 ${output}`,
    inputs: [
      ...performanceFields(extra),
      field('window', 'whole', 'periods', 'length of a window', { default: 10 }),
    ],
    outputs: [
      field(
        output,
        measure === 'alpha_beta' ? 'matrix' : 'vector',
        'none',
        `${meaning}: one for each window that is full, n − window + 1 of them`,
      ),
    ],
    run: (inputs) => {
      const read = readPerformance(name, inputs);
      requireBenchmark(name, extra, read);
      return { [output]: overWindows(name, 'window', read, inputs.number('window'), of) };
    },
  };
}

function rollingEstimator(measure: string, what: string, extra: readonly string[], of: OfWindow): Estimator {
  const output = `rolling_${measure}`;
  const name = output.replaceAll('_', '-');
  return {
    name,
    summary: `${what} over the window up to each return.`,
    source: `quantstats 0.0.86 ${output}; not known where a return in the window is not`,
    inputs: [
      ...performanceFields(extra),
      optional('periods_per_year', 'number', 'per year', 'the same as periods'),
      field('rolling_period', 'whole', 'periods', 'length of a window', { default: 126 }),
      optional('window', 'whole', 'periods', 'the same as rolling_period'),
    ],
    outputs: [field(output, 'vector', 'none', 'one for each return, NaN before the first window is full')],
    run: (inputs) => {
      const given = readPerformance(name, inputs);
      const isYearly = inputs.has('periods_per_year');
      const periods = isYearly ? inputs.number('periods_per_year') : given.periods;
      demand(periods > 0, name, 'periods_per_year', 'is not above 0', 'Give the periods in a year.');
      const isPlain = inputs.has('annualize') && !inputs.flag('annualize');
      const read = { ...given, periods, scale: isPlain ? 1 : periods };
      const windowName = inputs.has('window') ? 'window' : 'rolling_period';
      const window = inputs.number(windowName);
      const values = overWindows(name, windowName, read, window, (part) =>
        part.returns.some(Number.isNaN) ? Number.NaN : of(part),
      );
      return { [output]: padded(values as number[], read.returns.length) };
    },
  };
}

function rollingGreeks(): Estimator {
  const name = 'rolling-greeks';
  return {
    name,
    summary: 'Beta to a benchmark, and alpha per period, over the window up to each return.',
    source: 'quantstats 0.0.86 rolling_greeks; a return that is not known counts as 0 there, and here',
    inputs: [
      ...performanceFields(['benchmark']),
      field('periods', 'whole', 'periods', 'length of a window', { default: 252 }),
      optional('window', 'whole', 'periods', 'the same as periods'),
    ],
    outputs: [
      field('beta', 'vector', 'none', 'one for each return, NaN before the first window is full'),
      field('alpha', 'vector', 'fraction per period', 'mean that beta does not explain; NaN as beta'),
    ],
    run: (inputs) => {
      const given = readPerformance(name, inputs);
      requireBenchmark(name, ['benchmark'], given);
      const filled = (values: Float64Array) => values.map((value) => (Number.isNaN(value) ? 0 : value));
      const read = { ...given, returns: filled(given.returns), benchmark: filled(given.benchmark) };
      const windowName = inputs.has('window') ? 'window' : 'periods';
      const pairs = overWindows(name, windowName, read, inputs.number(windowName), (x) => [
        alphaBeta(x.returns, x.benchmark, 1).beta,
        simpleAlpha(x.returns, x.benchmark, 1),
      ]) as number[][];
      const column = (at: number) =>
        padded(
          pairs.map((pair) => pair[at] as number),
          read.returns.length,
        );
      return { beta: column(0), alpha: column(1) };
    },
  };
}

/** One answer for each full window; none where there are fewer returns than a window holds. */
function overWindows(
  name: string,
  windowName: string,
  read: PerformanceInputs,
  window: number,
  of: OfWindow,
): (number | readonly number[])[] {
  demand(window >= 1, name, windowName, `is ${window}`, 'Give 1 or more.');
  const count = Math.max(0, read.returns.length - window + 1);
  demand(
    count * window <= WORK_MAX,
    name,
    windowName,
    `makes ${count} windows of ${window}`,
    'Give fewer returns or a shorter window.',
  );
  const part = (values: Float64Array, start: number): Float64Array =>
    values.length === read.returns.length ? values.subarray(start, start + window) : values;
  return Array.from({ length: count }, (_, start) =>
    of({
      ...read,
      returns: part(read.returns, start),
      benchmark: part(read.benchmark, start),
      riskFree: part(read.riskFree, start),
      required: part(read.required, start),
    }),
  );
}

function padded(values: readonly number[], length: number): number[] {
  return [...new Array<number>(length - values.length).fill(Number.NaN), ...values];
}
