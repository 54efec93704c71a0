import { badInput, type Estimator } from '@qca/numerics';
import {
  absoluteLoss,
  gaussianLoss,
  lossesOf,
  meanOf,
  pinballLoss,
  quasiLikelihoodLoss,
  scaledError,
  squaredLoss,
} from '../judging/losses.ts';
import {
  ACTUAL,
  FORECAST,
  numberField,
  PERIOD,
  readFraction,
  readPair,
  readSeries,
  readWhole,
} from './fields.ts';

const PAIR = ['actual', 'forecast'] as const;

const qlike: Estimator = {
  name: 'qlike',
  summary: 'Quasi-likelihood loss of variance forecasts.',
  source: 'Patton (2011)',
  inputs: [
    { ...ACTUAL, meaning: 'realised variance, above 0, or an unbiased proxy such as the squared return' },
    { ...FORECAST, meaning: 'forecast variance, above 0' },
  ],
  outputs: [
    numberField(
      'qlike',
      'none',
      'mean of actual/forecast − log(actual/forecast) − 1; infinite if an actual is 0',
    ),
    numberField('gaussian', 'none', 'mean of log forecast + actual/forecast, which ranks forecasts alike'),
  ],
  run: (inputs) => {
    const [actual, forecast] = readPair('qlike', inputs, PAIR, 1);
    if (!forecast.every((value) => value > 0))
      throw badInput('qlike', 'forecast', 'is not above 0 everywhere', 'Give variances above 0.');
    if (!actual.every((value) => value >= 0))
      throw badInput('qlike', 'actual', 'is below 0 somewhere', 'Give variances, not returns.');
    return {
      qlike: meanOf(lossesOf(quasiLikelihoodLoss, actual, forecast)),
      gaussian: meanOf(lossesOf(gaussianLoss, actual, forecast)),
    };
  },
};

const errors: Estimator = {
  name: 'forecast-errors',
  summary: 'Mean squared, root mean squared and mean absolute error, and the mean error.',
  source: 'Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.8',
  inputs: [ACTUAL, FORECAST],
  outputs: [
    numberField('mse', 'squared units of actual', 'mean squared error'),
    numberField('rmse', 'units of actual', 'its root'),
    numberField('mae', 'units of actual', 'mean absolute error'),
    numberField('me', 'units of actual', 'mean of actual − forecast'),
  ],
  run: (inputs) => {
    const [actual, forecast] = readPair('forecast-errors', inputs, PAIR, 1);
    const mse = meanOf(lossesOf(squaredLoss, actual, forecast));
    return {
      mse,
      rmse: Math.sqrt(mse),
      mae: meanOf(lossesOf(absoluteLoss, actual, forecast)),
      me: meanOf(lossesOf((one, other) => one - other, actual, forecast)),
    };
  },
};

const mse: Estimator = {
  name: 'mse',
  summary: 'Mean squared error.',
  source: 'Hyndman and Athanasopoulos, Forecasting: Principles and Practice, 5.8',
  inputs: [ACTUAL, FORECAST],
  outputs: [numberField('mse', 'squared units of actual', 'mean squared error')],
  run: (inputs) => ({ mse: meanOf(lossesOf(squaredLoss, ...readPair('mse', inputs, PAIR, 1))) }),
};

const mase: Estimator = {
  name: 'mase',
  summary: 'Mean absolute error over that of the (seasonal) naive forecast within the history.',
  source: 'Hyndman and Koehler (2006)',
  inputs: [
    ACTUAL,
    FORECAST,
    {
      name: 'history',
      shape: 'vector',
      unit: 'that of actual',
      meaning: 'the series before, longer than a season',
    },
    PERIOD,
  ],
  outputs: [
    numberField('mase', 'none', 'below 1 is better than naive was; NaN if the history never changes'),
  ],
  run: (inputs) => {
    const [actual, forecast] = readPair('mase', inputs, PAIR, 1);
    const period = readWhole('mase', inputs, 'period', 1);
    const history = readSeries('mase', inputs, 'history', period + 1);
    return { mase: scaledError(actual, forecast, { history, period }) };
  },
};

const pinball: Estimator = {
  name: 'pinball',
  summary: 'Loss of forecasts of a quantile.',
  source: 'Koenker and Bassett (1978); as mean_pinball_loss in scikit-learn',
  inputs: [
    ACTUAL,
    FORECAST,
    {
      name: 'level',
      shape: 'number',
      unit: 'fraction',
      meaning: 'which quantile was forecast',
      default: 0.5,
    },
  ],
  outputs: [numberField('pinball', 'units of actual', 'mean loss')],
  run: (inputs) => {
    const level = readFraction('pinball', inputs, 'level');
    return { pinball: meanOf(lossesOf(pinballLoss(level), ...readPair('pinball', inputs, PAIR, 1))) };
  },
};

export const LOSS_ESTIMATORS: readonly Estimator[] = [qlike, mse, errors, mase, pinball];
