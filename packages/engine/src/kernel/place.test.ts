import { SECOND } from '@qca/base';
import type { OrderSpec } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { Bench, EAST, limit, only, PERPETUAL, units, WEST, WHY } from '../testing/Bench.fixture.ts';
import { protectedTicks } from './place.ts';

const buy = limit(EAST, 'buy', 10, 1_000);

describe('an order that nobody can place', () => {
  it.each<[string, OrderSpec, { rule: string; value: number; limit: number }]>([
    [
      'of an instrument beyond the list',
      { ...buy, instrument: 9 },
      { rule: 'unknown-instrument', value: 9, limit: 4 },
    ],
    ['of less than a lot', { ...buy, quantityLots: 0 }, { rule: 'bad-quantity', value: 0, limit: 1 }],
    ['of a part of a lot', { ...buy, quantityLots: 1.5 }, { rule: 'bad-quantity', value: 1.5, limit: 1 }],
    ['of a negative quantity', { ...buy, quantityLots: -1 }, { rule: 'bad-quantity', value: -1, limit: 1 }],
    [
      'of no number of lots',
      { ...buy, quantityLots: Number.NaN },
      { rule: 'bad-quantity', value: 0, limit: 1 },
    ],
    [
      'of infinitely many lots',
      { ...buy, quantityLots: Number.POSITIVE_INFINITY },
      { rule: 'bad-quantity', value: 0, limit: 1 },
    ],
    ['at a price of 0', { ...buy, limitTicks: 0 }, { rule: 'bad-price', value: 0, limit: 1 }],
    ['at a negative price', { ...buy, limitTicks: -5 }, { rule: 'bad-price', value: -5, limit: 1 }],
    ['at half a tick', { ...buy, limitTicks: 10.5 }, { rule: 'bad-price', value: 10.5, limit: 1 }],
    ['at no price', { ...buy, limitTicks: Number.NaN }, { rule: 'bad-price', value: 0, limit: 1 }],
    [
      'with a trigger below one tick',
      { instrument: EAST, side: 'sell', type: 'stop', quantityLots: 1, triggerTicks: 0 },
      { rule: 'bad-price', value: 0, limit: 1 },
    ],
    [
      'with a trail below one tick',
      { instrument: EAST, side: 'sell', type: 'trailing-stop', quantityLots: 1, trailTicks: -1 },
      { rule: 'bad-price', value: -1, limit: 1 },
    ],
    [
      'as a limit without a price',
      { instrument: EAST, side: 'buy', type: 'limit', quantityLots: 1 },
      { rule: 'bad-price', value: 0, limit: 1 },
    ],
    [
      'as a stop-limit without a price',
      { instrument: EAST, side: 'sell', type: 'stop-limit', quantityLots: 1, triggerTicks: 900 },
      { rule: 'bad-price', value: 0, limit: 1 },
    ],
  ])('%s is refused with the rule and the number', (_, spec, numbers) => {
    const bench = new Bench().open();
    expect(bench.refusal(spec)).toMatchObject(numbers);
    expect(bench.strategy.refused).toBe(1);
    expect(bench.state.actions).toEqual([]);
    expect(bench.strategy.openOrders.size).toBe(0);
  });

  it('of an instrument that the strategy does not trade is refused', () => {
    const bench = new Bench().open();
    (bench.strategy.configuration.instruments as number[]).splice(0, 1);
    expect(bench.refusal({ ...buy })).toMatchObject({ rule: 'unknown-instrument', value: EAST });
  });

  it('before a price was heard is refused', () => {
    const bench = new Bench();
    bench.quote(EAST, 999, 1_001);
    expect(bench.refusal({ ...buy, instrument: WEST })).toMatchObject({ rule: 'no-price-yet' });
  });

  it('while its venue is disconnected is refused, and placed once it is back', () => {
    const bench = new Bench().open();
    bench.connection('east', 'venue-disconnected');
    expect(bench.refusal(buy)).toMatchObject({ rule: 'venue-disconnected' });
    bench.place({ ...buy, instrument: WEST });
    bench.connection('east', 'venue-connected');
    expect(bench.place(buy).status).toBe('sent');
  });

  it('after a stop is refused', () => {
    const bench = new Bench().open();
    bench.stop();
    expect(bench.refusal(buy)).toMatchObject({ rule: 'stopping' });
  });
});

