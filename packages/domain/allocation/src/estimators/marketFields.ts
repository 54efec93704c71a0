import type { Field } from '@qca/numerics';

/** What an estimator may be given to know the assets by: prices, or returns, or expectations themselves. */
export const MARKET_FIELDS: readonly Field[] = [
  {
    name: 'prices',
    shape: 'matrix',
    unit: 'price',
    meaning: 'closing prices, rows in the order of dates, one column per asset; null where there is none',
    gaps: true,
    optional: true,
  },
  {
    name: 'returns',
    shape: 'matrix',
    unit: 'fraction per period',
    meaning: 'simple returns in place of prices, rows in the order of dates; null where there is none',
    gaps: true,
    optional: true,
  },
  {
    name: 'mu',
    shape: 'record',
    unit: 'fraction per year',
    meaning: 'expected yearly returns, a list or an object by asset; in place of, or beside, prices',
    optional: true,
  },
  {
    name: 'cov',
    shape: 'matrix',
    unit: 'fraction squared per year',
    meaning: 'yearly covariance, symmetric; in place of, or beside, prices',
    optional: true,
  },
  {
    name: 'assets',
    shape: 'record',
    unit: 'none',
    meaning: 'list of names of the columns; with it, answers are objects by name, else lists',
    optional: true,
  },
  {
    name: 'frequency',
    shape: 'number',
    unit: 'rows per year',
    meaning: 'how many rows of prices or returns make a year',
    default: 252,
  },
  {
    name: 'log_returns',
    shape: 'flag',
    unit: 'none',
    meaning:
      'whether prices are turned into logarithmic rather than simple returns; returns that are given stay as they are',
    default: false,
  },
  {
    name: 'mu_method',
    shape: 'text',
    unit: 'none',
    meaning: 'how expected returns come from a history; HRP and risk parity show arithmetic means by default',
    choices: ['compounded', 'arithmetic', 'exponential'],
    optional: true,
  },
  {
    name: 'cov_method',
    shape: 'text',
    unit: 'none',
    meaning: 'how the covariance comes from a history',
    choices: [
      'sample',
      'exponential',
      'constant-variance',
      'single-factor',
      'constant-correlation',
      'oracle-approximating',
      'semicovariance',
    ],
    default: 'sample',
  },
  {
    name: 'span',
    shape: 'number',
    unit: 'rows',
    meaning:
      'span of exponential weights; 500 for expected returns and 180 for covariances where it is left out',
    optional: true,
  },
  {
    name: 'rf',
    shape: 'number',
    unit: 'fraction per year',
    meaning: 'risk-free rate of the Sharpe ratio',
    default: 0.02,
  },
  {
    name: 'risk_free_rate',
    shape: 'number',
    unit: 'fraction per year',
    meaning: 'the same as rf, which it goes before',
    optional: true,
  },
];

/** What a portfolio may look like. */
export const LIMIT_FIELDS: readonly Field[] = [
  { name: 'min_weight', shape: 'number', unit: 'share', meaning: 'least weight of every asset', default: 0 },
  {
    name: 'max_weight',
    shape: 'number',
    unit: 'share',
    meaning: 'largest weight of every asset',
    default: 1,
  },
  {
    name: 'weight_bounds',
    shape: 'record',
    unit: 'share',
    meaning: 'least and largest weight, null for -1 or 1: one pair for all, or a list of a pair for each',
    optional: true,
  },
  {
    name: 'lower',
    shape: 'record',
    unit: 'share',
    meaning: 'least weight by asset, a list or an object by asset (min_weight for those it leaves out)',
    optional: true,
  },
  {
    name: 'upper',
    shape: 'record',
    unit: 'share',
    meaning: 'largest weight by asset, a list or an object by asset (max_weight for those it leaves out)',
    optional: true,
  },
  {
    name: 'groups',
    shape: 'record',
    unit: 'share',
    meaning: 'object by name of {members: names or columns, min, max}: ends of the sum of their weights',
    optional: true,
  },
  {
    name: 'current',
    shape: 'record',
    unit: 'share',
    meaning: 'weights held now, a list or an object by asset; goes with max_turnover',
    optional: true,
  },
  {
    name: 'max_turnover',
    shape: 'number',
    unit: 'share',
    meaning: 'largest sum of |weight − current|: moving a tenth from one asset to another counts 0.2',
    optional: true,
  },
];

export const WEIGHTS_FIELD: Field = {
  name: 'weights',
  shape: 'record',
  unit: 'share',
  meaning: 'weights, summing to 1: an object by asset where names are known, else a list',
};

export const PERFORMANCE_FIELD: Field = {
  name: 'perf',
  shape: 'vector',
  unit: 'fraction per year',
  meaning: 'expected return, volatility, and Sharpe ratio over rf',
};

/** Whether long weights are paid for by short ones. */
export const NEUTRAL_FIELD: Field = {
  name: 'market_neutral',
  shape: 'flag',
  unit: 'none',
  meaning: 'whether weights sum to 0 instead of 1; some must then be allowed below zero',
  default: false,
};
