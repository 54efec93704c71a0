import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { estimateMarket, type MarketEstimator, marketEstimator, observeWindow } from './MarketEstimator.ts';

/** A market that is as the models say: orders arrive as a Poisson process and reach exponential distances. */
function feed(
  estimator: MarketEstimator,
  truth: { volatility: number; intensity: number; decay: number },
  windows: number,
  seed: number,
): void {
  const random = new Random(seed);
  for (let window = 0; window < windows; window += 1) {
    const reach = (): number => {
      let furthest = 0;
      for (
        let time = random.nextExponential(1 / truth.intensity);
        time < estimator.windowSeconds;
        time += random.nextExponential(1 / truth.intensity)
      ) {
        furthest = Math.max(furthest, random.nextExponential(1 / truth.decay));
      }
      return furthest;
    };
    const last =
      100 * Math.exp(truth.volatility * Math.sqrt(estimator.windowSeconds) * random.nextGaussian());
    observeWindow(estimator, { first: 100, last, high: 100 * (1 + reach()), low: 100 * (1 - reach()) });
  }
}

describe('market estimator', () => {
  it.each([
    { windowSeconds: 1, volatility: 2e-5, intensity: 1.5, decay: 8000 },
    { windowSeconds: 60, volatility: 6e-5, intensity: 0.05, decay: 1500 },
    { windowSeconds: 5, volatility: 1e-4, intensity: 0.1, decay: 400 },
  ])('finds the volatility, intensity and decay that made the data ($windowSeconds s windows)', (truth) => {
    const estimator = marketEstimator(truth.windowSeconds, 20_000);
    feed(estimator, truth, 20_000, 7);
    const found = estimateMarket(estimator);
    expect(found?.volatility).toBeCloseTo(truth.volatility, 6);
    expect((found?.intensity ?? 0) / truth.intensity).toBeCloseTo(1, 1);
    expect((found?.decay ?? 0) / truth.decay).toBeCloseTo(1, 1);
  });

  it('forgets: after some half-lives only the new market counts', () => {
    const calm = { volatility: 1e-5, intensity: 1, decay: 8000 };
    const wild = { volatility: 1e-4, intensity: 1, decay: 1000 };
    const estimator = marketEstimator(1, 300);
    feed(estimator, calm, 3000, 1);
    feed(estimator, wild, 3000, 2);
    expect((estimateMarket(estimator)?.decay ?? 0) / wild.decay).toBeCloseTo(1, 0);
    expect((estimateMarket(estimator)?.volatility ?? 0) / wild.volatility).toBeCloseTo(1, 0);
  });

  it('has no estimate from nothing, from stillness, and from too few distances', () => {
    const estimator = marketEstimator(60, 100);
    expect(estimateMarket(estimator)).toBeUndefined();
    for (let window = 0; window < 50; window += 1)
      observeWindow(estimator, { first: 100, last: 100, high: 100, low: 100 });
    expect(estimateMarket(estimator)).toBeUndefined();
    const same = marketEstimator(60, 100);
    for (let window = 0; window < 50; window += 1)
      observeWindow(same, { first: 100, last: 101, high: 110, low: 90 });
    expect(estimateMarket(same)).toBeUndefined();
  });
});
