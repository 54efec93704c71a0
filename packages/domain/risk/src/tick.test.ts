import { Bug, DAY, HOUR, MINUTE, SECOND } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { type Breakers, DEFAULT_LIMITS, type RiskLimits } from './limits.ts';
import { applyMode, halt, rearm } from './mode.ts';
import { createRiskState, PLATFORM, type RiskState, riskMode, riskReason } from './RiskState.ts';
import { applyTick, NO_CHANGES, onTick, tick } from './tick.ts';
import type { RiskModeChanged } from './types.ts';

// Budgets of 1,000 and limits in binary fractions: every line is exact.

const T = 1_000 * DAY;
const NONE: Breakers = {
  dailyLoss: null,
  stopLoss: null,
  takeProfit: null,
  trailingStop: null,
  drawdown: null,
  volatility: null,
};

function gate(strategyBreakers: Partial<Breakers>, platformBreakers: Partial<Breakers> = {}): RiskState {
  const limits: RiskLimits = {
    ...DEFAULT_LIMITS,
    strategyBreakers: { ...NONE, ...strategyBreakers },
    platformBreakers: { ...NONE, ...platformBreakers },
  };
  return createRiskState(limits, ['maker', 'taker'], {
    budgets: [1_000, 3_000],
    data: [],
    barIntervalUs: [],
  });
}

/** Ticks strategy 0 through equities, a second apart; returns every event with the number of the tick behind it. */
function walk(
  state: RiskState,
  equities: readonly number[],
  fromUs = T,
  stepUs = SECOND,
): [number, RiskModeChanged][] {
  return equities.flatMap((equity, index) =>
    onTick(state, { timeUs: fromUs + index * stepUs, strategy: 0, equity, platformEquity: 4_000 }).map(
      (event): [number, RiskModeChanged] => [index, event],
    ),
  );
}

const OF_BUDGET = 'fraction of the budget';
const changed = (
  timeUs: number,
  mode: string,
  rule: string,
  value: number,
  limit: number,
  unit = OF_BUDGET,
) => ({
  kind: 'risk-mode-changed',
  timeUs,
  strategy: 0,
  mode,
  rule,
  value,
  limit,
  unit,
});

