import type { Estimator } from '@qca/numerics';
import { beforeAll, describe, expect, it } from 'vitest';
import { openEstimators } from './catalogue.ts';
import { findEstimator, otherNames, otherNamesOf } from './otherNames.ts';

let estimators: ReadonlyMap<string, Estimator>;

beforeAll(async () => {
  estimators = await openEstimators();
});

describe('findEstimator', () => {
  it('does not mind capitals and strokes', () => {
    for (const asked of ['sharpe-ratio', 'sharpe_ratio', 'Sharpe Ratio', ' SHARPE_RATIO '])
      expect(findEstimator(estimators, asked)).toEqual({ name: 'sharpe-ratio', preset: {} });
    expect(findEstimator(estimators, 'LINEARREG_SLOPE')?.name).toBe('linearreg-slope');
  });

  it('knows what papers and libraries call them', () => {
    expect(findEstimator(estimators, 'deflated_sharpe_ratio')?.name).toBe('dsr');
    expect(findEstimator(estimators, 'neutralize')?.name).toBe('neutralise');
    expect(findEstimator(estimators, 'ema_historical_return')).toEqual({
      name: 'expected-returns',
      preset: { mu_method: 'exponential' },
    });
  });

  it('says nothing of what it does not know', () => {
    expect(findEstimator(estimators, 'sharp')).toBeUndefined();
    expect(findEstimator(new Map(), 'deflated-sharpe-ratio')).toBeUndefined();
  });

  it('has each other name once, for an estimator that is there, with inputs that it takes', () => {
    const names = otherNames();
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect([name, estimators.has(name)]).toEqual([name, false]);
      const found = findEstimator(estimators, name);
      const inputs = estimators.get(found?.name ?? '')?.inputs.map((field) => field.name) ?? [];
      expect([name, Object.keys(found?.preset ?? {}).every((input) => inputs.includes(input))]).toEqual([
        name,
        found !== undefined,
      ]);
      expect(otherNamesOf(found?.name ?? '')).toContain(name);
    }
  });
});
