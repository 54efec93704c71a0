import { DAY, HOUR, NEVER, SECOND } from '@qca/base';
import { riskMode } from '@qca/risk';
import { describe, expect, it } from 'vitest';
import {
  Bench,
  benchConfiguration,
  EAST,
  limit,
  only,
  START_US,
  WEST,
  WHY,
} from '../testing/Bench.fixture.ts';
import { createKernelState } from './KernelState.ts';
import { nextTimerUs } from './step.ts';

const buy = limit(EAST, 'buy', 10, 1_000);

describe('the start of a run', () => {
  it('tells of every account, then of every deposit', () => {
    const bench = new Bench();
    const opened = only(bench.state.facts, 'account-opened');
    expect(opened.map((each) => each.account)).toEqual(
      bench.state.books.ledger.accounts.map((_, index) => index),
    );
    expect(opened.map((each) => each.name)).toEqual(
      bench.state.books.ledger.accounts.map((each) => each.path),
    );
    expect(only(bench.state.facts, 'booked')).toHaveLength(5);
    expect(bench.strategy.equity).toBe(25_000);
  });

  it('refuses a strategy that nobody knows', () => {
    expect(() => createKernelState(benchConfiguration(), () => undefined)).toThrow(
      'no strategy is called one',
    );
  });
});

describe('time', () => {
  it('never goes back, whatever reports are stamped with', () => {
    const bench = new Bench().open();
    const { timeUs } = bench.state;
    bench.input({ kind: 'timer', timeUs: timeUs - 5 });
    expect(bench.state.timeUs).toBe(timeUs);
  });

  it('is waited for only while an answer or a timer is due', () => {
    const bench = new Bench().open();
    expect(nextTimerUs(bench.state)).toBe(NEVER);
    const order = bench.place(buy);
    expect(nextTimerUs(bench.state)).toBe(bench.timeUs + 5 * SECOND);
    bench.accepted(order);
    expect(nextTimerUs(bench.state)).toBe(NEVER);
  });

  it('notes equity once an hour', () => {
    const bench = new Bench();
    const marks = () =>
      [...bench.quote(EAST, 999, 1_001), ...bench.settleEquity()].filter(
        (each) => each.kind === 'equity-marked',
      );
    expect(marks()).toHaveLength(1);
    expect(marks()).toHaveLength(0);
    bench.timeUs = (Math.floor(START_US / HOUR) + 1) * HOUR - SECOND;
    expect(marks()).toMatchObject([{ equity: [25_000] }]);
    expect(marks()).toHaveLength(0);
  });
});

