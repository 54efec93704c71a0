import { emaColumn } from './columns/emaColumn.ts';
import { smaColumn } from './columns/smaColumn.ts';
import { defineBarLine, defineIndicator, defineLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import type { Running } from './Running.ts';
import { Ema } from './running/Ema.ts';
import { EmaChain } from './running/EmaChain.ts';
import { HilbertTrendline } from './running/HilbertTrendline.ts';
import { Kama } from './running/Kama.ts';
import { ParabolicSar } from './running/ParabolicSar.ts';
import { RollingMax } from './running/RollingMax.ts';
import { RollingMin } from './running/RollingMin.ts';
import { RollingVwap } from './running/RollingVwap.ts';
import { Sma } from './running/Sma.ts';
import { Trima } from './running/Trima.ts';
import { Wma } from './running/Wma.ts';

/** Averages of price, in the unit of price. */
export const MOVING_AVERAGES: readonly IndicatorDefinition[] = [
  defineLine({
    name: 'sma',
    summary: 'Simple moving average of the close.',
    source: 'TA-Lib SMA',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new Sma(timeperiod!),
    columns: ({ timeperiod }, { close }) => [smaColumn(close, timeperiod!)],
  }),
  defineLine({
    name: 'ema',
    summary:
      'Exponential moving average of the close, weight 2 / (period + 1), begun with the simple average.',
    source: 'TA-Lib EMA',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new Ema(timeperiod!),
    columns: ({ timeperiod }, { close }) => [emaColumn(close, timeperiod!)],
  }),
  defineLine({
    name: 'wma',
    summary: 'Weighted moving average of the close: the newest weighs most, the weights fall by one.',
    source: 'TA-Lib WMA',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new Wma(timeperiod!),
  }),
  defineLine({
    name: 'dema',
    summary: 'Double exponential moving average of the close: 2 EMA − EMA of EMA.',
    source: 'Mulloy 1994; TA-Lib DEMA',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => 2 * (timeperiod! - 1),
    running: ({ timeperiod }) => {
      const emas = new EmaChain(timeperiod!, 2);
      return {
        next: (value) => {
          const second = emas.next(value);
          return 2 * emas.values[0]! - second;
        },
      };
    },
  }),
  defineLine({
    name: 'tema',
    summary: 'Triple exponential moving average of the close.',
    source: 'Mulloy 1994; TA-Lib TEMA',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => 3 * (timeperiod! - 1),
    running: ({ timeperiod }) => {
      const emas = new EmaChain(timeperiod!, 3);
      return {
        next: (value) => {
          const third = emas.next(value);
          return 3 * emas.values[0]! - 3 * emas.values[1]! + third;
        },
      };
    },
  }),
  defineLine({
    name: 't3',
    summary: 'T3 moving average of the close: six exponential averages, weighed by the powers of vfactor.',
    source: 'Tillson 1998; TA-Lib T3',
    parameters: [period('timeperiod', 5), { name: 'vfactor', default: 0.7, min: 0, max: 1, whole: false }],
    lookback: ({ timeperiod }) => 6 * (timeperiod! - 1),
    running: ({ timeperiod, vfactor }) => tillson(timeperiod!, vfactor!),
  }),
  defineLine({
    name: 'trima',
    summary: 'Triangular moving average of the close: the middle of the window weighs most.',
    source: 'TA-Lib TRIMA',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new Trima(timeperiod!),
  }),
  defineLine({
    name: 'kama',
    summary:
      'Adaptive moving average of the close: fast where price goes one way, slow where it goes to and fro.',
    source: 'Kaufman 1995; TA-Lib KAMA',
    parameters: [period('timeperiod', 30)],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => new Kama(timeperiod!),
  }),
  defineLine({
    name: 'ht-trendline',
    summary:
      'Instantaneous trendline: the close averaged over its dominant cycle, found by a Hilbert transform.',
    source: 'Ehlers 2001; TA-Lib HT_TRENDLINE',
    parameters: [],
    lookback: () => 63,
    running: () => new HilbertTrendline(),
  }),
  defineLine({
    name: 'midpoint',
    summary: 'Middle between highest and lowest close of the window.',
    source: 'TA-Lib MIDPOINT',
    parameters: [period('timeperiod', 14)],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => {
      const highest = new RollingMax(timeperiod!);
      const lowest = new RollingMin(timeperiod!);
      return { next: (value) => (highest.next(value) + lowest.next(value)) / 2 };
    },
  }),
  defineBarLine({
    name: 'midprice',
    summary: 'Middle between highest high and lowest low of the window.',
    source: 'TA-Lib MIDPRICE',
    parameters: [period('timeperiod', 14)],
    inputs: ['high', 'low'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => {
      const highest = new RollingMax(timeperiod!);
      const lowest = new RollingMin(timeperiod!);
      return { next: ({ high, low }) => (highest.next(high) + lowest.next(low)) / 2 };
    },
  }),
  defineIndicator({
    name: 'sar',
    summary: 'Parabolic stop and reverse. The first direction is that of the larger move of the second bar.',
    source: 'Wilder 1978; TA-Lib SAR',
    parameters: [
      { name: 'acceleration', default: 0.02, min: 0, max: 1e6, whole: false },
      { name: 'maximum', default: 0.2, min: 0, max: 1e6, whole: false },
    ],
    inputs: ['high', 'low'],
    outputs: ['value'],
    lookback: () => 1,
    create: ({ acceleration, maximum }) => new ParabolicSar(acceleration!, maximum!),
  }),
  defineBarLine({
    name: 'vwap',
    summary:
      'Typical price weighted by volume over the window; the simple mean of typical prices where nothing was traded.',
    source: 'common definition, over a rolling window',
    parameters: [period('timeperiod', 14, 1)],
    inputs: ['high', 'low', 'close', 'volume'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new RollingVwap(timeperiod!),
  }),
];

function tillson(length: number, factor: number): Running {
  const emas = new EmaChain(length, 6);
  const square = factor * factor;
  const cube = square * factor;
  const weights = [
    1 + 3 * factor + 3 * square + cube,
    -3 * factor - 6 * square - 3 * cube,
    3 * square + 3 * cube,
    -cube,
  ];
  return {
    next: (value) => {
      const sixth = emas.next(value);
      const [, , third, fourth, fifth] = emas.values;
      return weights[0]! * third! + weights[1]! * fourth! + weights[2]! * fifth! + weights[3]! * sixth;
    },
  };
}
