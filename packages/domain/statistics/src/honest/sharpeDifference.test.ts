import { Random } from '@qca/base';
import { expect, it } from 'vitest';
import { ask } from '../ask.fixture.ts';
import { sharpeDifference, sharpeDifferenceBootstrap } from './sharpeDifference.ts';

function pair(n: number, seed: number, edge = 0): [Float64Array, Float64Array] {
  const random = new Random(seed);
  const one = Float64Array.from({ length: n }, () => edge + random.nextGaussian());
  return [one, one.map((value) => 0.5 * (value - edge) + random.nextGaussian())];
}

it('is what Jobson and Korkie say of normal returns', () => {
  // Memmel (2003) with ratios 0 and correlation ρ: variance of the difference (2 − 2 ρ) / n.
  const [one, other] = pair(20_000, 1);
  const { standardError } = sharpeDifference(one, other);
  const rho = 0.5 / Math.sqrt(1.25);
  expect(standardError / Math.sqrt((2 - 2 * rho) / 20_000)).toBeCloseTo(1, 1);
});

it('rejects equal ratios about as often as it says, in either way', () => {
  let plain = 0;
  let drawn = 0;
  for (let seed = 1; seed <= 150; seed += 1) {
    const [one, other] = pair(80, seed);
    if (sharpeDifference(one, other).pValue < 0.1) plain += 1;
    if (sharpeDifferenceBootstrap(one, other, { random: new Random(seed), draws: 99, block: 4 }).pValue < 0.1)
      drawn += 1;
  }
  expect(plain / 150).toBeGreaterThan(0.04);
  expect(plain / 150).toBeLessThan(0.2);
  expect(drawn / 150).toBeGreaterThan(0.03);
  expect(drawn / 150).toBeLessThan(0.18);
});

it('sees a great difference', () => {
  const [one, other] = pair(200, 3, 0.6);
  expect(sharpeDifference(one, other).pValue).toBeLessThan(0.001);
  const drawn = sharpeDifferenceBootstrap(one, other, { random: new Random(1), draws: 199, block: 5 });
  expect(drawn.pValue).toBe(1 / 200);
});

it('turns its sign with its order', () => {
  const [one, other] = pair(100, 4, 0.2);
  const plain = sharpeDifference(one, other);
  const turned = sharpeDifference(other, one);
  expect(turned.difference).toBeCloseTo(-plain.difference, 12);
  expect(turned.pValue).toBeCloseTo(plain.pValue, 12);
});

it('finds a series as good as itself', () => {
  const [one] = pair(50, 5);
  expect(sharpeDifference(one, one).pValue).toBe(1);
  expect(sharpeDifferenceBootstrap(one, one, { random: new Random(1), draws: 9, block: 2 }).pValue).toBe(1);
});

it('does not take series of two lengths', () => {
  expect(() => sharpeDifference([1, 2], [1])).toThrow('the series have different lengths');
});

it('is asked for by name', () => {
  const [x, y] = pair(60, 6, 0.3).map((values) => Array.from(values)) as [number[], number[]];
  const hac = ask('sharpe-difference', { x, y });
  const drawn = ask('sharpe-difference', { x, y, method: 'bootstrap', draws: 99 });
  expect(drawn.difference).toBe(hac.difference);
  expect(drawn.p_value * 100).toBeCloseTo(Math.round(drawn.p_value * 100), 9);
});
