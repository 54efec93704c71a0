import { Refusal } from '@qca/base';
import type {
  BarField,
  BarValues,
  Indicator,
  IndicatorDefinition,
  IndicatorParameter,
  IndicatorParameters,
} from './Indicator.ts';
import { BarIndicator, FieldIndicator, type Running, type RunningBar } from './Running.ts';

/** Beyond it a window is longer than any recording of days or hours; it bounds what an indicator may keep. */
const PERIOD_MAX = 100_000;

/** Returns a parameter that counts bars. */
export function period(name: string, byDefault: number, min = 2): IndicatorParameter {
  return { name, default: byDefault, min, max: PERIOD_MAX, whole: true };
}

/** Returns an indicator with one output over one field of the bars, the close if nothing else is said. */
export function defineLine(
  line: Pick<IndicatorDefinition, 'name' | 'summary' | 'source' | 'parameters' | 'lookback' | 'columns'> & {
    readonly field?: BarField;
    readonly positive?: true;
    readonly running: (parameters: IndicatorParameters) => Running;
  },
): IndicatorDefinition {
  const { field = 'close', running, ...rest } = line;
  return defineIndicator({
    ...rest,
    inputs: [field],
    outputs: ['value'],
    create: (parameters) => new FieldIndicator(running(parameters), field),
  });
}

/** Returns an indicator with one output over several fields of the bars. */
export function defineBarLine(
  line: Pick<
    IndicatorDefinition,
    'name' | 'summary' | 'source' | 'parameters' | 'inputs' | 'lookback' | 'columns'
  > & {
    readonly running: (parameters: IndicatorParameters) => RunningBar;
  },
): IndicatorDefinition {
  const { running, ...rest } = line;
  return defineIndicator({
    ...rest,
    outputs: ['value'],
    create: (parameters) => new BarIndicator(running(parameters)),
  });
}

/** Returns the definition with its doors closed: parameters are completed and checked, bars are checked. */
export function defineIndicator(open: Omit<IndicatorDefinition, 'createUnchecked'>): IndicatorDefinition {
  const definition = { ...open, createUnchecked: open.create };
  return {
    ...definition,
    createUnchecked: (parameters) => definition.create(checkParameters(definition, parameters)),
    lookback: (parameters) => definition.lookback(checkParameters(definition, parameters)),
    create: (parameters) =>
      new CheckedIndicator(definition, definition.create(checkParameters(definition, parameters))),
  };
}

/** Returns all parameters of a definition. Rejects, as `Refusal`: `bad-input`, for what is unknown or out of bounds. */
export function checkParameters(
  definition: Pick<IndicatorDefinition, 'name' | 'parameters'>,
  given: IndicatorParameters,
): IndicatorParameters {
  for (const name of Object.keys(given)) {
    if (!definition.parameters.some((parameter) => parameter.name === name)) {
      const known = definition.parameters.map((parameter) => parameter.name).join(', ') || 'none';
      throw refuse(definition.name, name, 'is no parameter of this indicator', `It has: ${known}.`);
    }
  }
  return Object.fromEntries(
    definition.parameters.map((parameter) => {
      const value = given[parameter.name] ?? parameter.default;
      const { min, max, whole } = parameter;
      if (!(value >= min && value <= max) || (whole && !Number.isInteger(value))) {
        const kind = whole ? 'a whole number' : 'a number';
        throw refuse(definition.name, parameter.name, `is ${value}`, `Give ${kind} from ${min} to ${max}.`);
      }
      return [parameter.name, value];
    }),
  );
}

/** Whether an indicator can read the value. */
export function isReadable({ positive }: Pick<IndicatorDefinition, 'positive'>, value: number): boolean {
  return Number.isFinite(value) && (positive !== true || value > 0);
}

/** Says which value of which bar cannot be read. */
export function refuseValue(
  { name, positive }: Pick<IndicatorDefinition, 'name' | 'positive'>,
  field: BarField,
  value: number,
  bar: number,
): Refusal {
  const kind = positive === true ? 'finite numbers above zero' : 'finite numbers';
  return refuse(
    name,
    field,
    `of bar ${bar} is ${value}`,
    `Give ${kind}: fill gaps before, or leave the bar out.`,
  );
}

function refuse(indicator: string, input: string, what: string, remedy: string): Refusal {
  return new Refusal({
    kind: 'bad-input',
    what: `${input} ${what}`,
    where: `${indicator}: ${input}`,
    remedy,
  });
}

class CheckedIndicator implements Indicator {
  readonly #definition: IndicatorDefinition;
  readonly #inputs: readonly BarField[];
  readonly #inner: Indicator;
  #bars = 0;

  constructor(definition: IndicatorDefinition, inner: Indicator) {
    this.#definition = definition;
    this.#inputs = definition.inputs;
    this.#inner = inner;
  }

  next(bar: BarValues, out: Float64Array): boolean {
    const inputs = this.#inputs;
    for (let i = 0; i < inputs.length; i += 1) {
      const field = inputs[i]!;
      const value = bar[field];
      if (!isReadable(this.#definition, value)) throw refuseValue(this.#definition, field, value, this.#bars);
    }
    this.#bars += 1;
    return this.#inner.next(bar, out);
  }
}