describe('breakers on equity', () => {
  const reduce = (max: number) => ({ max, action: 'reduce' as const });

  it('says nothing, and shares it, while nothing trips', () => {
    const state = gate({ stopLoss: reduce(0.25) });
    expect(onTick(state, { timeUs: T, strategy: 0, equity: 999, platformEquity: 3_999 })).toBe(NO_CHANGES);
    expect(NO_CHANGES).toEqual([]);
    expect(riskMode(state, 0)).toBe('active');
    expect(riskReason(state, 0)).toBeUndefined();
  });

  it.each([
    ['stop-loss', { stopLoss: reduce(0.25) }, [1_000, 2_000, 751, 750], 0.25, 0.25],
    ['stop-loss', { stopLoss: reduce(0.25) }, [1_000, 500], 0.5, 0.25],
    ['take-profit', { takeProfit: reduce(0.25) }, [1_000, 500, 1_249, 1_250], 0.25, 0.25],
    ['drawdown-breaker', { drawdown: reduce(0.25) }, [1_000, 2_000, 1_501, 1_500], 0.25, 0.25],
    ['drawdown-breaker', { drawdown: reduce(0.25) }, [751, 800, 750], 0.25, 0.25],
    ['daily-loss', { dailyLoss: reduce(0.25) }, [1_000, 2_000, 751, 750], 0.25, 0.25],
    [
      'trailing-stop',
      { trailingStop: { ...reduce(0.25), profitMin: 0.5 } },
      [1_499, 700, 1_500, 1_251, 1_250],
      0.25,
      0.25,
    ],
    [
      'trailing-stop',
      { trailingStop: { ...reduce(0.25), profitMin: 0.5 } },
      [1_500, 2_000, 1_751, 1_700],
      0.3,
      0.25,
    ],
    ['trailing-stop', { trailingStop: { ...reduce(0.25), profitMin: 0 } }, [751, 750], 0.25, 0.25],
  ] as const)('%s trips at its line %#', (rule, breakers, equities, value, limit) => {
    const state = gate(breakers);
    const last = equities.length - 1;
    const unit = rule === 'drawdown-breaker' ? 'fraction of the peak' : OF_BUDGET;
    const event = changed(T + last * SECOND, 'reducing', rule, value, limit, unit);
    expect(walk(state, equities)).toEqual([[last, event]]);
    expect(riskMode(state, 0)).toBe('reducing');
    expect(riskMode(state, 1)).toBe('active');
    expect(riskReason(state, 0)).toEqual(event);
  });

  it('says it once', () => {
    const state = gate({ stopLoss: reduce(0.25) });
    expect(walk(state, [700, 650, 900, 600])).toHaveLength(1);
  });

  it('halts where the rule says halt', () => {
    const state = gate({ stopLoss: { max: 0.25, action: 'halt' } });
    expect(walk(state, [700, 600])).toEqual([[0, changed(T, 'halted', 'stop-loss', 0.3, 0.25)]]);
    expect(riskMode(state, 0)).toBe('halted');
  });

  it('goes from reducing to halted, never back', () => {
    const state = gate({ stopLoss: reduce(0.25), drawdown: { max: 0.5, action: 'halt' } });
    const events = walk(state, [700, 500, 400, 1_000, 700]);
    expect(events.map(([index, event]) => [index, event.mode, event.rule])).toEqual([
      [0, 'reducing', 'stop-loss'],
      [1, 'halted', 'drawdown-breaker'],
    ]);
    expect(riskMode(state, 0)).toBe('halted');
  });

  it('takes the most severe of rules that trip together, then the first', () => {
    const all = { dailyLoss: reduce(0.25), stopLoss: reduce(0.25), drawdown: reduce(0.25) };
    expect(walk(gate(all), [700])[0]![1].rule).toBe('daily-loss');
    const halting = { ...all, stopLoss: { max: 0.25, action: 'halt' as const } };
    expect(walk(gate(halting), [700]).map(([, event]) => [event.mode, event.rule])).toEqual([
      ['halted', 'stop-loss'],
    ]);
    const last = { ...all, drawdown: { max: 0.25, action: 'halt' as const } };
    expect(walk(gate(last), [700]).map(([, event]) => [event.mode, event.rule])).toEqual([
      ['halted', 'drawdown-breaker'],
    ]);
    const both = { ...halting, drawdown: { max: 0.25, action: 'halt' as const } };
    expect(walk(gate(both), [700])[0]![1].rule).toBe('stop-loss');
  });

  it('watches the platform with its own limits, over the sum of budgets', () => {
    const state = gate({}, { stopLoss: reduce(0.25), drawdown: { max: 0.5, action: 'halt' } });
    const now = { timeUs: T, strategy: 1, equity: 3_000, platformEquity: 3_001 };
    expect(onTick(state, now)).toBe(NO_CHANGES);
    const reducing = onTick(state, { ...now, platformEquity: 3_000 });
    expect(reducing).toEqual([{ ...changed(T, 'reducing', 'stop-loss', 0.25, 0.25), strategy: PLATFORM }]);
    const halted = onTick(state, { ...now, platformEquity: 2_000 });
    expect(halted).toMatchObject([
      { strategy: PLATFORM, mode: 'halted', rule: 'drawdown-breaker', value: 0.5 },
    ]);
    expect([riskMode(state, 0), riskMode(state, 1), riskMode(state, PLATFORM)]).toEqual([
      'halted',
      'halted',
      'halted',
    ]);
    expect(riskReason(state, 0)).toBe(halted[0]);
  });

  it("follows the platform's own peak", () => {
    const state = gate({}, { drawdown: { max: 0.25, action: 'halt' } });
    const at = (platformEquity: number) =>
      onTick(state, { timeUs: T, strategy: 0, equity: 1_000, platformEquity });
    expect([at(8_000), at(6_001)]).toEqual([NO_CHANGES, NO_CHANGES]);
    expect(at(6_000)).toMatchObject([{ strategy: PLATFORM, mode: 'halted', value: 0.25 }]);
  });

  it('tells of strategy and platform in one tick', () => {
    const state = gate({ stopLoss: reduce(0.25) }, { stopLoss: { max: 0.25, action: 'halt' } });
    const events = onTick(state, { timeUs: T, strategy: 0, equity: 0, platformEquity: 3_000 });
    expect(events.map((event) => [event.strategy, event.mode])).toEqual([
      [0, 'reducing'],
      [PLATFORM, 'halted'],
    ]);
    expect(riskReason(state, 0)).toBe(events[1]);
    expect(riskReason(state, 1)).toBe(events[1]);
  });

  it('keeps strategies apart', () => {
    const state = gate({ stopLoss: reduce(0.25) });
    onTick(state, { timeUs: T, strategy: 1, equity: 2_250, platformEquity: 4_000 });
    expect([riskMode(state, 0), riskMode(state, 1)]).toEqual(['active', 'reducing']);
  });

  it('decides without changing anything, and applies without deciding', () => {
    const state = gate({ stopLoss: reduce(0.25) }, { stopLoss: reduce(0.25) });
    const before = structuredClone(state);
    const now = { timeUs: T, strategy: 0, equity: 100, platformEquity: 100 };
    expect(tick(state, now)).toHaveLength(2);
    expect(state).toEqual(before);
    applyTick(state, now);
    expect(riskMode(state, 0)).toBe('active');
    expect(tick(state, now)).toHaveLength(2);
  });

  it.each([
    ['equity', { equity: Number.NaN }, 'equity NaN is not a number'],
    ['equity', { equity: Number.POSITIVE_INFINITY }, 'equity Infinity is not a number'],
    ['platform equity', { platformEquity: Number.NaN }, 'equity NaN is not a number'],
    ['time', { timeUs: T - 1 }, `time ${T - 1} goes back behind ${T}`],
    ['time', { timeUs: Number.NaN }, `time NaN goes back behind ${T}`],
    ['strategy', { strategy: 2 }, 'there is no strategy 2'],
  ])('crashes on an impossible %s', (_name, changes, message) => {
    const state = gate({});
    const now = { timeUs: T, strategy: 0, equity: 1_000, platformEquity: 4_000 };
    onTick(state, now);
    expect(() => onTick(state, { ...now, ...changes })).toThrow(Bug);
    expect(() => onTick(state, { ...now, ...changes })).toThrow(message);
  });
});

