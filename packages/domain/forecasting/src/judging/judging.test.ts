import { Random } from '@qca/base';
import { normalCdf, studentTCdf } from '@qca/numerics';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareWithNaive } from './compareWithNaive.ts';
import { conformalRadius } from './conformalRadius.ts';
import { christoffersen, kupiec } from './coverageTests.ts';
import { dieboldMariano, longRunVariance } from './dieboldMariano.ts';
import {
  absoluteLoss,
  gaussianLoss,
  intervalScore,
  lossesOf,
  meanOf,
  pinballLoss,
  quasiLikelihoodLoss,
  scaledError,
  squaredLoss,
} from './losses.ts';
import { mincerZarnowitz } from './mincerZarnowitz.ts';
import { type Forecaster, originsOf, rollingOrigin } from './rollingOrigin.ts';

function noise(length: number, seed: number): Float64Array {
  const random = new Random(seed);
  return Float64Array.from({ length }, () => random.nextGaussian());
}

const positive = fc.double({ min: 0.01, max: 100, noNaN: true });

describe('losses', () => {
  it('cost nothing when right, and more the further off', () => {
    fc.assert(
      fc.property(positive, positive, (actual, forecast) => {
        expect(quasiLikelihoodLoss(actual, actual)).toBe(0);
        expect(quasiLikelihoodLoss(actual, forecast)).toBeGreaterThanOrEqual(0);
        const further = forecast > actual ? 2 * forecast : forecast / 2;
        expect(quasiLikelihoodLoss(actual, further)).toBeGreaterThan(quasiLikelihoodLoss(actual, forecast));
      }),
    );
  });

  it('rank variance forecasts alike in both forms', () => {
    fc.assert(
      fc.property(positive, positive, positive, (actual, one, other) => {
        const short = quasiLikelihoodLoss(actual, one) - quasiLikelihoodLoss(actual, other);
        expect(gaussianLoss(actual, one) - gaussianLoss(actual, other)).toBeCloseTo(short, 6);
      }),
    );
  });

  it('are by hand', () => {
    expect(squaredLoss(5, 2)).toBe(9);
    expect(absoluteLoss(2, 5)).toBe(3);
    expect(gaussianLoss(0, Math.E)).toBe(1);
    expect(quasiLikelihoodLoss(2, 1)).toBeCloseTo(1 - Math.log(2), 12);
    expect(pinballLoss(0.9)(10, 8)).toBeCloseTo(1.8, 12);
    expect(pinballLoss(0.9)(8, 10)).toBeCloseTo(0.2, 12);
    expect(intervalScore(5, { lower: 4, upper: 7 }, 0.9)).toBe(3);
    expect(intervalScore(3, { lower: 4, upper: 7 }, 0.9)).toBeCloseTo(3 + 20, 9);
    expect(intervalScore(9, { lower: 4, upper: 7 }, 0.9)).toBeCloseTo(3 + 40, 9);
  });

  it('are scaled by the naive error of the history', () => {
    // Naive errors 1, 2, 1 a period and 3, 1 two periods apart.
    const history = Float64Array.of(1, 2, 4, 3);
    const [actual, forecast] = [Float64Array.of(5, 6), Float64Array.of(4, 3)];
    expect(scaledError(actual, forecast, { history, period: 1 })).toBeCloseTo(2 / (4 / 3), 12);
    expect(scaledError(actual, forecast, { history, period: 2 })).toBeCloseTo(2 / 2, 12);
    expect(scaledError(actual, forecast, { history: Float64Array.of(2, 2), period: 1 })).toBeNaN();
  });

  it('refuse different lengths, and a history within a season', () => {
    expect(() => lossesOf(absoluteLoss, Float64Array.of(1), new Float64Array(2))).toThrow('lengths differ');
    const one = Float64Array.of(1);
    expect(() => scaledError(one, one, { history: one, period: 1 })).toThrow('shorter than a season');
  });
});

