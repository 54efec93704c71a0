import { SECOND } from '@qca/base';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { Bench, EAST, limit, only, PERPETUAL, units, WEST } from '../testing/Bench.fixture.ts';

const buy = limit(EAST, 'buy', 10, 1_000);
const silence = 5 * SECOND;

function withOrder() {
  const bench = new Bench().open();
  return { bench, order: bench.place(buy) };
}

describe('an answer', () => {
  it('of acceptance ends the wait', () => {
    const { bench, order } = withOrder();
    expect(bench.accepted(order)).toEqual([]);
    expect(order.status).toBe('accepted');
    expect(bench.timer(silence)).toEqual([]);
    bench.input({
      kind: 'order-triggered',
      timeUs: bench.timeUs,
      venueTimeUs: bench.timeUs,
      orderId: order.id,
      instrument: EAST,
    });
    expect(order.status).toBe('accepted');
  });

  it('of rejection ends the order and frees what it reserved', () => {
    const { bench, order } = withOrder();
    const [closed] = only(bench.rejected(order), 'order-closed');
    expect(closed).toMatchObject({ status: 'rejected', reason: 'rate-limited', filledLots: 0 });
    expect(closed?.posting?.transfers.map(([, type]) => type)).toEqual(['pending-voided']);
    expect(bench.strategy.view.free('east', 'USD')).toBe(10_000);
    expect(bench.strategy.openBuyLots[EAST]).toBe(0);
    expect(bench.strategy.openOrders.size).toBe(0);
    expect(bench.heard.at(-1)).toMatchObject({
      kind: 'order-closed',
      order: { id: order.id, status: 'rejected' },
    });
  });

  it('after the order is final changes nothing', () => {
    const { bench, order } = withOrder();
    bench.rejected(order);
    expect(bench.rejected(order)).toMatchObject([{ kind: 'report-ignored', reason: 'after-final' }]);
    expect(bench.cancelled(order, 10)).toMatchObject([{ kind: 'report-ignored', reason: 'after-final' }]);
    expect(bench.accepted(order)).toEqual([]);
    expect(order.status).toBe('rejected');
    const about = { timeUs: bench.timeUs, venueTimeUs: bench.timeUs, orderId: order.id, instrument: EAST };
    expect(bench.input({ kind: 'order-unknown', ...about, detail: '' })).toEqual([]);
    expect(bench.input({ kind: 'cancel-rejected', ...about, reason: 'unknown-order', detail: '' })).toEqual(
      [],
    );
  });

  it('about an order that is not ours is noted and ignored', () => {
    const { bench, order } = withOrder();
    expect(bench.accepted({ ...order, id: 'foreign' })).toMatchObject([
      { kind: 'report-ignored', reason: 'unknown-order', orderId: 'foreign' },
    ]);
    expect(bench.filled({ ...order, id: 'foreign' }, 1, 1_000)).toMatchObject([
      { kind: 'report-ignored', reason: 'unknown-order' },
    ]);
  });

  it('that something went missing makes the order unknown until it is heard of', () => {
    const { bench, order } = withOrder();
    const about = { timeUs: bench.timeUs, venueTimeUs: bench.timeUs, orderId: order.id, instrument: EAST };
    expect(bench.input({ kind: 'order-unknown', ...about, detail: 'timeout' })).toMatchObject([
      { kind: 'order-doubted', detail: 'timeout' },
    ]);
    expect(order.status).toBe('unknown');
    bench.accepted(order);
    expect(order.status).toBe('accepted');
    // Heard of it again: its silence of before is forgiven.
    bench.snapshot('east', {
      orders: [{ orderId: order.id, instrument: EAST, status: 'open', remainingLots: 10 }],
    });
    expect(only(bench.timer(silence), 'order-doubted')).toEqual([]);
  });
});

