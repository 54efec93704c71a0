import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { conformalRadius } from '../judging/conformalRadius.ts';
import { christoffersen, kupiec } from '../judging/coverageTests.ts';
import { dieboldMariano } from '../judging/dieboldMariano.ts';
import { intervalScore, meanOf } from '../judging/losses.ts';
import { mincerZarnowitz } from '../judging/mincerZarnowitz.ts';
import {
  ACTUAL,
  FORECAST,
  numberField,
  readFraction,
  readPair,
  readSeries,
  readWhole,
  VALUES,
  vectorField,
} from './fields.ts';

const COVERAGE: Field = {
  name: 'coverage',
  shape: 'number',
  unit: 'fraction',
  meaning: 'share of intervals that shall hold the value',
  default: 0.95,
};

const mincer: Estimator = {
  name: 'mincer-zarnowitz',
  summary: 'Regression of what came on what was forecast; an unbiased forecast has intercept 0 and slope 1.',
  source: 'Mincer and Zarnowitz (1969); covariance of Newey and West (1987), no correction for few periods',
  inputs: [
    ACTUAL,
    FORECAST,
    {
      name: 'lags',
      shape: 'whole',
      unit: 'periods',
      meaning: 'lags of the covariance; floor(4 (n / 100)^(2/9)) if left out',
      optional: true,
    },
  ],
  outputs: [
    numberField('intercept', 'units of actual', 'regression constant'),
    numberField('slope', 'none', 'regression slope'),
    numberField('intercept_se', 'units of actual', 'robust standard error'),
    numberField('slope_se', 'none', 'robust standard error'),
    numberField('intercept_p_value', 'probability', 'of intercept 0, two-sided, normal'),
    numberField('slope_p_value', 'probability', 'of slope 1, two-sided, normal'),
    numberField('wald', 'none', 'of both together, chi-squared with two degrees of freedom'),
    numberField('p_value', 'probability', 'of both together'),
    numberField('r2', 'fraction', 'share of the variance explained'),
  ],
  run: (inputs) => {
    const [actual, forecast] = readPair('mincer-zarnowitz', inputs, ['actual', 'forecast'], 4);
    if (forecast.every((value) => value === forecast[0]))
      throw badInput('mincer-zarnowitz', 'forecast', 'does not vary', 'Give a forecast that does.');
    const lags = inputs.has('lags')
      ? readWhole('mincer-zarnowitz', inputs, 'lags', 0, actual.length - 1)
      : undefined;
    const fit = mincerZarnowitz(actual, forecast, lags);
    return {
      intercept: fit.intercept,
      slope: fit.slope,
      intercept_se: fit.interceptError,
      slope_se: fit.slopeError,
      intercept_p_value: fit.interceptPValue,
      slope_p_value: fit.slopePValue,
      wald: fit.wald,
      p_value: fit.pValue,
      r2: fit.rSquared,
    };
  },
};

const diebold: Estimator = {
  name: 'diebold-mariano',
  summary:
    'Test that two forecasts are equally good, from their losses or errors, or from themselves and what came.',
  source: 'Diebold and Mariano (1995); correction of Harvey, Leybourne and Newbold (1997)',
  inputs: [
    {
      name: 'losses_a',
      shape: 'vector',
      unit: 'any',
      meaning: 'losses of the first; or give errors',
      optional: true,
    },
    { name: 'losses_b', shape: 'vector', unit: 'any', meaning: 'losses of the second', optional: true },
    { name: 'errors_a', shape: 'vector', unit: 'any', meaning: 'errors of the first', optional: true },
    { name: 'errors_b', shape: 'vector', unit: 'any', meaning: 'errors of the second', optional: true },
    { ...ACTUAL, meaning: 'what came, with forecast_a and forecast_b', optional: true },
    { ...FORECAST, name: 'forecast_a', meaning: 'the first forecast itself', optional: true },
    { ...FORECAST, name: 'forecast_b', meaning: 'the second', optional: true },
    {
      name: 'power',
      shape: 'number',
      unit: 'none',
      meaning: 'loss of an error is its size to this power',
      default: 2,
    },
    {
      name: 'horizon',
      shape: 'whole',
      unit: 'periods',
      meaning: 'periods ahead the forecasts were made',
      default: 1,
    },
  ],
  outputs: [
    numberField(
      'mean_difference',
      'units of the loss',
      'of the first less the second; below 0 the first is better',
    ),
    numberField('dm', 'none', 'statistic as published'),
    numberField('hln', 'none', 'statistic corrected for few periods'),
    numberField('p_value', 'probability', 'two-sided, of hln by Student t with n − 1 degrees of freedom'),
  ],
  run: runDiebold,
};