describe('the UTC day', () => {
  const state = () => gate({ dailyLoss: { max: 0.25, action: 'reduce' } });

  it('begins with the last equity heard the day before', () => {
    const fresh = state();
    expect(walk(fresh, [900, 800], T, HOUR)).toEqual([]);
    // 200 lost yesterday, 249 by the first tick of today, 250 by the second.
    expect(walk(fresh, [551], T + DAY)).toEqual([]);
    expect(walk(fresh, [550], T + DAY + 1)).toEqual([
      [0, changed(T + DAY + 1, 'reducing', 'daily-loss', 0.25, 0.25)],
    ]);
  });

  it('can trip on its first tick', () => {
    const fresh = state();
    walk(fresh, [800]);
    expect(walk(fresh, [550], T + DAY)).toEqual([
      [0, changed(T + DAY, 'reducing', 'daily-loss', 0.25, 0.25)],
    ]);
  });

  it('ends with the last microsecond before midnight', () => {
    const fresh = state();
    walk(fresh, [800]);
    expect(walk(fresh, [751], T + DAY - 1)).toEqual([]);
    expect(walk(fresh, [750], T + DAY - 1)).toHaveLength(1);
  });

  it('does not re-arm', () => {
    const fresh = state();
    walk(fresh, [700]);
    walk(fresh, [700], T + DAY);
    expect(riskMode(fresh, 0)).toBe('reducing');
  });
});

