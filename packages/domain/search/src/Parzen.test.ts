import { Random } from '@qca/base';
import { expect, it } from 'vitest';
import { Parzen } from './Parzen.ts';
import type { Space } from './Space.ts';

const SPACE: Space = {
  real: { kind: 'real', from: -1, to: 1 },
  whole: { kind: 'whole', from: 1, to: 4 },
  choice: { kind: 'choice', options: ['a', 'b', 'c'] },
};
const POINTS = [
  { real: -0.9, whole: 1, choice: 'a' },
  { real: -0.8, whole: 1, choice: 'a' },
  { real: 0.1, whole: 3, choice: 'c' },
];
/** One cell for each whole number and option, and narrow ones along the reals. */
const REALS = 400;

function massOf(parzen: Parzen, isIn: (units: readonly [number, number, number]) => boolean): number {
  let mass = 0;
  for (let real = 0; real < REALS; real += 1)
    for (let whole = 0; whole < 4; whole += 1)
      for (let choice = 0; choice < 3; choice += 1) {
        const units = [(real + 0.5) / REALS, (whole + 0.5) / 4, (choice + 0.5) / 3] as const;
        if (isIn(units)) mass += Math.exp(parzen.logDensity(Float64Array.from(units))) / REALS;
      }
  return mass / Math.sqrt(2 * Math.PI);
}

it('is a density: its mass is 1', () => {
  expect(massOf(new Parzen(SPACE, POINTS), () => true)).toBeCloseTo(1, 4);
  expect(massOf(new Parzen(SPACE, []), () => true)).toBeCloseTo(1, 4);
});

it('draws as often from a part of the space as the density says', () => {
  const parzen = new Parzen(SPACE, POINTS);
  const isLow = ([real, whole, choice]: readonly [number, number, number]) =>
    real < 0.3 && whole < 0.5 && choice < 1 / 3;
  const random = new Random(1);
  let count = 0;
  for (let drawn = 0; drawn < 20_000; drawn += 1) {
    const [real = 1, whole = 1, choice = 1] = parzen.draw(random);
    if (isLow([real, whole, choice])) count += 1;
  }
  // Standard error of the share: 0.0035.
  expect(Math.abs(count / 20_000 - massOf(parzen, isLow))).toBeLessThan(0.014);
});
