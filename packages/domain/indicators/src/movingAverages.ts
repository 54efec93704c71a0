import { defineIndicator, period } from './defineIndicator.ts';
import { RunningIndicator } from './Running.ts';
import { Ema } from './running/Ema.ts';
import { Sma } from './running/Sma.ts';

const TIMEPERIOD = 'timeperiod';

export const MOVING_AVERAGES = [
  defineIndicator({
    name: 'sma',
    summary: 'Simple moving average of the close.',
    source: 'TA-Lib SMA',
    parameters: [period(TIMEPERIOD, 30, 1)],
    inputs: ['close'],
    outputs: ['real'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    create: ({ timeperiod }) => new RunningIndicator(new Sma(timeperiod!)),
  }),
  defineIndicator({
    name: 'ema',
    summary:
      'Exponential moving average of the close, weight 2 / (period + 1), seeded by the simple average.',
    source: 'TA-Lib EMA',
    parameters: [period(TIMEPERIOD, 30, 1)],
    inputs: ['close'],
    outputs: ['real'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    create: ({ timeperiod }) => new RunningIndicator(new Ema(timeperiod!)),
  }),
];