describe('a fill', () => {
  it('in parts adds up, and the last one ends the order', () => {
    const { bench, order } = withOrder();
    const first = bench.filled(order, 4, 1_000);
    expect(first.map((each) => each.kind)).toEqual(['booked']);
    expect(order).toMatchObject({ status: 'partly-filled', filledLots: 4, filledTickLots: 4_000 });
    expect(bench.strategy.openBuyLots[EAST]).toBe(6);
    const last = bench.filled(order, 6, 990);
    expect(last.map((each) => each.kind)).toEqual(['booked', 'order-closed']);
    expect(order).toMatchObject({ status: 'filled', filledLots: 10, filledTickLots: 9_940 });
    expect(bench.strategy.openBuyLots[EAST]).toBe(0);
    expect(bench.strategy.fills).toBe(2);
    // 0.04 × 1,000 + 0.06 × 990, and what was reserved beyond it is free again.
    expect(bench.strategy.view.free('east', 'USD')).toBe(10_000 - 40 - 59.4);
    expect(bench.heard.slice(-2).map((each) => each.kind)).toEqual(['order-filled', 'order-closed']);
  });

  it('before the acceptance ends the wait as well', () => {
    const { bench, order } = withOrder();
    bench.filled(order, 4, 1_000);
    bench.accepted(order);
    expect(order.status).toBe('partly-filled');
    expect(bench.timer(silence)).toEqual([]);
  });

  it.each([
    ['an immediate-or-cancel order', { ...buy, timeInForce: 'ioc' }],
    ['a fill-or-kill order', { ...buy, timeInForce: 'fok' }],
    ['a market order', { ...buy, type: 'market' }],
  ] as const)('leaves %s owing its last word: when that is lost, the venue is asked', (_, spec) => {
    const bench = new Bench().open();
    const order = bench.place(spec);
    bench.accepted(order);
    bench.filled(order, 4, 1_000);
    expect(order.status).toBe('partly-filled');
    expect(bench.timer(silence - 1)).toEqual([]);
    expect(only(bench.timer(1), 'order-doubted')).toMatchObject([{ orderId: order.id }]);
    bench.snapshot('east', {
      orders: [
        { orderId: order.id, instrument: EAST, status: 'cancelled', remainingLots: 6, reason: 'expired' },
      ],
    });
    expect(order).toMatchObject({ status: 'cancelled', filledLots: 4 });
    expect(bench.timer(60 * SECOND)).toEqual([]);
  });

  it('told twice counts once', () => {
    const { bench, order } = withOrder();
    const report = bench.fill(order, 4, 1_000);
    bench.input(report);
    const before = bench.state.books.ledger.head;
    expect(bench.input(report)).toMatchObject([
      { kind: 'report-ignored', reason: 'duplicate', detail: report.fillId },
    ]);
    expect(order.filledLots).toBe(4);
    expect(bench.state.books.ledger.head).toBe(before);
  });

  it.each([
    ['of more lots than the order has', { quantityLots: 11 }],
    ['of the other side', { side: 'sell' }],
    ['of another instrument', { instrument: WEST }],
    ['of no lots', { quantityLots: 0 }],
    ['of a part of a lot', { quantityLots: 0.5 }],
    ['at no price', { priceTicks: Number.NaN }],
    ['at a price of 0', { priceTicks: 0 }],
  ] as const)('%s is impossible and ignored', (_, more) => {
    const { bench, order } = withOrder();
    expect(bench.filled(order, 4, 1_000, more)).toMatchObject([
      { kind: 'report-ignored', reason: 'impossible' },
    ]);
    expect(order.filledLots).toBe(0);
    expect(bench.strategy.view.held('east', 'BTC')).toBe(2);
  });

  it('makes a later rejection impossible', () => {
    const { bench, order } = withOrder();
    bench.filled(order, 4, 1_000);
    expect(bench.rejected(order)).toMatchObject([{ kind: 'report-ignored', reason: 'impossible' }]);
    expect(order.status).toBe('partly-filled');
  });

  it('after the order was final is booked all the same, and the venue is asked', () => {
    const { bench, order } = withOrder();
    bench.rejected(order);
    const facts = bench.filled(order, 4, 1_000);
    expect(facts.map((each) => each.kind)).toEqual(['booked', 'order-doubted']);
    expect(order).toMatchObject({ status: 'rejected', filledLots: 4 });
    expect(bench.strategy.view.held('east', 'BTC')).toBe(2.04);
    expect(bench.strategy.openBuyLots[EAST]).toBe(0);
    expect(bench.state.actions).toMatchObject([{ kind: 'request-snapshot', venue: 'east' }]);
  });
});