describe('the gate', () => {
  it('refuses with its own rule and numbers', () => {
    const bench = new Bench({ limits: { collarBps: 100 } }).open();
    // 1,020 is 200 basis points above the mark of 1,000.
    expect(bench.refusal({ ...buy, limitTicks: 1_020 })).toMatchObject({ rule: 'price-collar', limit: 100 });
  });

  it('shrinks an order, and the journal keeps what was asked and why it was less', () => {
    const bench = new Bench({ limits: { orderValueMax: 50 } }).open();
    const [placed] = only(bench.want([{ kind: 'place', order: buy, why: WHY }]), 'order-placed');
    // A lot is worth 10 USD: five fit.
    expect(placed).toMatchObject({
      askedLots: 10,
      spec: { quantityLots: 5 },
      verdict: { rule: 'order-value', value: 100, limit: 50 },
    });
    expect(bench.strategy.shrunk).toBe(1);
    expect(bench.strategy.openBuyLots[EAST]).toBe(5);
  });

  it('counts what is held that is not cash, open buys, and positions as exposure', () => {
    // 5,000 USD of BTC and ETH are held; 1,000 more are open: of 6,200 allowed, 20 lots are left.
    const bench = new Bench({ limits: { strategyExposureMax: 6_200 / 25_000 } }).open();
    bench.place({ ...buy, quantityLots: 100, limitTicks: 990 });
    const order = bench.place({ ...buy, quantityLots: 30, limitTicks: 990 });
    expect(order.spec.quantityLots).toBe(20);
  });

  it('sees venues and assets over all strategies', () => {
    // Two strategies hold 3,000 USD of coins each in the east: with 6,100 allowed of 50,000, ten lots are left.
    const bench = new Bench({
      strategies: ['one', 'two'],
      limits: { venueExposureMax: 6_100 / 50_000 },
    }).open();
    expect(bench.place({ ...buy, quantityLots: 30 }).spec.quantityLots).toBe(10);
    const single = new Bench({
      strategies: ['one', 'two'],
      limits: { concentrationMax: 8_050 / 50_000 },
    }).open();
    expect(single.place({ ...buy, quantityLots: 30 }).spec.quantityLots).toBe(5);
  });

  it('counts perpetual positions and both their open sides', () => {
    const bench = new Bench({ limits: { strategyExposureMax: 5_300 / 25_000 } }).open();
    const first = bench.place(limit(PERPETUAL, 'sell', 10, 1_000));
    bench.filled(first, 10, 1_000);
    bench.place(limit(PERPETUAL, 'sell', 10, 1_005));
    expect(bench.place(limit(PERPETUAL, 'sell', 30, 1_006)).spec.quantityLots).toBe(10);
  });

  it('gives an unfilled order back to the turnover of the day', () => {
    const bench = new Bench({ limits: { dailyTurnoverMax: 200 / 25_000 } }).open();
    const order = bench.place({ ...buy, quantityLots: 20 });
    expect(bench.refusal(buy)).toMatchObject({ rule: 'daily-turnover' });
    bench.cancelled(order, 20);
    expect(bench.place(buy).status).toBe('sent');
  });
});

