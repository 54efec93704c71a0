import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { fitSmoothing, forecastSmoothing } from '../smoothing/fitSmoothing.ts';
import { fitTheta, forecastTheta, THETA_LENGTH_MIN } from '../smoothing/fitTheta.ts';
import { smoothingLengthMin } from '../smoothing/heuristicState.ts';
import type { SmoothingForm } from '../smoothing/SmoothingForm.ts';
import { HORIZON, numberField, PERIOD, readSeries, readWhole, VALUES, vectorField } from './fields.ts';

const SOURCE =
  'Hyndman and Athanasopoulos, Forecasting: Principles and Practice, chapter 8; as ExponentialSmoothing in statsmodels 0.15';

const INITIALIZATION: Field = {
  name: 'initialization',
  shape: 'text',
  unit: 'none',
  meaning: 'whether the state before the first value is fitted with the weights, or found by a rule',
  default: 'estimated',
  choices: ['estimated', 'heuristic'],
};

const DAMPED: Field = {
  name: 'damped',
  shape: 'flag',
  unit: 'none',
  meaning: 'whether the trend fades by a factor between 0.8 and 0.995',
  default: false,
};

const LEVEL_OUTPUTS: readonly Field[] = [
  numberField('smoothing_level', 'fraction', 'weight of the newest value in the level'),
  numberField('initial_level', 'units of values', 'level before the first value'),
];

const TREND_OUTPUTS: readonly Field[] = [
  numberField('smoothing_trend', 'fraction', 'weight of the newest change in the trend'),
  numberField(
    'damping_trend',
    'fraction',
    'what is left of the trend after a period; NaN when it does not fade',
  ),
  numberField('initial_trend', 'units of values per period', 'trend before the first value'),
];

const FIT_OUTPUTS: readonly Field[] = [
  numberField('sse', 'squared units of values', 'sum of squared one-step errors'),
  numberField('aic', 'none', 'n log(sse / n) + 2 × parameters'),
  numberField('aicc', 'none', 'the same, corrected for few values'),
  numberField('bic', 'none', 'n log(sse / n) + log(n) × parameters'),
  vectorField('forecast', 'units of values', 'forecast of each period ahead'),
];

function runSmoothing(name: string, inputs: Inputs, form: SmoothingForm): Readonly<Record<string, unknown>> {
  const values = readSeries(name, inputs, 'values', smoothingLengthMin(form));
  if (form.seasonal === 'multiplicative' && !values.every((value) => value > 0))
    throw badInput(name, 'values', 'are not all above 0', 'Give positive values, or an additive season.');
  const horizon = readWhole(name, inputs, 'horizon', 1);
  const fit = fitSmoothing(form, values, inputs.text('initialization') as 'estimated' | 'heuristic');
  const trend = {
    smoothing_trend: fit.weights.trend,
    damping_trend: form.damped ? fit.weights.damping : Number.NaN,
    initial_trend: fit.start.trend,
  };
  const season = { smoothing_seasonal: fit.weights.season, initial_seasons: fit.start.seasons };
  return {
    smoothing_level: fit.weights.level,
    initial_level: fit.start.level,
    ...(name === 'simple-exponential-smoothing' ? {} : trend),
    ...(name === 'holt-winters' ? season : {}),
    sse: fit.squaredErrors,
    aic: fit.aic,
    aicc: fit.aicc,
    bic: fit.bic,
    forecast: forecastSmoothing(fit, horizon),
  };
}

const simple: Estimator = {
  name: 'simple-exponential-smoothing',
  summary: 'Level that follows the series by a share of each error.',
  source: SOURCE,
  inputs: [VALUES, HORIZON, INITIALIZATION],
  outputs: [...LEVEL_OUTPUTS, ...FIT_OUTPUTS],
  run: (inputs) =>
    runSmoothing('simple-exponential-smoothing', inputs, {
      trend: false,
      damped: false,
      seasonal: 'none',
      period: 1,
    }),
};

