import { defineBarLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { AccumulationDistribution } from './running/AccumulationDistribution.ts';
import { AccumulationOscillator } from './running/AccumulationOscillator.ts';
import { OnBalanceVolume } from './running/OnBalanceVolume.ts';

/** Volume by the direction of price. */
export const VOLUMES: readonly IndicatorDefinition[] = [
  defineBarLine({
    name: 'obv',
    summary:
      'On-balance volume: volume added up, with the sign of the move of the close. Begins at the first volume.',
    source: 'Granville 1963; TA-Lib OBV',
    parameters: [],
    inputs: ['close', 'volume'],
    lookback: () => 0,
    running: () => new OnBalanceVolume(),
  }),
  defineBarLine({
    name: 'ad',
    summary:
      'Accumulation and distribution: volume added up, weighed by where the close stands in the range.',
    source: 'Chaikin; TA-Lib AD',
    parameters: [],
    inputs: ['high', 'low', 'close', 'volume'],
    lookback: () => 0,
    running: () => new AccumulationDistribution(),
  }),
  defineBarLine({
    name: 'adosc',
    summary:
      'Chaikin oscillator: fast less slow exponential average of accumulation, both begun with its first value.',
    source: 'Chaikin; TA-Lib ADOSC',
    parameters: [period('fastperiod', 3), period('slowperiod', 10)],
    inputs: ['high', 'low', 'close', 'volume'],
    lookback: ({ fastperiod, slowperiod }) => Math.max(fastperiod!, slowperiod!) - 1,
    running: ({ fastperiod, slowperiod }) => new AccumulationOscillator(fastperiod!, slowperiod!),
  }),
];
