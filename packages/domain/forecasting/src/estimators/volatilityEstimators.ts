import { badInput, type Estimator, type Field, type Inputs } from '@qca/numerics';
import { backtestVolatility } from '../volatility/backtestVolatility.ts';
import { exponentialMovingVariance } from '../volatility/exponentialMovingVariance.ts';
import { evaluateVolatility, fitVolatility, RETURNS_MIN } from '../volatility/fitVolatility.ts';
import { forecastVariance, logVarianceForecast } from '../volatility/forecastVariance.ts';
import { fitHar, forecastHar } from '../volatility/heterogeneousAutoregression.ts';
import { fitAt, fitLagged } from '../volatility/lagged/fitLagged.ts';
import { forecastLagged, forecastLogVariance, forecastMean } from '../volatility/lagged/forecastLagged.ts';
import { type LaggedParameters, laggedNames, laggedValues, sumOf } from '../volatility/lagged/LaggedModel.ts';
import { recurseGarch } from '../volatility/recurseGarch.ts';
import { namedParameters, type VolatilityModel, type VolatilityRule } from '../volatility/VolatilityModel.ts';
import {
  ADJUSTED_CLOSE,
  HORIZON,
  numberField,
  PRICES,
  RETURNS,
  readFraction,
  readReturns,
  readSeries,
  readWhole,
  vectorField,
} from './fields.ts';
import {
  modelFields,
  PARAMETER_FIELDS,
  PLAIN_FIELDS,
  plainModel,
  plainParameters,
  readGivenParameters,
  readModel,
  type VolatilityName,
} from './readModel.ts';

const LAMBDA: Field = {
  name: 'lambda',
  shape: 'number',
  unit: 'fraction',
  meaning: 'weight of the variance before; 0.94 for days',
  default: 0.94,
};

const FIT_OUTPUTS: readonly Field[] = [
  {
    name: 'params',
    shape: 'record',
    unit: 'by name',
    meaning: 'parameters, estimated unless they were given, spelled as in arch',
  },
  numberField('loglik', 'none', 'log-likelihood; the highest, unless parameters were given'),
  numberField('aic', 'none', 'Akaike criterion, 2 × parameters − 2 × loglik'),
  numberField('bic', 'none', 'Schwarz criterion, log(n) × parameters − 2 × loglik'),
  numberField('last_cond_vol', 'units of returns', 'conditional volatility of the last period'),
  vectorField('fc_var', 'squared units of returns', 'expected variance of each period ahead'),
];

function volatilityEstimator(name: VolatilityName, summary: string, source: string): Estimator {
  const logs =
    name === 'egarch' ? [vectorField('fc_log_var', 'log', 'expected log variance of each period ahead')] : [];
  return {
    name,
    summary,
    source,
    inputs: [RETURNS, PRICES, ADJUSTED_CLOSE, ...modelFields(name), ...PARAMETER_FIELDS, HORIZON],
    outputs: [
      ...FIT_OUTPUTS,
      ...logs,
      vectorField('fc_mean', 'units of returns', 'expected return of each period ahead'),
      vectorField(
        'conditional_volatility',
        'units of returns',
        'of each period; nan before the lags of the mean',
      ),
      numberField('persistence', 'fraction', 'share of a variance shock that is left a period later'),
      numberField('n', 'periods', 'number of returns in the likelihood'),
      { name: 'converged', shape: 'flag', unit: 'none', meaning: 'whether the search arrived' },
    ],
    run: (inputs) => runVolatility(name, inputs),
  };
}

