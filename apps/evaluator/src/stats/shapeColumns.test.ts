import type { Field } from '@qca/numerics';
import { expect, it } from 'vitest';
import { shapeColumns } from './shapeColumns.ts';

const field = (name: string, shape: Field['shape']): Field => ({ name, shape, unit: 'none', meaning: name });
const FIELDS = [
  field('prices', 'matrix'),
  field('cov', 'matrix'),
  field('assets', 'record'),
  field('x', 'vector'),
  field('dates', 'record'),
  field('mu', 'record'),
];

it('reads a matrix from its columns, with their names', () => {
  expect(shapeColumns({ prices: { A: [1, 2], B: [3, null] } }, FIELDS)).toEqual({
    prices: [
      [1, 3],
      [2, null],
    ],
    assets: ['A', 'B'],
  });
  expect(shapeColumns({ prices: { A: [1], B: [3] }, assets: ['x', 'y'] }, FIELDS)).toEqual({
    prices: [[1, 3]],
    assets: ['x', 'y'],
  });
  expect(shapeColumns({ prices: { A: [1], B: [3] } }, [field('prices', 'matrix')])).toEqual({
    prices: [[1, 3]],
  });
});

it('reads a frame by rows with names, and a covariance in the order of its columns', () => {
  expect(shapeColumns({ prices: { A: { mon: 1, tue: 2 }, B: { tue: 4, mon: 3 } } }, FIELDS)).toEqual({
    prices: [
      [1, 3],
      [2, 4],
    ],
    assets: ['A', 'B'],
  });
  expect(shapeColumns({ cov: { A: { B: 0.1, A: 1 }, B: { B: 2, A: 0.1 } } }, FIELDS).cov).toEqual([
    [1, 0.1],
    [0.1, 2],
  ]);
});

it('reads a series by date', () => {
  expect(shapeColumns({ x: { '2024-01-01': 1, '2024-01-02': null } }, FIELDS)).toEqual({
    x: [1, null],
    dates: ['2024-01-01', '2024-01-02'],
  });
  expect(shapeColumns({ x: { a: 1 } }, FIELDS)).toEqual({ x: [1] });
});

it('leaves alone what is no such thing', () => {
  const uneven = { A: [1, 2], B: [3] };
  const mixed = { A: [1], B: { mon: 1 } };
  const ragged = { A: { mon: 1 }, B: { tue: 1 } };
  for (const prices of [uneven, mixed, ragged, [[1, 2]], 'x', null])
    expect(shapeColumns({ prices, mu: { A: 1 } }, FIELDS)).toEqual({ prices, mu: { A: 1 } });
});