describe('the volatility breaker', () => {
  // One-minute samples; both weights are dyadic once warm: 1 ÷ 4 and 1 ÷ 16.
  const volatility = {
    sampleUs: MINUTE,
    decayFast: 0.75,
    decaySlow: 0.9375,
    ratioMax: 2,
    floor: 0,
    samplesMin: 4,
    action: 'reduce',
  } as const;
  // Changes of 16 in turn up and down: x is 256 ÷ 1000² for every sample, and so are both averages.
  const calm = [1_000, 1_016, 1_000, 1_016, 1_000];

  it('trips when recent volatility leaves the baseline behind, on the very tick', () => {
    // fast = 256 + (change² − 256) ÷ 4 is to pass 2² · 256: a change above √3328 = 57.69.
    const state = gate({ volatility });
    expect(walk(state, calm, T, MINUTE)).toEqual([]);
    expect(walk(state, [1_057], T + 4 * MINUTE + 1)).toEqual([]);
    const events = walk(state, [1_058], T + 4 * MINUTE + 2);
    expect(events).toHaveLength(1);
    const { rule, mode, value, limit, unit } = events[0]![1];
    expect([rule, mode, unit]).toEqual(['volatility-breaker', 'reducing', `${OF_BUDGET} per sample`]);
    expect(value).toBeCloseTo(Math.sqrt(256 + (58 ** 2 - 256) / 4) / 1_000, 12);
    expect(limit).toBeCloseTo((2 * 16) / 1_000, 12);
  });

  it('waits for its warm-up', () => {
    const state = gate({ volatility: { ...volatility, samplesMin: 5 } });
    walk(state, calm, T, MINUTE);
    expect(walk(state, [1_500], T + 4 * MINUTE + 1)).toEqual([]);
  });

  it('does not trip below its floor', () => {
    const state = gate({ volatility: { ...volatility, floor: 0.0325 } });
    walk(state, calm, T, MINUTE);
    // The fast average must pass (0.0325 · 1000)² too: a change above √(4 · 1056.25 − 768) = 58.79.
    expect(walk(state, [1_058], T + 4 * MINUTE + 1)).toEqual([]);
    const events = walk(state, [1_059], T + 4 * MINUTE + 2);
    expect(events[0]![1].limit).toBeCloseTo(0.0325, 12);
  });

  it('spreads a change over the samples of a silence', () => {
    const state = gate({ volatility });
    walk(state, calm, T, MINUTE);
    // Sixteen minutes at √x = 57.69 each are 230.7 in all.
    const late = T + 20 * MINUTE;
    expect(tick(state, { timeUs: late, strategy: 0, equity: 1_230, platformEquity: 4_000 })).toEqual([]);
    expect(tick(state, { timeUs: late, strategy: 0, equity: 1_231, platformEquity: 4_000 })).toHaveLength(1);
  });

  it('takes one sample per sample time, however many ticks there are', () => {
    const state = gate({ volatility });
    walk(state, [1_000, 1_400, 600, 1_016, 900, 1_000], T, 20 * SECOND);
    expect(state.gauges[0]!.samples).toBe(1);
    expect(state.gauges[0]!.slow).toBe(256);
    expect(state.gauges[0]!.fast).toBe(256);
  });

  it('weighs every sample alike until the decay takes over', () => {
    const state = gate({ volatility: { ...volatility, samplesMin: 1_000 } });
    const equities = [1_000, 1_010, 1_030, 1_060];
    walk(state, equities, T, MINUTE);
    expect(state.gauges[0]!.fast).toBeCloseTo((100 + 400 + 900) / 3, 9);
    expect(state.gauges[0]!.slow).toBeCloseTo((100 + 400 + 900) / 3, 9);
    walk(state, [1_060, 1_060], T + 4 * MINUTE, MINUTE);
    // Fourth sample: a quarter either way. Fifth: a quarter, and a fifth for the baseline.
    expect(state.gauges[0]!.fast).toBeCloseTo(((1_400 / 3) * 3 * 3) / 16, 9);
    expect(state.gauges[0]!.slow).toBeCloseTo(1_400 / 5, 9);
  });

  it('halts where it says halt, and begins anew when re-armed', () => {
    const state = gate({ volatility: { ...volatility, action: 'halt' } });
    walk(state, calm, T, MINUTE);
    expect(walk(state, [2_000], T + 4 * MINUTE + 1)[0]![1].mode).toBe('halted');
    const again = rearm(state, { strategy: 0, timeUs: T + 5 * MINUTE, who: 'operator', why: 'looked at it' });
    if (again.ok) applyMode(state, again.value);
    // Four samples of warm-up again, counted from the last tick and its equity.
    const swing = [2_000, 2_300, 2_000, 2_300];
    expect(walk(state, swing, T + 5 * MINUTE + 1, MINUTE)).toEqual([]);
    expect(state.gauges[0]!).toMatchObject({ samples: 4, sampleEquity: 2_300, severity: 0 });
    expect(state.gauges[0]!.fast).toBeCloseTo((3 * 300 ** 2) / 4, 3);
  });
});

