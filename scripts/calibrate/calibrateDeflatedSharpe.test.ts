import { expect, it } from 'vitest';
import { type CalibrationSetup, calibrateDeflatedSharpe } from './calibrateDeflatedSharpe.ts';

const setup: CalibrationSetup = {
  name: 'small',
  sets: 60,
  strategies: 20,
  observations: 250,
  periodsPerYear: 250,
  edge: 0,
  correlation: 0,
  families: 20,
  seed: 1,
};

it('lets worthless strategies pass rarely when the search is counted, and mostly when it is not', () => {
  const worthless = calibrateDeflatedSharpe(setup);
  expect(worthless.dsrAll).toBeLessThanOrEqual(0.05);
  expect(worthless.psr).toBeGreaterThan(0.4);
  expect(worthless.clusters).toBe(20);
  expect(worthless.found).toBe(0);
});

it('finds a great edge', () => {
  const real = calibrateDeflatedSharpe({ ...setup, edge: 8 });
  expect(real.found).toBeGreaterThan(0.9);
});

it('counts families rather than their copies', () => {
  const copies = calibrateDeflatedSharpe({ ...setup, sets: 20, correlation: 0.95, families: 4, degrees: 5 });
  expect(copies.clusters).toBe(4);
});

it('is the same for the same seed', () => {
  const few = { ...setup, sets: 5 };
  expect(calibrateDeflatedSharpe(few)).toEqual(calibrateDeflatedSharpe(few));
});
