import { expect, it } from 'vitest';
import { type Curve, extentOf, momentsOf, moveCursor, pathOf, valueAt } from './curve.ts';

const points = [
  { timeUs: 10, value: 1 },
  { timeUs: 20, value: null },
  { timeUs: 30, value: 3 },
  { timeUs: 40, value: 2 },
];
const curves: Curve[] = [
  { key: 'a', name: 'a', points },
  { key: 'b', name: 'b', points: [{ timeUs: 25, value: -4 }] },
];

it('finds the ends of time and value', () => {
  expect(extentOf(curves)).toEqual({ fromUs: 10, toUs: 40, min: -4, max: 3 });
  expect(extentOf([])).toBeUndefined();
});

it('lifts the pen over a gap', () => {
  expect(
    pathOf(
      points,
      (x) => x,
      (y) => y,
    ),
  ).toBe('M10.0 1.0M30.0 3.0L40.0 2.0');
});

it('reads the last value known at a moment', () => {
  expect([5, 10, 15, 22, 35, 99].map((timeUs) => valueAt(points, timeUs))).toEqual([null, 1, 1, null, 3, 2]);
  expect(momentsOf(curves)).toEqual([10, 20, 25, 30, 40]);
});

it('moves the cursor and stops at the ends', () => {
  expect(moveCursor('ArrowRight', 4, 5)).toBe(4);
  expect(moveCursor('ArrowLeft', 0, 5)).toBe(0);
  expect(moveCursor('PageUp', 0, 100)).toBe(10);
  expect(moveCursor('End', 0, 100)).toBe(99);
  expect(moveCursor('x', 0, 100)).toBeUndefined();
});
