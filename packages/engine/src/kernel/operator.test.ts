import { accept } from '@qca/base';
import { NO_INTENTS, numberBetween, type Strategy } from '@qca/strategies';
import { describe, expect, it } from 'vitest';
import { Bench, EAST, limit, only, WHY } from '../testing/Bench.fixture.ts';
import { createKernelState } from './KernelState.ts';
import { step } from './step.ts';

const buy = limit(EAST, 'buy', 10, 1_000);

describe('a command', () => {
  it.each([
    ['an empty id', { commandId: '' }, 0, 64],
    ['a blank id', { commandId: '  ' }, 0, 64],
    ['an id of 65 letters', { commandId: 'x'.repeat(65) }, 65, 64],
    ['nobody who gave it', { who: '' }, 0, 100],
    ['a name of 101 letters', { who: 'x'.repeat(101) }, 101, 100],
    ['no reason', { why: ' ' }, 0, 500],
    ['a reason of 501 letters', { why: 'x'.repeat(501) }, 501, 500],
  ])('with %s is refused, and changes nothing', (_name, part, value, most) => {
    const bench = new Bench().open();
    const order = bench.place(buy);
    expect(bench.give({ kind: 'halt', strategy: 0, ...part })).toMatchObject([
      {
        kind: 'command-refused',
        command: 'halt',
        rule: 'unsigned-command',
        value,
        limit: most,
        unit: 'letters',
      },
    ]);
    expect(order.status).toBe('sent');
  });

  it('has one effect, however often it comes', () => {
    const bench = new Bench().open();
    bench.give({ kind: 'halt', strategy: 0, commandId: 'same' });
    bench.give({ kind: 'rearm', strategy: 0 });
    expect(bench.give({ kind: 'halt', strategy: 0, commandId: 'same' })).toEqual([
      {
        kind: 'command-ignored',
        timeUs: bench.timeUs,
        commandId: 'same',
        command: 'halt',
        reason: 'duplicate',
      },
    ]);
    expect(bench.place(buy).status).toBe('sent');
  });

  it('that was refused stays refused under its id', () => {
    const bench = new Bench().open();
    const rearm = { kind: 'rearm', strategy: 0, commandId: 'early' } as const;
    expect(bench.give(rearm)).toMatchObject([{ kind: 'command-refused', rule: 'not-tripped' }]);
    bench.command('halt', 0);
    expect(bench.give(rearm)).toMatchObject([{ kind: 'command-ignored' }]);
    expect(bench.refusal(buy)).toMatchObject({ rule: 'halted' });
  });

  it('is forgotten after ten thousand others', () => {
    const bench = new Bench().open();
    const again = () => bench.give({ kind: 'halt', strategy: 9, commandId: 'old' })[0]?.kind;
    again();
    for (let count = 0; count < 9_999; count += 1) bench.state.commandIds.add(`n${count}`);
    expect(again()).toBe('command-ignored');
    bench.give({ kind: 'halt', strategy: 9 });
    expect(again()).toBe('command-refused');
    expect(bench.state.commandIds.size).toBe(10_000);
  });
});

describe('a strategy that is switched off', () => {
  it('places nothing more, its orders are taken back, and what it holds it keeps', () => {
    const bench = new Bench({ strategies: ['one', 'two'] }).open();
    const order = bench.place(buy);
    expect(bench.give({ kind: 'switch-strategy', strategy: 0, on: false })).toMatchObject([
      { kind: 'cancel-sent', orderId: order.id },
      {
        kind: 'command-applied',
        command: 'switch-strategy',
        detail: { strategy: 0, on: false, cancelled: 1 },
      },
    ]);
    expect(bench.refusal(buy)).toMatchObject({ rule: 'switched-off' });
    expect(bench.refusal(limit(EAST, 'sell', 1, 1_000))).toMatchObject({ rule: 'switched-off' });
    expect(bench.state.books.positionLots(0, EAST)).toBe(200);
    expect(bench.place(buy, 1).status).toBe('sent');
  });

  it('is on again when switched on, whatever its mode was and is', () => {
    const bench = new Bench().open();
    bench.give({ kind: 'switch-strategy', strategy: 0, on: false });
    bench.command('halt', 0);
    bench.command('rearm', 0);
    expect(bench.refusal(buy)).toMatchObject({ rule: 'switched-off' });
    bench.give({ kind: 'switch-strategy', strategy: 0, on: true });
    expect(bench.place(buy).status).toBe('sent');
  });

  it('ends the trades it has begun', () => {
    const bench = new Bench().open();
    const leg = { quantityLots: 10, sizing: 'same-base' } as const;
    bench.want([
      {
        kind: 'legs',
        legs: [
          { instrument: EAST, side: 'buy', limitTicks: 1_001, ...leg },
          { instrument: 1, side: 'sell', limitTicks: 999, ...leg },
        ],
        timeoutUs: 4_000_000,
        why: WHY,
      },
    ]);
    const [first] = [...bench.strategy.openOrders.values()];
    const facts = bench.give({ kind: 'switch-strategy', strategy: 0, on: false });
    expect(facts).toMatchObject([{ kind: 'command-applied', detail: { cancelled: 0, trades: 1 } }]);
    expect(only(bench.filled(first!, 10, 1_001), 'order-placed')).toMatchObject([
      { spec: { side: 'sell', instrument: 1 } },
    ]);
  });

  it.each([[7, true, 'unknown-strategy'] as const, [0, 'yes', 'bad-switch'] as const])(
    'is not: strategy %s, on %s',
    (strategy, on, rule) => {
      const bench = new Bench().open();
      const facts = bench.give({ kind: 'switch-strategy', strategy, on: on as boolean });
      expect(facts).toMatchObject([{ kind: 'command-refused', rule }]);
    },
  );
});

