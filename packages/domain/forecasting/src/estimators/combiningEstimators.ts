import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { combineForecasts, type WeightRule } from '../combining/combineForecasts.ts';
import { demandLengthMin, forecastDemand } from '../combining/forecastDemand.ts';
import { FORECASTER_NAMES, type ForecasterName, forecasterOf } from '../combining/forecasters.ts';
import { compareWithNaive, type NaiveComparison } from '../judging/compareWithNaive.ts';
import { absoluteLoss, type Loss, lossesOf, meanOf, squaredLoss } from '../judging/losses.ts';
import { type Origin, originsOf, rollingOrigin } from '../judging/rollingOrigin.ts';
import {
  ACTUAL,
  HORIZON,
  numberField,
  PERIOD,
  readFraction,
  readSeries,
  readWhole,
  VALUES,
  vectorField,
} from './fields.ts';

const LOSS: Field = {
  name: 'loss',
  shape: 'text',
  unit: 'none',
  meaning: 'what an error costs',
  default: 'squared',
  choices: ['squared', 'absolute'],
};

const COMPARISON_OUTPUTS: readonly Field[] = [
  numberField('loss', 'units of the loss', 'mean loss of the method'),
  numberField('naive_loss', 'units of the loss', 'mean loss of the naive forecast at the same origins'),
  numberField('skill', 'fraction', 'share of the naive loss that is saved; below 0 it is worse'),
  numberField('dm', 'none', 'Diebold-Mariano statistic, corrected for few origins'),
  numberField('p_value', 'probability', 'two-sided'),
  { name: 'beats_naive', shape: 'flag', unit: 'none', meaning: 'smaller loss, and less than 5 % of chance' },
  { name: 'verdict', shape: 'text', unit: 'none', meaning: 'the same in plain words' },
];

function comparisonOutputs({ loss, naiveLoss, skill, test, standing, verdict }: NaiveComparison): object {
  return {
    loss,
    naive_loss: naiveLoss,
    skill,
    dm: test.corrected,
    p_value: test.pValue,
    beats_naive: standing === 'better',
    verdict,
  };
}

function lossOf(inputs: Inputs): Loss {
  return inputs.text('loss') === 'absolute' ? absoluteLoss : squaredLoss;
}

const combination: Estimator = {
  name: 'forecast-combination',
  summary: 'Combines forecasts with weights by their discounted past losses.',
  source: 'Bates and Granger (1969); discount of Stock and Watson (2004); exponential rule of Vovk (1990)',
  inputs: [
    {
      name: 'forecasts',
      shape: 'matrix',
      unit: 'that of actual',
      meaning: 'a row for each period, a column for each forecaster',
    },
    ACTUAL,
    {
      name: 'discount',
      shape: 'number',
      unit: 'fraction',
      meaning: 'what is left of a loss a period later, above 0 and up to 1',
      default: 0.95,
    },
    {
      name: 'rule',
      shape: 'text',
      unit: 'none',
      meaning: 'weights are one over discounted losses, or exp(−rate × loss)',
      default: 'inverse',
      choices: ['inverse', 'exponential'],
    },
    {
      name: 'rate',
      shape: 'number',
      unit: 'per unit of loss',
      meaning: 'of the exponential rule',
      default: 1,
    },
    LOSS,
  ],
  outputs: [
    vectorField('weights', 'fraction', 'for the period after the last, sum one'),
    vectorField(
      'combined',
      'that of actual',
      'combination of each period, by weights from the periods before it',
    ),
    vectorField('losses', 'units of the loss', 'mean loss of each forecaster'),
    numberField('combined_loss', 'units of the loss', 'mean loss of the combination'),
    numberField('average_loss', 'units of the loss', 'mean loss of the plain average'),
  ],
  run: (inputs) => {
    const name = 'forecast-combination';
    const actual = readSeries(name, inputs, 'actual', 1);
    const forecasts = inputs.matrix('forecasts');
    if (forecasts.length !== actual.length || (forecasts[0] as Float64Array).length === 0)
      throw badInput(
        name,
        'forecasts',
        `has ${forecasts.length} rows for ${actual.length} periods, or no column`,
        'Give a row for each period and a column for each forecaster.',
      );
    const discount = inputs.number('discount');
    if (!(discount > 0 && discount <= 1))
      throw badInput(name, 'discount', `is ${discount}`, 'Give a number above 0 and up to 1.');
    const rate = inputs.number('rate');
    if (!(rate > 0)) throw badInput(name, 'rate', `is ${rate}`, 'Give a number above 0.');
    const rule = inputs.text('rule') as WeightRule;
    const result = combineForecasts(forecasts, actual, { discount, rule, rate, loss: lossOf(inputs) });
    return {
      weights: result.weights,
      combined: result.combined,
      losses: result.losses,
      combined_loss: result.combinedLoss,
      average_loss: result.averageLoss,
    };
  },
};