describe('re-arming', () => {
  const sign = { timeUs: T + HOUR, who: 'operator', why: 'position closed by hand' };

  it('starts every reference at the last equity, with limits of the old budget', () => {
    const state = gate({
      dailyLoss: { max: 0.25, action: 'reduce' },
      stopLoss: { max: 0.375, action: 'halt' },
      takeProfit: { max: 0.5, action: 'reduce' },
      drawdown: { max: 0.5, action: 'reduce' },
    });
    expect(walk(state, [2_000, 400])).toHaveLength(2);
    const again = rearm(state, { ...sign, strategy: 0 });
    expect(again).toEqual({
      ok: true,
      value: { ...changed(T + HOUR, 'active', 'command', 400, 1_000, 'value') },
    });
    if (again.ok) applyMode(state, again.value);
    expect(riskMode(state, 0)).toBe('active');
    expect(riskReason(state, 0)).toBeUndefined();
    expect(walk(state, [400, 201], T + HOUR)).toEqual([]);
    expect(walk(state, [150], T + 2 * HOUR).map(([, event]) => [event.rule, event.value])).toEqual([
      ['daily-loss', 0.25],
    ]);
    expect(walk(state, [25], T + 3 * HOUR).map(([, event]) => [event.rule, event.value])).toEqual([
      ['stop-loss', 0.375],
    ]);
  });

  it('measures profit and the peak from there, too', () => {
    const state = gate({
      takeProfit: { max: 0.5, action: 'reduce' },
      trailingStop: { max: 0.25, profitMin: 0.25, action: 'reduce' },
      drawdown: { max: 0.5, action: 'reduce' },
    });
    expect(walk(state, [1_500])[0]![1].rule).toBe('take-profit');
    const again = rearm(state, { ...sign, strategy: 0 });
    if (again.ok) applyMode(state, again.value);
    expect(walk(state, [1_999, 1_750], T + HOUR)).toEqual([]);
    expect(walk(state, [1_749], T + 2 * HOUR).map(([, event]) => [event.rule, event.value])).toEqual([
      ['trailing-stop', 0.25],
    ]);
  });

  it('lets a later halt be the first event it tells of', () => {
    const state = gate({ stopLoss: { max: 0.25, action: 'reduce' } });
    const stop = halt(state, { ...sign, strategy: 0, timeUs: T });
    if (stop.ok) applyMode(state, stop.value);
    expect(walk(state, [100])).toEqual([]);
    expect(riskReason(state, 0)).toBe(stop.ok && stop.value);
  });
});
