import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { arbitrageSize, type NetLevel, type SizeQuestion } from './size.ts';

/** Prices every unit on its own and tries every size. */
function exhaustive({ buys, sells, hurdle, unitsMax, step }: SizeQuestion): {
  units: number;
  surplus: number;
} {
  const unitPrices = (levels: readonly NetLevel[]): number[] =>
    levels.flatMap(({ price, units }) => Array<number>(units).fill(price));
  const costs = unitPrices(buys);
  const revenues = unitPrices(sells);
  let best = { units: 0, surplus: 0 };
  const most = Math.min(unitsMax, costs.length, revenues.length);
  for (let units = step; units <= most; units += step) {
    let surplus = 0;
    for (let unit = 0; unit < units; unit += 1)
      surplus += (revenues[unit] ?? 0) - (costs[unit] ?? 0) * (1 + hurdle);
    if (surplus > best.surplus + 1e-9) best = { units, surplus };
  }
  return best;
}

const ladder = (direction: 1 | -1) =>
  fc
    .array(fc.record({ gap: fc.integer({ min: 0, max: 6 }), units: fc.integer({ min: 1, max: 12 }) }), {
      maxLength: 6,
    })
    .map((steps) => {
      let price = 1000 - direction * 8;
      return steps.map(({ gap, units }) => {
        price += direction * gap;
        return { price, units };
      });
    });

describe('arbitrage size', () => {
  it('is the best of all sizes, tried one by one', () => {
    fc.assert(
      fc.property(
        fc.record({
          buys: ladder(1),
          sells: ladder(-1),
          hurdle: fc.constantFrom(0, 0.001, 0.0037, 0.01),
          unitsMax: fc.integer({ min: 0, max: 60 }),
          step: fc.constantFrom(1, 1, 2, 5, 10),
        }),
        (question) => {
          const found = arbitrageSize(question);
          const best = exhaustive(question);
          expect(found?.surplus ?? 0).toBeCloseTo(best.surplus, 6);
          if (found === undefined) return;
          expect(found.units % question.step).toBe(0);
          expect(found.units).toBeLessThanOrEqual(question.unitsMax);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('stops where the marginal prices meet', () => {
    const found = arbitrageSize({
      buys: [
        { price: 100, units: 3 },
        { price: 102, units: 3 },
        { price: 104, units: 3 },
      ],
      sells: [
        { price: 106, units: 4 },
        { price: 103, units: 4 },
      ],
      hurdle: 0,
      unitsMax: 100,
      step: 1,
    });
    // 3 at 100 and 3 at 102 are sold 4 at 106 and 2 at 103; the seventh would cost 104 and bring 103.
    expect(found).toMatchObject({ units: 6, cost: 606, revenue: 630, buyLevel: 1, sellLevel: 1 });
  });

  it('takes all it may from a level of unknown size', () => {
    const unbounded = [Number.POSITIVE_INFINITY];
    const side = (price: number) => unbounded.map((units) => ({ price, units }));
    expect(
      arbitrageSize({ buys: side(100), sells: side(101), hurdle: 0.005, unitsMax: 37, step: 5 })?.units,
    ).toBe(35);
  });

  it('finds nothing where the hurdle is not cleared, a side is empty or nothing is allowed', () => {
    const buys = [{ price: 100, units: 5 }];
    const sells = [{ price: 101, units: 5 }];
    const question = { buys, sells, hurdle: 0, unitsMax: 5, step: 1 };
    expect(arbitrageSize(question)?.units).toBe(5);
    expect(arbitrageSize({ ...question, hurdle: 0.01 })).toBeUndefined();
    expect(arbitrageSize({ ...question, buys: [] })).toBeUndefined();
    expect(arbitrageSize({ ...question, unitsMax: 0 })).toBeUndefined();
    expect(arbitrageSize({ ...question, step: 6 })).toBeUndefined();
  });
});
