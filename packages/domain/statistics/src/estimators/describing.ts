import { badInput, type Estimator, type Inputs } from '@qca/numerics';
import { autocorrelations, ljungBox } from '../describe/autocorrelation.ts';
import { correlation, correlationMatrix, rankCorrelation } from '../describe/correlation.ts';
import * as moments from '../describe/moments.ts';
import { quantile } from '../describe/quantile.ts';
import { averageRanks } from '../describe/ranks.ts';
import { neweyWestLags, neweyWestVariance, type Regression, regress } from '../describe/regression.ts';
import { columnsOf, demand, field, numberOr, optional } from './fields.ts';

const VALUES = field('x', 'vector', 'any', 'the numbers');

const MOMENTS: Estimator = {
  name: 'moments',
  summary:
    'Mean, variance, skewness and kurtosis, of the population and corrected for the size of the sample.',
  source: 'scipy.stats.describe, pandas',
  inputs: [VALUES],
  outputs: [
    field('n', 'whole', 'observations', 'count'),
    field('mean', 'number', 'as x', 'arithmetic mean'),
    field('variance', 'number', 'as x, squared', 'divisor n − 1'),
    field('variance_population', 'number', 'as x, squared', 'divisor n'),
    field('skew', 'number', 'none', 'm3 / m2^1.5'),
    field('kurt', 'number', 'none', 'm4 / m2²: 3 for the normal distribution'),
    field('excess_kurt', 'number', 'none', 'kurt − 3'),
    field('skew_sample', 'number', 'none', 'skewness corrected for the size of the sample'),
    field('excess_kurt_sample', 'number', 'none', 'excess kurtosis corrected for the size of the sample'),
  ],
  run: (inputs) => {
    const x = inputs.vector('x');
    return {
      n: x.length,
      mean: moments.mean(x),
      variance: moments.variance(x, 1),
      variance_population: moments.variance(x, 0),
      skew: moments.skewness(x),
      kurt: moments.kurtosis(x),
      excess_kurt: moments.excessKurtosis(x),
      skew_sample: moments.sampleSkewness(x),
      excess_kurt_sample: moments.sampleExcessKurtosis(x),
    };
  },
};

const QUANTILE: Estimator = {
  name: 'quantile',
  summary: 'Quantile with straight lines between neighbours.',
  source: 'numpy.quantile, method linear',
  inputs: [VALUES, field('q', 'vector', 'fraction', 'one probability, or several', { single: true })],
  outputs: [field('quantile', 'vector', 'as x', 'one for each probability')],
  run: (inputs) => {
    const q = inputs.vector('q');
    demand(
      q.every((each) => each >= 0 && each <= 1),
      'quantile',
      'q',
      'is not between 0 and 1',
      'Give fractions.',
    );
    return { quantile: q.map((each) => quantile(inputs.vector('x'), each)) };
  },
};

const RANKS: Estimator = {
  name: 'ranks',
  summary: 'Ranks from 1 for the least; ties share their mean.',
  source: 'scipy.stats.rankdata, method average',
  inputs: [VALUES],
  outputs: [field('ranks', 'vector', 'none', 'one for each number')],
  run: (inputs) => ({ ranks: averageRanks(inputs.vector('x')) }),
};

function pairEstimator(name: string, summary: string, of: typeof correlation): Estimator {
  return {
    name,
    summary,
    source: `scipy.stats.${name}r`,
    inputs: [VALUES, field('y', 'vector', 'any', 'as many numbers')],
    outputs: [field(name, 'number', 'none', 'from −1 to 1')],
    run: (inputs) => {
      const [x, y] = sameLength(name, inputs);
      return { [name]: of(x, y) };
    },
  };
}

function sameLength(name: string, inputs: Inputs): [Float64Array, Float64Array] {
  const x = inputs.vector('x');
  const y = inputs.vector('y');
  demand(
    x.length === y.length,
    name,
    'y',
    `has ${y.length} numbers for ${x.length}`,
    'Give as many of both.',
  );
  return [x, y];
}

const CORRELATION_MATRIX: Estimator = {
  name: 'correlation-matrix',
  summary: 'Correlation of every pair of columns.',
  source: 'numpy.corrcoef, scipy.stats.spearmanr',
  inputs: [
    field('returns', 'matrix', 'any', 'one row for each time, one column for each series'),
    field('method', 'text', 'none', 'of values or of ranks', {
      default: 'pearson',
      choices: ['pearson', 'spearman'],
    }),
  ],
  outputs: [field('correlations', 'matrix', 'none', 'symmetric')],
  run: (inputs) => {
    const columns = columnsOf(inputs.matrix('returns'));
    const ranked = inputs.text('method') === 'spearman' ? columns.map(averageRanks) : columns;
    return { correlations: correlationMatrix(ranked) };
  },
};