describe('dieboldMariano', () => {
  it('is the mean difference over its standard error', () => {
    // Differences 1, 2, 3: mean 2, variance 2/3, statistic 2 / sqrt(2/9), corrected by sqrt(2/3).
    const test = dieboldMariano(Float64Array.of(2, 4, 6), Float64Array.of(1, 2, 3));
    expect(test.meanDifference).toBe(2);
    expect(test.statistic).toBeCloseTo(2 / Math.sqrt(2 / 9), 12);
    expect(test.corrected).toBeCloseTo((2 / Math.sqrt(2 / 9)) * Math.sqrt(2 / 3), 12);
  });

  it('corrects for the horizon as Harvey, Leybourne and Newbold do', () => {
    // (n + 1 − 2h + h(h − 1)/n) / n with n = 20 and h = 3; Student's t with 19 degrees of freedom.
    const test = dieboldMariano(noise(20, 3), noise(20, 4), 3);
    expect(test.corrected / test.statistic).toBeCloseTo(Math.sqrt((21 - 6 + 6 / 20) / 20), 12);
    expect(test.pValue).toBeCloseTo(2 * studentTCdf(-Math.abs(test.corrected), 19), 12);
  });

  it('changes its sign with the order, and nothing else', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 5 }), (seed, horizon) => {
        const [one, other] = [noise(30, seed), noise(30, seed + 1)];
        const forth = dieboldMariano(one, other, horizon);
        const back = dieboldMariano(other, one, horizon);
        expect(back.corrected).toBeCloseTo(-forth.corrected, 9);
        expect(back.pValue).toBeCloseTo(forth.pValue, 9);
        expect(forth.pValue).toBeGreaterThanOrEqual(0);
        expect(forth.pValue).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('weighs autocovariances by Bartlett where the plain sum is negative', () => {
    const swing = Float64Array.from({ length: 12 }, (_, at) => 1 + (at % 2 === 0 ? 1 : -1));
    // Plain: 1 − 2 × 11/12 < 0. Bartlett: 1 − 11/12.
    expect(longRunVariance(swing, 1, () => 1)).toBeLessThan(0);
    const test = dieboldMariano(swing, new Float64Array(12), 2);
    expect(test.statistic).toBeCloseTo(1 / Math.sqrt(1 / 12 / 12), 9);
  });

  it('knows no difference of equal losses', () => {
    const test = dieboldMariano(noise(9, 1), noise(9, 1));
    expect(test.pValue).toBe(1);
    expect(test.corrected).toBeNaN();
    expect(test.statistic).toBeNaN();
  });

  it('rejects equal forecasts about as often as it says', () => {
    let rejected = 0;
    for (let seed = 0; seed < 400; seed += 1)
      if (dieboldMariano(noise(40, 2 * seed), noise(40, 2 * seed + 1)).pValue < 0.05) rejected += 1;
    // 20 expected; four standard deviations are 17.
    expect(rejected).toBeGreaterThan(3);
    expect(rejected).toBeLessThan(37);
  });

  it('refuses different lengths, too few periods, and horizons beyond them', () => {
    expect(() => dieboldMariano(noise(3, 1), noise(4, 1))).toThrow('lengths differ');
    expect(() => dieboldMariano(noise(1, 1), noise(1, 1))).toThrow('below two');
    for (const horizon of [0, 3])
      expect(() => dieboldMariano(noise(3, 1), noise(3, 2), horizon)).toThrow('horizon');
  });
});

