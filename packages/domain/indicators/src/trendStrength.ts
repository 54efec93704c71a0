import { adxColumn } from './columns/adxColumn.ts';
import { defineBarLine, period } from './defineIndicator.ts';
import type { IndicatorDefinition } from './Indicator.ts';
import { AverageDirectional } from './running/AverageDirectional.ts';
import { DirectionalMovement } from './running/DirectionalMovement.ts';
import { Lag } from './running/Lag.ts';

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
  defineBarLine({
    ...DIRECTIONAL,
    name: 'adxr',
    summary:
      'Average directional index rating, 0 to 100: mean of the index now and timeperiod less one bars ago.',
    source: 'Wilder 1978; TA-Lib ADXR',
    lookback: ({ timeperiod }) => 3 * timeperiod! - 2,
    running: ({ timeperiod }) => {
      const average = new AverageDirectional(timeperiod!);
      const lag = new Lag(timeperiod! - 1);
      return {
        next: (bar) => {
          const now = average.next(bar);
          return Number.isNaN(now) ? now : (now + lag.push(now)) / 2;
        },
      };
    },
  }),
  movement('plus-dm', 'Upward movement', 'PLUS_DM', (up, down) => (up > 0 && up > down ? up : 0)),
  movement('minus-dm', 'Downward movement', 'MINUS_DM', (up, down) => (down > 0 && up < down ? down : 0)),
];

function movement(
  name: string,
  what: string,
  theirs: string,
  counted: (up: number, down: number) => number,
): IndicatorDefinition {
  return defineBarLine({
    name,
    summary: `${what} from bar to bar, by a Wilder sum over the window.`,
    source: `Wilder 1978; TA-Lib ${theirs}`,
    parameters: DIRECTIONAL.parameters,
    inputs: ['high', 'low'],
    lookback: ({ timeperiod }) => timeperiod! - 1,
    running: ({ timeperiod }) => {
      let [bars, sum, before] = [0, 0, { high: 0, low: 0 }];
      return {
        next: ({ high, low }) => {
          const found = counted(high - before.high, before.low - low);
          before = { high, low };
          bars += 1;
          if (bars > timeperiod!) sum -= sum / timeperiod!;
          if (bars > 1) sum += found;
          return bars < timeperiod! ? Number.NaN : sum;
        },
      };
    },
  });
}
