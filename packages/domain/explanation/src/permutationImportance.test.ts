import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { columnPlayers } from './Players.ts';
import { drawOrders, permutationImportance } from './permutationImportance.ts';

const random = new Random(3);
const rows = Array.from({ length: 200 }, () => Float64Array.from({ length: 3 }, () => random.nextGaussian()));
const line = (row: Float64Array): number => 2 * (row[0] as number) + (row[1] as number);
const targets = Float64Array.from(rows, line);
const orders = drawOrders({ rows: 200, repeats: 20, block: 1, random: new Random(1) });
const given = { model: line, rows, targets, players: columnPlayers(['a', 'b', 'c']), orders } as const;

describe('permutation importance', () => {
  it('is twice the variance a column brings, for a line under squared error', () => {
    const { mean, loss } = permutationImportance({ ...given, loss: 'mse' });
    const variance = (column: number): number => {
      const values = rows.map((row) => row[column] as number);
      const centre = values.reduce((sum, value) => sum + value, 0) / values.length;
      return values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length;
    };
    expect(loss).toBe(0);
    expect(mean[0]).toBeCloseTo(2 * 4 * variance(0), 0);
    expect((mean[0] as number) / (8 * variance(0))).toBeCloseTo(1, 1);
    expect((mean[1] as number) / (2 * variance(1))).toBeCloseTo(1, 1);
    expect(mean[2]).toBe(0);
  });

  it('counts a fall of R² in units of the variance of the target', () => {
    const squared = permutationImportance({ ...given, loss: 'mse' });
    const share = permutationImportance({ ...given, loss: 'r2' });
    const centre = targets.reduce((sum, value) => sum + value, 0) / 200;
    const variance = targets.reduce((sum, value) => sum + (value - centre) ** 2, 0) / 200;
    expect(share.mean[0]).toBeCloseTo((squared.mean[0] as number) / variance, 12);
  });

  it('measures absolute error by hand', () => {
    const { importances, mean, deviation, loss } = permutationImportance({
      model: (row) => row[0] as number,
      rows: [Float64Array.of(1), Float64Array.of(4)],
      targets: Float64Array.of(1, 5),
      players: columnPlayers(['a']),
      loss: 'mae',
      orders: [Int32Array.of(1, 0), Int32Array.of(0, 1)],
    });
    // As they are |4 - 5| / 2; exchanged (|4 - 1| + |1 - 5|) / 2 = 3.5.
    expect(loss).toBe(0.5);
    expect(importances).toEqual([Float64Array.of(3), Float64Array.of(0)]);
    expect([mean[0], deviation[0]]).toEqual([1.5, 1.5]);
  });

  it('moves the columns of one player together', () => {
    const players = { count: 2, names: ['ab', 'c'], playerOf: Int32Array.of(0, 0, 1) };
    const { mean } = permutationImportance({
      ...given,
      model: (row) => (row[0] as number) - (row[1] as number),
      targets: Float64Array.from(rows, (row) => (row[0] as number) - (row[1] as number)),
      rows: rows.map((row) => Float64Array.of(row[0] as number, row[0] as number, 0)),
      players,
      loss: 'mse',
    });
    // The two columns are equal in every row, so moved together they always cancel.
    expect(mean[0]).toBeCloseTo(
      permutationImportance({
        ...given,
        model: () => 0,
        targets: Float64Array.from(rows, (row) => (row[0] as number) - (row[1] as number)),
        loss: 'mse',
      }).mean[0] as number,
      12,
    );
  });

  it('draws blocks that stay whole, each row once', () => {
    for (const order of drawOrders({ rows: 10, repeats: 20, block: 4, random: new Random(7) })) {
      expect([...order].sort((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
      const places = Array.from({ length: 10 }, (_, row) => order.indexOf(row));
      expect([1, 2, 3, 5, 6, 7, 9].every((row) => places[row] === (places[row - 1] as number) + 1)).toBe(
        true,
      );
    }
  });

  it('refuses orders that are none, no orders, and targets of another length', () => {
    const of =
      (change: object): (() => unknown) =>
      () =>
        permutationImportance({ ...given, loss: 'mse', ...change });
    expect(of({ orders: [new Int32Array(200)] })).toThrow(/each row once/);
    expect(of({ orders: [] })).toThrow(/at least one order/);
    expect(of({ targets: Float64Array.of(1) })).toThrow(/differ in number/);
  });
});