function runVolatility(name: VolatilityName, inputs: Inputs): Readonly<Record<string, unknown>> {
  const model = readModel(name, inputs);
  const known = readGivenParameters(model, name, inputs);
  const skipped = model.meanLags.at(-1) ?? 0;
  const returns = readReturns(name, inputs, skipped + (known === undefined ? RETURNS_MIN : 2));
  const horizon = readWhole(name, inputs, 'horizon', 1);
  const plain = plainModel(model);
  if (plain !== undefined) return runPlain(plain, known, returns, horizon);
  const fit = known === undefined ? fitLagged(model, returns) : fitAt(model, known, returns);
  const { alpha, gamma, beta } = fit.parameters;
  const values = laggedValues(fit.parameters);
  return {
    params: Object.fromEntries(laggedNames(model).map((each, at) => [each, values[at]])),
    loglik: fit.logLikelihood,
    aic: fit.aic,
    bic: fit.bic,
    last_cond_vol: Math.sqrt(fit.variances.at(-1) as number),
    fc_var: forecastLagged(fit, horizon),
    ...(model.moves === 'log' ? { fc_log_var: forecastLogVariance(fit, horizon) } : {}),
    fc_mean: forecastMean(fit, horizon),
    conditional_volatility: Float64Array.from(returns, (_, at) =>
      at < skipped ? Number.NaN : Math.sqrt(fit.variances[at - skipped] as number),
    ),
    persistence: sumOf(beta) + (model.moves === 'log' ? 0 : sumOf(alpha) + sumOf(gamma) / 2),
    n: fit.variances.length,
    converged: fit.converged,
  };
}

function runPlain(
  model: VolatilityModel,
  known: LaggedParameters | undefined,
  returns: Float64Array,
  horizon: number,
): Readonly<Record<string, unknown>> {
  const fit =
    known === undefined
      ? fitVolatility(model, returns)
      : evaluateVolatility(model, plainParameters(known), returns);
  const isLog = model.rule === 'egarch';
  const { alpha, gamma, beta } = fit.parameters;
  return {
    params: namedParameters(model, fit.parameters),
    loglik: fit.logLikelihood,
    aic: fit.aic,
    bic: fit.bic,
    last_cond_vol: Math.sqrt(fit.lastVariance),
    fc_var: forecastVariance(fit, horizon),
    ...(isLog ? { fc_log_var: logVarianceForecast(fit, horizon) } : {}),
    fc_mean: new Float64Array(horizon).fill(fit.parameters.mu),
    conditional_volatility: fit.variances.map(Math.sqrt),
    persistence: isLog ? beta : alpha + gamma / 2 + beta,
    n: returns.length,
    converged: fit.converged,
  };
}

const ewma: Estimator = {
  name: 'ewma',
  summary: 'Exponentially weighted variance of returns with mean zero, started at the first squared return.',
  source: 'J.P. Morgan/Reuters, RiskMetrics Technical Document (1996), 5.2',
  inputs: [RETURNS, PRICES, ADJUSTED_CLOSE, LAMBDA],
  outputs: [
    numberField('next_var', 'squared units of returns', 'variance for the period after the last'),
    numberField('next_vol', 'units of returns', 'square root of next_var'),
    vectorField(
      'variances',
      'squared units of returns',
      'variance for each period, and the one after the last',
    ),
  ],
  run: (inputs) => {
    const returns = readReturns('ewma', inputs, 2);
    const variances = exponentialMovingVariance(returns, readFraction('ewma', inputs, 'lambda'));
    const next = variances[variances.length - 1] as number;
    return { next_var: next, next_vol: Math.sqrt(next), variances };
  },
};

const recursion: Estimator = {
  name: 'garch-recursion',
  summary: 'Variances that GARCH(1,1) gives with known parameters, one for the period after each return.',
  source: 'Bollerslev (1986); the start at the first squared return is that of Garch11 in QuantLib',
  inputs: [
    vectorField('returns', 'any, the answer is in the same', 'returns, oldest first'),
    numberField('alpha', 'none', 'weight of the squared return'),
    numberField('beta', 'none', 'weight of the variance before'),
    {
      ...numberField('omega', 'squared units of returns', 'constant; or give long_run_variance'),
      optional: true,
    },
    {
      ...numberField('long_run_variance', 'squared units of returns', 'omega / (1 − alpha − beta)'),
      optional: true,
    },
    {
      ...numberField(
        'start',
        'squared units of returns',
        'variance before the first return; its square if left out',
      ),
      optional: true,
    },
  ],
  outputs: [
    vectorField('variances', 'squared units of returns', 'variance for the period after each return'),
    vectorField('volatilities', 'units of returns', 'their square roots'),
  ],
  run: (inputs) => {
    const returns = readSeries('garch-recursion', inputs, 'returns', 1);
    const [alpha, beta] = [inputs.number('alpha'), inputs.number('beta')];
    if (inputs.has('omega') === inputs.has('long_run_variance'))
      throw badInput('garch-recursion', 'omega', 'or long_run_variance is to be given', 'Give one of them.');
    const omega = inputs.has('omega')
      ? inputs.number('omega')
      : inputs.number('long_run_variance') * (1 - alpha - beta);
    const start = inputs.has('start') ? { start: inputs.number('start') } : {};
    if (Math.min(omega, alpha, beta, start.start ?? 0) < 0)
      throw badInput('garch-recursion', 'alpha', 'or another parameter is below 0', 'Give none below 0.');
    const variances = recurseGarch({ omega, alpha, beta, ...start }, returns);
    return { variances, volatilities: variances.map(Math.sqrt) };
  },
};

