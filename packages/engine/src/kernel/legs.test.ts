import { SECOND } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { EAST, ETH_BTC, ETH_USD, limit, only, WEST } from '../testing/Bench.fixture.ts';
import { leg, THREE_LEGS, TIMEOUT_US, Trade } from '../testing/Trade.fixture.ts';

describe('a trade of two legs', () => {
  it('sends the second when the first is filled, and is flat when that is', () => {
    const trade = new Trade();
    expect(trade.stages).toEqual(['planned', 'working']);
    expect(trade.order.spec).toEqual({ ...limit(EAST, 'buy', 10, 1_001), timeInForce: 'ioc' });
    trade.fill();
    expect(trade.order.spec).toEqual({ ...limit(WEST, 'sell', 10, 999), timeInForce: 'ioc' });
    trade.fill();
    expect(trade.stages).toEqual(['flat']);
    expect(only(trade.facts, 'legs-advanced')[0]?.filledLots).toEqual([10, 10]);
    expect(trade.open).toBe(false);
    expect(trade.bench.heard.at(-1)).toMatchObject({ kind: 'legs-closed', outcome: 'flat' });
    expect(trade.wait(3_600 * SECOND).facts).toEqual([]);
  });

  it('sizes the second by what the first filled', () => {
    const trade = new Trade().fill(4);
    expect(trade.order.spec.quantityLots).toBe(4);
  });

  it('is over when the first finds no taker', () => {
    const trade = new Trade().fill(0);
    expect(trade.stages).toEqual(['nothing-filled']);
    expect(trade.bench.heard.at(-1)).toMatchObject({ kind: 'legs-closed', outcome: 'nothing-filled' });
  });

  it('buys what the second leg missed at market, five percent beyond the touch', () => {
    const trade = new Trade().fill().fill(3);
    expect(trade.stages).toEqual(['hedging']);
    // ⌊999 × 0.95⌋ = 949.
    expect(trade.order.spec).toMatchObject({
      instrument: WEST,
      side: 'sell',
      type: 'market',
      quantityLots: 7,
      limitTicks: 949,
      timeInForce: 'ioc',
    });
    expect(trade.fill().stages).toEqual(['flat']);
  });

  it('reverses the first leg when three hedges found no taker', () => {
    const trade = new Trade().fill().fill(0);
    expect(trade.fill(0).stages).toEqual(['hedging']);
    expect(trade.fill(0).stages).toEqual(['hedging']);
    expect(trade.fill(0).stages).toEqual(['unwinding']);
    expect(trade.order.spec).toMatchObject({
      instrument: EAST,
      side: 'sell',
      type: 'market',
      quantityLots: 10,
    });
    expect(trade.fill().stages).toEqual(['unwound']);
    expect(only(trade.facts, 'legs-advanced')[0]?.filledLots).toEqual([0, 0]);
    expect(trade.bench.strategy.view.held('east', 'BTC')).toBe(2);
  });

  it('reverses only the part of the first leg that has no counterpart', () => {
    const trade = new Trade().fill().fill(4).fill(0).fill(0).fill(0);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 6 });
    expect(trade.fill().stages).toEqual(['unwound']);
    expect(only(trade.facts, 'legs-advanced')[0]?.filledLots).toEqual([4, 4]);
  });

  it('reverses the first leg when the second is refused', () => {
    const trade = new Trade();
    trade.bench.connection('west', 'venue-disconnected');
    trade.fill();
    expect(only(trade.facts, 'intent-refused')[0]?.verdict.rule).toBe('venue-disconnected');
    expect(trade.stages).toEqual(['unwinding']);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 10 });
  });

  it('reverses the first leg when the hedge is refused', () => {
    const trade = new Trade().fill();
    trade.bench.connection('west', 'venue-disconnected');
    expect(trade.fill(0).stages).toEqual(['hedging', 'unwinding']);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 10 });
  });

  it('that misses less than the venue’s minimum counts as filled', () => {
    const trade = new Trade().fill();
    // A lot is worth nine dollars now, and the venue takes ten.
    trade.bench.quote(WEST, 899, 901);
    expect(trade.fill(9).stages).toEqual(['flat']);
  });

  it('whose second leg would be below the venue’s minimum is reversed', () => {
    const trade = new Trade();
    trade.bench.quote(WEST, 899, 901);
    expect(trade.fill(1).stages).toEqual(['unwinding']);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 1 });
  });

  it('whose whole first fill is dust on both sides is closed with nothing to reverse', () => {
    const trade = new Trade();
    trade.bench.quote(WEST, 899, 901);
    trade.bench.quote(EAST, 899, 901);
    expect(trade.fill(1).stages).toEqual(['unwinding', 'unwound']);
  });
});

