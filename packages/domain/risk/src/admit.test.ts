import { Bug, MINUTE, SECOND } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { ADMITTED } from './admit.ts';
import { ask, gate, refused, setMode, shrunk, T } from './fixtures.ts';
import type { RiskLimits } from './limits.ts';
import { PLATFORM } from './RiskState.ts';
import type { OrderRequest } from './types.ts';

describe('admit with every rule off', () => {
  it('admits an order and shares the verdict', () => {
    expect(ask(gate())).toBe(ADMITTED);
    expect(ADMITTED).toEqual({ kind: 'admitted' });
  });
});

describe('values', () => {
  // Each rule at a limit of 20: ten lots of 2 pass exactly, and one more does not.
  const rules: readonly [string, Partial<RiskLimits>, Partial<OrderRequest>][] = [
    ['order-value', { orderValueMax: 20 }, {}],
    ['position-value', { positionValueMax: 20 }, {}],
    ['strategy-exposure', { strategyExposureMax: 0.02 }, {}],
    ['venue-exposure', { venueExposureMax: 0.01 }, {}],
    ['concentration', { concentrationMax: 0.01 }, {}],
    ['daily-turnover', { dailyTurnoverMax: 0.02 }, {}],
    ['position-value', { positionValueMax: 50 }, { positionLots: 9, openSameSideLots: 6 }],
    ['position-value', { positionValueMax: 50 }, { side: 'sell', positionLots: -9, openSameSideLots: 6 }],
    ['strategy-exposure', { strategyExposureMax: 0.25 }, { strategyExposure: 230 }],
    ['venue-exposure', { venueExposureMax: 0.25 }, { venueExposure: 480 }],
    ['concentration', { concentrationMax: 0.25 }, { assetExposure: 480 }],
  ];
  it.each(rules)('%s admits at the limit, shrinks above it %o %o', (rule, limits, request) => {
    const state = gate(limits);
    expect(ask(state, request)).toBe(ADMITTED);
    const more = ask(state, { ...request, quantityLots: 13 });
    expect(more).toMatchObject({ kind: 'shrunk', quantityLots: 10, rule, unit: 'value' });
    // Three lots of 2 too many.
    expect((more as { value: number; limit: number }).value - (more as { limit: number }).limit).toBeCloseTo(
      6,
      9,
    );
  });

  it.each(rules.slice(0, 6))('%s refuses when not even one lot fits', (rule, limits) => {
    const large = ask(gate(limits), { lotValue: 21 });
    expect(large).toMatchObject({ kind: 'refused', rule, value: 210, limit: 20, unit: 'value' });
  });

  it('names the rule that leaves least', () => {
    const state = gate({ orderValueMax: 12, positionValueMax: 8, strategyExposureMax: 0.01 });
    expect(ask(state)).toEqual(shrunk(4, 'position-value', 20, 8, 'value'));
  });

  it('counts lots that bring a position down as none, in positions and exposures', () => {
    const over = {
      positionLots: -7,
      openSameSideLots: 2,
      strategyExposure: 99,
      venueExposure: 99,
      assetExposure: 99,
    };
    const limits = {
      positionValueMax: 4,
      strategyExposureMax: 0.09,
      venueExposureMax: 0.01,
      concentrationMax: 0.01,
    };
    expect(ask(gate(limits), { ...over, quantityLots: 5 })).toBe(ADMITTED);
    // Five lots close what is open; the rest would add to exposures that are over their limits.
    expect(ask(gate(limits), { ...over, quantityLots: 9 })).toEqual(
      shrunk(5, 'strategy-exposure', 99 + 8, 90, 'value'),
    );
    // Alone, the position may grow to 4, two lots the other way.
    expect(ask(gate({ positionValueMax: 4 }), { ...over, quantityLots: 9 })).toEqual(
      shrunk(7, 'position-value', 8, 4, 'value'),
    );
  });

  it('holds venues and assets against the equity of the platform, even a negative one', () => {
    const limits = { venueExposureMax: 0.5 };
    expect(ask(gate(limits), { platformEquity: -10 })).toEqual(refused('venue-exposure', 20, -5, 'value'));
  });

  it('exempts flagged orders that reduce', () => {
    const limits = {
      orderValueMax: 1,
      positionValueMax: 1,
      strategyExposureMax: 0.001,
      dailyTurnoverMax: 0.001,
    };
    const exit = { side: 'sell', positionLots: 10, strategyExposure: 20 } as const;
    expect(ask(gate(limits), { ...exit, reducing: true })).toBe(ADMITTED);
    expect(ask(gate(limits), exit)).toEqual(refused('order-value', 20, 1, 'value'));
  });

  it('gives a flagged order that asks for too much at least the part that reduces', () => {
    const exit = { side: 'sell', positionLots: 6, reducing: true } as const;
    expect(ask(gate({ orderValueMax: 8 }), exit)).toEqual(shrunk(6, 'order-value', 20, 8, 'value'));
    expect(ask(gate({ orderValueMax: 1 }), exit)).toEqual(shrunk(6, 'order-value', 20, 1, 'value'));
    expect(ask(gate({ orderValueMax: 14 }), exit)).toEqual(shrunk(7, 'order-value', 20, 14, 'value'));
    expect(ask(gate({ orderValueMax: 8 }), { ...exit, positionLots: 4 })).toEqual(
      shrunk(4, 'order-value', 20, 8, 'value'),
    );
    expect(ask(gate({ orderValueMax: 20 }), exit)).toBe(ADMITTED);
    // A flag without a position behind it changes nothing.
    expect(ask(gate({ orderValueMax: 8 }), { reducing: true })).toEqual(
      shrunk(4, 'order-value', 20, 8, 'value'),
    );
    expect(ask(gate({ orderValueMax: 1 }), { reducing: true })).toEqual(
      refused('order-value', 20, 1, 'value'),
    );
  });
});