describe('an operator', () => {
  it('halts a strategy: its orders are taken back and nothing new is placed', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    const own = bench.place(buy);
    const others = bench.place(buy, 1);
    const facts = bench.command('halt', 0);
    expect(facts).toMatchObject([
      { kind: 'risk-mode-changed', strategy: 0, mode: 'halted', rule: 'command' },
      { kind: 'cancel-sent', orderId: own.id, why: 'test' },
      { kind: 'command-applied', command: 'halt', detail: { strategy: 0, mode: 'halted', cancelled: 1 } },
    ]);
    expect(bench.refusal(buy)).toMatchObject({ rule: 'halted' });
    expect(bench.place(buy, 1).status).toBe('sent');
    expect(others.status).toBe('sent');
  });

  it('halts the whole platform', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    bench.place(buy);
    bench.place(buy, 1);
    expect(only(bench.command('halt', -1), 'cancel-sent')).toHaveLength(2);
    expect(bench.refusal(buy, 1)).toMatchObject({ rule: 'halted' });
  });

  it('asking for a halt again takes back what is open all the same', () => {
    const bench = new Bench().open();
    bench.command('halt', 0);
    const order = bench.place({ ...limit(EAST, 'sell', 10, 1_000), reduceOnly: true });
    expect(bench.command('halt', 0)).toMatchObject([
      { kind: 'cancel-sent', orderId: order.id },
      { kind: 'command-applied', detail: { cancelled: 1 } },
    ]);
  });

  it('lets a strategy reduce only, and leaves its orders', () => {
    const bench = new Bench().open();
    bench.place(buy);
    expect(bench.command('reduce', 0)).toMatchObject([
      { kind: 'risk-mode-changed', mode: 'reducing' },
      { kind: 'command-applied', detail: { strategy: 0, mode: 'reducing' } },
    ]);
    expect(bench.refusal(buy)).toMatchObject({ rule: 'reducing-only' });
    expect(bench.place(limit(EAST, 'sell', 10, 1_000)).status).toBe('sent');
  });

  it('cannot ease a halt by asking to reduce', () => {
    const bench = new Bench().open();
    bench.command('halt', 0);
    expect(bench.command('reduce', 0)).toMatchObject([
      { kind: 'command-refused', command: 'reduce', rule: 'already-in-mode' },
    ]);
    expect(riskMode(bench.state.risk, 0)).toBe('halted');
  });

  it('re-arms what was halted, and nothing else', () => {
    const bench = new Bench().open();
    expect(bench.command('rearm', 0)).toMatchObject([{ kind: 'command-refused', rule: 'not-tripped' }]);
    bench.command('halt', 0);
    expect(bench.command('rearm', 0)).toMatchObject([
      { kind: 'risk-mode-changed', mode: 'active' },
      { kind: 'command-applied', detail: { mode: 'active' } },
    ]);
    expect(bench.place(buy).status).toBe('sent');
  });

  it('is not heard about strategies that do not exist', () => {
    const bench = new Bench().open();
    for (const kind of ['halt', 'reduce', 'rearm'] as const) {
      expect(bench.command(kind, 7)).toMatchObject([
        { kind: 'command-refused', rule: 'unknown-strategy', value: 7, limit: 0, unit: 'strategy' },
      ]);
    }
  });
});

describe('a breaker', () => {
  it('that trips on a price is a fact of that price', () => {
    const breakers = {
      dailyLoss: null,
      stopLoss: { max: 0.02, action: 'halt' },
      takeProfit: null,
      trailingStop: null,
      drawdown: null,
      volatility: null,
    } as const;
    const bench = new Bench({ limits: { strategyBreakers: breakers } }).open();
    // Four BTC fall by 200 USD: 800 of 25,000 are 3.2 %.
    const facts = [...bench.quote(EAST, 799, 801), ...bench.settleEquity()];
    expect(only(facts, 'risk-mode-changed')).toMatchObject([
      { strategy: 0, mode: 'halted', rule: 'stop-loss' },
    ]);
  });
});

describe('a stop', () => {
  it('takes every order back and remembers who asked first', () => {
    const bench = new Bench().open();
    const order = bench.place(buy);
    expect(bench.stop()).toMatchObject([
      { kind: 'cancel-sent', orderId: order.id, why: 'enough' },
      { kind: 'command-applied', command: 'stop', detail: { cancelled: 1 } },
    ]);
    const stoppedUs = bench.timeUs;
    bench.timeUs += DAY;
    bench.give({ kind: 'stop', who: 'engine', why: 'again' });
    expect(bench.state).toMatchObject({ stopping: true, stoppedUs, stoppedBy: 'ada' });
  });
});

describe('a run that is resumed', () => {
  it('sends again what has no answer, under the same ids, and asks every venue', () => {
    const bench = new Bench().open();
    const sent = bench.place({ ...buy, bracket: { takeProfitTicks: 1_100, stopTicks: 900 } });
    const cancelling = bench.place(buy);
    bench.accepted(cancelling);
    bench.want([{ kind: 'cancel', orderId: cancelling.id, why: WHY }]);
    bench.accepted(bench.place(limit(WEST, 'buy', 1, 990)));
    bench.input({ kind: 'run-resumed', timeUs: bench.timeUs });
    expect(bench.state.actions).toEqual([
      { kind: 'place-order', orderId: sent.id, spec: sent.spec },
      { kind: 'cancel-order', orderId: cancelling.id, instrument: EAST },
      { kind: 'request-snapshot', requestId: expect.stringMatching(/^run-\d+-0$/), venue: 'east' },
      { kind: 'request-snapshot', requestId: expect.stringMatching(/^run-\d+-1$/), venue: 'west' },
    ]);
  });
});