/** Counts the quotes it has heard since it began, and places one order on each third. */
const counting: Strategy<{ every: number; lots: number }, { heard: number; every: number; lots: number }> = {
  name: 'one',
  summary: 'Counts.',
  source: 'None.',
  defaults: { every: 3, lots: 1 },
  limits: { every: numberBetween(1, 9), lots: numberBetween(1, 50) },
  fit: (_offer, { lots }) => accept({ instruments: lots > 40 ? [0, 1] : [0, 1, 2, 3, 4], funding: [] }),
  start: (_fit, { every, lots }) => ({ heard: 0, every, lots }),
  react: (memory, _view, event) => {
    if (event.kind !== 'quote') return NO_INTENTS;
    memory.heard += 1;
    if (memory.heard % memory.every !== 0) return NO_INTENTS;
    return [{ kind: 'place', order: limit(EAST, 'buy', memory.lots, 900), why: WHY }];
  },
};

function countingBench(): Bench {
  const bench = new Bench();
  const state = createKernelState(bench.configuration, () => counting as Strategy);
  (state.strategies[0] as { parameters: unknown }).parameters = counting.defaults;
  Object.assign(bench, { state });
  step(state, { kind: 'run-started', timeUs: bench.timeUs, configuration: bench.configuration }, 0);
  return bench;
}

describe('new parameters', () => {
  it('begin a strategy anew: orders back first, memory fresh, holdings as they were', () => {
    const bench = countingBench();
    (bench.strategy as { memory: unknown }).memory = counting.start(
      { instruments: [], funding: [] },
      counting.defaults,
      {} as never,
    );
    for (let count = 0; count < 2; count += 1) bench.quote(EAST, 999, 1_001);
    const [placed] = only(bench.quote(EAST, 999, 1_001), 'order-placed');
    bench.quote(EAST, 999, 1_001);
    bench.quote(EAST, 999, 1_001);
    const facts = bench.give({ kind: 'set-parameters', strategy: 0, parameters: { lots: 7 } });
    expect(facts).toMatchObject([
      { kind: 'cancel-sent', orderId: placed!.orderId },
      {
        kind: 'command-applied',
        command: 'set-parameters',
        detail: { cancelled: 1, parameters: '{"lots":7}' },
      },
    ]);
    expect(bench.strategy.parameters).toEqual({ every: 3, lots: 7 });
    // Five quotes were heard; a strategy that begins anew counts three more.
    expect([1, 2, 3].map(() => only(bench.quote(EAST, 999, 1_001), 'order-placed').length)).toEqual([
      0, 0, 1,
    ]);
    expect(bench.state.books.positionLots(0, EAST)).toBe(200);
  });

  it.each([
    [{ every: 10 }, 'bad-parameter', 10, 9, 'every'],
    [{ every: 0.5 }, 'bad-parameter', 0.5, 1, 'every'],
    [{ every: '3' }, 'bad-parameter', 0, 0, 'every'],
    [{ nonsense: 1 }, 'unknown-parameter', 0, 0, 'nonsense'],
    [7, 'not-parameters', 0, 0, 'object'],
    [{ lots: 41 }, 'other-instruments', 2, 5, 'instruments'],
  ])('%j are refused', (parameters, rule, value, most, unit) => {
    const bench = countingBench();
    const before = bench.strategy.memory;
    const facts = bench.give({ kind: 'set-parameters', strategy: 0, parameters });
    expect(facts).toMatchObject([{ kind: 'command-refused', rule, value, limit: most, unit }]);
    expect(bench.strategy.memory).toBe(before);
    expect(bench.strategy.parameters).toBe(counting.defaults);
  });

  it('are refused for a strategy that does not exist', () => {
    expect(countingBench().give({ kind: 'set-parameters', strategy: 1, parameters: {} })).toMatchObject([
      { kind: 'command-refused', rule: 'unknown-strategy', value: 1, limit: 0 },
    ]);
  });
});
