import { defineBarLine } from './defineIndicator.ts';
import type { BarField, BarValues, IndicatorDefinition } from './Indicator.ts';
import { typicalPrice } from './running/typicalPrice.ts';

/** One price for a bar. */
export const AVERAGE_PRICES: readonly IndicatorDefinition[] = [
  price(
    'avgprice',
    ['open', 'high', 'low', 'close'],
    ({ open, high, low, close }) => (open + high + low + close) / 4,
  ),
  price('medprice', ['high', 'low'], ({ high, low }) => (high + low) / 2),
  price('typprice', ['high', 'low', 'close'], typicalPrice),
  price('wclprice', ['high', 'low', 'close'], ({ high, low, close }) => (high + low + 2 * close) / 4),
];

function price(
  name: string,
  inputs: readonly BarField[],
  next: (bar: BarValues) => number,
): IndicatorDefinition {
  return defineBarLine({
    name,
    summary: `Mean of ${inputs.join(', ')}${name === 'wclprice' ? ', the close counted twice' : ''}.`,
    source: `TA-Lib ${name.toUpperCase()}`,
    parameters: [],
    inputs,
    lookback: () => 0,
    running: () => ({ next }),
  });
}