describe('mincerZarnowitz', () => {
  it('finds no fault with a forecast that is right on average', () => {
    const forecast = noise(400, 1).map((value) => value + 5);
    const actual = forecast.map((value, at) => value + (noise(400, 2)[at] as number) * 0.3);
    const fit = mincerZarnowitz(actual, forecast);
    expect(fit.slope).toBeCloseTo(1, 1);
    expect(fit.pValue).toBeGreaterThan(0.01);
    expect(fit.lags).toBe(5);
  });

  it('has the errors of White without lags, and all figures of a regression by hand', () => {
    // Forecasts −1, −1, 1, 1 make sums simple: intercept is the mean, slope half the difference of the two means.
    const forecast = Float64Array.of(-1, -1, 1, 1);
    const fit = mincerZarnowitz(Float64Array.of(0, 1, 4, 7), forecast, 0);
    expect(fit.intercept).toBeCloseTo(3, 12);
    expect(fit.slope).toBeCloseTo(2.5, 12);
    // Residuals −0.5, 0.5, −1.5, 1.5: squares sum to 5, of 30 in all; each variance is 5 / 16, their covariance 4 / 16.
    expect(fit.interceptError).toBeCloseTo(Math.sqrt(5) / 4, 12);
    expect(fit.slopeError).toBeCloseTo(Math.sqrt(5) / 4, 12);
    expect(fit.rSquared).toBeCloseTo(1 - 5 / 30, 12);
    expect(fit.interceptPValue).toBeCloseTo(2 * normalCdf((-3 * 4) / Math.sqrt(5)), 12);
    expect(fit.slopePValue).toBeCloseTo(2 * normalCdf((-1.5 * 4) / Math.sqrt(5)), 12);
    // Inverse of (5 4; 4 5) / 16 is 16 (5 −4; −4 5) / 9, around 3 and 1.5.
    expect(fit.wald).toBeCloseTo((16 / 9) * (5 * 9 - 8 * 4.5 + 5 * 2.25), 9);
    // With one lag, weight 1/2: products of neighbouring residuals −0.25, −0.75, −2.25 join, in the intercept all with one sign.
    const lagged = mincerZarnowitz(Float64Array.of(0, 1, 4, 7), forecast, 1);
    expect(lagged.interceptError).toBeCloseTo(Math.sqrt(5 - 3.25) / 4, 12);
    expect(lagged.slopeError).toBeCloseTo(Math.sqrt(5 - 0.25 + 0.75 - 2.25) / 4, 12);
  });

  it('finds a forecast that is twice too high', () => {
    const actual = noise(200, 1).map((value) => value + 5);
    const forecast = actual.map((value, at) => 2 * value + (noise(200, 4)[at] as number) * 0.1);
    const fit = mincerZarnowitz(actual, forecast);
    expect(fit.slope).toBeCloseTo(0.5, 1);
    expect(fit.pValue).toBeLessThan(1e-6);
    expect(fit.slopePValue).toBeLessThan(1e-6);
  });

  it('refuses different lengths, too few periods, and a forecast that does not vary', () => {
    expect(() => mincerZarnowitz(noise(5, 1), noise(4, 1))).toThrow('lengths differ');
    expect(() => mincerZarnowitz(noise(3, 1), noise(3, 1))).toThrow('below four');
    expect(() => mincerZarnowitz(noise(9, 1), new Float64Array(9))).toThrow('does not vary');
  });
});