const LAGS: Field = {
  name: 'lags',
  shape: 'vector',
  unit: 'periods',
  meaning: 'lengths of the averages, ascending: day, week and month',
  default: [1, 5, 22],
};

const har: Estimator = {
  name: 'har',
  summary:
    'Regression of realised variance (or any series) on its averages over the past 1, 5 and 22 periods.',
  source: 'Corsi (2009); likelihood and criteria as HARX with ConstantVariance in arch',
  inputs: [
    {
      name: 'realised_variance',
      shape: 'vector',
      unit: 'squared returns',
      meaning: 'realised variance of each period, oldest first; or give returns',
      optional: true,
    },
    { ...RETURNS, meaning: 'or a series of any sign to regress on its own averages' },
    PRICES,
    ADJUSTED_CLOSE,
    LAGS,
    {
      name: 'name',
      shape: 'text',
      unit: 'none',
      meaning: 'name of the series in params; y, or the column of prices, if left out',
      optional: true,
    },
    HORIZON,
  ],
  outputs: [
    {
      name: 'params',
      shape: 'record',
      unit: 'by name',
      meaning: 'Const, name[0:lag] for each lag, and sigma2, the mean squared residual',
    },
    ...FIT_OUTPUTS.slice(1, 5),
    vectorField('fc_var', 'squared units of the series', 'variance of the error of each forecast'),
    vectorField('fc_mean', 'units of the series', 'forecast of each period ahead'),
    numberField('n', 'periods', 'number of residuals'),
  ],
  run: runHar,
};

function runHar(inputs: Inputs): Readonly<Record<string, unknown>> {
  const lags = Array.from(inputs.vector('lags'));
  const rising = lags.every(
    (lag, at) => Number.isInteger(lag) && lag > (at === 0 ? 0 : (lags[at - 1] as number)),
  );
  if (lags.length === 0 || !rising)
    throw badInput('har', 'lags', `are ${lags.join(', ')}`, 'Give ascending whole numbers from 1.');
  const series = readHarSeries(inputs, (lags[lags.length - 1] as number) + lags.length + 3);
  const fit = fitHar(series, lags);
  const { means, variances } = forecastHar(fit, series, readWhole('har', inputs, 'horizon', 1));
  const column = inputs.has(ADJUSTED_CLOSE.name) ? ADJUSTED_CLOSE.name : 'y';
  const name = inputs.has('name') ? inputs.text('name') : column;
  const slopes = lags.map((lag, at) => [`${name}[0:${lag}]`, fit.slopes[at]]);
  return {
    params: { Const: fit.constant, ...Object.fromEntries(slopes), sigma2: fit.residualVariance },
    loglik: fit.logLikelihood,
    aic: fit.aic,
    bic: fit.bic,
    last_cond_vol: Math.sqrt(fit.residualVariance),
    fc_var: variances,
    fc_mean: means,
    n: fit.observations,
  };
}

function readHarSeries(inputs: Inputs, least: number): Float64Array {
  if (!inputs.has('realised_variance')) return readReturns('har', inputs, least);
  if (['returns', PRICES.name, ADJUSTED_CLOSE.name].some((name) => inputs.has(name)))
    throw badInput('har', 'realised_variance', 'and returns are given', 'Give one of them, and not both.');
  return readSeries('har', inputs, 'realised_variance', least);
}

