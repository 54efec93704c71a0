import { MINUTE } from '@qca/base';
import type { OrderSpec, VenueReason } from '@qca/orders';
import type { Amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { ICEBERG_PARTS_MAX } from './specRefusal.ts';
import { brief, cancel, place, play, type SessionParts } from './testing/Session.ts';
import { bar, limit, market, START, sampleInstrument } from './testing/samples.ts';

const FIRST_CLOSE = START + MINUTE;
const FLAT = [10_000, 10_000, 10_000, 10_000] as const;

function reasonFor(spec: OrderSpec, parts: Partial<SessionParts> = {}): VenueReason | undefined {
  const { reports } = play({
    events: [bar(0, FLAT), bar(1, FLAT)],
    steps: [{ atUs: FIRST_CLOSE, actions: [place('a', spec)] }],
    ...parts,
  });
  const rejection = reports.find((report) => report.kind === 'order-rejected');
  if (rejection === undefined) expect(reports[0]?.kind).toBe('order-accepted');
  else expect(rejection.detail).not.toBe('');
  return rejection?.reason;
}

const stop: OrderSpec = { instrument: 0, side: 'sell', type: 'stop', quantityLots: 5, triggerTicks: 9_900 };

describe('an order is refused for', () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])('a quantity of %d lots', (lots) => {
    expect(reasonFor(limit('buy', lots, 9_000))).toBe('bad-quantity');
  });

  it('an iceberg of too many parts, or that shows a fraction', () => {
    const lots = ICEBERG_PARTS_MAX * 2;
    expect(reasonFor(limit('sell', lots, 11_000, { displayLots: 1 }))).toBe('bad-quantity');
    expect(reasonFor(limit('sell', lots, 11_000, { displayLots: 2.5 }))).toBe('bad-quantity');
    expect(reasonFor(limit('sell', lots, 11_000, { displayLots: 2 }))).toBeUndefined();
  });

  it.each([0, -5, 9_000.5, Number.NaN, 2 ** 31])('a limit of %d ticks', (ticks) => {
    expect(reasonFor(limit('buy', 5, ticks))).toBe('bad-price');
  });

  it.each<[string, OrderSpec]>([
    ['a limit order without a limit', { instrument: 0, side: 'buy', type: 'limit', quantityLots: 5 }],
    ['a stop without a trigger', { instrument: 0, side: 'buy', type: 'stop', quantityLots: 5 }],
    ['a stop-limit without a limit', { ...stop, type: 'stop-limit' }],
    [
      'a trailing stop without a distance',
      { instrument: 0, side: 'buy', type: 'trailing-stop', quantityLots: 5 },
    ],
    [
      'a bracket that stops above its profit',
      market('buy', 5, { bracket: { takeProfitTicks: 9_900, stopTicks: 10_100 } }),
    ],
    [
      'a short bracket that stops below its profit',
      market('sell', 5, { bracket: { takeProfitTicks: 10_100, stopTicks: 9_900 } }),
    ],
    [
      'a bracket without a real profit price',
      market('buy', 5, { bracket: { takeProfitTicks: 1.5, stopTicks: 1 } }),
    ],
    [
      'a bracket without a real stop price',
      market('buy', 5, { bracket: { takeProfitTicks: 9, stopTicks: 0 } }),
    ],
  ])('%s', (_, spec) => {
    expect(reasonFor(spec)).toBe('bad-price');
  });

  it.each<[string, OrderSpec]>([
    ['a market order that should rest', market('buy', 5, { timeInForce: 'gtc' })],
    ['gtd without a date', limit('buy', 5, 9_000, { timeInForce: 'gtd' })],
    ['a limit order with a trigger', limit('buy', 5, 9_000, { triggerTicks: 5 })],
    ['a stop with a trail', { ...stop, trailTicks: 5 }],
    ['a post-only market order', market('buy', 5, { postOnly: true })],
    ['a post-only ioc', limit('buy', 5, 9_000, { postOnly: true, timeInForce: 'ioc' })],
    ['a market iceberg', market('buy', 5, { displayLots: 5 })],
    [
      'a reduce-only bracket',
      market('sell', 5, { reduceOnly: true, bracket: { takeProfitTicks: 1, stopTicks: 2 } }),
    ],
  ])('%s', (_, spec) => {
    expect(reasonFor(spec)).toBe('not-supported');
  });

  it('a date in the past', () => {
    const gtd = (expireTimeUs: number): OrderSpec =>
      limit('buy', 5, 9_000, { timeInForce: 'gtd', expireTimeUs });
    expect(reasonFor(gtd(FIRST_CLOSE))).toBe('expired');
    expect(reasonFor(gtd(FIRST_CLOSE + 1))).toBeUndefined();
  });

  it('an instrument that is not there', () => {
    expect(reasonFor({ ...limit('buy', 5, 9_000), instrument: 3 })).toBe('unknown-instrument');
  });

  it('a value below the minimum', () => {
    // 5 lots × 9,000 ticks × 1,000 atoms.
    const instruments = (minimum: bigint): Partial<SessionParts> => ({
      instruments: [sampleInstrument(0, { minimumNotional: minimum as Amount })],
    });
    expect(reasonFor(limit('buy', 5, 9_000), instruments(45_000_001n))).toBe('below-minimum-notional');
    expect(reasonFor(limit('buy', 5, 9_000), instruments(45_000_000n))).toBeUndefined();
    expect(reasonFor(market('buy', 5), instruments(50_000_001n))).toBe('below-minimum-notional');
    expect(reasonFor(stop, instruments(49_500_001n))).toBe('below-minimum-notional');
  });

  it('crossing although post-only, at the very touch', () => {
    const settings = { spread: 'assumed' } as const;
    const postOnly = (side: 'buy' | 'sell', ticks: number): VenueReason | undefined =>
      reasonFor(limit(side, 5, ticks, { postOnly: true }), { settings });
    expect(postOnly('buy', 10_005)).toBe('would-take-liquidity');
    expect(postOnly('buy', 10_004)).toBeUndefined();
    expect(postOnly('sell', 9_995)).toBe('would-take-liquidity');
    expect(postOnly('sell', 9_996)).toBeUndefined();
  });

  it('reducing what is not held', () => {
    expect(reasonFor(market('sell', 5, { reduceOnly: true }), { balances: { USD: 10 } })).toBe(
      'would-not-reduce',
    );
    expect(reasonFor(market('buy', 5, { reduceOnly: true }))).toBe('would-not-reduce');
  });

  it('a missing bar: a price of the past cannot be dealt at', () => {
    const steps = [{ atUs: FIRST_CLOSE + 1, actions: [place('a', market('buy', 5))] }];
    const { reports } = play({ events: [bar(0, FLAT), bar(5, FLAT)], steps });
    expect(brief(reports)).toEqual(['a rejected no-liquidity']);
  });

  it('a bar without volume, and a market that was never heard of', () => {
    const settings = { participation: 0.1 };
    const events = [bar(0, FLAT, 0)];
    expect(reasonFor(market('buy', 5), { settings, events })).toBe('no-liquidity');
    expect(reasonFor(market('buy', 5), { events: [] })).toBe('no-liquidity');
  });

  it('more quote than is there, to the atom', () => {
    // 5 lots at 9,000 cost 45,000,000 atoms and the taker's 0.2 %.
    const cost = 45_000_000n + 90_000n;
    const reason = (atoms: bigint): VenueReason | undefined => {
      const { exchange, reports } = play({
        events: [bar(0, FLAT)],
        balances: {},
        deposits: [{ venue: 'kraken', asset: 'USD', amount: atoms as Amount }],
        steps: [{ atUs: FIRST_CLOSE, actions: [place('a', limit('buy', 5, 9_000))] }],
      });
      expect(exchange.venueBalances('kraken')).toContainEqual({ asset: 'USD', total: atoms });
      return reports.find((report) => report.kind === 'order-rejected')?.reason;
    };
    expect(reason(cost)).toBeUndefined();
    expect(reason(cost - 1n)).toBe('insufficient-balance');
  });

  it('what other open orders have bound', () => {
    const balances = { USD: 1, BTC: 0 };
    const two = [place('a', limit('buy', 6, 9_000)), place('b', limit('buy', 6, 9_000))];
    const { reports } = play({
      events: [bar(0, FLAT), bar(1, FLAT)],
      balances,
      steps: [{ atUs: FIRST_CLOSE, actions: [...two, cancel('a'), place('c', limit('buy', 6, 9_000))] }],
    });
    expect(brief(reports)).toEqual([
      'a accepted',
      'b rejected insufficient-balance',
      'a cancelled requested',
      'c accepted',
    ]);
  });

  it('more base than is there', () => {
    expect(reasonFor(limit('sell', 1001, 11_000), { balances: { BTC: 1 } })).toBe('insufficient-balance');
    expect(reasonFor(limit('sell', 1000, 11_000), { balances: { BTC: 1 } })).toBeUndefined();
    expect(reasonFor(market('buy', 1001), { balances: { USD: 100 } })).toBe('insufficient-balance');
  });

  it('one open order too many', () => {
    const { reports } = play({
      events: [bar(0, FLAT), bar(1, FLAT)],
      settings: { openOrdersMax: 2 },
      steps: [
        {
          atUs: FIRST_CLOSE,
          actions: ['a', 'b', 'c'].map((id) => place(id, limit('buy', 1, 9_000))),
        },
      ],
    });
    expect(brief(reports)).toEqual(['a accepted', 'b accepted', 'c rejected rate-limited']);
  });
});

