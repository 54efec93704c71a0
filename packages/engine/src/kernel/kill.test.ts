import { SECOND } from '@qca/base';
import { riskMode } from '@qca/risk';
import { describe, expect, it } from 'vitest';
import type { KillPlan } from '../commands.ts';
import type { Fact } from '../entries.ts';
import { replay } from '../runner/replay.ts';
import { Bench, EAST, ETH_USD, limit, only, PERPETUAL, units, WEST } from '../testing/Bench.fixture.ts';
import { Trade, TWO_LEGS } from '../testing/Trade.fixture.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { nextTimerUs } from './step.ts';

const buy = limit(EAST, 'buy', 10, 1_000);
const kill = (bench: Bench, plan: KillPlan | null = null) => bench.give({ kind: 'kill', plan });
const EVERYTHING: KillPlan = { reduce: 'everything', order: [] };

/** The unwinder's order that is out; fails when there is none or more than one. */
function out(bench: Bench): KernelOrder {
  const orders = bench.state.strategies.flatMap((each) => [...each.openOrders.values()]);
  if (orders.length !== 1) throw new Error(`${orders.length} orders are out`);
  return orders[0]!;
}

/** Fills every reducing order as it comes, and says what was sold or bought in which order. */
function fillAll(bench: Bench): { readonly sent: string[]; readonly facts: Fact[] } {
  const sent: string[] = [];
  let facts: Fact[] = [];
  for (let count = 0; bench.state.kill?.stage === 'reducing' && count < 50; count += 1) {
    const order = out(bench);
    const { spec } = order;
    sent.push(
      `${order.strategy} ${spec.side} ${bench.state.instruments[spec.instrument]?.id} ${spec.quantityLots}`,
    );
    const ticks = bench.state.board.bidTicks(spec.instrument);
    facts = bench.filled(order, spec.quantityLots, ticks);
  }
  return { sent, facts };
}