describe('funds', () => {
  it('are set aside at the worst price with the taker fee, to the atom', () => {
    const bench = new Bench().open();
    const facts = bench.want([
      { kind: 'place', order: { ...buy, quantityLots: 3, limitTicks: 997 }, why: WHY },
    ]);
    const [placed] = only(facts, 'order-placed');
    // 0.03 BTC × 997 USD = 29.91 USD, and 0.02991 USD of fee.
    expect(placed?.posting?.transfers.map(([, type, , , , atoms]) => [type, atoms])).toEqual([
      ['reserved', `${units('29.93991')}`],
    ]);
    expect(bench.strategy.view.free('east', 'USD')).toBe(9_970.06009);
  });

  it('of a seller are what is sold', () => {
    const bench = new Bench().open();
    bench.place({ ...buy, side: 'sell' });
    expect(bench.strategy.view.free('east', 'BTC')).toBe(1.9);
    expect(bench.strategy.view.free('east', 'USD')).toBe(10_000);
  });

  it('that cover nearly all shrink an order to what they cover', () => {
    const bench = new Bench().open();
    // 1,000 lots at 1,000 cost 10,010 USD with the fee; 10,000 cover 999 lots (9,999.99).
    const [placed] = only(
      bench.want([{ kind: 'place', order: { ...buy, quantityLots: 1_000 }, why: WHY }]),
      'order-placed',
    );
    expect(placed).toMatchObject({
      spec: { quantityLots: 999 },
      verdict: { rule: 'insufficient-funds', value: 1_000, limit: 999, unit: 'lots' },
    });
    expect(bench.strategy.shrunk).toBe(1);
  });

  it('that cover much less refuse it', () => {
    const bench = new Bench().open();
    expect(bench.refusal({ ...buy, quantityLots: 2_000 })).toMatchObject({
      rule: 'insufficient-funds',
      value: 2_000,
      limit: 999,
    });
    expect(bench.refusal({ ...buy, side: 'sell', quantityLots: 400 })).toMatchObject({
      rule: 'insufficient-funds',
      value: 400,
      limit: 200,
    });
  });

  it('that are not there refuse it', () => {
    const bench = new Bench({ funding: [['west', 'USD', 10n, 10n]] }).open();
    expect(bench.refusal(buy)).toMatchObject({ rule: 'insufficient-funds', limit: 0 });
    expect(bench.refusal({ ...buy, instrument: WEST })).toMatchObject({
      rule: 'insufficient-funds',
      limit: 0,
    });
  });

  it('of a perpetual are margin and fee, and none when it closes', () => {
    const bench = new Bench().open();
    const open = bench.place(limit(PERPETUAL, 'sell', 100, 1_000));
    // 1 BTC at 1,000 USD: a tenth as margin, a thousandth as fee.
    expect(bench.strategy.view.free('west', 'USD')).toBe(10_000 - 101);
    bench.filled(open, 100, 1_000);
    bench.place(limit(PERPETUAL, 'buy', 100, 1_000));
    expect(bench.strategy.view.free('west', 'USD')).toBe(10_000 - 100 - 1);
    // What goes beyond closing opens: 50 of 150 lots need margin.
    const other = new Bench().open();
    other.filled(other.place(limit(PERPETUAL, 'sell', 100, 1_000)), 100, 1_000);
    other.place(limit(PERPETUAL, 'buy', 150, 1_000));
    expect(other.strategy.view.free('west', 'USD')).toBe(10_000 - 100 - 50 - 1.5);
  });

  it('of a trailing stop allow five percent beyond the trail', () => {
    const bench = new Bench().open();
    bench.place({ instrument: EAST, side: 'buy', type: 'trailing-stop', quantityLots: 100, trailTicks: 20 });
    // ⌈20 × 1.05⌉ = 21 ticks for one BTC, and a thousandth as fee.
    expect(bench.strategy.view.free('east', 'USD')).toBe(10_000 - 21.021);
  });
});

