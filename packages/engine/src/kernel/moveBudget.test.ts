import { MINUTE } from '@qca/base';
import { trialBalance } from '@qca/ledger';
import { DEFAULT_LIMITS, gaugeOf, riskMode } from '@qca/risk';
import { describe, expect, it } from 'vitest';
import { replay } from '../runner/replay.ts';
import { summarise } from '../summary/summarise.ts';
import { Bench, EAST, limit, only, PERPETUAL, units } from '../testing/Bench.fixture.ts';

const two = { strategies: ['one', 'two'] };
const move = (bench: Bench, from: number, to: number, amount: string) =>
  bench.give({ kind: 'move-budget', from, to, amount });
const venueTotals = (bench: Bench) =>
  bench.state.slots.all.map((slot) => bench.state.books.venueTotal(slot.index));

describe('moving budget', () => {
  it('moves free cash in the ledger, and budgets and equities by its value', () => {
    const bench = new Bench(two).open();
    const before = venueTotals(bench);
    const facts = move(bench, 0, 1, '1250.5');
    expect(only(facts, 'command-applied')).toMatchObject([
      { detail: { from: 0, to: 1, moved: 1250.5, budgetFrom: 23_749.5, budgetTo: 26_250.5 } },
    ]);
    expect(only(facts, 'booked')).toMatchObject([{ strategy: 0, orderId: '' }]);
    expect(bench.balance('strategy/one/east/USD')).toBe(units('8749.5'));
    expect(bench.balance('strategy/two/east/USD')).toBe(units('11250.5'));
    expect(bench.balance('strategy/two/cost/USD/USD.value')).toBe(units('21250.5'));
    expect(bench.state.strategies.map((each) => each.budget)).toEqual([23_749.5, 26_250.5]);
    expect(bench.state.strategies.map((each) => each.equity)).toEqual([23_749.5, 26_250.5]);
    expect(bench.state.platformEquity).toBe(50_000);
    expect(venueTotals(bench)).toEqual(before);
    expect(trialBalance(bench.state.books.ledger).every((each) => each.balanced)).toBe(true);
  });

  it('takes more than one place where one is not enough, the fullest first', () => {
    const bench = new Bench(two).open();
    move(bench, 0, 1, '2000');
    move(bench, 0, 1, '15000');
    expect(bench.balance('strategy/one/west/USD')).toBe(0n);
    expect(bench.balance('strategy/one/east/USD')).toBe(units('3000'));
  });

  it('leaves what was earned where it was earned', () => {
    const bench = new Bench(two).open();
    bench.filled(bench.place(limit(EAST, 'buy', 100, 1_001)), 100, 1_001, { fee: units('1.001') });
    bench.quote(EAST, 1_099, 1_101);
    bench.settleEquity();
    const before = summarise(bench.state).strategies;
    move(bench, 0, 1, '5000');
    bench.settleEquity();
    const after = summarise(bench.state).strategies;
    for (const [index, was] of before.entries()) {
      const now = after[index]!;
      expect(now).toMatchObject({
        revenue: was.revenue,
        realised: was.realised,
        fees: was.fees,
        slippage: was.slippage,
      });
      expect(now.unrealised).toBeCloseTo(was.unrealised, 6);
      expect(now.equity - was.equity).toBeCloseTo(index === 0 ? -5_000 : 5_000, 6);
      expect(now.maxDrawdownRatio).toBeCloseTo(was.maxDrawdownRatio, 12);
      expect(now.maxDrawdown).toBeCloseTo(was.maxDrawdown, 6);
    }
  });

  it('of half the budget trips no breaker, even one that is near', () => {
    const { strategyBreakers, platformBreakers } = DEFAULT_LIMITS;
    const bench = new Bench({ ...two, limits: { strategyBreakers, platformBreakers } }).open();
    // Four BTC fall by 250 USD and ETH stays: 4 % of the budget on a day is just below the 5 % of the daily loss.
    for (let minute = 0; minute < 300; minute += 1) {
      bench.timeUs += MINUTE;
      bench.quote(EAST, 999 - minute, 1_001 - minute);
      if (minute === 200) bench.timeUs += MINUTE;
      if (minute > 240) break;
    }
    const modes = bench.state.strategies.map((each) => riskMode(bench.state.risk, each.index));
    const facts = [...move(bench, 0, 1, '12500'), ...bench.settleEquity()];
    expect(only(facts, 'command-applied')).toHaveLength(1);
    expect(only(facts, 'risk-mode-changed')).toEqual([]);
    expect(bench.state.strategies.map((each) => riskMode(bench.state.risk, each.index))).toEqual(modes);
    expect(gaugeOf(bench.state.risk, 0).budget).toBe(12_500);
  });

  it('into the reserve and out of it keeps the platform’s equity', () => {
    const bench = new Bench(two).open();
    const before = venueTotals(bench);
    const facts = move(bench, 0, -1, '4000');
    expect(only(facts, 'account-opened').map((each) => each.name)).toContain('platform/reserve/east/USD');
    bench.settleEquity();
    expect(bench.state.platformEquity).toBe(50_000);
    expect(bench.state.reserve).toEqual({ budget: 4_000, equity: 4_000 });
    expect(venueTotals(bench)).toEqual(before);
    expect(only(move(bench, -1, 1, '1500'), 'command-applied')).toMatchObject([
      { detail: { budgetFrom: 2_500, budgetTo: 26_500 } },
    ]);
    expect(bench.balance('platform/reserve/east/USD')).toBe(units('2500'));
    expect(bench.state.strategies.map((each) => each.budget)).toEqual([21_000, 26_500]);
  });

  it('moves nothing that is reserved, or margin, or owed to an open loss', () => {
    const bench = new Bench(two).open();
    const free = (asked: string) => only(move(bench, 0, 1, asked), 'command-refused')[0]?.limit;
    expect(free('20000.01')).toBe(20_000);
    bench.place(limit(EAST, 'buy', 100, 1_000));
    // 1,000 USD and the fee of 0.1 % are reserved.
    expect(free('20000')).toBe(18_999);
    bench.filled(bench.place(limit(PERPETUAL, 'buy', 100, 1_000)), 100, 1_000);
    // A tenth of 1,000 USD is margin.
    expect(free('20000')).toBe(18_899);
    bench.quote(PERPETUAL, 899, 901);
    expect(free('20000')).toBe(18_799);
  });

  it.each([
    [0, 7, '1', { rule: 'unknown-strategy', value: 7, limit: 1 }],
    [-2, 1, '1', { rule: 'unknown-strategy', value: -2, limit: 1 }],
    [1, 1, '1', { rule: 'same-strategy', value: 1, limit: 1 }],
    [0, 1, '0', { rule: 'bad-amount' }],
    [0, 1, '-5', { rule: 'bad-amount' }],
    [0, 1, '1.123456789', { rule: 'bad-amount' }],
    [0, 1, '1e3', { rule: 'bad-amount' }],
    [0, 1, '', { rule: 'bad-amount' }],
    [0, 1, 5 as unknown as string, { rule: 'bad-amount' }],
    [0, 1, '25000', { rule: 'budget-used-up', value: 25_000, limit: 25_000 }],
    [0, 1, '24000', { rule: 'insufficient-funds', value: 24_000, limit: 20_000, unit: 'USD' }],
    [-1, 0, '1', { rule: 'insufficient-funds', value: 1, limit: 0 }],
  ])('from %d to %d of %j is refused and changes nothing', (from, to, amount, numbers) => {
    const bench = new Bench(two).open();
    const head = bench.state.books.ledger.head;
    expect(move(bench, from, to, amount)).toMatchObject([
      { kind: 'command-refused', command: 'move-budget', ...numbers },
    ]);
    expect(bench.state.books.ledger.head).toBe(head);
    expect(bench.state.strategies.map((each) => each.budget)).toEqual([25_000, 25_000]);
  });

  it('is decided the same by a replay', async () => {
    const bench = new Bench(two).open();
    move(bench, 0, 1, '100.25');
    move(bench, 1, -1, '50');
    bench.place(limit(EAST, 'buy', 10, 1_000));
    const replayed = await replay(await bench.close(), bench.find);
    expect(replayed.firstDifference).toBeUndefined();
    expect(replayed.state?.books.ledger.head).toBe(bench.state.books.ledger.head);
    expect(replayed.state?.reserve).toEqual(bench.state.reserve);
  });
});