const backtest: Estimator = {
  name: 'volatility-backtest',
  summary: 'One-step variance forecasts of a model beside the naive ones, with a verdict in plain words.',
  source: 'Hansen and Lunde (2005); loss of Patton (2011); test of Diebold and Mariano (1995)',
  inputs: [
    RETURNS,
    PRICES,
    ADJUSTED_CLOSE,
    {
      name: 'model',
      shape: 'text',
      unit: 'none',
      meaning: 'which model forecasts',
      default: 'garch',
      choices: ['ewma', 'garch', 'gjr-garch', 'egarch'],
    },
    ...PLAIN_FIELDS,
    LAMBDA,
    {
      name: 'first',
      shape: 'whole',
      unit: 'periods',
      meaning: 'returns known at the first forecast',
      default: 500,
    },
    { name: 'refit', shape: 'whole', unit: 'periods', meaning: 'periods between two fits', default: 250 },
    {
      name: 'naive_window',
      shape: 'whole',
      unit: 'periods',
      meaning: 'squared returns whose mean is the naive forecast',
      default: 22,
    },
  ],
  outputs: [
    numberField('qlike', 'none', 'mean quasi-likelihood loss of the model'),
    numberField('naive_qlike', 'none', 'that of the naive forecast'),
    numberField(
      'dm',
      'none',
      'Diebold-Mariano statistic, corrected for few periods; below 0 the model is better',
    ),
    numberField('p_value', 'probability', 'two-sided'),
    {
      name: 'beats_naive',
      shape: 'flag',
      unit: 'none',
      meaning: 'smaller loss, and less than 5 % of chance',
    },
    { name: 'verdict', shape: 'text', unit: 'none', meaning: 'the same in plain words' },
    vectorField('forecast', 'squared units of returns', 'variance for each period from first on'),
  ],
  run: runBacktest,
};

function runBacktest(inputs: Inputs): Readonly<Record<string, unknown>> {
  const name = 'volatility-backtest';
  const naiveWindow = readWhole(name, inputs, 'naive_window', 1);
  const first = readWhole(name, inputs, 'first', Math.max(RETURNS_MIN, naiveWindow), 1e9);
  const returns = readReturns(name, inputs, first + 30);
  const rule = inputs.text('model');
  const model =
    rule === 'ewma'
      ? ({ rule, lambda: readFraction(name, inputs, 'lambda') } as const)
      : (plainModel(readModel(rule as VolatilityRule, inputs, name)) as VolatilityModel);
  const refit = readWhole(name, inputs, 'refit', 1, 1e9);
  const { comparison, forecast } = backtestVolatility(returns, { model, first, refit, naiveWindow });
  return {
    qlike: comparison.loss,
    naive_qlike: comparison.naiveLoss,
    dm: comparison.test.corrected,
    p_value: comparison.test.pValue,
    beats_naive: comparison.standing === 'better',
    verdict: comparison.verdict,
    forecast,
  };
}

export const VOLATILITY_ESTIMATORS: readonly Estimator[] = [
  ewma,
  volatilityEstimator(
    'arch',
    'ARCH(p) of returns by maximum likelihood: the variance follows squared errors alone.',
    'Engle (1982); start and bounds of arch 8.0.0',
  ),
  volatilityEstimator(
    'garch',
    'GARCH(p,q) of returns by maximum likelihood, (1,1) if left out, with forecasts of the variance.',
    'Bollerslev (1986, 1987), Hansen (1994); start and bounds of arch 8.0.0',
  ),
  volatilityEstimator(
    'gjr-garch',
    'GJR-GARCH(p,o,q), (1,1,1) if left out: a negative return moves the variance by gamma more.',
    'Glosten, Jagannathan and Runkle (1993); start and bounds of arch 8.0.0',
  ),
  volatilityEstimator(
    'tarch',
    'TARCH(p,o,q), (1,1,1) if left out: the volatility follows absolute errors, and negative ones by gamma more.',
    'Zakoian (1994); start and bounds of arch 8.0.0 with power 1',
  ),
  volatilityEstimator(
    'egarch',
    'EGARCH(p,o,q), (1,1,1) if left out: the logarithm of the variance follows size and sign of returns.',
    'Nelson (1991); start and bounds of arch 8.0.0',
  ),
  recursion,
  har,
  backtest,
];
