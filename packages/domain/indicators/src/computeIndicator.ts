import { Refusal } from '@qca/base';
import { checkParameters, isReadable, refuseValue } from './defineIndicator.ts';
import type { BarColumns, Indicator, IndicatorDefinition, IndicatorParameters } from './Indicator.ts';
import { BarIndicator, FieldIndicator, type Running, type RunningBar } from './Running.ts';

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
  checkColumns(definition, bars);
  if (definition.columns !== undefined)
    return definition.columns(checkParameters(definition, parameters), bars);
  const indicator = definition.createUnchecked(parameters);
  const first = bars[definition.inputs[0]!];
  if (indicator instanceof FieldIndicator) return [runLine(indicator.running, first)];
  // What is not read stands empty in some calls; a column of the right length in its place keeps the loop fast.
  const columns = { open: first, high: first, low: first, close: first, volume: first };
  for (const field of definition.inputs) columns[field] = bars[field];
  if (indicator instanceof BarIndicator) return [runBarLine(indicator.running, columns)];
  return runBars(indicator, columns, definition.outputs.length);
}

function runLine(running: Running, column: Float64Array): Float64Array {
  const output = new Float64Array(column.length);
  for (let i = 0; i < column.length; i += 1) output[i] = running.next(column[i]!);
  return output;
}

function runBarLine(running: RunningBar, { open, high, low, close, volume }: BarColumns): Float64Array {
  const output = new Float64Array(close.length);
  const bar = emptyBar();
  for (let i = 0; i < output.length; i += 1) {
    bar.open = open[i]!;
    bar.high = high[i]!;
    bar.low = low[i]!;
    bar.close = close[i]!;
    bar.volume = volume[i]!;
    output[i] = running.next(bar);
  }
  return output;
}

function runBars(indicator: Indicator, columns: BarColumns, count: number): Float64Array[] {
  const { open, high, low, close, volume } = columns;
  const outputs = Array.from({ length: count }, () => new Float64Array(close.length));
  const out = new Float64Array(count);
  const bar = emptyBar();
  for (let i = 0; i < close.length; i += 1) {
    bar.open = open[i]!;
    bar.high = high[i]!;
    bar.low = low[i]!;
    bar.close = close[i]!;
    bar.volume = volume[i]!;
    indicator.next(bar, out);
    for (let output = 0; output < count; output += 1) outputs[output]![i] = out[output]!;
  }
  return outputs;
}

/** Made with fractions, so that the engine keeps its fields as doubles in place. */
function emptyBar(): { open: number; high: number; low: number; close: number; volume: number } {
  return { open: 0.5, high: 0.5, low: 0.5, close: 0.5, volume: 0.5 };
}

function checkColumns(definition: IndicatorDefinition, bars: BarColumns): void {
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
    for (let i = 0; i < length; i += 1) {
      if (!isReadable(definition, column[i]!)) throw refuseValue(definition, field, column[i]!, i);
    }
  }
}