describe('a cancellation', () => {
  it('ends the order when nothing is missing', () => {
    const { bench, order } = withOrder();
    bench.filled(order, 4, 1_000);
    const [closed] = only(bench.cancelled(order, 6), 'order-closed');
    expect(closed).toMatchObject({ status: 'cancelled', reason: 'requested', filledLots: 4 });
    expect(bench.strategy.view.free('east', 'USD')).toBe(9_960);
  });

  it('that counts fills we have not heard waits for them', () => {
    const { bench, order } = withOrder();
    expect(bench.cancelled(order, 3)).toEqual([]);
    expect(order).toMatchObject({ status: 'cancelling', closingLots: 3 });
    expect(bench.filled(order, 2, 1_000).map((each) => each.kind)).toEqual(['booked']);
    expect(bench.filled(order, 5, 1_000).map((each) => each.kind)).toEqual(['booked', 'order-closed']);
    expect(order).toMatchObject({ status: 'cancelled', filledLots: 7 });
    expect(bench.strategy.openBuyLots[EAST]).toBe(0);
  });

  it('whose fills never come is doubted', () => {
    const { bench, order } = withOrder();
    bench.cancelled(order, 3);
    expect(bench.timer(silence)).toMatchObject([{ kind: 'order-doubted', orderId: order.id }]);
  });

  it('that the venue refuses makes the order unknown, and it is asked again once the order is found open', () => {
    const { bench, order } = withOrder();
    bench.accepted(order);
    bench.want([{ kind: 'cancel', orderId: order.id, why: { text: 'enough', numbers: {} } }]);
    const about = { timeUs: bench.timeUs, venueTimeUs: bench.timeUs, orderId: order.id, instrument: EAST };
    expect(
      bench.input({ kind: 'cancel-rejected', ...about, reason: 'rate-limited', detail: 'busy' }),
    ).toMatchObject([{ kind: 'order-doubted', detail: 'the venue would not cancel: busy' }]);
    const facts = bench.snapshot('east', {
      orders: [{ orderId: order.id, instrument: EAST, status: 'open', remainingLots: 10 }],
    });
    expect(only(facts, 'cancel-sent')).toHaveLength(1);
    expect(bench.state.actions).toContainEqual({ kind: 'cancel-order', orderId: order.id, instrument: EAST });
  });

  it('under way is not undone by a fill', () => {
    const { bench, order } = withOrder();
    bench.accepted(order);
    bench.want([{ kind: 'cancel', orderId: order.id, why: { text: 'enough', numbers: {} } }]);
    bench.filled(order, 4, 1_000);
    expect(order.status).toBe('cancelling');
  });
});

describe('funding of a perpetual', () => {
  const settled = (bench: Bench, payment: string) =>
    ({
      kind: 'funding-settled',
      timeUs: bench.timeUs,
      venueTimeUs: bench.timeUs,
      instrument: PERPETUAL,
      rate: 0.01,
      markTicks: 1_000,
      payment: units(payment),
    }) as const;

  it('is received by a short position once', () => {
    const bench = new Bench().open();
    bench.filled(bench.place(limit(PERPETUAL, 'sell', 100, 1_000)), 100, 1_000);
    // One BTC at 1,000 USD and 1 %.
    const report = settled(bench, '10');
    expect(only(bench.input(report), 'booked')).toHaveLength(1);
    expect(bench.balance('strategy/one/income/funding/USD.value')).toBe(-units('10'));
    expect(bench.strategy.view.held('west', 'USD')).toBe(10_010);
    expect(bench.input(report)).toEqual([]);
  });

  it('is paid by a long position, each strategy its share, roundings to the first that has one', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    bench.filled(bench.place(limit(PERPETUAL, 'buy', 100, 1_000)), 100, 1_000);
    bench.filled(bench.place(limit(PERPETUAL, 'buy', 200, 1_000), 1), 200, 1_000);
    bench.input({ ...settled(bench, '-30'), payment: amount(-3_000_000_001n) });
    expect(bench.balance('strategy/one/income/funding/USD.value')).toBe(1_000_000_001n);
    expect(bench.balance('strategy/two/income/funding/USD.value')).toBe(2_000_000_000n);
  });

  it('of no position is nothing', () => {
    const bench = new Bench().open();
    expect(bench.input(settled(bench, '0'))).toEqual([]);
  });
});

describe('old orders', () => {
  it('are forgotten beyond twenty thousand, so that memory stays flat', () => {
    const bench = new Bench().open();
    const first = bench.place(buy);
    bench.rejected(first);
    // As many others as if they had been placed and closed.
    for (let index = 0; index < 19_998; index += 1) bench.state.closed.push(`old-${index}`);
    expect(bench.state.orders.has(first.id)).toBe(true);
    bench.rejected(bench.place(buy));
    expect(bench.state.orders.has(first.id)).toBe(false);
    expect(bench.state.closed).toHaveLength(10_000);
  });
});