describe('price collar', () => {
  const limits = { collarBps: 100, collarReducingBps: 1_000 };
  const unit = 'basis points beyond the mark';
  const exit = { positionLots: 10, side: 'sell', reducing: true } as const;

  it.each([
    ['a buy at the collar', { priceTicks: 10_100 }, undefined],
    ['a buy above it', { priceTicks: 10_101 }, refused('price-collar', 101, 100, unit)],
    ['a buy far below the mark', { priceTicks: 1 }, undefined],
    ['a sell at the collar', { side: 'sell', priceTicks: 9_900 }, undefined],
    ['a sell below it', { side: 'sell', priceTicks: 9_899 }, refused('price-collar', 101, 100, unit)],
    ['a sell far above the mark', { side: 'sell', priceTicks: 90_000 }, undefined],
    ['a reducing sell at its own collar', { ...exit, priceTicks: 9_000 }, undefined],
    ['a reducing sell below it', { ...exit, priceTicks: 8_999 }, refused('price-collar', 1_001, 1_000, unit)],
    [
      'a flag without a position',
      { ...exit, positionLots: 0, priceTicks: 9_000 },
      refused('price-collar', 1_000, 100, unit),
    ],
    [
      'a flag with too small a position',
      { ...exit, positionLots: 9, priceTicks: 9_000 },
      shrunk(9, 'price-collar', 1_000, 100, unit),
    ],
  ] as const)('judges %s', (_name, request, expected) => {
    const verdict = ask(gate(limits), { markTicks: 10_000, ...request });
    if (expected === undefined) expect(verdict).toBe(ADMITTED);
    else
      expect({ ...verdict, value: Math.round((verdict as { value: number }).value * 1e6) / 1e6 }).toEqual(
        expected,
      );
  });

  it('may be off for orders that reduce only', () => {
    const state = gate({ collarBps: 100, collarReducingBps: null });
    expect(ask(state, { ...exit, priceTicks: 1 })).toBe(ADMITTED);
    expect(ask(state, { side: 'sell', priceTicks: 1 })).toMatchObject({
      kind: 'refused',
      rule: 'price-collar',
    });
  });
});