describe('coverage tests', () => {
  it('have the closed form where nothing was missed', () => {
    const { statistic, pValue } = kupiec(0, 100, 0.05);
    expect(statistic).toBeCloseTo(-200 * Math.log(0.95), 10);
    expect(pValue).toBeGreaterThan(0.001);
    expect(pValue).toBeLessThan(0.002);
    expect(kupiec(100, 100, 0.05).statistic).toBeCloseTo(-200 * Math.log(0.05), 8);
  });

  it('find nothing where misses are just as frequent as announced', () => {
    expect(kupiec(5, 100, 0.05).statistic).toBe(0);
    expect(kupiec(5, 100, 0.05).pValue).toBe(1);
  });

  it('has its worst on either side of the announced rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 98 }), (misses) => {
        const here = kupiec(misses, 100, 0.3).statistic;
        const next = kupiec(misses + 1, 100, 0.3).statistic;
        if (misses >= 30) expect(next).toBeGreaterThan(here);
        else expect(next).toBeLessThan(here);
      }),
    );
  });

  it('see clusters that the rate alone does not', () => {
    const clustered = Array.from({ length: 100 }, (_, at) => at >= 40 && at < 50);
    const spread = Array.from({ length: 100 }, (_, at) => at % 10 === 0);
    expect(christoffersen(clustered, 0.1).independence.pValue).toBeLessThan(1e-6);
    expect(christoffersen(clustered, 0.1).unconditional.statistic).toBe(0);
    expect(christoffersen(spread, 0.1).independence.pValue).toBeGreaterThan(0.1);
    const { conditional, independence, unconditional } = christoffersen(clustered, 0.05);
    expect(conditional.statistic).toBeCloseTo(independence.statistic + unconditional.statistic, 12);
  });

  it('count pairs by what was before and what came', () => {
    // After a hit 1 of 4 is missed, after a miss 2 of 3: 3 of 7 together.
    const row = [false, false, false, true, true, true, false, false].map(Boolean);
    const likelihood = (misses: number, of: number): number =>
      misses * Math.log(misses / of) + (of - misses) * Math.log(1 - misses / of);
    const expected = 2 * (likelihood(1, 4) + likelihood(2, 3) - likelihood(3, 7));
    expect(christoffersen(row, 0.4).independence.statistic).toBeCloseTo(expected, 10);
  });

  it('have pairs of one kind only in a row of hits', () => {
    expect(christoffersen(new Array<boolean>(50).fill(false), 0.05).independence.statistic).toBe(0);
    // Pairs: hit to miss, miss to hit, hit to miss; independent would be log(2/3) and log(1/3).
    const { statistic } = christoffersen([false, true, false, true], 0.5).independence;
    expect(statistic).toBeCloseTo(-2 * (2 * Math.log(2 / 3) + Math.log(1 / 3)), 10);
  });

  it('refuse impossible counts, rates outside 0 to 1, and a single period', () => {
    for (const [misses, periods] of [
      [5, 4],
      [-1, 4],
      [0, 0],
    ] as const)
      expect(() => kupiec(misses, periods, 0.1)).toThrow('impossible');
    for (const rate of [0, 1]) expect(() => kupiec(1, 4, rate)).toThrow('rate');
    expect(() => christoffersen([true], 0.1)).toThrow('two periods');
  });
});

describe('conformalRadius', () => {
  it('is the error of the rank that the coverage needs', () => {
    // (9 + 1) × 0.8 is the eighth of nine.
    const errors = Float64Array.of(-9, 1, 8, -2, 7, 3, -6, 4, 5);
    expect(conformalRadius(errors, 0.8)).toBe(8);
    expect(conformalRadius(errors, 0.9)).toBe(9);
    expect(conformalRadius(errors, 0.95)).toBe(Number.POSITIVE_INFINITY);
  });

  it('covers the next error as often as it says', () => {
    let held = 0;
    for (let seed = 0; seed < 1_000; seed += 1) {
      const errors = noise(20, seed);
      if (Math.abs(errors[19] as number) <= conformalRadius(errors.subarray(0, 19), 0.9)) held += 1;
    }
    // Exactly 0.9 expected; four standard deviations are 38.
    expect(held).toBeGreaterThan(862);
    expect(held).toBeLessThan(938);
  });

  it('refuses a coverage outside 0 to 1', () => {
    for (const coverage of [0, 1]) expect(() => conformalRadius(noise(5, 1), coverage)).toThrow('coverage');
  });
});

