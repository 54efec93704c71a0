import { atrColumn } from './columns/atrColumn.ts';
import { defineBarLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { Atr } from './running/Atr.ts';
import { TrueRange } from './running/TrueRange.ts';

/** How far price moves. */
export const RANGES: readonly IndicatorDefinition[] = [
  defineBarLine({
    name: 'trange',
    summary: 'True range: the range of the bar, stretched to the close before.',
    source: 'Wilder 1978; TA-Lib TRANGE',
    parameters: [],
    inputs: ['high', 'low', 'close'],
    lookback: () => 1,
    running: () => new TrueRange(),
  }),
  defineBarLine({
    name: 'atr',
    summary: 'Average true range, by the Wilder average.',
    source: 'Wilder 1978; TA-Lib ATR',
    parameters: [period('timeperiod', 14, 1)],
    inputs: ['high', 'low', 'close'],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => new Atr(timeperiod!),
    columns: ({ timeperiod }, bars) => [atrColumn(bars, timeperiod!)],
  }),
  defineBarLine({
    name: 'natr',
    summary: 'Average true range in percent of the close. 0 where the close is 0.',
    source: 'Wilder 1978; TA-Lib NATR',
    parameters: [period('timeperiod', 14, 1)],
    inputs: ['high', 'low', 'close'],
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => {
      const atr = new Atr(timeperiod!);
      return {
        next: (bar) => {
          const range = atr.next(bar);
          return bar.close === 0 ? 0 * range : (100 * range) / bar.close;
        },
      };
    },
  }),
];
