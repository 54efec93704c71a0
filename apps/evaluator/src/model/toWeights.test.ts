import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { closesOf, outputsOf, wanderingBars } from '../testing/bars.fixture.ts';
import { toWeights } from './toWeights.ts';

const bars = wanderingBars({ seed: 2, steps: 300 });
const free = { first: 0, roundTripCost: [0, 0] };
const as = (meaning: 'target-weights' | 'expected-return' | 'probability-up', horizon = 4) => ({
  output: { meaning },
  horizon,
});

describe('weights', () => {
  it('are targets as they are, within one and together within one', () => {
    const said = outputsOf(
      bars,
      (step, column) => (step === 0 ? [0.3, -0.2][column] : [5, -0.5][column]) as number,
    );
    const weights = toWeights(said, bars, as('target-weights'), free);
    expect(Array.from(weights.subarray(0, 2))).toEqual([0.3, -0.2]);
    expect(weights[2]).toBeCloseTo(1 / 1.5, 12);
    expect(weights[3]).toBeCloseTo(-0.5 / 1.5, 12);
  });

  it('are twice the chance less one, shared among instruments', () => {
    const weights = toWeights(
      outputsOf(bars, () => 0.75),
      bars,
      as('probability-up'),
      free,
    );
    expect(Array.from(weights.subarray(0, 2))).toEqual([0.25, 0.25]);
  });

  it('are the expected return over its deviation, and nothing below the cost or before there is a deviation', () => {
    const weights = toWeights(
      outputsOf(bars, (_, column) => (column === 0 ? 0.004 : 0.001)),
      bars,
      as('expected-return'),
      {
        first: 0,
        roundTripCost: [0.002, 0.002],
      },
    );
    const closes = closesOf(bars, 0);
    const returns = Array.from(
      { length: 100 },
      (_, index) => (closes[index + 101] as number) / (closes[index + 100] as number) - 1,
    );
    const mean = returns.reduce((sum, value) => sum + value, 0) / 100;
    const deviation = Math.sqrt(returns.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 99);
    expect(weights[200 * 2]).toBeCloseTo(0.004 / (deviation * 2) / 2, 10);
    expect(weights[200 * 2 + 1]).toBe(0);
    expect(weights[50 * 2]).toBe(0);
  });

  it('stay where there is no opinion, and are none before the first step that counts', () => {
    const said = outputsOf(bars, (step) => (step % 3 === 0 ? 0.4 : Number.NaN));
    const weights = toWeights(said, bars, as('target-weights'), { ...free, first: 30 });
    expect(Array.from(weights.subarray(0, 60)).every(Number.isNaN)).toBe(true);
    expect(Array.from(weights.subarray(60, 70))).toEqual(new Array(10).fill(0.4));
  });

  it('never sum to more than one in size, and never use what comes later', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -3, max: 3 }), { minLength: 600, maxLength: 600 }),
        fc.nat(298),
        (numbers, last) => {
          for (const meaning of ['target-weights', 'expected-return', 'probability-up'] as const) {
            const said = Float64Array.from(numbers);
            const weights = toWeights(said, bars, as(meaning), free);
            for (let step = 0; step < 300; step += 1) {
              const gross = [0, 1].reduce(
                (sum, column) => sum + Math.abs(weights[step * 2 + column] || 0),
                0,
              );
              expect(gross).toBeLessThanOrEqual(1 + 1e-12);
            }
            const changed = said.map((value, cell) => (cell >= (last + 1) * 2 ? -value : value));
            const again = toWeights(changed, bars, as(meaning), free);
            expect(again.subarray(0, (last + 1) * 2)).toEqual(weights.subarray(0, (last + 1) * 2));
          }
        },
      ),
      { numRuns: 30 },
    );
  });
});
