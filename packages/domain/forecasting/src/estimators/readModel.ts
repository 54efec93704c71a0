import { badInput, type Field, type Inputs } from '@qca/numerics';
import {
  type ErrorLaw,
  type MeanRule,
  parameterNames,
  parametersNamed,
  type VolatilityModel,
  type VolatilityParameters,
  type VolatilityRule,
} from '../volatility/VolatilityModel.ts';
import { numberField } from './fields.ts';

const LAW_NAMES = ['normal', 'gaussian', 'studentst', 'student-t', 't'] as const;

/** How the model is chosen. */
export const MODEL_FIELDS: readonly Field[] = [
  {
    name: 'distribution',
    shape: 'text',
    unit: 'none',
    meaning: 'law of the errors; studentst, student-t and t are the same',
    default: 'normal',
    choices: LAW_NAMES,
  },
  {
    name: 'dist',
    shape: 'text',
    unit: 'none',
    meaning: 'the same as distribution, by the name arch uses',
    choices: LAW_NAMES,
    optional: true,
  },
  {
    name: 'mean',
    shape: 'text',
    unit: 'none',
    meaning: 'whether the mean of returns is estimated',
    default: 'constant',
    choices: ['constant', 'zero'],
  },
  { ...order('p', 'lags of the squared error; 1 is all there is') },
  { ...order('o', 'lags of what a negative error adds: 1 makes garch a gjr-garch') },
  { ...order('q', 'lags of the variance; 1 is all there is') },
];

function order(name: string, meaning: string): Field {
  return { name, shape: 'whole', unit: 'periods', meaning, optional: true };
}

/** Parameters that are known already, together or one by one. */
export const PARAMETER_FIELDS: readonly Field[] = [
  {
    name: 'params',
    shape: 'record',
    unit: 'by name',
    meaning:
      'parameters that are known, spelled as the answer spells them: all of them, and nothing is estimated',
    optional: true,
  },
  ...['mu', 'omega', 'alpha', 'gamma', 'beta', 'nu'].map((name) => ({
    ...numberField(name, 'that of the parameter', 'one of params, by itself'),
    optional: true as const,
  })),
];

/** Rejects, as `Refusal`: `bad-input`, for a model of other orders than there are. */
export function readModel(rule: VolatilityRule, inputs: Inputs, estimator: string = rule): VolatilityModel {
  const law = inputs.has('dist') ? inputs.text('dist') : inputs.text('distribution');
  const usual = { p: 1, o: rule === 'garch' ? 0 : 1, q: 1 };
  const orders = Object.entries(usual).map(
    ([name, value]) => [name, inputs.has(name) ? inputs.number(name) : value] as const,
  );
  for (const [name, value] of orders) {
    const may = name === 'o' && rule !== 'egarch' ? [0, 1] : [1];
    if (!may.includes(value))
      throw badInput(estimator, name, `is ${value}`, `Only ${may.join(' and ')} can be estimated.`);
  }
  const isSkewed = orders.some(([name, value]) => name === 'o' && value === 1);
  return {
    rule: rule === 'egarch' ? rule : isSkewed ? 'gjr-garch' : 'garch',
    law: law === 'normal' || law === 'gaussian' ? 'normal' : ('studentst' satisfies ErrorLaw),
    mean: inputs.text('mean') as MeanRule,
  };
}

/** Undefined where no parameter is given. Rejects, as `Refusal`: `bad-input`, for some that are missing or have no meaning. */
export function readGivenParameters(
  model: VolatilityModel,
  estimator: string,
  inputs: Inputs,
): VolatilityParameters | undefined {
  const names = PARAMETER_FIELDS.slice(1).map((field) => field.name);
  const single = names.filter((name) => inputs.has(name)).map((name) => [name, inputs.number(name)]);
  const together = inputs.has('params') ? inputs.record('params') : {};
  if (single.length === 0 && !inputs.has('params')) return undefined;
  const parameters = parametersNamed(model, { ...together, ...Object.fromEntries(single) });
  const { omega, alpha, gamma, beta, nu } = parameters;
  if ([...Object.values(parameters)].some(Number.isNaN))
    throw badInput(
      estimator,
      'params',
      'lack one',
      `Give ${parameterNames(model).join(', ')}, each a number.`,
    );
  const isBelow = model.rule !== 'egarch' && !(omega > 0 && Math.min(alpha, alpha + gamma, beta) >= 0);
  if (isBelow || Math.abs(beta) >= 1 || !(nu > 2))
    throw badInput(
      estimator,
      'params',
      'let the variance go below 0 or grow for ever',
      'Give omega above 0, alpha, alpha + gamma and beta not below 0, beta below 1, and nu above 2; for egarch, beta between -1 and 1.',
    );
  return parameters;
}
