import { defineBarLine, defineLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { Lag } from './running/Lag.ts';
import { Regression } from './running/Regression.ts';
import { RollingBeta } from './running/RollingBeta.ts';
import { RollingMax } from './running/RollingMax.ts';
import { RollingMin } from './running/RollingMin.ts';
import { RollingMoments } from './running/RollingMoments.ts';
import { RollingSum } from './running/RollingSum.ts';
import { RollingVariance } from './running/RollingVariance.ts';

const RADIANS_TO_DEGREES = 180 / Math.PI;

/** Figures of a rolling window. */
export const ROLLING_STATISTICS: readonly IndicatorDefinition[] = [
  regression(
    'linearreg',
    'value of the line at the newest close',
    (line, n) => line.intercept + line.slope * (n - 1),
  ),
  regression('linearreg-slope', 'slope of the line, price per bar', (line) => line.slope),
  regression(
    'linearreg-angle',
    'slope of the line as an angle in degrees',
    (line) => Math.atan(line.slope) * RADIANS_TO_DEGREES,
  ),
  regression('linearreg-intercept', 'value of the line at the oldest close', (line) => line.intercept),
  regression(
    'tsf',
    'value of the line one bar after the newest close',
    (line, n) => line.intercept + line.slope * n,
  ),
  defineLine({
    name: 'sum',
    summary: 'Sum of the closes of the window.',
    source: 'TA-Lib SUM',
    parameters: [period('timeperiod', 30)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new RollingSum(timeperiod!),
  }),
  defineLine({
    name: 'var',
    summary: 'Variance of the close, of a population.',
    source: 'TA-Lib VAR',
    parameters: [period('timeperiod', 5, 1)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new RollingVariance(timeperiod!),
  }),
  defineLine({
    name: 'stddev',
    summary: 'Standard deviation of the close, of a population, times nbdev.',
    source: 'TA-Lib STDDEV',
    parameters: [period('timeperiod', 5), { name: 'nbdev', default: 1, min: -1e6, max: 1e6, whole: false }],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod, nbdev }) => {
      const variance = new RollingVariance(timeperiod!);
      return { next: (value) => Math.sqrt(variance.next(value)) * nbdev! };
    },
  }),
  defineBarLine({
    name: 'correl',
    summary: 'Correlation of high and low. 0 where one of them does not move.',
    source: 'Pearson; TA-Lib CORREL',
    parameters: [period('timeperiod', 30, 1)],
    inputs: ['high', 'low'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => {
      const window = new RollingMoments(timeperiod!);
      return {
        next: ({ high, low }) => {
          if (!window.push(high, low)) return Number.NaN;
          const scale = Math.sqrt(window.varianceX * window.varianceY);
          return scale === 0 ? 0 : window.covariance / scale;
        },
      };
    },
  }),
  defineBarLine({
    name: 'beta',
    summary: 'Slope of the returns of the low on the returns of the high. 0 where the high does not move.',
    source: 'TA-Lib BETA',
    parameters: [period('timeperiod', 5, 1)],
    inputs: ['high', 'low'],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => new RollingBeta(timeperiod!),
  }),
  defineLine({
    name: 'min',
    summary: 'Lowest close of the window.',
    source: 'TA-Lib MIN',
    parameters: [period('timeperiod', 30)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new RollingMin(timeperiod!),
  }),
  defineLine({
    name: 'max',
    summary: 'Highest close of the window.',
    source: 'TA-Lib MAX',
    parameters: [period('timeperiod', 30)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new RollingMax(timeperiod!),
  }),
  defineLine({
    name: 'log-return',
    summary: 'Logarithm of the close over the close a window ago.',
    source: 'common definition',
    parameters: [period('timeperiod', 1, 1)],
    positive: true,
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => {
      const lag = new Lag(timeperiod!);
      return { next: (value) => Math.log(value / lag.push(value)) };
    },
  }),
  defineLine({
    name: 'realised-volatility',
    summary: 'Root of the mean square of log-returns from bar to bar, times the root of the bars in a year.',
    source: 'Andersen, Bollerslev 1998: no mean is taken off',
    parameters: [
      period('timeperiod', 20, 1),
      { name: 'bars_per_year', default: 365, min: 1e-6, max: 1e9, whole: false },
    ],
    positive: true,
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod, bars_per_year }) => {
      const squares = new RollingSum(timeperiod!);
      let before = Number.NaN;
      return {
        next: (value) => {
          const step = Math.log(value / before);
          before = value;
          if (Number.isNaN(step)) return step;
          return Math.sqrt((Math.max(squares.next(step * step), 0) / timeperiod!) * bars_per_year!);
        },
      };
    },
  }),
];

function regression(
  name: string,
  what: string,
  answer: (line: Regression, length: number) => number,
): IndicatorDefinition {
  return defineLine({
    name,
    summary: `Line through the closes of the window by least squares: ${what}.`,
    source: `TA-Lib ${name.toUpperCase().replaceAll('-', '_')}`,
    parameters: [period('timeperiod', 14)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => {
      const line = new Regression(timeperiod!);
      return { next: (value) => (line.push(value) ? answer(line, timeperiod!) : Number.NaN) };
    },
  });
}
