import { badInput, type Field, type Inputs } from '@qca/numerics';
import {
  type LaggedModel,
  type LaggedParameters,
  laggedNames,
  laggedParameters,
  type ShapedLaw,
  sumOf,
} from '../volatility/lagged/LaggedModel.ts';
import type { VolatilityModel, VolatilityParameters } from '../volatility/VolatilityModel.ts';
import { numberField } from './fields.ts';

/** The names of each law, the first of them its own. */
const LAW_NAMES: Readonly<Record<string, ShapedLaw>> = {
  normal: 'normal',
  gaussian: 'normal',
  studentst: 'studentst',
  'student-t': 'studentst',
  t: 'studentst',
  skewt: 'skewt',
  skewstudent: 'skewt',
  ged: 'ged',
  'generalized error': 'ged',
};
const PLAIN_LAWS = ['normal', 'gaussian', 'studentst', 'student-t', 't'];

/** The estimators of volatility by likelihood. */
export type VolatilityName = 'arch' | 'garch' | 'gjr-garch' | 'tarch' | 'egarch';

/** Lags of size, sign and variance, and the power, where none are given. */
const USUAL: Readonly<Record<VolatilityName, readonly [number, number, number, number]>> = {
  arch: [1, 0, 0, 2],
  garch: [1, 0, 1, 2],
  'gjr-garch': [1, 1, 1, 2],
  tarch: [1, 1, 1, 1],
  egarch: [1, 1, 1, 2],
};
/** Lags beyond these have never been of use, and every one is searched for. */
const ORDER_MAX = 20;

/** Law of the errors and mean of models with one lag of everything. */
export const PLAIN_FIELDS: readonly Field[] = lawAndMean(PLAIN_LAWS, ['constant', 'zero']);

function lawAndMean(laws: readonly string[], means: readonly string[]): readonly Field[] {
  const [distribution, mean] = [{ choices: laws }, { choices: means }];
  return [
    {
      name: 'distribution',
      shape: 'text',
      unit: 'none',
      meaning: 'law of the errors; studentst, student-t and t are the same',
      default: 'normal',
      ...distribution,
    },
    {
      name: 'dist',
      shape: 'text',
      unit: 'none',
      meaning: 'the same as distribution, by the name arch uses',
      optional: true,
      ...distribution,
    },
    {
      name: 'mean',
      shape: 'text',
      unit: 'none',
      meaning: `what the mean of returns is: ${means.join(', ')}`,
      default: 'constant',
      ...mean,
    },
  ];
}

/** How the model is chosen. */
export function modelFields(name: VolatilityName): readonly Field[] {
  const [p, o, q, power] = USUAL[name];
  const orders = [
    order('p', `lags of the size of errors; ${p} if left out`),
    order('o', `lags of what a negative error adds; ${o} if left out, and 1 makes garch a gjr-garch`),
    order('q', `lags of the variance; ${q} if left out, and 0 makes garch an arch`),
  ];
  return [
    ...lawAndMean(Object.keys(LAW_NAMES), ['constant', 'zero', 'ar']),
    {
      name: 'lags',
      shape: 'vector',
      unit: 'periods',
      meaning:
        'lags of the returns in their mean, ascending, where mean is ar; a number alone is all up to it',
      single: true,
      optional: true,
    },
    ...(name === 'arch' ? orders.slice(0, 1) : orders),
    ...(name === 'egarch'
      ? []
      : [
          {
            ...numberField('power', 'none', `power that errors and volatility move in; ${power} if left out`),
            optional: true as const,
          },
        ]),
  ];
}

function order(name: string, meaning: string): Field {
  return { name, shape: 'whole', unit: 'periods', meaning, optional: true };
}

const NUMBERS = ['mu', 'omega', 'nu', 'eta', 'lambda'];
const VECTORS = ['alpha', 'gamma', 'beta'];

/** Parameters that are known already, together or one by one. */
export const PARAMETER_FIELDS: readonly Field[] = [
  {
    name: 'params',
    shape: 'record',
    unit: 'by name',
    meaning:
      'parameters that are known, spelled as the answer spells them, or a list in its order: all of them, and nothing is estimated',
    optional: true,
  },
  ...NUMBERS.map((name) => ({
    ...numberField(name, 'that of the parameter', 'one of params, by itself'),
    optional: true as const,
  })),
  ...VECTORS.map(
    (name): Field => ({
      name,
      shape: 'vector',
      unit: 'that of the parameter',
      meaning: 'those of params by that name, the shortest lag first',
      single: true,
      optional: true,
    }),
  ),
];

/** Rejects, as `Refusal`: `bad-input`, for orders, a power or lags that no model has. */
export function readModel(name: VolatilityName, inputs: Inputs, estimator: string = name): LaggedModel {
  const usual = USUAL[name];
  const [p, o, q] = (['p', 'o', 'q'] as const).map((each, at) => {
    const value = inputs.has(each) ? inputs.number(each) : (usual[at] as number);
    if (value < 0 || value > ORDER_MAX)
      throw badInput(estimator, each, `is ${value}`, `Give a whole number from 0 to ${ORDER_MAX}.`);
    return value;
  }) as [number, number, number];
  if (p + o === 0) throw badInput(estimator, 'p', 'and o are 0', 'Give p or o above 0.');
  const power = inputs.has('power') ? inputs.number('power') : usual[3];
  if (!(power > 0)) throw badInput(estimator, 'power', `is ${power}`, 'Give a number above 0.');
  const mean = inputs.text('mean') as LaggedModel['mean'];
  const law = inputs.has('dist') ? inputs.text('dist') : inputs.text('distribution');
  return {
    moves: name === 'egarch' ? 'log' : 'power',
    power,
    p,
    o,
    q,
    law: LAW_NAMES[law] as ShapedLaw,
    mean,
    meanLags: readMeanLags(estimator, mean, inputs),
    seriesName: inputs.has('Adj Close') ? 'Adj Close' : 'y',
  };
}

