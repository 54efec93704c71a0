import { assert } from '@qca/base';
import { dot, leastSquares, multiplyVector, normalQuantile } from '@qca/numerics';
import { correlation } from '../describe/correlation.ts';
import { mean, type Numbers, standardDeviation } from '../describe/moments.ts';
import { averageRanks } from '../describe/ranks.ts';

// Scores of Numerai, equal to github.com/numerai/numerai-tools at commit 54ef5f10. Source: docs.numer.ai.
// Predictions are per id, all in the same order of ids, and all known.

/** (rank − ½) / n, ties sharing the mean of their ranks: strictly between 0 and 1. */
export function tieKeptRank(values: Numbers): Float64Array {
  return averageRanks(values).map((rank) => (rank - 0.5) / values.length);
}

/** Normal quantile of the tie-kept rank: same order, the shape of a normal distribution. */
export function gaussianise(values: Numbers): Float64Array {
  return tieKeptRank(values).map(normalQuantile);
}

/** Keeps the sign and raises the size to `exponent`. */
export function signedPower(values: Numbers, exponent: number): Float64Array {
  return Float64Array.from(values, (value) => Math.sign(value) * Math.abs(value) ** exponent);
}

export function centre(values: Numbers): Float64Array {
  const average = mean(values);
  return Float64Array.from(values, (value) => value - average);
}

/** The part of `values` at a right angle to `direction`; `values` themselves where the direction has no length. */
export function orthogonalise(values: Numbers, direction: Numbers): Float64Array {
  const square = dot(direction, direction);
  const factor = square === 0 ? 0 : dot(values, direction) / square;
  return Float64Array.from(values, (value, index) => value - factor * (direction[index] as number));
}

/**
 * Takes away `proportion` of what a linear model of the features explains, a constant among them.
 *
 * Shape: `features` [feature][id].
 */
export function neutralise(values: Numbers, features: readonly Numbers[], proportion = 1): Float64Array {
  const design = Array.from(values, (_, id) =>
    Float64Array.from([...features.map((feature) => feature[id] as number), 1]),
  );
  const explained = multiplyVector(design, leastSquares(design, values));
  return Float64Array.from(values, (value, id) => value - proportion * (explained[id] as number));
}

/** CORR: correlation of ranked, gaussianised predictions with centred targets, both to the power 1.5, which stresses the tails. */
export function numeraiCorr(predictions: Numbers, targets: Numbers): number {
  return correlation(signedPower(centre(targets), 1.5), signedPower(gaussianise(predictions), 1.5));
}

/** FNC: CORR of what the features do not explain. */
export function featureNeutralCorr(
  predictions: Numbers,
  features: readonly Numbers[],
  targets: Numbers,
): number {
  const neutral = neutralise(gaussianise(predictions), features);
  const deviation = standardDeviation(neutral, 0);
  return numeraiCorr(
    neutral.map((value) => value / deviation),
    targets,
  );
}

/**
 * MMC: covariance of the target with what a prediction adds to the meta model. An identical copy of it scores 0.
 *
 * Targets between 0 and 1 are multiplied by 4, as Numerai does. Against a benchmark in place of the meta model this is BMC.
 */
export function metaModelContribution(predictions: Numbers, metaModel: Numbers, targets: Numbers): number {
  const neutral = orthogonalise(gaussianise(predictions), gaussianise(metaModel));
  const unit = Array.from(targets).every((target) => target >= 0 && target <= 1);
  const scaled = Float64Array.from(targets, (target) => (unit ? target * 4 : target));
  return dot(centre(scaled), neutral) / targets.length;
}

/** Mean of predictions weighted by stake. Shape: `predictions` [model][id]. */
export function stakeWeighted(predictions: readonly Numbers[], stakes: Numbers): Float64Array {
  assert(predictions.length === stakes.length, 'stakeWeighted: not one stake for each model');
  const total = Array.from(stakes).reduce((sum, stake) => sum + stake, 0);
  return Float64Array.from(
    predictions[0] ?? [],
    (_, id) =>
      predictions.reduce((sum, each, model) => sum + (each[id] as number) * (stakes[model] as number), 0) /
      total,
  );
}

/** Portfolio of a prediction: (p − N Nᵀ (w p)) w, with orthonormal neutralisers N and weights w. */
function neutralWeights(
  predictions: Numbers,
  neutralisers: readonly Numbers[],
  weights: Numbers,
): Float64Array {
  const shaped = signedPower(gaussianise(predictions), 1.5);
  const weighted = shaped.map((value, id) => value * (weights[id] as number));
  const loads = neutralisers.map((each) => dot(each, weighted));
  return shaped.map((value, id) => {
    const explained = neutralisers.reduce(
      (sum, each, index) => sum + (each[id] as number) * (loads[index] as number),
      0,
    );
    return (value - explained) * (weights[id] as number);
  });
}

/** Alpha of Numerai Signals: mean of centred targets times the neutral portfolio. Shape: `neutralisers` [column][id], orthonormal. */
export function numeraiAlpha(
  predictions: Numbers,
  neutralisers: readonly Numbers[],
  weights: Numbers,
  targets: Numbers,
): number {
  return dot(neutralWeights(predictions, neutralisers, weights), centre(targets)) / targets.length;
}

/** Divisor that Numerai applies to keep the score near that of Alpha. */
const MPC_SCALE = 50;

/**
 * MPC of Numerai Signals: by how much a little more stake on each model changes the alpha of the stake-weighted portfolio.
 *
 * Shape: `predictions` [model][id]; answers one score for each model. NaN where the portfolio is empty.
 */
export function metaPortfolioContributions(
  predictions: readonly Numbers[],
  stakes: Numbers,
  neutralisers: readonly Numbers[],
  weights: Numbers,
  targets: Numbers,
): Float64Array {
  const portfolios = predictions.map((each) => centre(neutralWeights(each, neutralisers, weights)));
  const together = centre(stakeWeighted(portfolios, stakes));
  const length = Math.sqrt(dot(together, together));
  const centred = centre(targets);
  return Float64Array.from(
    portfolios,
    (portfolio) => dot(orthogonalise(portfolio, together), centred) / length / MPC_SCALE,
  );
}

/** Greatest size of correlation with any feature, and which. Shape: `features` [feature][id]. */
export function maxFeatureCorrelation(
  predictions: Numbers,
  features: readonly Numbers[],
): { readonly feature: number; readonly correlation: number } {
  let best = { feature: -1, correlation: Number.NEGATIVE_INFINITY };
  features.forEach((feature, index) => {
    const size = Math.abs(correlation(feature, predictions));
    if (size > best.correlation) best = { feature: index, correlation: size };
  });
  return best;
}
