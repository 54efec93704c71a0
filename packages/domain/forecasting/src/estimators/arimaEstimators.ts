import { badInput, type Estimator, type Inputs, normalQuantile } from '@qca/numerics';
import type { ArimaOrder } from '../arima/ArimaOrder.ts';
import { type ArimaFit, arimaLengthMin, fitArima } from '../arima/fitArima.ts';
import { forecastArima } from '../arima/forecastArima.ts';
import { KPSS_CRITICAL, kpss } from '../arima/kpss.ts';
import { ARIMA_PERIOD_MAX, ARIMA_SEARCH_LENGTH_MIN, searchArima } from '../arima/searchArima.ts';
import {
  HORIZON,
  numberField,
  PERIOD,
  readFraction,
  readSeries,
  readWhole,
  VALUES,
  vectorField,
} from './fields.ts';

const NAME = 'arima';
/** Beyond these an order is a mistake, and a fit takes minutes. */
const LAGS_MAX = 10;
const SEASONAL_LAGS_MAX = 2;
const DIFFERENCES_MAX = 2;

const arima: Estimator = {
  name: NAME,
  summary: 'ARIMA model by exact maximum likelihood, of a given order or of the one with the lowest AICc.',
  source: 'Box and Jenkins (1970); Brockwell and Davis, Time Series; search of Hyndman and Khandakar (2008)',
  inputs: [
    VALUES,
    {
      name: 'order',
      shape: 'vector',
      unit: 'none',
      meaning: 'p, d, q; left out, the order is searched',
      optional: true,
    },
    {
      name: 'seasonal_order',
      shape: 'vector',
      unit: 'none',
      meaning: 'P, D, Q, periods in a season up to 24; with order only',
      optional: true,
    },
    {
      name: 'constant',
      shape: 'flag',
      unit: 'none',
      meaning: 'a mean without differences, a drift with one; with order only. Left out: a mean and no drift',
      optional: true,
    },
    { ...PERIOD, meaning: 'periods in a season for the search, up to 24; 1 where there is none' },
    HORIZON,
    {
      name: 'coverage',
      shape: 'number',
      unit: 'fraction',
      meaning: 'share of intervals that shall hold the value',
      default: 0.95,
    },
  ],
  outputs: [
    vectorField('order', 'none', 'p, d, q'),
    vectorField('seasonal_order', 'none', 'P, D, Q, periods in a season'),
    {
      name: 'params',
      shape: 'record',
      unit: 'by name',
      meaning: 'const (or drift), ar.L1 …, ma.L1 …, ar.S.L12 …, ma.S.L12 …, sigma2',
    },
    numberField('loglik', 'none', 'highest log-likelihood, of the differenced series'),
    numberField('aic', 'none', 'Akaike criterion'),
    numberField('aicc', 'none', 'the same, corrected for few values'),
    numberField('bic', 'none', 'Schwarz criterion'),
    vectorField('forecast', 'units of values', 'forecast of each period ahead'),
    vectorField('standard_error', 'units of values', 'of each forecast, parameters taken as known'),
    vectorField('lower', 'units of values', 'lower end of each interval, normal errors'),
    vectorField('upper', 'units of values', 'upper end'),
    {
      name: 'models_tried',
      shape: 'whole',
      unit: 'none',
      meaning: 'models fitted by the search, 1 for a given order',
    },
  ],
  run: (inputs) => {
    const horizon = readWhole(NAME, inputs, 'horizon', 1);
    const reach = normalQuantile(0.5 + readFraction(NAME, inputs, 'coverage') / 2);
    const values = readSeries(NAME, inputs, 'values', 4);
    const { fit, tried } = inputs.has('order') ? fitGiven(inputs, values) : searchOrder(inputs, values);
    const { order } = fit;
    const { means, variances } = forecastArima(fit, values, horizon);
    const errors = variances.map(Math.sqrt);
    return {
      order: [order.p, order.d, order.q],
      seasonal_order: [order.seasonalP, order.seasonalD, order.seasonalQ, order.period],
      params: namedCoefficients(fit),
      loglik: fit.logLikelihood,
      aic: fit.aic,
      aicc: fit.aicc,
      bic: fit.bic,
      forecast: means,
      standard_error: errors,
      lower: means.map((mean, step) => mean - reach * (errors[step] as number)),
      upper: means.map((mean, step) => mean + reach * (errors[step] as number)),
      models_tried: tried,
    };
  },
};

function fitGiven(inputs: Inputs, values: Float64Array): { readonly fit: ArimaFit; readonly tried: number } {
  const order = readOrder(inputs);
  const least = arimaLengthMin(order);
  if (values.length < least)
    throw badInput(NAME, 'values', `has ${values.length} values`, `Give at least ${least} for this order.`);
  refuseConstant(values);
  return { fit: fitArima(order, values), tried: 1 };
}

