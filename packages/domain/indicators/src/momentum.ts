import { macdColumns } from './columns/macdColumns.ts';
import { rsiColumn } from './columns/rsiColumn.ts';
import { defineBarLine, defineIndicator, defineLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition, IndicatorParameter, IndicatorParameters } from './Indicator.ts';
import type { Running } from './Running.ts';
import { AverageGap } from './running/AverageGap.ts';
import { BalanceOfPower } from './running/BalanceOfPower.ts';
import { Ema } from './running/Ema.ts';
import { EmaChain } from './running/EmaChain.ts';
import { GainLoss } from './running/GainLoss.ts';
import { isNaught } from './running/isNaught.ts';
import { Lag } from './running/Lag.ts';
import { Macd } from './running/Macd.ts';
import { MoneyFlow } from './running/MoneyFlow.ts';
import { Sma } from './running/Sma.ts';
import { UltimateOscillator } from './running/UltimateOscillator.ts';

const FAST_SLOW: readonly IndicatorParameter[] = [period('fastperiod', 12), period('slowperiod', 26)];
/** 0 simple, 1 exponential, as TA-Lib numbers them. */
const MATYPE: IndicatorParameter = { name: 'matype', default: 1, min: 0, max: 1, whole: true };

/** How fast price moves, and which way. */
export const MOMENTUM: readonly IndicatorDefinition[] = [
  defineLine({
    name: 'rsi',
    summary:
      'Relative strength index, 0 to 100: the share of gains in all moves, by Wilder averages. 0 without moves.',
    source: 'Wilder 1978; TA-Lib RSI',
    parameters: [period('timeperiod', 14)],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => gainLoss(timeperiod!, ({ gain, loss }) => 100 * ratio(gain, gain + loss)),
    columns: ({ timeperiod }, { close }) => [rsiColumn(close, timeperiod!)],
  }),
  defineLine({
    name: 'cmo',
    summary: 'Chande momentum oscillator, −100 to 100, by Wilder averages as TA-Lib has it. 0 without moves.',
    source: 'Chande 1994; TA-Lib CMO',
    parameters: [period('timeperiod', 14)],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) =>
      gainLoss(timeperiod!, ({ gain, loss }) => 100 * ratio(gain - loss, gain + loss)),
  }),
  change('mom', 'Momentum: the close less the close a window ago.', (now, then) => now - then),
  change('roc', 'Rate of change in percent. 0 where the close then was 0.', (now, then) =>
    then === 0 ? 0 : (now / then - 1) * 100,
  ),
  change('rocp', 'Rate of change as a fraction. 0 where the close then was 0.', (now, then) =>
    then === 0 ? 0 : (now - then) / then,
  ),
  change('rocr', 'Rate of change as a ratio. 0 where the close then was 0.', (now, then) =>
    then === 0 ? 0 : now / then,
  ),
  change('rocr100', 'Rate of change as a ratio times 100. 0 where the close then was 0.', (now, then) =>
    then === 0 ? 0 : (now / then) * 100,
  ),
  defineLine({
    name: 'trix',
    summary: 'Change in percent, over one bar, of the close smoothed three times.',
    source: 'Hutson 1983; TA-Lib TRIX',
    parameters: [period('timeperiod', 30, 1)],
    lookback: ({ timeperiod }) => 3 * (timeperiod! - 1) + 1,
    running: ({ timeperiod }) => trix(timeperiod!),
  }),
  defineIndicator({
    name: 'macd',
    summary:
      'Fast less slow exponential average of the close, its signal line, and the distance between the two.',
    source: 'Appel; TA-Lib MACD: both averages begin on the same bar; exchanged where slow is the shorter',
    parameters: [...FAST_SLOW, period('signalperiod', 9, 1)],
    inputs: ['close'],
    outputs: ['macd', 'signal', 'hist'],
    lookback: (parameters) => slower(parameters) - 1 + parameters['signalperiod']! - 1,
    create: (parameters) => new Macd(faster(parameters), slower(parameters), parameters['signalperiod']!),
    columns: (parameters, { close }) =>
      macdColumns(close, {
        fast: faster(parameters),
        slow: slower(parameters),
        signal: parameters['signalperiod']!,
      }),
  }),
  defineLine({
    name: 'apo',
    summary: 'Absolute price oscillator: fast less slow average of the close.',
    source: 'TA-Lib APO',
    parameters: [...FAST_SLOW, MATYPE],
    lookback: (parameters) => slower(parameters) - 1,
    running: (parameters) => averageGap(parameters),
  }),
  defineLine({
    name: 'ppo',
    summary: 'Percentage price oscillator: fast less slow average of the close, in percent of the slow one.',
    source: 'TA-Lib PPO',
    parameters: [...FAST_SLOW, MATYPE],
    lookback: (parameters) => slower(parameters) - 1,
    running: (parameters) => {
      const gap = averageGap(parameters);
      return {
        next: (value) => {
          const distance = gap.next(value);
          return ratio(distance * 100, gap.slow);
        },
      };
    },
  }),
  defineBarLine({
    name: 'ultosc',
    summary:
      'Ultimate oscillator, 0 to 100: buying pressure over three windows, the shortest weighing 4, 2, 1.',
    source: 'Williams 1985; TA-Lib ULTOSC',
    parameters: [period('timeperiod1', 7, 1), period('timeperiod2', 14, 1), period('timeperiod3', 28, 1)],
    inputs: ['high', 'low', 'close'],
    lookback: ({ timeperiod1, timeperiod2, timeperiod3 }) =>
      Math.max(timeperiod1!, timeperiod2!, timeperiod3!),
    running: ({ timeperiod1, timeperiod2, timeperiod3 }) =>
      new UltimateOscillator([timeperiod1!, timeperiod2!, timeperiod3!]),
  }),
  defineBarLine({
    name: 'mfi',
    summary:
      'Money flow index, 0 to 100: the share of volume traded on rising typical prices. 0 without flow.',
    source: 'Quong, Soudack 1989; TA-Lib MFI',
    parameters: [period('timeperiod', 14)],
    inputs: ['high', 'low', 'close', 'volume'],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => new MoneyFlow(timeperiod!),
  }),
  defineBarLine({
    name: 'bop',
    summary: 'Balance of power: close less open, as a fraction of the range. 0 without a range.',
    source: 'TA-Lib BOP',
    parameters: [],
    inputs: ['open', 'high', 'low', 'close'],
    lookback: () => 0,
    running: () => new BalanceOfPower(),
  }),
];

