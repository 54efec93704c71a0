import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type ConversionLevel, type CycleQuestion, convert, cycleInput } from './size.ts';

function surplus({ conversions, hurdle }: CycleQuestion, input: number): number {
  const output = conversions.reduce((carried, levels) => convert(levels, carried).output, input);
  return output - input * (1 + hurdle);
}

const ladder = (rate: number): fc.Arbitrary<ConversionLevel[]> =>
  fc
    .array(fc.record({ fall: fc.integer({ min: 0, max: 30 }), capacity: fc.integer({ min: 1, max: 40 }) }), {
      minLength: 1,
      maxLength: 5,
    })
    .map((steps) => {
      let current = rate;
      return steps.map(({ fall, capacity }) => {
        current *= 1 - fall / 1000;
        return { rate: current, capacity: capacity * (rate > 1 ? 1 : 1 / rate) };
      });
    });

describe('cycle input', () => {
  it('is the best of all sizes, tried on a fine grid', () => {
    fc.assert(
      fc.property(
        fc.record({
          conversions: fc.tuple(ladder(0.05), ladder(15), ladder(1.36)).map((all) => [...all]),
          hurdle: fc.constantFrom(0, 0.002, 0.01),
          inputMax: fc.constantFrom(3, 40, 10_000),
        }),
        (question) => {
          const input = cycleInput(question);
          const found = surplus(question, input);
          expect(input).toBeLessThanOrEqual(question.inputMax);
          const deepest = Math.min(
            question.inputMax,
            (question.conversions[0] ?? []).reduce((sum, { capacity }) => sum + capacity, 0),
          );
          let best = 0;
          for (let step = 0; step <= 400; step += 1)
            best = Math.max(best, surplus(question, (deepest * step) / 400));
          expect(found).toBeGreaterThanOrEqual(best - 1e-9);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('stops at the level where the product of rates falls to one', () => {
    const level = (rate: number, capacity: number): ConversionLevel => ({ rate, capacity });
    const conversions = [
      [level(2, 10), level(1.9, 10)],
      [level(3, 100)],
      [level(0.17, 30), level(0.168, 100)],
    ];
    // 2 × 3 × 0.17 = 1.02 for 5 (30 ÷ 6); 2 × 3 × 0.168 = 1.008 for the other 5; 1.9 × 3 × 0.168 = 0.958 does not pay.
    expect(cycleInput({ conversions, hurdle: 0, inputMax: 1000 })).toBeCloseTo(10, 12);
    expect(cycleInput({ conversions, hurdle: 0.01, inputMax: 1000 })).toBeCloseTo(5, 12);
    expect(cycleInput({ conversions, hurdle: 0, inputMax: 7 })).toBe(7);
    expect(cycleInput({ conversions, hurdle: 0.03, inputMax: 1000 })).toBe(0);
    expect(cycleInput({ conversions: [[], ...conversions.slice(1)], hurdle: 0, inputMax: 5 })).toBe(0);
  });
});
