import { DAY } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from './limits.ts';
import { applyMode, halt, type RiskCommand, rearm, reduce } from './mode.ts';
import { createRiskState, PLATFORM, type RiskState, riskMode, riskReason } from './RiskState.ts';
import { onTick } from './tick.ts';
import type { RiskMode } from './types.ts';

const T = 1_000 * DAY;
const SIGNED: RiskCommand = { strategy: 0, timeUs: T, who: 'operator', why: 'a venue is down' };

function gate(mode: RiskMode = 'active', strategy = 0): RiskState {
  const run = { budgets: [1_000, 3_000], data: [], barIntervalUs: [] };
  const state = createRiskState(DEFAULT_LIMITS, ['maker', 'taker'], run);
  const event = { kind: 'risk-mode-changed', timeUs: T, strategy, mode, rule: 'command' } as const;
  if (mode !== 'active') applyMode(state, { ...event, value: 0, limit: 0, unit: 'value' });
  return state;
}

const commanded = (mode: RiskMode, strategy: number, value: number, limit: number) => ({
  ok: true,
  value: {
    kind: 'risk-mode-changed',
    timeUs: T,
    strategy,
    mode,
    rule: 'command',
    value,
    limit,
    unit: 'value',
  },
});

describe('commands', () => {
  it.each([
    [halt, 'active', 'halted'],
    [halt, 'reducing', 'halted'],
    [reduce, 'active', 'reducing'],
    [rearm, 'reducing', 'active'],
    [rearm, 'halted', 'active'],
  ] as const)('%o takes %s to %s', (command, from, to) => {
    for (const strategy of [0, PLATFORM]) {
      const state = gate(from, strategy);
      const before = structuredClone(state);
      const budget = strategy === PLATFORM ? 4_000 : 1_000;
      const decided = command(state, { ...SIGNED, strategy });
      expect(decided).toEqual(commanded(to, strategy, budget, budget));
      expect(state).toEqual(before);
      if (decided.ok) applyMode(state, decided.value);
      expect(riskMode(state, strategy)).toBe(to);
      expect(riskMode(state, 1)).toBe(strategy === PLATFORM ? to : 'active');
    }
  });

  it('carries the equity it found', () => {
    const state = gate();
    onTick(state, { timeUs: T, strategy: 0, equity: 990, platformEquity: 3_990 });
    expect(halt(state, SIGNED)).toEqual(commanded('halted', 0, 990, 1_000));
  });

  it.each([
    [halt, 'halted'],
    [reduce, 'halted'],
    [reduce, 'reducing'],
  ] as const)('%o is refused as already-in-mode when %s', (command, mode) => {
    const rejection = { kind: 'already-in-mode', strategy: 0, mode };
    expect(command(gate(mode), SIGNED)).toEqual({ ok: false, rejection });
  });

  it('refuses to re-arm what has not tripped, even while the platform has', () => {
    const rejection = { kind: 'not-tripped', strategy: 0 };
    expect(rearm(gate(), SIGNED)).toEqual({ ok: false, rejection });
    expect(rearm(gate('halted', PLATFORM), SIGNED)).toEqual({ ok: false, rejection });
  });

  it.each([0, -5])('refuses to re-arm with an equity of %s', (equity) => {
    const state = gate('halted');
    onTick(state, { timeUs: T, strategy: 0, equity, platformEquity: 4_000 });
    expect(rearm(state, SIGNED)).toEqual({
      ok: false,
      rejection: { kind: 'no-equity', strategy: 0, equity },
    });
  });

  it.each([halt, reduce, rearm])(
    '%o is refused for an unknown strategy and without a signature',
    (command) => {
      const state = gate(command === rearm ? 'halted' : 'active');
      for (const strategy of [2, -2]) {
        const rejection = { kind: 'unknown-strategy', strategy, strategies: 2 };
        expect(command(state, { ...SIGNED, strategy })).toEqual({ ok: false, rejection });
      }
      for (const missing of ['who', 'why'] as const) {
        for (const text of ['', '  ']) {
          const rejection = { kind: 'unsigned-command', missing };
          expect(command(state, { ...SIGNED, [missing]: text })).toEqual({ ok: false, rejection });
        }
      }
    },
  );
});

describe('a gate', () => {
  it('needs a budget per strategy, above 0, and an interval per instrument', () => {
    const run = { budgets: [1], data: [], barIntervalUs: [] };
    expect(() => createRiskState(DEFAULT_LIMITS, [], run)).toThrow('every strategy has a budget');
    for (const budget of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(() => createRiskState(DEFAULT_LIMITS, ['a'], { ...run, budgets: [budget] })).toThrow(
        `not ${budget}`,
      );
    }
    const uneven = { ...run, barIntervalUs: [1] };
    expect(() => createRiskState(DEFAULT_LIMITS, ['a'], uneven)).toThrow('kinds of data and bar interval');
  });

  it('lets quiet instruments go stale by the kind of their data', () => {
    const data = [['bars'], ['trades'], ['quotes'], ['depth'], ['funding']].map((kinds) => new Set(kinds));
    const run = { budgets: [1], data, barIntervalUs: [3_600_000_000, 0, 0, 0, 0] };
    const { staleUs } = createRiskState(DEFAULT_LIMITS, ['a'], run);
    expect(staleUs).toEqual([
      3 * 3_600_000_000,
      300_000_000,
      30_000_000,
      30_000_000,
      Number.POSITIVE_INFINITY,
    ]);
  });

  it('tells of the own reason where strategy and platform are in one mode', () => {
    const state = gate('halted');
    const own = riskReason(state, 0);
    const all = halt(state, { ...SIGNED, strategy: PLATFORM });
    if (all.ok) applyMode(state, all.value);
    expect(own?.strategy).toBe(0);
    expect(riskReason(state, 0)).toBe(own);
    expect(riskReason(state, 1)?.strategy).toBe(PLATFORM);
  });

  it('keeps limits and names', () => {
    const state = gate();
    expect(state.limits).toBe(DEFAULT_LIMITS);
    expect(state.strategyNames).toEqual(['maker', 'taker']);
  });
});
