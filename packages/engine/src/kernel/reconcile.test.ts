import { SECOND } from '@qca/base';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { Bench, EAST, limit, only, PERPETUAL, units } from '../testing/Bench.fixture.ts';

const buy = limit(EAST, 'buy', 10, 1_000);

function doubted() {
  const bench = new Bench().open();
  const order = bench.place(buy);
  bench.timer(5 * SECOND);
  expect(order.status).toBe('unknown');
  return { bench, order };
}

const differencesOf = (facts: Parameters<typeof only>[0]) => only(facts, 'reconciled')[0]?.differences;

describe('reconciliation', () => {
  it('books a fill that was never heard and ends the order the venue has ended', () => {
    const { bench, order } = doubted();
    const fill = bench.fill(order, 10, 1_000);
    const facts = bench.snapshot('east', {
      fills: [fill],
      orders: [{ orderId: order.id, instrument: EAST, status: 'filled', remainingLots: 0 }],
    });
    expect(facts.map((each) => each.kind)).toEqual(['booked', 'order-closed', 'reconciled']);
    expect(differencesOf(facts)).toEqual([`fill ${fill.fillId} of ${order.id} had not been heard`]);
    expect(order.status).toBe('filled');
    // Heard late, it counts no second time.
    expect(bench.input(fill)).toMatchObject([{ kind: 'report-ignored', reason: 'duplicate' }]);
    expect(bench.timer(60 * SECOND)).toEqual([]);
  });

  it('takes an open order as accepted', () => {
    const { bench, order } = doubted();
    const facts = bench.snapshot('east', {
      orders: [{ orderId: order.id, instrument: EAST, status: 'open', remainingLots: 10 }],
    });
    expect(order.status).toBe('accepted');
    expect(differencesOf(facts)).toEqual([`${order.id} was unknown, the venue says open`]);
    expect(bench.strategy.openOrders.size).toBe(1);
  });

  it('ends an order that the venue has cancelled, when all its fills are known', () => {
    const { bench, order } = doubted();
    const truth = {
      orderId: order.id,
      instrument: EAST,
      status: 'cancelled',
      remainingLots: 7,
      reason: 'expired',
    } as const;
    bench.snapshot('east', { orders: [truth] });
    // Three lots are still on their way.
    expect(order).toMatchObject({ status: 'unknown', closingLots: 7 });
    bench.filled(order, 3, 1_000);
    expect(order).toMatchObject({ status: 'cancelled', reason: 'expired', filledLots: 3 });
  });

  it('ends an order that never reached the venue, but only once it should have', () => {
    const bench = new Bench().open();
    const order = bench.place(buy);
    bench.snapshot('east');
    expect(order.status).toBe('sent');
    bench.timer(5 * SECOND);
    const facts = bench.snapshot('east');
    expect(order).toMatchObject({ status: 'rejected', reason: 'unknown-order' });
    expect(differencesOf(facts)).toEqual([`${order.id} never reached the venue`]);
    expect(bench.strategy.view.free('east', 'USD')).toBe(10_000);
  });

  it('ends a forgotten order with fills as cancelled', () => {
    const { bench, order } = doubted();
    bench.filled(order, 4, 1_000);
    bench.snapshot('east');
    expect(order).toMatchObject({ status: 'cancelled', filledLots: 4 });
  });

  it('names orders and fills that are not ours, and leaves them alone', () => {
    const { bench, order } = doubted();
    const foreign = { ...bench.fill(order, 1, 1_000), orderId: 'theirs', fillId: 'x' };
    const facts = bench.snapshot('east', {
      orders: [
        { orderId: 'theirs', instrument: EAST, status: 'open', remainingLots: 1 },
        { orderId: 'theirs-too', instrument: EAST, status: 'filled', remainingLots: 0 },
        { orderId: 'run-old-0', instrument: EAST, status: 'open', remainingLots: 1 },
      ],
      fills: [foreign, { ...foreign, orderId: 'run-old-0' }],
    });
    expect(differencesOf(facts)).toEqual([
      'fill x of an order that is not ours',
      'open order theirs is not ours',
      `${order.id} never reached the venue`,
    ]);
    expect(bench.strategy.fills).toBe(0);
  });

  it('compares with what the account held beside, too', () => {
    const bench = new Bench({ unassigned: [{ venue: 'east', asset: 'USD', atoms: '250' }] }).open();
    const held = (extra: bigint) => [{ asset: 'USD', total: amount(units('10000') + extra) }];
    expect(differencesOf(bench.snapshot('east', { balances: held(250n) }))).toEqual([]);
    expect(differencesOf(bench.snapshot('east', { balances: held(0n) }))).toEqual([
      'USD: the ledger holds 1000000000250 atoms with 250 that no strategy has, the venue 1000000000000',
    ]);
  });

  it('names a balance that differs, once it is fair to compare', () => {
    const bench = new Bench().open();
    const balances = [
      { asset: 'USD', total: units('9999') },
      { asset: 'BTC', total: units('2') },
      { asset: 'XRP', total: units('5') },
    ];
    expect(differencesOf(bench.snapshot('east', { balances }))).toEqual([
      'USD: the ledger holds 1000000000000 atoms, the venue 999900000000',
    ]);
    const order = bench.place(buy);
    bench.filled(order, 1, 1_000, { venueTimeUs: bench.timeUs + 10 * SECOND });
    expect(differencesOf(bench.snapshot('east', { balances }))).toEqual([]);
  });

  it('books funding that was never heard', () => {
    const bench = new Bench().open();
    bench.filled(bench.place(limit(PERPETUAL, 'sell', 100, 1_000)), 100, 1_000);
    const funding = {
      kind: 'funding-settled',
      timeUs: bench.timeUs,
      venueTimeUs: bench.timeUs,
      instrument: PERPETUAL,
      rate: 0.01,
      markTicks: 1_000,
      payment: units('10'),
    } as const;
    expect(differencesOf(bench.snapshot('west', { fundings: [funding] }))).toEqual([
      `funding of instrument ${PERPETUAL} had not been heard`,
    ]);
    expect(differencesOf(bench.snapshot('west', { fundings: [funding] }))).toEqual([]);
    expect(bench.strategy.view.held('west', 'USD')).toBe(10_010);
  });

  it('is asked for after a connection came back, of that venue alone', () => {
    const bench = new Bench().open();
    bench.connection('east', 'venue-disconnected');
    expect(bench.state.actions).toEqual([]);
    bench.connection('east', 'venue-connected');
    expect(bench.state.actions).toMatchObject([{ kind: 'request-snapshot', venue: 'east' }]);
  });

  it('is asked for again and again while the venue is silent, ever more seldom', () => {
    const { bench } = doubted();
    // Every action so far but the order itself is a request; the waits are 2, 4, 8, 16, 32 and then 60 seconds.
    for (const seconds of [2, 4, 8, 16, 32, 60, 60]) {
      bench.timer(seconds * SECOND - 1);
      expect(bench.state.actions).toEqual([]);
      bench.timer(1);
      expect(bench.state.actions).toMatchObject([{ kind: 'request-snapshot', venue: 'east' }]);
    }
  });

  it('goes on until no order is in doubt', () => {
    const { bench, order } = doubted();
    bench.snapshot('east', {
      orders: [{ orderId: order.id, instrument: EAST, status: 'filled', remainingLots: 0 }],
    });
    expect(order.status).toBe('unknown');
    bench.timer(2 * SECOND);
    expect(bench.state.actions).toMatchObject([{ kind: 'request-snapshot', venue: 'east' }]);
    bench.filled(order, 10, 1_000);
    bench.snapshot('east');
    bench.timer(60 * SECOND);
    expect(bench.state.actions).toEqual([]);
  });

  it('lets a bracket’s exits sleep while their parent lives, and ends them with a parent that never filled', () => {
    const bench = new Bench().open();
    const parent = bench.place({ ...buy, bracket: { takeProfitTicks: 1_100, stopTicks: 900 } });
    bench.timer(5 * SECOND);
    bench.snapshot('east', {
      orders: [{ orderId: parent.id, instrument: EAST, status: 'open', remainingLots: 10 }],
    });
    expect(bench.order(`${parent.id}.tp`).status).toBe('sent');
    bench.cancelled(parent, 10);
    bench.snapshot('east', {
      orders: [{ orderId: parent.id, instrument: EAST, status: 'cancelled', remainingLots: 10 }],
    });
    expect(bench.order(`${parent.id}.tp`)).toMatchObject({ status: 'cancelled', reason: 'bracket-parent' });
    expect(bench.strategy.openOrders.size).toBe(0);
  });

  it('ignores venues that the run does not know', () => {
    const bench = new Bench().open();
    expect(bench.snapshot('north')).toEqual([]);
    expect(bench.connection('north', 'venue-connected')).toEqual([]);
    expect(bench.connection('north', 'venue-disconnected')).toEqual([]);
  });
});