function searchOrder(
  inputs: Inputs,
  values: Float64Array,
): { readonly fit: ArimaFit; readonly tried: number } {
  if (inputs.has('seasonal_order') || inputs.has('constant'))
    throw badInput(
      NAME,
      'order',
      'is missing',
      'Give it with seasonal_order and constant, or leave all out.',
    );
  const period = readWhole(NAME, inputs, 'period', 1, ARIMA_PERIOD_MAX);
  if (values.length < ARIMA_SEARCH_LENGTH_MIN)
    throw badInput(
      NAME,
      'values',
      `has ${values.length} values`,
      `Give at least ${ARIMA_SEARCH_LENGTH_MIN}.`,
    );
  refuseConstant(values);
  return searchArima(values, period);
}

function refuseConstant(values: Float64Array): void {
  const step = (values[1] as number) - (values[0] as number);
  const straight = values.every((value, at) => at === 0 || value - (values[at - 1] as number) === step);
  if (straight)
    throw badInput(NAME, 'values', 'lie on a straight line', 'Give a series with something left to model.');
}

function readOrder(inputs: Inputs): ArimaOrder {
  const order = readCounts(inputs, 'order', [LAGS_MAX, DIFFERENCES_MAX, LAGS_MAX]);
  const seasonal = inputs.has('seasonal_order')
    ? readCounts(inputs, 'seasonal_order', [SEASONAL_LAGS_MAX, 1, SEASONAL_LAGS_MAX, ARIMA_PERIOD_MAX])
    : [0, 0, 0, 1];
  const [p, d, q] = order as unknown as readonly [number, number, number];
  const [seasonalP, seasonalD, seasonalQ, period] = seasonal as unknown as readonly [
    number,
    number,
    number,
    number,
  ];
  if (seasonalP + seasonalD + seasonalQ > 0 && period < 2)
    throw badInput(NAME, 'seasonal_order', 'has no season', 'Give at least 2 periods in a season.');
  const constant = inputs.has('constant') ? inputs.flag('constant') : d + seasonalD === 0;
  if (constant && d + seasonalD > 1)
    throw badInput(NAME, 'constant', 'is set with more than one difference', 'Leave it out.');
  return { p, d, q, seasonalP, seasonalD, seasonalQ, period: Math.max(1, period), constant };
}

function readCounts(inputs: Inputs, name: string, most: readonly number[]): readonly number[] {
  const counts = Array.from(inputs.vector(name));
  const allowed =
    counts.length === most.length &&
    counts.every((count, at) => Number.isInteger(count) && count >= 0 && count <= (most[at] as number));
  if (!allowed)
    throw badInput(NAME, name, `is ${counts.join(', ')}`, `Give whole numbers up to ${most.join(', ')}.`);
  return counts;
}

function namedCoefficients({
  order,
  coefficients,
  constant,
  variance,
}: ArimaFit): Readonly<Record<string, number>> {
  const { p, q, seasonalP, seasonalQ, period } = order;
  const lags = (count: number, prefix: string, spacing: number): string[] =>
    Array.from({ length: count }, (_, lag) => `${prefix}.L${(lag + 1) * spacing}`);
  const names = [
    ...lags(p, 'ar', 1),
    ...lags(q, 'ma', 1),
    ...lags(seasonalP, 'ar.S', period),
    ...lags(seasonalQ, 'ma.S', period),
  ];
  const name = order.d + order.seasonalD === 0 ? 'const' : 'drift';
  return {
    ...(order.constant ? { [name]: order.seasonalD > 0 ? constant / period : constant } : {}),
    ...Object.fromEntries(names.map((each, at) => [each, coefficients[at] as number])),
    sigma2: variance,
  };
}

const stationarity: Estimator = {
  name: 'kpss',
  summary: 'Test that a series varies around a constant level.',
  source: 'Kwiatkowski, Phillips, Schmidt and Shin (1992)',
  inputs: [
    VALUES,
    {
      name: 'lags',
      shape: 'whole',
      unit: 'periods',
      meaning: 'lags of the long-run variance; floor(3 sqrt(n) / 13) if left out',
      optional: true,
    },
  ],
  outputs: [
    numberField('statistic', 'none', 'above critical the series wanders'),
    numberField('critical', 'none', '5 % point'),
    { name: 'stationary', shape: 'flag', unit: 'none', meaning: 'whether the statistic is not above it' },
  ],
  run: (inputs) => {
    const values = readSeries('kpss', inputs, 'values', 4);
    const statistic = inputs.has('lags')
      ? kpss(values, readWhole('kpss', inputs, 'lags', 0, values.length - 1))
      : kpss(values);
    return { statistic, critical: KPSS_CRITICAL, stationary: statistic <= KPSS_CRITICAL };
  },
};

export const ARIMA_ESTIMATORS: readonly Estimator[] = [arima, stationarity];
