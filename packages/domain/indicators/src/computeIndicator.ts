import { Refusal } from '@qca/base';
import { isReadable, refuseValue } from './defineIndicator.ts';
import type { BarColumns, IndicatorDefinition, IndicatorParameters } from './Indicator.ts';

/**
 * Returns the indicator over whole columns, as the running one answers bar by bar: NaN before its lookback.
 *
 * Shape: [output][bar]. Columns it does not read may be empty. Rejects, as `Refusal`: `bad-input`, for values that are
 * no finite numbers, columns of different lengths, and wrong parameters.
 */
export function computeIndicator(
  definition: IndicatorDefinition,
  parameters: IndicatorParameters,
  bars: BarColumns,
): Float64Array[] {
  const length = checkColumns(definition, bars);
  const indicator = definition.create(parameters);
  const outputs = definition.outputs.map(() => new Float64Array(length));
  const out = new Float64Array(outputs.length);
  const bar = { open: 0, high: 0, low: 0, close: 0, volume: 0 };
  const { open, high, low, close, volume } = bars;
  for (let i = 0; i < length; i += 1) {
    bar.open = open[i] ?? 0;
    bar.high = high[i] ?? 0;
    bar.low = low[i] ?? 0;
    bar.close = close[i] ?? 0;
    bar.volume = volume[i] ?? 0;
    indicator.next(bar, out);
    for (let output = 0; output < outputs.length; output += 1) outputs[output]![i] = out[output]!;
  }
  return outputs;
}

function checkColumns(definition: IndicatorDefinition, bars: BarColumns): number {
  const { name, inputs } = definition;
  const length = bars[inputs[0]!].length;
  for (const field of inputs) {
    const column = bars[field];
    if (column.length !== length) {
      throw new Refusal({
        kind: 'bad-input',
        what: `${field} has ${column.length} bars and ${inputs[0]} has ${length}`,
        where: `${name}: ${field}`,
        remedy: 'Give columns of one length.',
      });
    }
    const wrong = column.findIndex((value) => !isReadable(definition, value));
    if (wrong >= 0) throw refuseValue(definition, field, column[wrong]!, wrong);
  }
  return length;
}