/** Errors of both forecasts. */
function readErrors(name: string, inputs: Inputs): readonly [Float64Array, Float64Array] {
  if (!inputs.has('actual')) throw badInput(name, 'actual', 'is missing', 'Give what came.');
  const errorsOf = (forecast: string): Float64Array => {
    const [actual, values] = readPair(name, inputs, ['actual', forecast], 3);
    return actual.map((value, period) => value - (values[period] as number));
  };
  return [errorsOf('forecast_a'), errorsOf('forecast_b')];
}

function runDiebold(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'diebold-mariano';
  const given = ['losses', 'errors', 'forecast'].filter(
    (kind) => inputs.has(`${kind}_a`) && inputs.has(`${kind}_b`),
  );
  const kind = given[0];
  if (kind === undefined || given.length > 1)
    throw badInput(
      name,
      'losses_a',
      'and losses_b, or errors_a and errors_b, or actual, forecast_a and forecast_b are to be given',
      'Give one pair.',
    );
  const [first, second] =
    kind === 'forecast' ? readErrors(name, inputs) : readPair(name, inputs, [`${kind}_a`, `${kind}_b`], 3);
  const power = kind !== 'losses' ? inputs.number('power') : undefined;
  if (power !== undefined && power <= 0) throw badInput(name, 'power', `is ${power}`, 'Give one above 0.');
  const cost = (values: Float64Array): Float64Array =>
    power === undefined ? values : values.map((value) => Math.abs(value) ** power);
  const horizon = readWhole(name, inputs, 'horizon', 1, first.length - 1);
  const { meanDifference, statistic, corrected, pValue } = dieboldMariano(cost(first), cost(second), horizon);
  return { mean_difference: meanDifference, dm: statistic, hln: corrected, p_value: pValue };
}

const RATE: Field = {
  name: 'rate',
  shape: 'number',
  unit: 'fraction',
  meaning: 'announced share of misses: 0.05 for intervals or value at risk of 95 %',
};

const proportion: Estimator = {
  name: 'kupiec',
  summary: 'Test that misses are as frequent as announced.',
  source: 'Kupiec (1995), proportion of failures',
  inputs: [
    {
      name: 'misses',
      shape: 'vector',
      unit: '0 or 1',
      meaning: '1 for each period whose value was missed',
      optional: true,
    },
    {
      name: 'miss_count',
      shape: 'whole',
      unit: 'periods',
      meaning: 'or the number of misses',
      optional: true,
    },
    { name: 'n', shape: 'whole', unit: 'periods', meaning: 'and the number of periods', optional: true },
    RATE,
  ],
  outputs: [
    numberField('lr_uc', 'none', 'likelihood ratio, chi-squared with one degree of freedom'),
    numberField('p_value', 'probability', 'of the announced rate'),
    numberField('observed_rate', 'fraction', 'share of misses'),
  ],
  run: (inputs) => {
    const rate = readFraction('kupiec', inputs, 'rate');
    const [count, periods] = countMisses(inputs);
    const { statistic, pValue } = kupiec(count, periods, rate);
    return { lr_uc: statistic, p_value: pValue, observed_rate: count / periods };
  },
};

function countMisses(inputs: Inputs): readonly [number, number] {
  if (inputs.has('misses')) {
    const misses = readMisses('kupiec', inputs, 1);
    return [misses.filter(Boolean).length, misses.length];
  }
  if (!inputs.has('miss_count') || !inputs.has('n'))
    throw badInput('kupiec', 'misses', 'or miss_count and n are to be given', 'Give one or the other.');
  const periods = readWhole('kupiec', inputs, 'n', 1, Number.MAX_SAFE_INTEGER);
  return [readWhole('kupiec', inputs, 'miss_count', 0, periods), periods];
}

function readMisses(name: string, inputs: Inputs, least: number): readonly boolean[] {
  const misses = Array.from(readSeries(name, inputs, 'misses', least));
  if (!misses.every((value) => value === 0 || value === 1))
    throw badInput(name, 'misses', 'holds more than 0 and 1', 'Give 1 for a miss and 0 for none.');
  return misses.map((value) => value === 1);
}