describe('stale data', () => {
  const limits = {
    staleAge: { barsIntervals: 3, tradesUs: 5 * MINUTE, quotesUs: 30 * SECOND, depthUs: 20 * SECOND },
  };
  const unit = 'microseconds since last heard';

  it.each([
    ['bars', 0, 3 * MINUTE],
    ['trades and quotes', 1, 30 * SECOND],
    ['depth', 2, 20 * SECOND],
    ['trades', 3, 5 * MINUTE],
  ])('refuses on %s that have been silent too long', (_kinds, instrument, age) => {
    const state = gate(limits);
    expect(ask(state, { instrument, lastHeardUs: T - age })).toBe(ADMITTED);
    expect(ask(state, { instrument, lastHeardUs: T - age - 1 })).toEqual(
      refused('stale-data', age + 1, age, unit),
    );
  });

  it('lets flagged orders that reduce trade on an old mark', () => {
    const exit = { side: 'sell', positionLots: 10, lastHeardUs: 0 } as const;
    expect(ask(gate(limits), { ...exit, reducing: true })).toBe(ADMITTED);
    expect(ask(gate(limits), exit)).toMatchObject({ kind: 'refused', rule: 'stale-data' });
    expect(ask(gate(limits), { ...exit, positionLots: 3, reducing: true })).toMatchObject({
      kind: 'shrunk',
      quantityLots: 3,
      rule: 'stale-data',
    });
  });

  it('judges nothing without a mark, and without a value only what reduces', () => {
    const exit = { side: 'sell', positionLots: 10, reducing: true } as const;
    expect(ask(gate(), { markTicks: 0 })).toEqual(refused('stale-data', 0, 0, 'ticks of mark, above'));
    expect(ask(gate(), { ...exit, markTicks: -1 })).toEqual(
      refused('stale-data', -1, 0, 'ticks of mark, above'),
    );
    expect(ask(gate(), { lotValue: 0 })).toEqual(refused('stale-data', 0, 0, 'value of a lot, above'));
    expect(ask(gate(), { lotValue: -2 })).toEqual(refused('stale-data', -2, 0, 'value of a lot, above'));
    expect(ask(gate(), { ...exit, lotValue: 0 })).toBe(ADMITTED);
  });
});

describe('modes', () => {
  const exit = { side: 'sell', positionLots: 10 } as const;

  it.each([
    ['a new position', {}, 0],
    ['a larger position', { positionLots: 5 }, 0],
    ['a larger short', { side: 'sell', positionLots: -5 }, 0],
    ['half an exit', { ...exit, quantityLots: 5 }, 5],
    ['an exit', exit, 10],
    ['an exit of a short', { positionLots: -10 }, 10],
    ['an exit behind an open one', { ...exit, openSameSideLots: 4 }, 6],
    ['an exit of part of a lot more', { ...exit, positionLots: 10.9 }, 10],
    ['an exit of part of a lot less', { ...exit, positionLots: 9.9 }, 9],
    ['a turn to the other side', { ...exit, positionLots: 7 }, 7],
    ['an exit all of which is open', { ...exit, openSameSideLots: 12 }, 0],
  ] as const)('reducing lets through what reduces of %s', (_name, request, lots) => {
    for (const reducing of [false, true]) {
      for (const strategy of [0, PLATFORM]) {
        const state = gate();
        setMode(state, 'reducing', strategy);
        const wanted = (request as Partial<OrderRequest>).quantityLots ?? 10;
        const expected =
          lots === 0
            ? refused('reducing-only', wanted, 0, 'lots')
            : lots === wanted
              ? ADMITTED
              : shrunk(lots, 'reducing-only', wanted, lots, 'lots');
        expect(ask(state, { ...request, reducing })).toEqual(expected);
      }
    }
  });

  it('holds orders that reduce without a flag to the value rules', () => {
    const state = gate({ orderValueMax: 8 });
    setMode(state, 'reducing');
    expect(ask(state, exit)).toEqual(shrunk(4, 'order-value', 20, 8, 'value'));
    expect(ask(state, { ...exit, positionLots: 3 })).toEqual(shrunk(3, 'reducing-only', 10, 3, 'lots'));
    expect(ask(state, { ...exit, reducing: true })).toBe(ADMITTED);
  });

  it('lets nothing through when halted but flagged orders that reduce', () => {
    const state = gate();
    setMode(state, 'halted');
    expect(ask(state)).toEqual(refused('halted', 10, 0, 'lots'));
    expect(ask(state, exit)).toEqual(refused('halted', 10, 0, 'lots'));
    expect(ask(state, { reducing: true })).toEqual(refused('halted', 10, 0, 'lots'));
    expect(ask(state, { ...exit, reducing: true })).toBe(ADMITTED);
    expect(ask(state, { ...exit, positionLots: 4, reducing: true })).toEqual(
      shrunk(4, 'halted', 10, 4, 'lots'),
    );
    expect(ask(state, { strategy: 1 })).toBe(ADMITTED);
  });

  it('lets nothing at all through when halted and the operator says so', () => {
    const state = gate({ haltAllowsReducing: false });
    setMode(state, 'halted', PLATFORM);
    expect(ask(state, { ...exit, reducing: true })).toEqual(refused('halted', 10, 0, 'lots'));
    expect(ask(state, { ...exit, reducing: true, strategy: 1 })).toEqual(refused('halted', 10, 0, 'lots'));
  });

  it('lets a kill reduce when halted, whatever the operator says of halts', () => {
    const state = gate({ haltAllowsReducing: false });
    setMode(state, 'halted', PLATFORM);
    expect(ask(state, { ...exit, reducing: true, byKill: true })).toBe(ADMITTED);
    // What is not found to reduce is no part of it, whoever says so.
    expect(ask(state, { reducing: true, byKill: true })).toEqual(refused('halted', 10, 0, 'lots'));
    expect(ask(state, { ...exit, byKill: true })).toEqual(refused('halted', 10, 0, 'lots'));
  });

  it('takes the more severe mode of strategy and platform', () => {
    const state = gate();
    setMode(state, 'halted');
    setMode(state, 'reducing', PLATFORM);
    expect(ask(state, exit)).toMatchObject({ rule: 'halted' });
    expect(ask(state, { ...exit, strategy: 1 })).toBe(ADMITTED);
    expect(ask(state, { strategy: 1 })).toMatchObject({ rule: 'reducing-only' });
  });
});

