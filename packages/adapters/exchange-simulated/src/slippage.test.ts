import { MINUTE } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { takerTicks } from './slippage.ts';
import { brief, place, play } from './testing/Session.ts';
import { bar, market, START } from './testing/samples.ts';

const MARKET = { lastTicks: 10_000, halfSpread: 0.0005, rangeTicks: 100, volumeLots: 1000 };

describe('the price a taker gets', () => {
  // σ = 100 ÷ (2 √ln 2) = 60.0561…; √(90 ÷ 1000) = 0.3; half spread 5 ticks.
  it.each([
    ['square-root', true, 90, 10_024], // 10,000 + 5 + 18.02
    ['square-root', false, 90, 9_976], // 10,000 − 5 − 18.02
    ['linear', true, 90, 10_011], // 10,000 + 5 + 5.41
    ['linear', false, 90, 9_989],
    ['none', true, 90, 10_005],
    ['none', false, 90, 9_995],
  ] as const)('with %s impact', (kind, isBuy, lots, expected) => {
    const slippage = kind === 'none' ? { kind } : { kind, coefficient: 1 };
    expect(takerTicks(MARKET, isBuy, lots, slippage)).toBe(expected);
  });

  it('is the last price when nothing costs', () => {
    const free = { ...MARKET, halfSpread: 0 };
    expect(takerTicks(free, true, 90, { kind: 'none' })).toBe(10_000);
    expect(takerTicks(free, false, 90, { kind: 'none' })).toBe(10_000);
  });

  it('is never below one tick', () => {
    expect(takerTicks({ ...MARKET, lastTicks: 2 }, false, 900, { kind: 'linear', coefficient: 1 })).toBe(1);
  });

  it('is worse the more is taken, and worse than the last price on both sides', () => {
    const world = fc.record({
      lastTicks: fc.integer({ min: 1, max: 1e7 }),
      halfSpread: fc.double({ min: 0, max: 0.01, noNaN: true }),
      rangeTicks: fc.integer({ min: 0, max: 1e5 }),
      volumeLots: fc.integer({ min: 1, max: 1e6 }),
    });
    const slippage = fc.record({
      kind: fc.constantFrom('square-root', 'linear'),
      coefficient: fc.double({ min: 0, max: 3, noNaN: true }),
    });
    fc.assert(
      fc.property(
        world,
        slippage,
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 0, max: 1e6 }),
        (on, by, lots, more) => {
          expect(takerTicks(on, true, lots, by)).toBeGreaterThanOrEqual(on.lastTicks);
          expect(takerTicks(on, false, lots, by)).toBeLessThanOrEqual(on.lastTicks);
          expect(takerTicks(on, true, lots + more, by)).toBeGreaterThanOrEqual(
            takerTicks(on, true, lots, by),
          );
          expect(takerTicks(on, false, lots + more, by)).toBeLessThanOrEqual(takerTicks(on, false, lots, by));
        },
      ),
    );
  });
});

describe('costs', () => {
  it('are on by default', () => {
    const { fills } = play({
      events: [bar(0, [10_000, 10_050, 9_950, 10_000])],
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 90))] }],
      settings: { participation: 0.1, spread: 'assumed', slippage: { kind: 'square-root', coefficient: 1 } },
    });
    expect(brief(fills)).toEqual(['a filled 90@10024 taker']);
  });

  it('of an order in parts are those of the whole', () => {
    const { fills } = play({
      events: [bar(0, [10_000, 10_050, 9_950, 10_000])],
      steps: [
        { atUs: START + MINUTE, actions: [place('a', market('buy', 45)), place('b', market('buy', 45))] },
      ],
      settings: { participation: 0.1, slippage: { kind: 'square-root', coefficient: 1 } },
    });
    // 60.06 × √0.045 = 12.7 for the first half; the second pays for all 90 lots: 60.06 × 0.3 = 18.02.
    expect(brief(fills)).toEqual(['a filled 45@10013 taker', 'b filled 45@10019 taker']);
  });

  it('within a limit buy only what the limit pays for', () => {
    const { reports } = play({
      events: [bar(0, [10_000, 10_050, 9_950, 10_000])],
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 90, { limitTicks: 10_010 }))] }],
      settings: { participation: 0.1, slippage: { kind: 'square-root', coefficient: 1 } },
    });
    // 60.0561 × √(lots ÷ 1000) ≤ 10 holds up to 27 lots.
    expect(brief(reports)).toEqual(['a accepted', 'a filled 27@10010 taker', 'a cancelled price-protection']);
  });
});