const holt: Estimator = {
  name: 'holt',
  summary: 'Exponential smoothing with a trend, damped if asked for.',
  source: SOURCE,
  inputs: [VALUES, HORIZON, DAMPED, INITIALIZATION],
  outputs: [...LEVEL_OUTPUTS, ...TREND_OUTPUTS, ...FIT_OUTPUTS],
  run: (inputs) =>
    runSmoothing('holt', inputs, {
      trend: true,
      damped: inputs.flag('damped'),
      seasonal: 'none',
      period: 1,
    }),
};

const SEASONAL: Readonly<Record<string, SmoothingForm['seasonal']>> = {
  additive: 'additive',
  add: 'additive',
  multiplicative: 'multiplicative',
  mul: 'multiplicative',
};

const holtWinters: Estimator = {
  name: 'holt-winters',
  summary: 'Exponential smoothing with a season, and a trend unless it is switched off.',
  source: SOURCE,
  inputs: [
    VALUES,
    { name: 'period', shape: 'whole', unit: 'periods', meaning: 'periods in a season, at least 2' },
    {
      name: 'seasonal',
      shape: 'text',
      unit: 'none',
      meaning: 'whether the season adds or multiplies',
      default: 'additive',
      choices: Object.keys(SEASONAL),
    },
    { name: 'trend', shape: 'flag', unit: 'none', meaning: 'whether there is a trend', default: true },
    DAMPED,
    INITIALIZATION,
    HORIZON,
  ],
  outputs: [
    ...LEVEL_OUTPUTS,
    ...TREND_OUTPUTS,
    numberField('smoothing_seasonal', 'fraction', 'weight of the newest value in its season'),
    vectorField(
      'initial_seasons',
      'units of values, or factors',
      'season before the first value, with mean 0 or 1',
    ),
    ...FIT_OUTPUTS,
  ],
  run: (inputs) => {
    const trend = inputs.flag('trend');
    const damped = inputs.flag('damped');
    if (damped && !trend)
      throw badInput('holt-winters', 'damped', 'is set without a trend', 'Leave it out, or set trend.');
    return runSmoothing('holt-winters', inputs, {
      trend,
      damped,
      seasonal: SEASONAL[inputs.text('seasonal')] as SmoothingForm['seasonal'],
      period: readWhole('holt-winters', inputs, 'period', 2),
    });
  },
};

const theta: Estimator = {
  name: 'theta',
  summary: 'Theta method: simple exponential smoothing and half the slope of a straight line.',
  source:
    'Assimakopoulos and Nikolopoulos (2000); Hyndman and Billah (2003); as ThetaModel in statsmodels 0.15',
  inputs: [
    VALUES,
    PERIOD,
    HORIZON,
    {
      name: 'theta',
      shape: 'number',
      unit: 'none',
      meaning: 'curvature of the second line, at least 1; 2 as published',
      default: 2,
    },
  ],
  outputs: [
    numberField('b0', 'units of values per period', 'slope of the straight line'),
    numberField('alpha', 'fraction', 'weight of the newest value in the smoothing'),
    vectorField('forecast', 'units of values', 'forecast of each period ahead'),
    vectorField(
      'seasons',
      'units of values, or factors',
      'the season taken out; empty where the test found none',
    ),
  ],
  run: (inputs) => {
    const period = readWhole('theta', inputs, 'period', 1);
    const values = readSeries('theta', inputs, 'values', Math.max(THETA_LENGTH_MIN, 2 * period));
    const shape = inputs.number('theta');
    if (shape < 1) throw badInput('theta', 'theta', `is ${shape}`, 'Give a number from 1.');
    const fit = fitTheta(values, period);
    return {
      b0: fit.slope,
      alpha: fit.alpha,
      forecast: forecastTheta(fit, readWhole('theta', inputs, 'horizon', 1), shape),
      seasons: fit.seasons,
    };
  },
};

export const SMOOTHING_ESTIMATORS: readonly Estimator[] = [simple, holt, holtWinters, theta];
