import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { findIndicator, INDICATORS } from './catalogue.ts';
import { computeIndicator } from './computeIndicator.ts';
import type { BarColumns, BarField, IndicatorDefinition } from './Indicator.ts';

/** What a field of the bars may be called, the first name first. `real0` and `real1` are TA-Lib's names for two series. */
const COLUMN_NAMES: Readonly<Record<BarField, readonly string[]>> = {
  open: ['open'],
  high: ['hi', 'high', 'real0'],
  low: ['lo', 'low', 'real1'],
  close: ['px', 'close'],
  volume: ['vol', 'volume'],
};
const FIELDS: readonly BarField[] = ['open', 'high', 'low', 'close', 'volume'];
/** Names that figures of another kind have in other rooms, or that say too little outside this one. */
const AMBIGUOUS = new Set(['ad', 'beta', 'correl', 'dx', 'max', 'min', 'sum', 'var']);

/** What TA-Lib's abstract interface calls an output, where that is longer than ours. */
const BANDS = { upper: 'upperband', middle: 'middleband', lower: 'lowerband' };
const TALIB_OUTPUTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  macd: { signal: 'macdsignal', hist: 'macdhist' },
  bbands: BANDS,
  donchian: BANDS,
  keltner: BANDS,
};

const NAME_FIELD: Field = {
  name: 'name',
  shape: 'text',
  unit: 'none',
  meaning: 'name of the indicator',
  choices: INDICATORS.map(({ name }) => name),
};
const PARAMETERS_FIELD: Field = {
  name: 'parameters',
  shape: 'record',
  unit: 'none',
  meaning: 'parameters of the indicator, by name; those left out have their defaults',
  default: {},
};

const PERIOD_FIELD: Field = {
  name: 'period',
  shape: 'whole',
  unit: 'bars',
  meaning: 'the same as timeperiod, before which it goes',
  optional: true,
};

/** Each indicator by its name, those of common names behind `ta-`, and `indicator`, which takes the name as an input. */
export const INDICATORS_ESTIMATORS: readonly Estimator[] = [
  ...INDICATORS.map(estimatorOf),
  {
    name: 'indicator',
    summary: 'Any indicator, by name, over columns of bars.',
    source: 'TA-Lib; see the indicator of that name',
    inputs: [NAME_FIELD, PARAMETERS_FIELD, ...FIELDS.flatMap(columnFields)],
    outputs: [
      {
        name: 'last',
        shape: 'record',
        unit: 'see the indicator',
        meaning: 'outputs at the last bar, by name',
      },
      { name: 'series', shape: 'record', unit: 'see the indicator', meaning: 'outputs of all bars, by name' },
    ],
    run: (inputs) => {
      const definition = findIndicator(inputs.text('name'))!;
      const parameters = inputs.record('parameters') as Readonly<Record<string, number>>;
      const columns = readColumns('indicator', definition, inputs);
      const series = computeIndicator(definition, parameters, columns);
      return {
        last: Object.fromEntries(definition.outputs.map((name, i) => [name, lastOf(series[i]!)])),
        series: Object.fromEntries(definition.outputs.map((name, i) => [name, Array.from(series[i]!)])),
      };
    },
  },
];

function estimatorOf(definition: IndicatorDefinition): Estimator {
  const name = AMBIGUOUS.has(definition.name) ? `ta-${definition.name}` : definition.name;
  const parameters = definition.parameters.map((parameter): Field => {
    const { name, whole, min, max } = parameter;
    const shape = whole ? 'whole' : 'number';
    const meaning = `from ${min} to ${max}`;
    return { name, shape, unit: whole ? 'bars' : 'none', meaning, default: parameter.default };
  });
  const hasPeriod = parameters.some((field) => field.name === 'timeperiod');
  return {
    name,
    summary: `${definition.summary} Needs ${definition.inputs.join(', ')}.`,
    source: definition.source,
    inputs: [
      ...definition.inputs.flatMap(columnFields),
      ...parameters,
      ...(hasPeriod ? [PERIOD_FIELD] : []),
      ...FIELDS.filter((field) => !definition.inputs.includes(field)).flatMap(columnFields),
    ],
    outputs: definition.outputs.flatMap((output) => [
      ...namesOf(definition, output).map((name) => ({
        name,
        shape: 'number' as const,
        unit: 'see the summary',
        meaning: `${output} at the last bar`,
      })),
      {
        name: seriesName(definition, output),
        shape: 'vector',
        unit: 'see the summary',
        meaning: `${output} of all bars, not a number before the first`,
      },
    ]),
    run: (inputs) => runOne(name, definition, inputs),
  };
}

function runOne(
  name: string,
  definition: IndicatorDefinition,
  inputs: Inputs,
): Readonly<Record<string, unknown>> {
  const parameters = Object.fromEntries(
    definition.parameters.map((parameter) => {
      const source = parameter.name === 'timeperiod' && inputs.has('period') ? 'period' : parameter.name;
      return [parameter.name, inputs.number(source)];
    }),
  );
  const series = computeIndicator(definition, parameters, readColumns(name, definition, inputs));
  return Object.fromEntries(
    definition.outputs.flatMap((output, i) => [
      ...namesOf(definition, output).map((name) => [name, lastOf(series[i]!)]),
      [seriesName(definition, output), Array.from(series[i]!)],
    ]),
  );
}

/** Ours, and TA-Lib's where it has another. */
function namesOf({ name }: IndicatorDefinition, output: string): string[] {
  const theirs = TALIB_OUTPUTS[name]?.[output];
  return theirs === undefined ? [output] : [output, theirs];
}

function seriesName({ outputs }: IndicatorDefinition, output: string): string {
  return outputs.length === 1 ? 'series' : `${output}_series`;
}

/** Every column may be given, so that one file of bars serves all indicators. */
function columnFields(field: BarField): Field[] {
  return COLUMN_NAMES[field].map((name) => ({
    name,
    shape: 'vector',
    unit: field === 'volume' ? 'volume per bar' : 'price per bar',
    meaning: `${field} of the bars, oldest first${name === COLUMN_NAMES[field][0] ? '' : ', by another name'}`,
    optional: true,
  }));
}

function readColumns(estimator: string, definition: IndicatorDefinition, inputs: Inputs): BarColumns {
  const columns = Object.fromEntries(
    FIELDS.map((field) => {
      const given = COLUMN_NAMES[field].filter((name) => inputs.has(name));
      const isRead = definition.inputs.includes(field);
      if (isRead && given.length !== 1) {
        const what = given.length === 0 ? 'is missing' : `is given twice, as ${given.join(' and ')}`;
        throw badInput(estimator, COLUMN_NAMES[field][0]!, what, `Give the ${field} of the bars once.`);
      }
      return [field, isRead ? inputs.vector(given[0]!) : new Float64Array(0)];
    }),
  );
  const bars = columns as unknown as BarColumns;
  if (bars[definition.inputs[0]!].length === 0) {
    throw badInput(
      estimator,
      COLUMN_NAMES[definition.inputs[0]!][0]!,
      'has no bars',
      'Give one bar or more.',
    );
  }
  return bars;
}

function lastOf(series: Float64Array): number {
  return series[series.length - 1]!;
}
