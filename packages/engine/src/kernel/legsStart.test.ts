import type { LegSpec, LegsIntent } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { type BenchOptions, EAST, WEST } from '../testing/Bench.fixture.ts';
import { leg, Trade, TWO_LEGS } from '../testing/Trade.fixture.ts';

describe('a trade that cannot start', () => {
  it.each<[string, readonly LegSpec[], Partial<LegsIntent>, BenchOptions, { rule: string }]>([
    [
      'with a leg of an unknown instrument',
      [TWO_LEGS[0]!, leg(9, 'sell', 10, 999)],
      {},
      {},
      { rule: 'unknown-instrument' },
    ],
    [
      'with a first leg of no number of lots',
      [leg(EAST, 'buy', Number.NaN, 1_001), TWO_LEGS[1]!],
      {},
      {},
      { rule: 'bad-quantity' },
    ],
    ['with a leg at no price', [TWO_LEGS[0]!, leg(WEST, 'sell', 10, 0)], {}, {}, { rule: 'bad-price' }],
    ['without a time', TWO_LEGS, { timeoutUs: Number.NaN }, {}, { rule: 'bad-timeout' }],
    ['with a time that is over', TWO_LEGS, { timeoutUs: 0 }, {}, { rule: 'bad-timeout' }],
    [
      'whose first leg the gate refuses',
      [leg(EAST, 'buy', 10, 1_200), TWO_LEGS[1]!],
      {},
      { limits: { collarBps: 100 } },
      { rule: 'price-collar' },
    ],
    [
      'whose second leg the gate refuses',
      [TWO_LEGS[0]!, leg(WEST, 'sell', 10, 800)],
      {},
      { limits: { collarBps: 100, collarReducingBps: 100 } },
      { rule: 'price-collar' },
    ],
    [
      'whose second leg nothing pays for',
      TWO_LEGS,
      {},
      { funding: [['east', 'USD', 10n ** 12n, 10n ** 12n]] },
      { rule: 'insufficient-funds' },
    ],
  ])('%s is refused with the rule, and nothing is sent', (_, legs, more, options, verdict) => {
    const trade = new Trade(legs, more, options);
    expect(trade.facts).toMatchObject([{ kind: 'intent-refused', verdict }]);
    expect(trade.bench.state.actions).toEqual([]);
    expect(trade.open).toBe(false);
  });

  it('without legs is nothing', () => {
    expect(new Trade([]).facts).toEqual([]);
  });

  it('that balances shrink below a lot is nothing', () => {
    const trade = new Trade([leg(EAST, 'buy', 1, 1_001), leg(WEST, 'sell', 1_000, 999)]);
    expect(trade.facts).toEqual([]);
  });
});

describe('the size of a trade', () => {
  it('is what the gate allows for its smallest leg', () => {
    const trade = new Trade(TWO_LEGS, {}, { limits: { orderValueMax: 50 } });
    expect(trade.order.spec.quantityLots).toBe(5);
  });

  it('is what balances allow for its smallest leg', () => {
    // Two BTC are held in the west: 200 of 400 lots.
    const trade = new Trade([leg(EAST, 'buy', 400, 1_001), leg(WEST, 'sell', 400, 999)]);
    expect(trade.order.spec.quantityLots).toBe(200);
    expect(trade.bench.strategy.view.free('east', 'USD')).toBeCloseTo(10_000 - 2 * 1_001 * 1.001, 8);
  });
});