describe('an order on its way', () => {
  it('is named by stream, input and action, and sent as it was journaled', () => {
    const bench = new Bench().open();
    const facts = bench.want([
      { kind: 'place', order: buy, why: WHY },
      { kind: 'place', order: { ...buy, side: 'sell', limitTicks: 1_001 }, why: WHY },
    ]);
    const placed = only(facts, 'order-placed');
    const input = bench.entries.length - facts.length - 1;
    expect(placed.map((each) => [each.orderId, each.cause])).toEqual([
      [`run-${input}-0`, input],
      [`run-${input}-1`, input],
    ]);
    expect(bench.state.actions).toEqual(
      placed.map(({ orderId, spec }) => ({ kind: 'place-order', orderId, spec })),
    );
    expect(placed[0]).toMatchObject({
      bidTicks: 999,
      askTicks: 1_001,
      decisionTicks: 1_000,
      verdict: 'admitted',
      why: WHY,
    });
  });

  it('without a worst price gets one two percent beyond the touch or its trigger', () => {
    const bench = new Bench().open();
    const { instrument } = buy;
    expect(bench.place({ instrument, side: 'buy', type: 'market', quantityLots: 1 }).spec.limitTicks).toBe(
      1_022,
    );
    expect(bench.place({ instrument, side: 'sell', type: 'market', quantityLots: 1 }).spec.limitTicks).toBe(
      979,
    );
    expect(
      bench.place({ instrument, side: 'sell', type: 'stop', quantityLots: 1, triggerTicks: 900 }).spec
        .limitTicks,
    ).toBe(882);
    expect(
      bench.place({ instrument, side: 'buy', type: 'market', quantityLots: 1, limitTicks: 1_005 }).spec
        .limitTicks,
    ).toBe(1_005);
    expect(protectedTicks(1, 'sell', 0.02)).toBe(1);
  });

  it('with a bracket brings its exits, which reserve nothing and count as no open lots', () => {
    const bench = new Bench().open();
    const parent = bench.place({ ...buy, bracket: { takeProfitTicks: 1_100, stopTicks: 900 } });
    const exits = ['tp', 'sl'].map((end) => bench.order(`${parent.id}.${end}`));
    expect(exits.map((each) => each.spec)).toEqual([
      {
        instrument: EAST,
        side: 'sell',
        quantityLots: 10,
        ocoGroup: parent.id,
        type: 'limit',
        limitTicks: 1_100,
      },
      {
        instrument: EAST,
        side: 'sell',
        quantityLots: 10,
        ocoGroup: parent.id,
        type: 'stop',
        triggerTicks: 900,
      },
    ]);
    expect(exits.map((each) => each.pendingId)).toEqual([-1, -1]);
    expect(bench.strategy.openSellLots[EAST]).toBe(0);
    bench.filled(parent, 10, 1_000);
    bench.filled(exits[0]!, 10, 1_100);
    expect(exits[0]?.status).toBe('filled');
    expect(bench.strategy.view.held('east', 'BTC')).toBe(2);
  });

  it('is doubted when no answer comes in five seconds, and the venue is asked', () => {
    const bench = new Bench().open();
    const order = bench.place(buy);
    expect(bench.timer(5 * SECOND - 1)).toEqual([]);
    expect(bench.timer(1)).toMatchObject([
      { kind: 'order-doubted', orderId: order.id, detail: 'no answer in time' },
    ]);
    expect(order.status).toBe('unknown');
    expect(bench.state.actions).toMatchObject([{ kind: 'request-snapshot', venue: 'east' }]);
  });

  it('is cancelled once, however often its strategy wants it', () => {
    const bench = new Bench().open();
    const order = bench.place(buy);
    bench.accepted(order);
    const cancel = { kind: 'cancel', orderId: order.id, why: { text: 'enough', numbers: {} } } as const;
    expect(bench.want([cancel])).toMatchObject([{ kind: 'cancel-sent', orderId: order.id, why: 'enough' }]);
    expect(bench.state.actions).toEqual([{ kind: 'cancel-order', orderId: order.id, instrument: EAST }]);
    expect(bench.want([cancel])).toEqual([]);
    expect(bench.want([{ ...cancel, orderId: 'unknown' }])).toEqual([]);
  });
});