describe('rollingOrigin', () => {
  const seen: number[] = [];
  const last: Forecaster = {
    name: 'last',
    historyMin: 1,
    forecast: (history, horizon) => {
      seen.push(history.length);
      return new Float64Array(horizon).fill(history[history.length - 1] as number);
    },
  };
  const series = Float64Array.of(1, 2, 3, 4, 5, 6, 7);

  it('shows the past alone, and keeps what came', () => {
    seen.length = 0;
    const origins = rollingOrigin(last, series, { first: 3, horizon: 2, step: 2 });
    expect(seen).toEqual([3, 5]);
    expect(origins.map(({ known }) => known)).toEqual([3, 5]);
    expect(Array.from(origins[1]?.forecast ?? [])).toEqual([5, 5]);
    expect(Array.from(origins[1]?.actual ?? [])).toEqual([6, 7]);
  });

  it('forgets what is older than the window', () => {
    seen.length = 0;
    rollingOrigin(last, series, { first: 3, horizon: 1, step: 1, window: 2 });
    expect(seen).toEqual([2, 2, 2, 2]);
  });

  it('has no way to the future by the buffer of the history', () => {
    const peeking: Forecaster = { ...last, forecast: (history) => new Float64Array(history.buffer) };
    const [origin] = rollingOrigin(peeking, series, { first: 3, horizon: 1, step: 1 });
    expect(Array.from(origin?.forecast ?? [])).toEqual([1, 2, 3]);
  });

  it('has no origins in a series that is too short', () => {
    expect(originsOf(4, { first: 3, horizon: 2, step: 1 })).toEqual([]);
    expect(originsOf(5, { first: 3, horizon: 2, step: 1 })).toEqual([3]);
  });

  it('refuses plans of nothing', () => {
    for (const plan of [{ first: 0 }, { horizon: 0 }, { step: 0 }])
      expect(() => originsOf(9, { first: 3, horizon: 1, step: 1, ...plan })).toThrow('at least one');
  });
});

describe('compareWithNaive', () => {
  const compared = { name: 'theta', naiveName: 'naive', lossName: 'mean absolute error', overlap: 1 };
  const naive = noise(60, 3).map((value) => 2 + 0.1 * value);

  it('says that a better forecast beats it, with figures', () => {
    const { standing, skill, verdict } = compareWithNaive(
      compared,
      naive.map((value) => value / 2 + 0.01 * value),
      naive,
    );
    expect(standing).toBe('better');
    expect(skill).toBeCloseTo(0.49, 9);
    expect(verdict).toMatch(
      /^The theta forecast beats the naive one: mean absolute error [\d.]+ against [\d.]+ of the naive forecast, 49\.0 % less/,
    );
  });

  it('says so when the difference may be chance', () => {
    const { standing, verdict } = compareWithNaive(
      compared,
      naive.map((value, at) => value + (at % 2 === 0 ? 1 : -1.01)),
      naive,
    );
    expect(standing).toBe('not-shown');
    expect(verdict).toContain('is not shown to beat');
    expect(verdict).toContain('may be chance');
  });

  it('says so when it does not beat it', () => {
    const worse = compareWithNaive(
      compared,
      naive.map((value) => 2 * value),
      naive,
    );
    expect(worse.standing).toBe('worse');
    expect(worse.skill).toBeCloseTo(-1, 9);
    expect(worse.verdict).toContain('does not beat the naive one');
    expect(worse.verdict).toContain('Use the naive forecast.');
    const equal = compareWithNaive(compared, naive, naive);
    expect(equal.standing).toBe('worse');
    expect(equal.verdict).toContain('both have');
  });

  it('takes a naive forecast without loss', () => {
    const { skill, standing } = compareWithNaive(compared, naive, new Float64Array(60));
    expect(skill).toBe(0);
    expect(standing).toBe('worse');
  });

  it('counts origins that share periods as the horizon says, up to all but one of them', () => {
    const other = naive.map((value, at) => value + Math.sin(at));
    const test = compareWithNaive({ ...compared, overlap: 4 }, other, naive).test;
    expect(test).toEqual(dieboldMariano(other, naive, 4));
    const few = compareWithNaive({ ...compared, overlap: 9 }, other.slice(0, 5), naive.slice(0, 5)).test;
    expect(few).toEqual(dieboldMariano(other.slice(0, 5), naive.slice(0, 5), 4));
  });

  it('refuses a single origin', () => {
    expect(() => compareWithNaive(compared, Float64Array.of(1), Float64Array.of(1))).toThrow('two origins');
  });
});

describe('meanOf', () => {
  it('is the mean', () => expect(meanOf(Float64Array.of(1, 2, 6))).toBe(3));
});
