import { Refusal } from '@qca/base';
import type {
  BarField,
  BarValues,
  Indicator,
  IndicatorDefinition,
  IndicatorParameter,
  IndicatorParameters,
} from './Indicator.ts';

/** Beyond it a window is longer than any recording of days or hours; it bounds what an indicator may keep. */
const PERIOD_MAX = 100_000;

/** Returns a parameter that counts bars. */
export function period(name: string, byDefault: number, min = 2): IndicatorParameter {
  return { name, default: byDefault, min, max: PERIOD_MAX, whole: true };
}

/** Returns the definition with its doors closed: parameters are completed and checked, bars are checked. */
export function defineIndicator(definition: IndicatorDefinition): IndicatorDefinition {
  return {
    ...definition,
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

/** Says which value of which bar is no number. */
export function refuseValue(indicator: string, field: BarField, value: number, bar: number): Refusal {
  return refuse(
    indicator,
    field,
    `of bar ${bar} is ${value}`,
    'Give finite numbers: fill gaps before, or leave the bar out.',
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
  readonly #name: string;
  readonly #inputs: readonly BarField[];
  readonly #inner: Indicator;
  #bars = 0;

  constructor({ name, inputs }: IndicatorDefinition, inner: Indicator) {
    this.#name = name;
    this.#inputs = inputs;
    this.#inner = inner;
  }

  next(bar: BarValues, out: Float64Array): boolean {
    for (const field of this.#inputs) {
      const value = bar[field];
      if (!Number.isFinite(value)) throw refuseValue(this.#name, field, value, this.#bars);
    }
    this.#bars += 1;
    return this.#inner.next(bar, out);
  }
}
