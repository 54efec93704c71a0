import { Refusal } from '@qca/base';
import type { Estimator } from '@qca/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { describeEstimator, openEstimators, pickInputs, runEstimator } from './catalogue.ts';

let estimators: ReadonlyMap<string, Estimator>;

beforeAll(async () => {
  estimators = await openEstimators();
});

const refused = (run: () => unknown): Refusal => {
  try {
    run();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
  throw new Error('was not refused');
};

describe('the estimators', () => {
  it('hold every name that the platform promises', () => {
    const promised =
      'psr dsr min-trl pbo garch black-scholes bjerksund-stensland heston hrp risk-parity min-cvar shapley kernel-shap numerai-corr mmc';
    for (const name of promised.split(' ')) expect([name, estimators.has(name)]).toEqual([name, true]);
  });

  it('have names of their own, kebab-case, and say what goes in, what comes out, in which unit, and by whom', async () => {
    expect(estimators.size).toBeGreaterThan(150);
    for (const estimator of estimators.values()) {
      const { name, summary, source, inputs, outputs } = describeEstimator(estimator);
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      for (const text of [summary, source]) expect([name, text.length > 3]).toEqual([name, true]);
      expect([name, inputs.length > 0 && outputs.length > 0]).toEqual([name, true]);
      for (const { name: field, unit, meaning } of [...inputs, ...outputs])
        expect([name, field, unit !== '' && meaning !== '']).toEqual([name, field, true]);
      expect([name, new Set(inputs.map((field) => field.name)).size]).toEqual([name, inputs.length]);
    }
  });

  it('refuse nothing at all with words, and never crash on it', () => {
    for (const [name, { inputs }] of estimators) {
      if (!inputs.some((field) => !('default' in field) && field.optional !== true)) continue;
      expect([name, refused(() => runEstimator(estimators, name, {})).kind]).toEqual([name, 'bad-input']);
    }
  });

  it('refuse what they do not know', () => {
    expect(
      refused(() => runEstimator(estimators, 'psr', { sr: 1, n: 10, skew: 0, kurt: 3, beta: 1 })).message,
    ).toMatch(/beta is no input/);
    const unknown = refused(() => runEstimator(estimators, 'sharp', {}));
    expect([unknown.kind, unknown.remedy]).toEqual([
      'unknown-estimator',
      expect.stringMatching(/^Did you mean .*sharpe/),
    ]);
    expect(refused(() => runEstimator(estimators, 'zzzz', {})).remedy).toBe(
      'qca stats list names all of them.',
    );
  });

  it('set aside what other estimators take or answer, and remarks, and nothing else', () => {
    const given = { sr: 1, n: 10, skew: 0, kurt: 3, stakes: [1], dsr: 0.5, published: 0.9, shrap: 2 };
    const { inputs, aside } = pickInputs(estimators, 'psr', given);
    expect([Object.keys(inputs), aside]).toEqual([
      ['sr', 'n', 'skew', 'kurt', 'shrap'],
      ['stakes', 'dsr', 'published'],
    ]);
    expect(refused(() => runEstimator(estimators, 'psr', inputs)).message).toMatch(/shrap is no input/);
  });

  it('find the largest return within a risk, as trying every mix of two assets does', () => {
    // Worst fifth of ten days: mean of the two largest losses.
    const returns = [3, -2, 1, -4, 2, 5, -1, 0, -3, 4].map((value, day) => [
      value / 100,
      ([-1, 2, 0, 1, -2, 1, 3, -1, 0, 2][day] as number) / 200,
    ]);
    const mu = [0.3, 0.1];
    const riskOf = (share: number): number => {
      const mixed = returns.map(([one = 0, other = 0]) => share * one + (1 - share) * other);
      const [worst = 0, second = 0] = mixed.sort((one, other) => one - other);
      return -(worst + second) / 2;
    };
    const shares = Array.from({ length: 10_001 }, (_, index) => index / 10_000);
    const best = Math.max(...shares.filter((share) => riskOf(share) <= 0.02));
    const given = { returns, mu, beta: 0.8, target_cvar: 0.02 };
    const { weights, risk } = runEstimator(estimators, 'min-cvar', given);
    expect((weights as number[])[0]).toBeCloseTo(best, 3);
    expect(risk).toBeCloseTo(0.02, 9);
  });

  it('answer in what JSON can carry', () => {
    const answer = runEstimator(
      new Map([
        [
          'odd',
          {
            ...(estimators.get('psr') as Estimator),
            inputs: [],
            run: () => ({
              a: Number.NaN,
              b: [Number.POSITIVE_INFINITY],
              c: { d: Number.NEGATIVE_INFINITY, e: Float64Array.of(1) },
              f: 'x',
              g: null,
            }),
          },
        ],
      ]),
      'odd',
      {},
    );
    expect(answer).toEqual({ a: 'nan', b: ['inf'], c: { d: '-inf', e: [1] }, f: 'x', g: null });
  });
});