describe('the deadline of a trade', () => {
  it('takes the order that is out back, and ends a trade that nothing came of', () => {
    const trade = new Trade();
    trade.bench.accepted(trade.order);
    expect(trade.wait(TIMEOUT_US - 1).facts).toEqual([]);
    trade.wait(1);
    expect(only(trade.facts, 'cancel-sent')).toMatchObject([{ orderId: trade.order.id }]);
    expect(trade.fill(0).stages).toEqual(['nothing-filled']);
  });

  it('reverses what the first leg had filled by then', () => {
    const trade = new Trade();
    trade.bench.accepted(trade.order);
    trade.wait(TIMEOUT_US).fill(5);
    expect(trade.stages).toEqual(['unwinding']);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 5 });
  });

  it('reverses the first leg by what the second has not filled', () => {
    const trade = new Trade().fill();
    trade.bench.accepted(trade.order);
    trade.wait(TIMEOUT_US).fill(7);
    expect(trade.stages).toEqual(['unwinding']);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 3 });
  });

  it('leaves an order in doubt to the venue, and comes back', () => {
    const trade = new Trade();
    trade.wait(TIMEOUT_US);
    const { order } = trade;
    trade.wait(6 * SECOND);
    expect(order.status).toBe('unknown');
    expect(only(trade.wait(60 * SECOND).facts, 'cancel-sent')).toEqual([]);
    // The venue never knew it: the trade ends with it.
    trade.facts = trade.bench.snapshot('east');
    expect(trade.stages).toEqual(['nothing-filled']);
  });

  it('starts the way back where no order is out', () => {
    const trade = new Trade().fill();
    const [state] = [...trade.bench.strategy.trades.values()];
    // As after a crash between the end of an order and what follows.
    trade.bench.state.orders.delete(state!.orderId);
    trade.wait(TIMEOUT_US);
    expect(trade.stages).toContain('unwinding');
  });
});

describe('the way back', () => {
  const unwinding = () => new Trade().fill().fill(0).fill(0).fill(0).fill(0);

  it('is tried again after ever longer waits, is reported as stuck after twelve, and goes on', () => {
    const trade = unwinding();
    for (let attempt = 1; attempt <= 14; attempt += 1) {
      trade.fill(0);
      expect(trade.stages).toEqual(attempt === 12 ? ['stuck'] : []);
      const waitUs = Math.min(250_000 * 2 ** (attempt - 1), 60 * SECOND);
      expect(only(trade.wait(waitUs - 1).facts, 'order-placed')).toEqual([]);
      expect(only(trade.wait(1).facts, 'order-placed')).toHaveLength(1);
    }
    expect(trade.fill().stages).toEqual(['unwound']);
  });

  it('goes on with what is left after a part', () => {
    const trade = unwinding().fill(4).wait(250_000);
    expect(trade.order.spec.quantityLots).toBe(6);
  });

  it('waits for a venue that is gone', () => {
    const trade = unwinding();
    trade.bench.connection('east', 'venue-disconnected');
    trade.fill(0).wait(250_000);
    expect(only(trade.facts, 'intent-refused')).toHaveLength(1);
    trade.bench.connection('east', 'venue-connected');
    expect(only(trade.wait(500_000).facts, 'order-placed')).toHaveLength(1);
  });

  it('buys back what the proceeds pay for, and leaves the rest as it is', () => {
    const funding = [
      ['east', 'BTC', 100_000_000n, 100_000_000_000n],
      ['west', 'USD', 1_000_000_000_000n, 1_000_000_000_000n],
    ] as const;
    const trade = new Trade([leg(EAST, 'sell', 10, 999), leg(WEST, 'buy', 10, 1_001)], {}, { funding });
    trade.fill().fill(0).fill(0).fill(0).fill(0);
    // 99.90 USD at the most of ⌈1,001 × 1.05⌉ = 1,052 and a thousandth: nine lots.
    expect(trade.order.spec).toMatchObject({
      instrument: EAST,
      side: 'buy',
      quantityLots: 9,
      limitTicks: 1_052,
    });
    expect(trade.fill().stages).toEqual(['unwound']);
    expect(trade.bench.strategy.view.held('east', 'BTC')).toBe(0.99);
  });

  it('passes a halted gate: a naked leg is closed even then', () => {
    const trade = new Trade().fill();
    trade.bench.command('halt', 0);
    trade.fill(0).fill(0).fill(0).fill(0);
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 10 });
  });

  it('and the legs before it go on after a stop', () => {
    const trade = new Trade();
    trade.bench.stop();
    expect(trade.order.status).toBe('sent');
    trade.fill();
    expect(trade.order.spec).toMatchObject({ instrument: WEST, quantityLots: 10 });
  });
});

describe('a trade of three legs', () => {
  it('spends with each leg what the one before it brought in, fees taken off', () => {
    const trade = new Trade(THREE_LEGS).fill();
    expect(trade.order.spec).toMatchObject({ instrument: ETH_BTC, side: 'buy', quantityLots: 98 });
    trade.fill();
    expect(trade.order.spec).toMatchObject({ instrument: ETH_USD, side: 'sell', quantityLots: 98 });
    expect(trade.fill().stages).toEqual(['flat']);
  });

  it('goes the other way round as well', () => {
    const trade = new Trade([
      leg(ETH_USD, 'buy', 98, 101),
      leg(ETH_BTC, 'sell', 1_000, 99, 'spend-output'),
      leg(EAST, 'sell', 1_000, 999, 'spend-output'),
    ]);
    trade.fill().fill();
    // 9.8 ETH at 0.099 BTC less 0.1 %: 0.969… BTC, 96 lots.
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 96 });
    expect(trade.fill().stages).toEqual(['flat']);
  });

  it('is reversed from the last filled leg to the first', () => {
    const trade = new Trade(THREE_LEGS).fill().fill().fill(0).fill(0).fill(0).fill(0);
    expect(trade.stages).toEqual(['unwinding']);
    expect(trade.order.spec).toMatchObject({ instrument: ETH_BTC, side: 'sell', quantityLots: 98 });
    trade.fill();
    expect(trade.order.spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 100 });
    expect(trade.fill().stages).toEqual(['unwound']);
  });
});
