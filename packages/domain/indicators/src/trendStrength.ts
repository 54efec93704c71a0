import { adxColumn } from './columns/adxColumn.ts';
import { defineBarLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { AverageDirectional } from './running/AverageDirectional.ts';
import { DirectionalMovement } from './running/DirectionalMovement.ts';

const DIRECTIONAL = {
  parameters: [period('timeperiod', 14)],
  inputs: ['high', 'low', 'close'],
} as const;

/** Wilder's directional movement. */
export const TREND_STRENGTH: readonly IndicatorDefinition[] = [
  defineBarLine({
    ...DIRECTIONAL,
    name: 'plus-di',
    summary: 'Plus directional indicator, 0 to 100: upward movement in percent of the true range.',
    source: 'Wilder 1978; TA-Lib PLUS_DI',
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => {
      const movement = new DirectionalMovement(timeperiod!);
      return { next: (bar) => (movement.push(bar) ? movement.plus : Number.NaN) };
    },
  }),
  defineBarLine({
    ...DIRECTIONAL,
    name: 'minus-di',
    summary: 'Minus directional indicator, 0 to 100: downward movement in percent of the true range.',
    source: 'Wilder 1978; TA-Lib MINUS_DI',
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => {
      const movement = new DirectionalMovement(timeperiod!);
      return { next: (bar) => (movement.push(bar) ? movement.minus : Number.NaN) };
    },
  }),
  defineBarLine({
    ...DIRECTIONAL,
    name: 'dx',
    summary:
      'Directional index, 0 to 100: the gap between both indicators in their sum. As before without movement.',
    source: 'Wilder 1978; TA-Lib DX',
    lookback: ({ timeperiod }) => timeperiod!,
    running: ({ timeperiod }) => {
      const movement = new DirectionalMovement(timeperiod!);
      let value = 0;
      return {
        next: (bar) => {
          if (!movement.push(bar)) return Number.NaN;
          if (!Number.isNaN(movement.index)) value = movement.index;
          return value;
        },
      };
    },
  }),
  defineBarLine({
    ...DIRECTIONAL,
    name: 'adx',
    summary: 'Average directional index, 0 to 100, by the Wilder average. As before without movement.',
    source: 'Wilder 1978; TA-Lib ADX',
    lookback: ({ timeperiod }) => 2 * timeperiod! - 1,
    running: ({ timeperiod }) => new AverageDirectional(timeperiod!),
    columns: ({ timeperiod }, bars) => [adxColumn(bars, timeperiod!)],
  }),
];
