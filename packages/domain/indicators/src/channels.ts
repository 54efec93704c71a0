import { bollingerColumns } from './columns/bollingerColumns.ts';
import { stochasticColumns } from './columns/stochasticColumns.ts';
import { defineBarLine, defineIndicator, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { Aroon } from './running/Aroon.ts';
import { BollingerBands } from './running/BollingerBands.ts';
import { CommodityChannel } from './running/CommodityChannel.ts';
import { DonchianChannel } from './running/DonchianChannel.ts';
import { KeltnerChannel } from './running/KeltnerChannel.ts';
import { Stochastic } from './running/Stochastic.ts';
import { StochasticRsi } from './running/StochasticRsi.ts';

/** A multiple of a deviation or a range. */
const multiple = (name: string, byDefault: number) => ({
  name,
  default: byDefault,
  min: -1e6,
  max: 1e6,
  whole: false,
});

/** TA-Lib's choice of the average in the middle, of which there is one here: another is refused and not passed over. */
const SIMPLE = { name: 'matype', default: 0, min: 0, max: 0, whole: true };

/** Where price stands between bounds, and the bounds. */
export const CHANNELS: readonly IndicatorDefinition[] = [
  defineIndicator({
    name: 'stoch',
    summary:
      'Stochastic: where the close stands in the range of its window, 0 to 100, smoothed twice. 0 without a range.',
    source: 'Lane; TA-Lib STOCH with simple averages',
    parameters: [period('fastk_period', 5, 1), period('slowk_period', 3, 1), period('slowd_period', 3, 1)],
    inputs: ['high', 'low', 'close'],
    outputs: ['slowk', 'slowd'],
    lookback: ({ fastk_period, slowk_period, slowd_period }) =>
      fastk_period! + slowk_period! + slowd_period! - 3,
    create: ({ fastk_period, slowk_period, slowd_period }) =>
      new Stochastic(fastk_period!, slowk_period!, slowd_period!),
    columns: ({ fastk_period, slowk_period, slowd_period }, bars) =>
      stochasticColumns(bars, { window: fastk_period!, k: slowk_period!, d: slowd_period! }),
  }),
  defineIndicator({
    name: 'stochf',
    summary: 'Fast stochastic: where the close stands in the range of its window, 0 to 100, and its average.',
    source: 'Lane; TA-Lib STOCHF with simple averages',
    parameters: [period('fastk_period', 5, 1), period('fastd_period', 3, 1)],
    inputs: ['high', 'low', 'close'],
    outputs: ['fastk', 'fastd'],
    lookback: ({ fastk_period, fastd_period }) => fastk_period! + fastd_period! - 2,
    create: ({ fastk_period, fastd_period }) => new Stochastic(fastk_period!, 1, fastd_period!),
    columns: ({ fastk_period, fastd_period }, bars) =>
      stochasticColumns(bars, { window: fastk_period!, k: 1, d: fastd_period! }),
  }),
  defineIndicator({
    name: 'stochrsi',
    summary: 'Fast stochastic of the relative strength index.',
    source: 'Chande, Kroll 1994; TA-Lib STOCHRSI with simple averages',
    parameters: [period('timeperiod', 14), period('fastk_period', 5, 1), period('fastd_period', 3, 1)],
    inputs: ['close'],
    outputs: ['fastk', 'fastd'],
    lookback: ({ timeperiod, fastk_period, fastd_period }) => timeperiod! + fastk_period! + fastd_period! - 2,
    create: ({ timeperiod, fastk_period, fastd_period }) =>
      new StochasticRsi(timeperiod!, fastk_period!, fastd_period!),
  }),
  defineBarLine({
    name: 'willr',
    summary:
      'Williams %R, −100 to 0: how far the close is below the highest high, in the range. 0 without a range.',
    source: 'Williams; TA-Lib WILLR',
    parameters: [period('timeperiod', 14)],
    inputs: ['high', 'low', 'close'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => {
      const channel = new DonchianChannel(timeperiod!);
      return {
        next: ({ high, low, close }) => {
          if (!channel.push(high, low)) return Number.NaN;
          const range = channel.upper - channel.lower;
          return range === 0 ? 0 : (-100 * (channel.upper - close)) / range;
        },
      };
    },
  }),
  defineBarLine({
    name: 'cci',
    summary:
      'Commodity channel index: typical price from its mean, in 0.015 mean deviations. 0 without deviation.',
    source: 'Lambert 1980; TA-Lib CCI',
    parameters: [period('timeperiod', 14)],
    inputs: ['high', 'low', 'close'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => new CommodityChannel(timeperiod!),
  }),
  defineIndicator({
    name: 'aroon',
    summary:
      'Aroon, 0 to 100: how lately the lowest low and the highest high were; of equal ones the newest counts.',
    source: 'Chande 1995; TA-Lib AROON',
    parameters: [period('timeperiod', 14)],
    inputs: ['high', 'low'],
    outputs: ['aroondown', 'aroonup'],
    lookback: ({ timeperiod }) => timeperiod!,
    create: ({ timeperiod }) => new Aroon(timeperiod!),
  }),
  defineIndicator({
    name: 'aroonosc',
    summary: 'Aroon oscillator, −100 to 100: Aroon up less Aroon down.',
    source: 'Chande 1995; TA-Lib AROONOSC',
    parameters: [period('timeperiod', 14)],
    inputs: ['high', 'low'],
    outputs: ['value'],
    lookback: ({ timeperiod }) => timeperiod!,
    create: ({ timeperiod }) => {
      const aroon = new Aroon(timeperiod!);
      const downUp = new Float64Array(2);
      return {
        next: (bar, out) => {
          const isWarm = aroon.next(bar, downUp);
          out[0] = downUp[1]! - downUp[0]!;
          return isWarm;
        },
      };
    },
  }),
  defineIndicator({
    name: 'bbands',
    summary:
      'Bollinger bands: the simple average of the close, and deviations (of a population) above and below.',
    source: 'Bollinger; TA-Lib BBANDS with the simple average',
    parameters: [period('timeperiod', 20), multiple('nbdevup', 2), multiple('nbdevdn', 2), SIMPLE],
    inputs: ['close'],
    outputs: ['upper', 'middle', 'lower'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    create: ({ timeperiod, nbdevup, nbdevdn }) => new BollingerBands(timeperiod!, nbdevup!, nbdevdn!),
    columns: ({ timeperiod, nbdevup, nbdevdn }, { close }) =>
      bollingerColumns(close, { period: timeperiod!, up: nbdevup!, down: nbdevdn! }),
  }),
  defineIndicator({
    name: 'donchian',
    summary: 'Donchian channel: highest high, lowest low, and the middle between them.',
    source: 'Donchian; TA-Lib DONCHIAN',
    parameters: [period('timeperiod', 20)],
    inputs: ['high', 'low'],
    outputs: ['upper', 'middle', 'lower'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    create: ({ timeperiod }) => new DonchianChannel(timeperiod!),
  }),
  defineIndicator({
    name: 'keltner',
    summary:
      'Keltner channel: the exponential average of typical price, and average true ranges above and below.',
    source: 'Keltner 1960, Raschke; TA-Lib KC',
    parameters: [period('timeperiod', 20), period('atrperiod', 10, 1), multiple('nbdev', 2)],
    inputs: ['high', 'low', 'close'],
    outputs: ['upper', 'middle', 'lower'],
    lookback: ({ timeperiod, atrperiod }) => Math.max(timeperiod! - 1, atrperiod!),
    create: ({ timeperiod, atrperiod, nbdev }) => new KeltnerChannel(timeperiod!, atrperiod!, nbdev!),
  }),
];