function change(
  name: string,
  summary: string,
  compare: (now: number, then: number) => number,
): IndicatorDefinition {
  return defineLine({
    name,
    summary,
    source: `TA-Lib ${name.toUpperCase()}`,
    parameters: [period('timeperiod', 10, 1)],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => {
      const lag = new Lag(timeperiod!);
      return {
        next: (value) => {
          const then = lag.push(value);
          return Number.isNaN(then) ? then : compare(value, then);
        },
      };
    },
  });
}

function gainLoss(length: number, answer: (averages: GainLoss) => number): Running {
  const averages = new GainLoss(length);
  return { next: (value) => (averages.push(value) ? answer(averages) : Number.NaN) };
}

function trix(length: number): Running {
  const emas = new EmaChain(length, 3);
  let before = Number.NaN;
  return {
    next: (value) => {
      const then = before;
      before = emas.next(value);
      return then === 0 ? 0 : (before / then - 1) * 100;
    },
  };
}

function averageGap(parameters: IndicatorParameters): AverageGap {
  const average = (length: number) => (parameters['matype'] === 1 ? new Ema(length) : new Sma(length));
  return new AverageGap(average(faster(parameters)), average(slower(parameters)));
}

/** TA-Lib exchanges the two periods where slow is the shorter. */
function faster({ fastperiod, slowperiod }: IndicatorParameters): number {
  return Math.min(fastperiod!, slowperiod!);
}

function slower({ fastperiod, slowperiod }: IndicatorParameters): number {
  return Math.max(fastperiod!, slowperiod!);
}

function ratio(part: number, whole: number): number {
  return isNaught(whole) ? 0 : part / whole;
}