describe('a kill', () => {
  it('takes every order back and lets nothing of any strategy through', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    const orders = [bench.place(buy), bench.place(buy, 1)];
    const facts = kill(bench, { reduce: 'nothing', order: [] });
    expect(only(facts, 'cancel-sent').map((each) => each.orderId)).toEqual(orders.map((each) => each.id));
    expect(only(facts, 'command-applied')).toMatchObject([
      { command: 'kill', detail: { cancelled: 2, trades: 0, reduce: 'nothing' } },
    ]);
    for (const strategy of [0, 1]) {
      expect(bench.refusal(buy, strategy)).toMatchObject({ rule: 'killed' });
      expect(bench.refusal(limit(EAST, 'sell', 1, 1_000), strategy)).toMatchObject({ rule: 'killed' });
    }
    expect(bench.state.kill?.stage).toBe('reducing');
    bench.cancelled(orders[0]!, 10);
    const last = bench.cancelled(orders[1]!, 10);
    expect(only(last, 'kill-completed')[0]?.left.every((each) => each.reason === 'not-asked')).toBe(true);
    expect(only(last, 'risk-mode-changed')).toMatchObject([{ strategy: -1, mode: 'halted' }]);
  });

  it('reduces one holding after the other, the largest first, and halts in the end', () => {
    const bench = new Bench().open();
    kill(bench);
    const { sent, facts } = fillAll(bench);
    // 2 BTC at each venue are worth 2,000 USD, 10 ETH 1,000 USD; what is equal goes in the order of places.
    expect(sent).toEqual(['0 sell east:BTC/USD 200', '0 sell west:BTC/USD 200', '0 sell east:ETH/USD 100']);
    expect(only(facts, 'kill-completed')).toMatchObject([{ left: [] }]);
    expect(riskMode(bench.state.risk, 0)).toBe('halted');
    expect(bench.refusal(buy)).toMatchObject({ rule: 'killed' });
  });

  it.each([
    [
      ['ETH'],
      ['0 sell east:ETH/USD', '1 sell east:ETH/USD', '0 sell east:BTC/USD', '0 sell west:BTC/USD'],
    ] as const,
    [
      ['two', 'ETH'],
      ['1 sell east:BTC/USD', '1 sell west:BTC/USD', '1 sell east:ETH/USD', '0 sell east:ETH/USD'],
    ] as const,
  ])('goes in the order chosen: %j', (order, begins) => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    kill(bench, { reduce: 'everything', order });
    const { sent } = fillAll(bench);
    expect(sent.slice(0, 4).map((each) => each.slice(0, each.lastIndexOf(' ')))).toEqual(begins);
    expect(sent).toHaveLength(6);
  });

  it('closes perpetuals either way', () => {
    const bench = new Bench({
      strategies: ['one', 'two'],
      funding: [['west', 'USD', 10n ** 12n, 10n ** 12n]],
    });
    bench.open();
    bench.filled(bench.place(limit(PERPETUAL, 'buy', 50, 1_001)), 50, 1_001);
    bench.filled(bench.place(limit(PERPETUAL, 'sell', 30, 999), 1), 30, 999);
    kill(bench);
    expect(fillAll(bench).sent).toEqual(['0 sell west:BTC/USD-PERP 50', '1 buy west:BTC/USD-PERP 30']);
    expect([0, 1].map((each) => bench.state.books.positionLots(each, PERPETUAL))).toEqual([0, 0]);
  });

  it('sells what was bought meanwhile, and what an order left', () => {
    const bench = new Bench({ funding: [['east', 'USD', 10n ** 12n, 10n ** 12n]] }).open();
    const order = bench.place(buy);
    kill(bench);
    bench.filled(order, 10, 1_000);
    expect(out(bench).spec).toMatchObject({ side: 'sell', quantityLots: 10, type: 'market' });
    const half = out(bench);
    bench.filled(half, 4, 999);
    expect(bench.state.kill?.orderId).toBe(half.id);
    bench.cancelled(half, 6, 'immediate-or-cancel');
    expect(out(bench).spec.quantityLots).toBe(6);
    expect(fillAll(bench).sent).toHaveLength(1);
  });

  it('reduces what is halted already, where halts hold even closing orders back', () => {
    const bench = new Bench({ limits: { haltAllowsReducing: false } }).open();
    bench.command('halt', -1);
    kill(bench);
    expect(fillAll(bench).sent).toHaveLength(3);
    expect(bench.state.books.positionLots(0, EAST)).toBe(0);
  });

  it('lets a naked leg be closed where halts hold even that back, unless it is to reduce nothing', () => {
    const limits = { haltAllowsReducing: false };
    const trade = new Trade(TWO_LEGS, {}, { limits });
    kill(trade.bench);
    trade.bench.command('halt', -1);
    trade.fill();
    expect(trade.order.spec).toMatchObject({ instrument: WEST, side: 'sell' });
    const held = new Trade(TWO_LEGS, {}, { limits });
    kill(held.bench, { reduce: 'nothing', order: [] });
    held.bench.command('halt', -1);
    const refusals = only(held.fill().facts, 'intent-refused');
    expect(refusals[0]).toMatchObject({ instrument: WEST, verdict: { rule: 'halted' } });
  });

  it('leaves a trade under way to its own end, and takes the rest first', () => {
    const trade = new Trade();
    const { bench } = trade;
    kill(bench);
    trade.fill();
    expect(trade.order.spec).toMatchObject({ instrument: WEST, side: 'sell' });
    expect(bench.state.kill).toMatchObject({ stage: 'reducing', orderId: '' });
    trade.fill();
    expect(trade.open).toBe(false);
    expect(out(bench).spec).toMatchObject({ instrument: EAST, side: 'sell', quantityLots: 210 });
  });

  it('tries a holding eight times, others meanwhile, then says that it gave up', () => {
    const bench = new Bench().open();
    kill(bench);
    const facts: Fact[] = [];
    for (let count = 0; bench.state.kill?.stage === 'reducing' && count < 200; count += 1) {
      const orders = [...bench.strategy.openOrders.values()];
      if (orders.length === 0) facts.push(...bench.timer(SECOND));
      for (const order of orders) {
        const isEast = order.spec.instrument === EAST;
        facts.push(...(isEast ? bench.rejected(order) : bench.filled(order, order.spec.quantityLots, 99)));
      }
    }
    expect(only(facts, 'kill-advanced').filter((each) => each.stage === 'given-up')).toMatchObject([
      { strategy: 0, instrument: EAST, lots: 200, attempts: 8, detail: 'rate-limited' },
    ]);
    expect(only(facts, 'kill-completed')).toMatchObject([
      { left: [{ strategy: 0, instrument: EAST, asset: 'BTC', quantity: 2, reason: 'given-up' }] },
    ]);
    expect(bench.state.books.positionLots(0, WEST)).toBe(0);
    expect(bench.state.books.positionLots(0, ETH_USD)).toBe(0);
    const again = kill(bench);
    expect(only(again, 'kill-advanced')).toMatchObject([{ stage: 'reducing', instrument: EAST }]);
  });

  it('asks to be woken for the next try, twice as late after each in vain', () => {
    const bench = new Bench({ funding: [['east', 'BTC', 200_000_000n, 200_000_000_000n]] }).open();
    kill(bench);
    for (const waitUs of [250_000, 500_000, 1_000_000]) {
      bench.rejected(out(bench));
      expect(bench.strategy.openOrders.size).toBe(0);
      expect(nextTimerUs(bench.state)).toBe(bench.timeUs + waitUs);
      bench.timer(waitUs);
    }
  });

  it('waits for a venue that is not there, and does not count that as a try', () => {
    const bench = new Bench({ funding: [['east', 'BTC', 200_000_000n, 200_000_000_000n]] }).open();
    bench.connection('east', 'venue-disconnected');
    kill(bench);
    bench.timer(3_600 * SECOND);
    expect(bench.state.kill).toMatchObject({ stage: 'reducing', orders: 0 });
    bench.connection('east', 'venue-connected');
    expect(bench.state.kill?.attempts.size).toBe(0);
    expect(out(bench).spec).toMatchObject({ instrument: EAST, side: 'sell' });
  });

  it('says what no order can reduce', () => {
    const bench = new Bench({
      funding: [
        ['east', 'BTC', 500_000n, 5_000_000_00n],
        ['west', 'BTC', 1_000_000n, 10_00n],
        ['east', 'ETH', 1_000_000_000n, 1n],
      ],
    });
    bench.quote(EAST, 999, 1_001);
    bench.quote(WEST, 899, 901);
    const [done] = only(kill(bench), 'kill-completed');
    expect(done?.left.map(({ venue, asset, reason }) => `${venue} ${asset} ${reason}`).sort()).toEqual([
      'east BTC below-minimum',
      'east ETH no-price',
      'west BTC below-minimum',
    ]);
  });

  it('ends by re-arming the platform, and only so', () => {
    const bench = new Bench().open();
    kill(bench);
    bench.command('rearm', 0);
    expect(bench.refusal(buy)).toMatchObject({ rule: 'killed' });
    fillAll(bench);
    expect(only(bench.command('rearm', -1), 'command-applied')).toMatchObject([
      { detail: { strategy: -1, mode: 'active', endedKill: true } },
    ]);
    expect(bench.state.kill).toBeUndefined();
    expect(bench.place(buy).status).toBe('sent');
  });

  it('can be ended while it still reduces', () => {
    const bench = new Bench().open();
    kill(bench);
    const order = out(bench);
    expect(only(bench.command('rearm', -1), 'command-applied')).toMatchObject([
      { detail: { endedKill: true } },
    ]);
    bench.filled(order, order.spec.quantityLots, 999);
    expect(bench.strategy.openOrders.size).toBe(0);
    expect(bench.place(buy).status).toBe('sent');
  });

  it('keeps its order through halts, stops and cancels of the strategy', () => {
    const bench = new Bench().open();
    kill(bench);
    const order = out(bench);
    bench.want([{ kind: 'cancel', orderId: order.id, why: { text: 'no', numbers: {} } }]);
    bench.command('halt', -1);
    bench.stop();
    expect(order.status).toBe('sent');
    expect(fillAll(bench).sent).toHaveLength(3);
  });

  it('follows the plan that was set before, and refuses plans that mean nothing', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    const set = (plan: unknown) => bench.give({ kind: 'set-kill-plan', plan: plan as KillPlan })[0];
    expect(set({ reduce: 'everything', order: ['two'] })).toMatchObject({ kind: 'command-applied' });
    for (const plan of [null, 7, { reduce: 'some', order: [] }, { reduce: 'nothing', order: 'ETH' }])
      expect(set(plan)).toMatchObject({ kind: 'command-refused', rule: 'bad-plan' });
    expect(set({ ...EVERYTHING, order: Array.from({ length: 101 }, () => 'ETH') })).toMatchObject({
      rule: 'bad-plan',
      value: 101,
      limit: 100,
    });
    for (const order of [['ETH', 'DOGE'], ['ETH', 'ETH'], [7]])
      expect(set({ ...EVERYTHING, order })).toMatchObject({ rule: 'unknown-name' });
    expect(bench.give({ kind: 'kill', plan: { ...EVERYTHING, order: ['DOGE'] } })[0]).toMatchObject({
      kind: 'command-refused',
      command: 'kill',
    });
    expect(bench.state.kill).toBeUndefined();
    kill(bench);
    expect(out(bench).strategy).toBe(1);
  });

  it('is decided the same by a replay from any step, order by order', async () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    bench.filled(bench.place(limit(PERPETUAL, 'buy', 50, 1_001)), 50, 1_001, { fee: units('0.1') });
    kill(bench);
    bench.rejected(out(bench));
    bench.timer(SECOND);
    bench.filled(out(bench), 3, 999);
    const replayed = await replay(await bench.close(), bench.find);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.state?.kill).toEqual(bench.state.kill);
    expect(replayed.state?.timers.nextUs).toBe(bench.state.timers.nextUs);
  });
});