const OLS: Estimator = {
  name: 'ols',
  summary: 'Least squares with ordinary or Newey-West standard errors.',
  source: 'statsmodels OLS, cov_type nonrobust or HAC; Newey and West (1987)',
  inputs: [
    field('X', 'matrix', 'any', 'one row for each observation, one column for each regressor'),
    field('y', 'vector', 'any', 'one for each observation'),
    field('intercept', 'flag', 'none', 'whether a constant is put before the regressors', { default: true }),
    optional('lags', 'whole', 'observations', 'Newey-West lags; without it errors are ordinary'),
  ],
  outputs: [
    field('coefficients', 'vector', 'y per X', 'the constant first'),
    field('standard_errors', 'vector', 'y per X', 'of the coefficients'),
    field('t', 'vector', 'none', 'coefficient over standard error'),
    field('p', 'vector', 'fraction', 'two-sided, Student’s t'),
    field('r_squared', 'number', 'fraction', 'of the variance about the mean'),
    field('residuals', 'vector', 'as y', 'one for each observation'),
  ],
  run: (inputs) => {
    const X = inputs.matrix('X');
    const y = inputs.vector('y');
    demand(
      X.length === y.length,
      'ols',
      'y',
      `has ${y.length} numbers for ${X.length} rows`,
      'Give one each.',
    );
    const k = (X[0]?.length ?? 0) + (inputs.flag('intercept') ? 1 : 0);
    demand(X.length > k, 'ols', 'X', `has ${X.length} rows for ${k} coefficients`, 'Give more rows.');
    return namesOf(
      regress(X, y, {
        intercept: inputs.flag('intercept'),
        ...(inputs.has('lags') && { lags: inputs.number('lags') }),
      }),
    );
  },
};

function namesOf({ coefficients, standardErrors, tStatistics, pValues, rSquared, residuals }: Regression) {
  return {
    coefficients,
    standard_errors: standardErrors,
    t: tStatistics,
    p: pValues,
    r_squared: rSquared,
    residuals,
  };
}

const NEWEY_WEST: Estimator = {
  name: 'newey-west',
  summary: 'Long-run variance of a series and standard error of its mean, Bartlett weights.',
  source: 'Newey and West (1987)',
  inputs: [VALUES, optional('lags', 'whole', 'observations', 'without it ⌊4 (n / 100)^(2/9)⌋')],
  outputs: [
    field('long_run_variance', 'number', 'as x, squared', 'variance of √n times the mean'),
    field('standard_error', 'number', 'as x', 'of the mean'),
    field('lags', 'whole', 'observations', 'that were used'),
  ],
  run: (inputs) => {
    const x = inputs.vector('x');
    const lags = numberOr(inputs, 'lags', neweyWestLags(x.length));
    checkLags('newey-west', lags, x.length);
    const variance = neweyWestVariance(x, lags);
    return { long_run_variance: variance, standard_error: Math.sqrt(variance / x.length), lags };
  },
};

function checkLags(name: string, lags: number, n: number): void {
  if (lags < 0 || lags >= n)
    throw badInput(
      name,
      'lags',
      `is ${lags} for ${n} observations`,
      'Give lags from 0 to below the observations.',
    );
}

const AUTOCORRELATION: Estimator = {
  name: 'autocorrelation',
  summary: 'Autocorrelations at lags 0 to lags, divisor n.',
  source: 'statsmodels acf, adjusted False',
  inputs: [VALUES, field('lags', 'whole', 'observations', 'greatest lag')],
  outputs: [field('autocorrelations', 'vector', 'none', 'from lag 0')],
  run: (inputs) => {
    const x = inputs.vector('x');
    checkLags('autocorrelation', inputs.number('lags'), x.length);
    return { autocorrelations: autocorrelations(x, inputs.number('lags')) };
  },
};

const LJUNG_BOX: Estimator = {
  name: 'ljung-box',
  summary: 'Tests that nothing repeats up to a lag.',
  source: 'Ljung and Box (1978)',
  inputs: [
    VALUES,
    field('lags', 'whole', 'observations', 'greatest lag'),
    field('model_df', 'whole', 'none', 'parameters that were fitted to the series', { default: 0 }),
  ],
  outputs: [
    field('statistic', 'number', 'none', 'Q'),
    field('p_value', 'number', 'fraction', 'chance of a Q this large when nothing repeats'),
  ],
  run: (inputs) => {
    const x = inputs.vector('x');
    checkLags('ljung-box', inputs.number('lags'), x.length);
    const { statistic, pValue } = ljungBox(x, inputs.number('lags'), inputs.number('model_df'));
    return { statistic, p_value: pValue };
  },
};

export const DESCRIBING_ESTIMATORS: readonly Estimator[] = [
  MOMENTS,
  QUANTILE,
  RANKS,
  pairEstimator('pearson', 'Correlation of two series.', correlation),
  pairEstimator('spearman', 'Correlation of the ranks of two series.', rankCorrelation),
  CORRELATION_MATRIX,
  OLS,
  NEWEY_WEST,
  AUTOCORRELATION,
  LJUNG_BOX,
];