function readMeanLags(estimator: string, mean: string, inputs: Inputs): readonly number[] {
  const given = inputs.has('lags') ? Array.from(inputs.vector('lags')) : [];
  if (given.length > 0 !== (mean === 'ar'))
    throw badInput(estimator, 'lags', 'and the mean ar go together', 'Give both, or neither of them.');
  const isRising = given.every(
    (lag, at) => Number.isInteger(lag) && lag > (at === 0 ? 0 : (given[at - 1] as number)),
  );
  if (!isRising || (given.at(-1) ?? 0) > ORDER_MAX)
    throw badInput(
      estimator,
      'lags',
      `are ${given.join(', ')}`,
      `Give ascending whole numbers from 1 to ${ORDER_MAX}.`,
    );
  return given.length === 1 ? Array.from({ length: given[0] as number }, (_, at) => at + 1) : given;
}

/** The model of one lag of everything that this is, if it is one: its search has an exact gradient. */
export function plainModel({ moves, power, p, o, q, law, mean }: LaggedModel): VolatilityModel | undefined {
  const hasOneLag = p === 1 && q === 1 && (moves === 'log' ? o === 1 : o <= 1 && power === 2);
  if (!hasOneLag || mean === 'ar' || law === 'skewt' || law === 'ged') return undefined;
  return { rule: moves === 'log' ? 'egarch' : o === 1 ? 'gjr-garch' : 'garch', law, mean };
}

export function plainParameters({
  mean,
  omega,
  alpha,
  gamma,
  beta,
  shape,
}: LaggedParameters): VolatilityParameters {
  const [mu = 0] = mean;
  const [nu = Number.POSITIVE_INFINITY] = shape;
  return { mu, omega, alpha: alpha[0] as number, gamma: gamma[0] ?? 0, beta: beta[0] as number, nu };
}

/** Undefined where no parameter is given. Rejects, as `Refusal`: `bad-input`, for some that are missing or have no meaning. */
export function readGivenParameters(
  model: LaggedModel,
  estimator: string,
  inputs: Inputs,
): LaggedParameters | undefined {
  const single = givenByName(inputs);
  if (Object.keys(single).length === 0 && !inputs.has('params')) return undefined;
  const together = inputs.has('params') ? inputs.record('params') : {};
  const names = laggedNames(model);
  const named = { ...together, ...single };
  const values = names.map((name, at) => (Array.isArray(together) ? together[at] : valueNamed(named, name)));
  if (!values.every((value) => typeof value === 'number' && Number.isFinite(value)))
    throw badInput(estimator, 'params', 'lack one', `Give ${names.join(', ')}, each a number.`);
  const parameters = laggedParameters(model, values as number[]);
  refuseUnbounded(model, parameters, estimator);
  return parameters;
}

function givenByName(inputs: Inputs): Readonly<Record<string, unknown>> {
  return Object.fromEntries([
    ...NUMBERS.filter((name) => inputs.has(name)).map((name) => [name, inputs.number(name)]),
    ...VECTORS.filter((name) => inputs.has(name)).map((name) => [name, inputs.vector(name)]),
  ]);
}

/** `alpha[2]` by that name, or the second of `alpha`; the first may stand alone. */
function valueNamed(named: Readonly<Record<string, unknown>>, name: string): unknown {
  if (named[name] !== undefined) return named[name];
  const [short, lag] = name.split(/[[\]]/);
  const value = named[short as string];
  if (lag === undefined || typeof value === 'number')
    return lag === undefined || lag === '1' ? value : undefined;
  return (value as ArrayLike<unknown> | undefined)?.[Number(lag) - 1];
}

function refuseUnbounded(
  { moves, law }: LaggedModel,
  { omega, alpha, gamma, beta, shape }: LaggedParameters,
  estimator: string,
): void {
  const least = Math.min(...alpha, ...gamma.map((value, lag) => value + (alpha[lag] ?? 0)), ...beta);
  const isBelow = moves === 'power' && !(omega > 0 && least >= 0);
  const [tail = Number.POSITIVE_INFINITY, skew = 0] = shape;
  if (isBelow || Math.abs(sumOf(beta)) >= 1 || !(tail > (law === 'ged' ? 1 : 2)) || !(Math.abs(skew) < 1))
    throw badInput(
      estimator,
      'params',
      'let the variance go below 0 or grow for ever',
      'Give omega above 0, alpha, alpha + gamma and beta not below 0, beta below 1 in sum, nu above 2 (1 for ged), eta above 2 and lambda between -1 and 1; for egarch, beta between -1 and 1.',
    );
}
