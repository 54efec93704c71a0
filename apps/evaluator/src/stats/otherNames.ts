import type { Estimator } from '@qca/numerics';

/** Inputs that a name stands for: `semicovariance` is the covariance by one method. */
type Preset = Readonly<Record<string, unknown>>;

/**
 * Names that papers and libraries use for an estimator, besides its own. Spelling is not listed: `sharpe_ratio`, `Sharpe Ratio`
 * and `sharpe-ratio` are one name anyway.
 */
const OTHER_NAMES: Readonly<Record<string, readonly (string | readonly [string, Preset])[]>> = {
  // Statistics
  psr: ['probabilistic-sharpe-ratio', 'probabilistic-sharpe'],
  dsr: ['deflated-sharpe-ratio', 'deflated-sharpe'],
  'sr-standard-error': ['sharpe-standard-error'],
  'min-trl': ['mintrl', 'min-track-record-length', 'minimum-track-record-length', 'min-track-record-years'],
  'min-backtest-length': ['min-btl', 'minbtl', 'minimum-backtest-length', 'min-backtest-length-years'],
  'expected-max-sharpe': ['expected-maximum-sharpe', 'expected-max-of-n-std-normals'],
  pbo: ['cscv', 'probability-of-backtest-overfitting'],
  cpcv: ['cpcv-counts', 'combinatorial-purged-cross-validation', 'combinatorial-purged-cv'],
  'purged-kfold': ['purged-k-fold'],
  spa: ['hansen-spa', 'superior-predictive-ability'],
  'stepwise-spa': ['stepm', 'step-spa'],
  'reality-check': ['white-reality-check', 'rc'],
  'payoff-ratio': ['win-loss-ratio'],
  'risk-of-ruin': ['ror'],
  'ulcer-performance-index': ['upi'],
  'geometric-mean': ['ghpr', 'expected-return'],
  'r-squared': ['r2'],
  'drawdown-table': ['drawdown-details'],
  'drawdown-series': ['to-drawdown-series', 'underwater'],
  'cum-returns': ['compsum', 'cumulative-returns'],
  'simple-returns': ['to-returns'],
  'probabilistic-ratio': [
    ['probabilistic-sortino-ratio', { base: 'sortino' }],
    ['probabilistic-sortino', { base: 'sortino' }],
    ['probabilistic-adjusted-sortino-ratio', { base: 'adjusted-sortino' }],
    ['probabilistic-adjusted-sortino', { base: 'adjusted-sortino' }],
  ],
  'roll-alpha-beta': ['roll-alpha-beta-aligned', 'rolling-alpha-beta'],
  'roll-alpha': ['roll-alpha-aligned', 'rolling-alpha'],
  'roll-beta': ['roll-beta-aligned', 'rolling-beta'],
  'roll-annual-return': ['roll-cagr'],
  'roll-max-drawdown': ['rolling-max-drawdown'],
  'monthly-table': ['monthly-returns'],
  'conditional-value-at-risk': ['cvar'],
  'value-at-risk': ['var'],
  ols: ['linear-regression'],
  mmc: ['correlation-contribution', 'meta-model-contribution'],
  bmc: ['benchmark-model-contribution'],
  mpc: ['meta-portfolio-contribution'],
  neutralise: ['neutralize'],
  orthogonalise: ['orthogonalize'],
  // Indicators: TA-Lib names that have another meaning among the statistics carry ta- here.
  'ta-ad': ['ad'],
  'ta-dx': ['dx'],
  'ta-correl': ['correl'],
  'ta-min': ['min'],
  'ta-max': ['max'],
  'ta-sum': ['sum'],
  'realised-volatility': ['realized-volatility'],
  // Forecasting
  garch: ['garch11'],
  'gjr-garch': ['gjr', 'gjr-garch111'],
  egarch: ['egarch111'],
  ewma: ['riskmetrics', 'ewma-variance'],
  har: ['har-rv'],
  'simple-exponential-smoothing': ['ses'],
  // Options
  'black-scholes': ['black-scholes-merton', 'bsm', 'european', 'european-greeks'],
  'implied-volatility': ['implied-vol'],
  crr: ['cox-ross-rubinstein', 'binomial'],
  'barone-adesi-whaley': ['baw'],
  // Allocation
  'expected-returns': [
    ['mean-historical-return', { mu_method: 'compounded' }],
    ['ema-historical-return', { mu_method: 'exponential' }],
  ],
  covariance: [['semicovariance', { cov_method: 'semicovariance' }]],
  'exp-cov': ['exponential-covariance'],
  'ledoit-wolf': [
    'covariance-shrinkage',
    ['oracle-approximating', { target: 'oracle-approximating' }],
    ['oas', { target: 'oracle-approximating' }],
  ],
  'capm-return': ['capm', 'capm-returns', 'capital-asset-pricing'],
  'market-implied-prior-returns': ['market-implied-prior', 'implied-returns'],
  'market-implied-risk-aversion': ['implied-risk-aversion'],
  cla: [
    'critical-line-algorithm',
    ['cla-max-sharpe', { objective: 'max-sharpe' }],
    ['cla-min-volatility', { objective: 'min-volatility' }],
  ],
  'min-volatility': ['minimum-volatility', 'min-variance', 'minimum-variance', 'global-minimum-variance'],
  'max-sharpe': ['maximum-sharpe', 'tangency'],
  hrp: ['hierarchical-risk-parity'],
  'risk-parity': ['equal-risk-contribution', 'risk-budgeting'],
  'min-semivariance': ['efficient-semivariance'],
  'min-cvar': ['efficient-cvar', 'minimum-cvar'],
  'min-cdar': ['efficient-cdar', 'minimum-cdar'],
  // Explanation
  shapley: ['exact-shapley', 'shapley-values'],
  'kernel-shap': ['kernelshap'],
  'tree-shap': ['treeshap'],
};

/** What a name was read as. */
export interface Found {
  readonly name: string;
  /** Given unless somebody gives the same themselves. */
  readonly preset: Preset;
}

/** The estimator that is meant by a name, whatever its capitals and strokes; undefined where nothing is called so. */
export function findEstimator(estimators: ReadonlyMap<string, Estimator>, asked: string): Found | undefined {
  const spelled = asked
    .trim()
    .toLowerCase()
    .replaceAll(/[\s_]+/g, '-');
  if (estimators.has(spelled)) return { name: spelled, preset: {} };
  for (const [name, others] of Object.entries(OTHER_NAMES)) {
    for (const other of others) {
      const [text, preset] = typeof other === 'string' ? [other, {}] : other;
      if (text === spelled && estimators.has(name)) return { name, preset };
    }
  }
  return undefined;
}

/** By which other names an estimator is known. */
export function otherNamesOf(name: string): readonly string[] {
  return (OTHER_NAMES[name] ?? []).map((other) => (typeof other === 'string' ? other : other[0]));
}

/** All other names. */
export function otherNames(): readonly string[] {
  return Object.keys(OTHER_NAMES).flatMap(otherNamesOf);
}