describe('inputs that make no sense', () => {
  it.each([
    [0, 0],
    [-5, -5],
    [0.5, 0.5],
    [1.5, 1.5],
    [2 ** 53, 2 ** 53],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('refuses a quantity of %s lots', (quantityLots, value) => {
    expect(ask(gate(), { quantityLots })).toEqual(refused('order-value', value, 1, 'whole lots, at least'));
  });

  it('admits a single lot, and as many as a number can count', () => {
    expect(ask(gate(), { quantityLots: 1 })).toBe(ADMITTED);
    expect(ask(gate(), { quantityLots: Number.MAX_SAFE_INTEGER })).toBe(ADMITTED);
  });

  it.each([
    [0, 0],
    [-5, -5],
    [Number.NaN, 0],
    [Number.POSITIVE_INFINITY, 0],
  ])('refuses a price of %s ticks', (priceTicks, value) => {
    expect(ask(gate(), { priceTicks })).toEqual(refused('price-collar', value, 0, 'ticks, above'));
  });

  const numbers = [
    'timeUs',
    'markTicks',
    'lotValue',
    'lastHeardUs',
    'positionLots',
    'openSameSideLots',
    'budget',
    'strategyEquity',
    'platformEquity',
    'strategyExposure',
    'venueExposure',
    'assetExposure',
  ] as const;
  it.each(numbers)('crashes when %s is not a number', (name) => {
    expect(() => ask(gate(), { [name]: Number.NaN })).toThrow(Bug);
    expect(() => ask(gate(), { [name]: Number.POSITIVE_INFINITY })).toThrow(`"${name}":null`);
  });

  it.each(['openSameSideLots', 'strategyExposure', 'venueExposure', 'assetExposure'] as const)(
    'crashes when %s is negative',
    (name) => {
      expect(() => ask(gate(), { [name]: -1 })).toThrow(Bug);
    },
  );

  it('crashes on an unknown instrument or strategy, and on data from the future', () => {
    expect(() => ask(gate(), { instrument: 4 })).toThrow(Bug);
    expect(() => ask(gate(), { strategy: 2 })).toThrow('there is no strategy 2');
    expect(() => ask(gate(), { lastHeardUs: T + 1 })).toThrow(Bug);
  });
});
