import type { EquityPoint } from '@qca/api';
import { expect, it } from 'vitest';
import { equityCurves } from './equityCurves.ts';

const point = (strategy: string, timeUs: number, equity: string): EquityPoint => ({
  strategy,
  timeUs,
  equity,
  sequence: timeUs,
  asset: 'USD',
});

it('counts each strategy from its own first point', () => {
  const curves = equityCurves([
    point('a', 1, '100'),
    point('b', 1, '50'),
    point('a', 2, '101.5'),
    point('b', 2, '49'),
  ]);
  expect(curves.map(({ key, points }) => [key, points.map(({ value }) => value)])).toEqual([
    ['a', [0, 1.5]],
    ['b', [0, -1]],
  ]);
});

it('leaves a gap where nothing was heard for long', () => {
  const [curve] = equityCurves([1, 2, 3, 100].map((timeUs) => point('a', timeUs, '1')));
  expect(curve?.points.map(({ value }) => value)).toEqual([0, 0, 0, null, 0]);
});