describe('an id that is known', () => {
  const again = (ids: readonly [string, OrderSpec][]): string[] =>
    brief(
      play({
        events: [bar(0, FLAT), bar(1, FLAT)],
        balances: { USD: 1_000, BTC: 1 },
        steps: [{ atUs: FIRST_CLOSE, actions: ids.map(([id, spec]) => place(id, spec)) }],
      }).reports,
    );

  it('answers with the state of the order and never trades again', () => {
    const buy = market('buy', 5);
    expect(
      again([
        ['a', buy],
        ['a', buy],
      ]),
    ).toEqual(['a accepted', 'a filled 5@10000 taker', 'a accepted', 'a filled 5@10000 taker']);
    const tooMuch = limit('sell', 5_000, 11_000);
    expect(
      again([
        ['a', tooMuch],
        ['a', tooMuch],
      ]),
    ).toEqual(['a rejected insufficient-balance', 'a rejected insufficient-balance']);
    const nothing = limit('buy', 5, 9_000, { timeInForce: 'ioc' });
    expect(
      again([
        ['a', nothing],
        ['a', nothing],
      ]),
    ).toEqual([
      'a accepted',
      'a cancelled immediate-or-cancel',
      'a accepted',
      'a cancelled immediate-or-cancel',
    ]);
  });

  it('tells a repeated fill under its first id, and changes balances once', () => {
    const buy = place('a', market('buy', 5));
    const { fills, exchange } = play({
      events: [bar(0, FLAT), bar(1, FLAT)],
      balances: {},
      deposits: [{ venue: 'kraken', asset: 'USD', amount: (10n ** 12n) as Amount }],
      steps: [{ atUs: FIRST_CLOSE, actions: [buy, buy] }],
    });
    expect(fills[0]?.fillId).toBe(fills[1]?.fillId);
    expect(exchange.venueBalances('kraken')[0]).toEqual({ asset: 'BTC', total: 500_000n });
  });

  it('is refused for another order', () => {
    expect(
      again([
        ['a', limit('buy', 5, 9_000)],
        ['a', limit('buy', 6, 9_000)],
      ]),
    ).toEqual(['a accepted', 'a rejected duplicate-order-id']);
  });

  it('is forgotten after the bound', () => {
    const { exchange } = play({
      events: [bar(0, FLAT), bar(1, FLAT)],
      settings: { rememberedOrdersMax: 3, rememberedFillsMax: 2 },
      steps: [
        {
          atUs: FIRST_CLOSE,
          actions: [
            ...Array.from({ length: 20 }, (_, index) => place(`m${index}`, market('buy', 1))),
            { kind: 'request-snapshot', requestId: 's', venue: 'kraken' },
          ],
        },
      ],
    });
    expect(exchange.venueOrders('kraken').map(({ orderId }) => orderId)).toEqual(['m17', 'm18', 'm19']);
  });
});