const rolling: Estimator = {
  name: 'rolling-origin',
  summary:
    'A forecasting method from one origin after another beside the naive one, with a verdict in plain words.',
  source:
    'Tashman (2000); test of Diebold and Mariano (1995) with the correction of Harvey and others (1997)',
  inputs: [
    VALUES,
    {
      name: 'method',
      shape: 'text',
      unit: 'none',
      meaning: 'which method forecasts',
      choices: FORECASTER_NAMES,
    },
    PERIOD,
    { ...HORIZON, default: 1 },
    {
      name: 'first',
      shape: 'whole',
      unit: 'periods',
      meaning: 'length of the first history; half the series if left out',
      optional: true,
    },
    { name: 'step', shape: 'whole', unit: 'periods', meaning: 'periods between origins', default: 1 },
    {
      name: 'window',
      shape: 'whole',
      unit: 'periods',
      meaning: 'length of every history; all that is known if left out',
      optional: true,
    },
    { ...LOSS, default: 'absolute' },
  ],
  outputs: [
    ...COMPARISON_OUTPUTS,
    { name: 'origins', shape: 'whole', unit: 'none', meaning: 'number of origins' },
    { name: 'naive_method', shape: 'text', unit: 'none', meaning: 'what it was compared with' },
    vectorField('origin_losses', 'units of the loss', 'mean loss of the method at each origin'),
    vectorField('naive_origin_losses', 'units of the loss', 'that of the naive one'),
  ],
  run: runRolling,
};

function runRolling(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'rolling-origin';
  const period = readWhole(name, inputs, 'period', 1);
  const horizon = readWhole(name, inputs, 'horizon', 1);
  const step = readWhole(name, inputs, 'step', 1);
  const method = inputs.text('method') as ForecasterName;
  const values = readSeries(name, inputs, 'values', 4);
  const forecaster = forecasterOf(method, period);
  const first = inputs.has('first')
    ? readWhole(name, inputs, 'first', 1, values.length)
    : Math.floor(values.length / 2);
  const window = inputs.has('window') ? { window: readWhole(name, inputs, 'window', 1, values.length) } : {};
  const plan = { first, horizon, step, ...window };
  const known = Math.min(first, window.window ?? first);
  if (known < Math.max(forecaster.historyMin, period))
    throw badInput(
      name,
      'first',
      `leaves a history of ${known}`,
      `${method} needs ${forecaster.historyMin}.`,
    );
  if (originsOf(values.length, plan).length < 3)
    throw badInput(name, 'values', `has ${values.length} values`, 'Give room for at least three origins.');
  if (method === 'holt-winters-multiplicative' && !values.every((value) => value > 0))
    throw badInput(name, 'values', 'are not all above 0', 'Give positive values, or an additive season.');
  const naiveName: ForecasterName = period > 1 ? 'seasonal-naive' : 'naive';
  const loss = lossOf(inputs);
  const costs = (origins: readonly Origin[]): Float64Array =>
    Float64Array.from(origins, ({ actual, forecast }) => meanOf(lossesOf(loss, actual, forecast)));
  const losses = costs(rollingOrigin(forecaster, values, plan));
  const naiveLosses = costs(rollingOrigin(forecasterOf(naiveName, period), values, plan));
  const comparison = compareWithNaive(
    {
      name: method,
      naiveName,
      lossName: `mean ${inputs.text('loss')} error`,
      overlap: Math.ceil(horizon / step),
    },
    losses,
    naiveLosses,
  );
  return {
    ...comparisonOutputs(comparison),
    origins: losses.length,
    naive_method: naiveName,
    origin_losses: losses,
    naive_origin_losses: naiveLosses,
  };
}

const demand: Estimator = {
  name: 'compute-demand',
  summary:
    'Forecasts demand for compute by the method that was best from past origins, beside the naive ones.',
  source: 'selection by rolling origin, Tashman (2000); conformal intervals, Lei and others (2018)',
  inputs: [
    { ...VALUES, meaning: 'demand, not below 0, oldest first, evenly spaced: cores, GPU hours, jobs' },
    {
      ...PERIOD,
      meaning: 'periods in a season: 24 for hours of a day, 168 for hours of a week; 1 where there is none',
    },
    { ...HORIZON, default: 24 },
    {
      name: 'coverage',
      shape: 'number',
      unit: 'fraction',
      meaning: 'share of intervals that shall hold the value',
      default: 0.9,
    },
    {
      name: 'origins',
      shape: 'whole',
      unit: 'none',
      meaning: 'origins in the past, half to choose and half to judge',
      default: 12,
    },
  ],
  outputs: [
    { name: 'method', shape: 'text', unit: 'none', meaning: 'the chosen method' },
    { name: 'naive_method', shape: 'text', unit: 'none', meaning: 'what it was compared with' },
    vectorField('forecast', 'that of values', 'forecast of each period ahead'),
    vectorField('lower', 'that of values', 'lower end of each interval, not below 0'),
    vectorField('upper', 'that of values', 'upper end'),
    {
      name: 'selection',
      shape: 'record',
      unit: 'that of values',
      meaning: 'mean absolute error of each method where it was chosen',
    },
    ...COMPARISON_OUTPUTS,
  ],
  run: (inputs) => {
    const name = 'compute-demand';
    const plan = {
      period: readWhole(name, inputs, 'period', 1),
      horizon: readWhole(name, inputs, 'horizon', 1),
      coverage: readFraction(name, inputs, 'coverage'),
      origins: readWhole(name, inputs, 'origins', 4, 1_000),
    };
    const values = readSeries(name, inputs, 'values', demandLengthMin(plan));
    if (!values.every((value) => value >= 0))
      throw badInput(name, 'values', 'are below 0 somewhere', 'Give demand, which is never below 0.');
    const result = forecastDemand(values, plan);
    return {
      method: result.method,
      naive_method: result.naiveMethod,
      forecast: result.forecast,
      lower: result.lower,
      upper: result.upper,
      selection: Object.fromEntries(result.selection.map(({ method, loss }) => [method, loss])),
      ...comparisonOutputs(result.comparison),
    };
  },
};

export const COMBINING_ESTIMATORS: readonly Estimator[] = [combination, rolling, demand];
