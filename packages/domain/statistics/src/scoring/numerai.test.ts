import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ask, oracle } from '../ask.fixture.ts';
import { correlation } from '../describe/correlation.ts';
import * as numerai from './numerai.ts';

const file = oracle('numerai.json');
const { target, predictions, stakes, features, meta_model } = file;

function near(answer: Record<string, number>, expected: Record<string, number>): void {
  expect(Object.keys(answer)).toEqual(Object.keys(expected));
  for (const [model, value] of Object.entries(expected)) expect(answer[model]).toBeCloseTo(value, 9);
}

describe('equal to numerai-tools', () => {
  it('corr', () => near(ask('numerai-corr', { predictions, target }).numerai_corr, file.numerai_corr));
  it('spearman', () =>
    near(ask('numerai-spearman', { predictions, target }).numerai_spearman, file.spearman));
  it('mmc', () => near(ask('mmc', { predictions, target, meta_model }).mmc, file.mmc));
  it('mmc from stakes', () => near(ask('mmc', { predictions, targets: target, stakes }).mmc, file.mmc));
  it('bmc', () => near(ask('bmc', { predictions, target, benchmark_model: meta_model }).bmc, file.mmc));
  it('fnc, of features row by row too', () => {
    const columns = Object.values(features) as number[][];
    const rows = target.map((_: number, id: number) => columns.map((column) => column[id]));
    near(ask('fnc', { predictions, features: rows, target }).fnc, file.feature_neutral_corr);
    near(ask('fnc', { predictions, features: columns, target }).fnc, file.feature_neutral_corr);
  });
  it('fnc', () => near(ask('fnc', { predictions, features, target }).fnc, file.feature_neutral_corr));
  it('alpha', () =>
    near(ask('alpha', { predictions, features, target }).alpha_unit_weights, file.alpha_unit_weights));
  it('mpc', () => near(ask('mpc', { predictions, features, stakes, target }).mpc, file.mpc_unit_weights));
  it('ranks', () => {
    expect(ask('tie-kept-rank', { x: predictions.m3 }).tie_kept_rank.slice(0, 10)).toEqual(
      file.tie_kept_rank_m3_first10.map((rank: number) => expect.closeTo(rank, 12)),
    );
  });
  it('one list alone gets one number', () => {
    expect(ask('numerai-corr', { predictions: predictions.m1, target }).numerai_corr).toBeCloseTo(
      file.numerai_corr.m1,
      9,
    );
  });
});

const numbers = fc
  .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 40, maxLength: 40 })
  .filter((values) => new Set(values).size > 1);

describe('what a score must not care about', () => {
  it('a rising map of the predictions', () => {
    fc.assert(
      fc.property(numbers, numbers, (values, meta) => {
        const outcome = values.map((value, index) => value + 3 * meta[index]! + index / 7);
        const risen = values.map((value) => 3 + 2 * value);
        expect(numerai.numeraiCorr(risen, outcome)).toBeCloseTo(numerai.numeraiCorr(values, outcome), 9);
        expect(numerai.metaModelContribution(risen, meta, outcome)).toBeCloseTo(
          numerai.metaModelContribution(values, meta, outcome),
          9,
        );
      }),
      { numRuns: 50 },
    );
  });

  it('a constant in the target', () => {
    const shifted = target.map((value: number) => value + 7);
    expect(numerai.numeraiCorr(predictions.m0, shifted)).toBeCloseTo(file.numerai_corr.m0, 9);
  });
});

it('a copy of the meta model contributes nothing', () => {
  expect(numerai.metaModelContribution(meta_model, meta_model, target)).toBeCloseTo(0, 12);
});

it('stake spread over copies earns each copy what the one earned', () => {
  const once = ask('mpc', { predictions, features, stakes, target }).mpc;
  const twice = ask('mpc', {
    predictions: { ...predictions, copy: predictions.m1 },
    features,
    stakes: { ...stakes, m1: 12, copy: 8 },
    target,
  }).mpc;
  expect(twice.m1).toBeCloseTo(once.m1, 12);
  expect(twice.copy).toBeCloseTo(once.m1, 12);
});

describe('neutralising', () => {
  it('leaves nothing that correlates with a feature', () => {
    const { neutral } = ask('neutralise', { x: predictions.m2, features });
    for (const feature of Object.values(features) as number[][])
      expect(correlation(neutral, feature)).toBeCloseTo(0, 9);
  });

  it('takes away the share that is asked for', () => {
    const { neutral } = ask('neutralise', { x: predictions.m2, features });
    const half = ask('neutralise', { x: predictions.m2, features, proportion: 0.5 }).neutral;
    half.forEach((value: number, id: number) => {
      expect(value).toBeCloseTo((neutral[id] + predictions.m2[id]) / 2, 12);
    });
  });

  it('makes a right angle', () => {
    expect(ask('orthogonalise', { v: [3, 4], u: [2, 0] }).orthogonal).toEqual([0, 4]);
    expect(ask('orthogonalise', { v: [3, 4], u: [0, 0] }).orthogonal).toEqual([3, 4]);
  });

  it('names the feature that is nearest', () => {
    expect(
      numerai.maxFeatureCorrelation(
        [1, 2, 3, 4],
        [
          [1, 0, 1, 0],
          [-1, -2, -3, -5],
        ],
      ),
    ).toEqual({
      feature: 1,
      correlation: expect.closeTo(0.9827, 4),
    });
  });
});

it.each([
  ['numerai-corr', { predictions: { a: [1, 2] }, target: [1, 2, 3] }, "'a' has 2 numbers for 3 ids"],
  [
    'numerai-corr',
    { predictions: { a: [1, null, 2] }, target: [1, 2, 3] },
    "'a' is no list of finite numbers",
  ],
  ['numerai-corr', { predictions: {}, target: [1, 2, 3] }, 'has no column'],
  ['numerai-corr', { predictions: [1] }, 'target is missing'],
  ['numerai-corr', { predictions: [1], target: [1] }, 'fewer than two ids'],
  ['mmc', { predictions: { a: [1, 2, 3] }, target: [1, 2, 3] }, 'stakes is missing'],
  ['mmc', { predictions: { a: [1, 2, 3] }, target: [1, 2, 3], stakes: { b: 1 } }, 'not one number from 0 up'],
  ['mmc', { predictions: { a: [1, 2, 3] }, target: [1, 2, 3], stakes: [0] }, 'not one number from 0 up'],
  ['mmc', { predictions: { a: [1, 2, 3] }, target: [1, 2, 3], meta_model: [1] }, 'has not 3 numbers'],
  ['alpha', { predictions: [1, 2, 3], target: [1, 2, 3] }, 'features is missing'],
  [
    'alpha',
    { predictions: [1, 2, 3], target: [1, 2, 3], features: [[1, 0, 0]], weights: [1] },
    'has not 3 numbers',
  ],
  ['orthogonalise', { v: [1, 2], u: [1] }, 'has 1 numbers for 2'],
])('%s refuses %j', (name, given, message) => {
  expect(() => ask(name, given)).toThrow(message);
});