const independence: Estimator = {
  name: 'christoffersen',
  summary: 'Tests that misses are as frequent as announced, and do not come in clusters.',
  source: 'Christoffersen (1998); lr_cc is the sum of the other two',
  inputs: [
    { name: 'misses', shape: 'vector', unit: '0 or 1', meaning: '1 for each period whose value was missed' },
    RATE,
  ],
  outputs: [
    numberField('lr_uc', 'none', 'of the rate, chi-squared with one degree of freedom'),
    numberField('p_uc', 'probability', 'of the rate'),
    numberField('lr_ind', 'none', 'of independence, one degree of freedom'),
    numberField('p_ind', 'probability', 'of independence'),
    numberField('lr_cc', 'none', 'of both, two degrees of freedom'),
    numberField('p_cc', 'probability', 'of both'),
  ],
  run: (inputs) => {
    const rate = readFraction('christoffersen', inputs, 'rate');
    const tests = christoffersen(readMisses('christoffersen', inputs, 2), rate);
    return {
      lr_uc: tests.unconditional.statistic,
      p_uc: tests.unconditional.pValue,
      lr_ind: tests.independence.statistic,
      p_ind: tests.independence.pValue,
      lr_cc: tests.conditional.statistic,
      p_cc: tests.conditional.pValue,
    };
  },
};

const interval: Estimator = {
  name: 'interval-coverage',
  summary:
    'How often intervals held the value, how wide they were, and the tests of Kupiec and Christoffersen.',
  source: 'Christoffersen (1998); score of Winkler (1972)',
  inputs: [
    ACTUAL,
    { name: 'lower', shape: 'vector', unit: 'that of actual', meaning: 'lower ends' },
    {
      name: 'upper',
      shape: 'vector',
      unit: 'that of actual',
      meaning: 'upper ends, not below the lower ones',
    },
    COVERAGE,
  ],
  outputs: [
    numberField('observed_coverage', 'fraction', 'share of values held, ends included'),
    numberField('mean_width', 'units of actual', 'mean of upper − lower'),
    numberField('interval_score', 'units of actual', 'mean score of Winkler; smaller is better'),
    numberField('p_uc', 'probability', 'of the announced coverage'),
    numberField('p_ind', 'probability', 'of misses that do not cluster'),
    numberField('p_cc', 'probability', 'of both'),
  ],
  run: runInterval,
};

function runInterval(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'interval-coverage';
  const coverage = readFraction(name, inputs, 'coverage');
  const [actual, lower] = readPair(name, inputs, ['actual', 'lower'], 2);
  const [, upper] = readPair(name, inputs, ['actual', 'upper'], 2);
  if (!upper.every((value, at) => value >= (lower[at] as number)))
    throw badInput(name, 'upper', 'is below lower somewhere', 'Exchange them.');
  const misses = Array.from(
    actual,
    (value, at) => value < (lower[at] as number) || value > (upper[at] as number),
  );
  const tests = christoffersen(misses, 1 - coverage);
  const scores = actual.map((value, at) =>
    intervalScore(value, { lower: lower[at] as number, upper: upper[at] as number }, coverage),
  );
  return {
    observed_coverage: 1 - misses.filter(Boolean).length / misses.length,
    mean_width: meanOf(upper.map((value, at) => value - (lower[at] as number))),
    interval_score: meanOf(scores),
    p_uc: tests.unconditional.pValue,
    p_ind: tests.independence.pValue,
    p_cc: tests.conditional.pValue,
  };
}

const conformal: Estimator = {
  name: 'conformal-interval',
  summary: 'Interval around a forecast from the sizes of past errors, for any distribution.',
  source: 'Vovk, Gammerman and Shafer (2005); split conformal prediction as in Lei and others (2018)',
  inputs: [
    {
      name: 'errors',
      shape: 'vector',
      unit: 'that of the forecast',
      meaning: 'past values less their forecasts, made without knowing the value',
    },
    { ...VALUES, name: 'forecast', meaning: 'forecasts to put intervals around' },
    COVERAGE,
  ],
  outputs: [
    numberField('radius', 'units of the forecast', 'reach on each side; infinite with too few errors'),
    vectorField('lower', 'units of the forecast', 'lower ends'),
    vectorField('upper', 'units of the forecast', 'upper ends'),
  ],
  run: (inputs) => {
    const coverage = readFraction('conformal-interval', inputs, 'coverage');
    const radius = conformalRadius(readSeries('conformal-interval', inputs, 'errors', 1), coverage);
    const forecast = inputs.vector('forecast');
    return {
      radius,
      lower: forecast.map((value) => value - radius),
      upper: forecast.map((value) => value + radius),
    };
  },
};

export const JUDGING_ESTIMATORS: readonly Estimator[] = [
  mincer,
  diebold,
  proportion,
  independence,
  interval,
  conformal,
];
