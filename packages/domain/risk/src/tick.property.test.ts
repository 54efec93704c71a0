import { DAY, dayNumber, MINUTE, Random } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Breakers, DEFAULT_LIMITS, type VolatilityBreaker } from './limits.ts';
import { applyMode, rearm } from './mode.ts';
import { createRiskState, type RiskState, riskMode } from './RiskState.ts';
import { applyTick, type EquityTick, onTick, tick } from './tick.ts';
import type { RiskModeChanged } from './types.ts';

const T = 1_000 * DAY;
const BUDGET = 1_000;
const breaker = fc.record({
  max: fc.double({ min: 0.01, max: 0.4, noNaN: true }),
  action: fc.constantFrom<'reduce' | 'halt'>('reduce', 'halt'),
});
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null, freq: 2 });
const volatility = fc.record({
  sampleUs: fc.constantFrom(MINUTE, 7 * MINUTE),
  decayFast: fc.constantFrom(0.5, 0.8),
  decaySlow: fc.constantFrom(0.95, 0.99),
  ratioMax: fc.double({ min: 1, max: 4, noNaN: true }),
  floor: fc.constantFrom(0, 0.01),
  samplesMin: fc.integer({ min: 1, max: 20 }),
  action: fc.constantFrom<'reduce' | 'halt'>('reduce', 'halt'),
});
const breakers: fc.Arbitrary<Breakers> = fc.record({
  dailyLoss: maybe(breaker),
  stopLoss: maybe(breaker),
  takeProfit: maybe(breaker),
  trailingStop: maybe(
    fc
      .tuple(breaker, fc.double({ min: 0, max: 0.2, noNaN: true }))
      .map(([base, profitMin]) => ({ ...base, profitMin })),
  ),
  drawdown: maybe(breaker),
  volatility: maybe(volatility),
});

function gate(strategyBreakers: Breakers, platformBreakers: Breakers): RiskState {
  const limits = { ...DEFAULT_LIMITS, strategyBreakers, platformBreakers };
  return createRiskState(limits, ['one'], { budgets: [BUDGET], data: [], barIntervalUs: [] });
}

/** A walk with jumps, quiet and loud spells, and steps from none to a third of a day. */
function equityWalk(seed: number, length: number): EquityTick[] {
  const random = new Random(seed);
  let timeUs = T + random.nextBelow(DAY);
  let equity = BUDGET;
  let platformEquity = BUDGET;
  return Array.from({ length }, (_, index) => {
    timeUs += random.nextBoolean(0.1) ? 0 : random.nextBelow(random.nextBoolean(0.03) ? DAY / 3 : 3 * MINUTE);
    const scale = index % 90 < 60 ? 1 : 8;
    equity += scale * random.nextGaussian() + (random.nextBoolean(0.01) ? 80 * random.nextGaussian() : 0);
    platformEquity += scale * random.nextGaussian();
    return { timeUs, strategy: 0, equity, platformEquity };
  });
}

const seeds = fc.integer({ min: 0, max: 2 ** 31 });
const SEVERITY = { active: 0, reducing: 1, halted: 2 };

describe('onTick', () => {
  it('equals tick, then applyTick, then applyMode', () => {
    fc.assert(
      fc.property(breakers, breakers, seeds, (own, all, seed) => {
        const joined = gate(own, all);
        const apart = gate(own, all);
        for (const now of equityWalk(seed, 150)) {
          const before = structuredClone(apart);
          const decided = tick(apart, now);
          expect(apart).toEqual(before);
          applyTick(apart, now);
          for (const event of decided) applyMode(apart, event);
          expect(onTick(joined, now)).toEqual(decided);
        }
        expect(joined).toEqual(apart);
      }),
      { numRuns: 40 },
    );
  });

  it('only ever raises a mode, one event per gauge, unless re-armed', () => {
    fc.assert(
      fc.property(breakers, breakers, seeds, (own, all, seed) => {
        const state = gate(own, all);
        for (const now of equityWalk(seed, 150)) {
          const before = SEVERITY[riskMode(state, 0)];
          const events = onTick(state, now);
          expect(new Set(events.map((event) => event.strategy)).size).toBe(events.length);
          expect(SEVERITY[riskMode(state, 0)]).toBeGreaterThanOrEqual(before);
          for (const event of events)
            expect(Number.isFinite(event.value) && Number.isFinite(event.limit)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('trips exactly where the whole history says, for every breaker alone', () => {
    let trips = 0;
    fc.assert(
      fc.property(breakers, seeds, (own, seed) => {
        const history = equityWalk(seed, 250);
        for (const name of Object.keys(own) as (keyof Breakers)[]) {
          const alone: Breakers = { ...OFF, [name]: own[name] };
          const state = gate(alone, OFF);
          const first = history.findIndex((now) => onTick(state, now).length > 0);
          const naive = history.findIndex((_, index) => naiveHit(alone, history.slice(0, index + 1)));
          expect([name, first]).toEqual([name, naive]);
          if (first >= 0) trips += 1;
        }
      }),
      { numRuns: 40 },
    );
    expect(trips).toBeGreaterThan(40);
  });

  it('trips all together as the history says, through modes and re-arming', () => {
    fc.assert(
      fc.property(breakers, seeds, (own, seed) => {
        const state = gate(own, OFF);
        const history = equityWalk(seed, 250);
        let since = 0;
        for (const [index, now] of history.entries()) {
          const before = SEVERITY[riskMode(state, 0)];
          const events = onTick(state, now);
          const expected = naiveSeverity(own, history.slice(0, index + 1), since);
          expect(SEVERITY[riskMode(state, 0)]).toBe(Math.max(before, expected));
          expect(events.length).toBe(expected > before ? 1 : 0);
          if (index % 40 === 39 && riskMode(state, 0) !== 'active' && now.equity > 0) {
            rearmNow(state, now.timeUs);
            // The tick before the re-arming is where every reference begins.
            since = index;
            expect(tick(state, now)).toEqual([]);
          }
        }
      }),
      { numRuns: 40 },
    );
  });
});

const OFF: Breakers = {
  dailyLoss: null,
  stopLoss: null,
  takeProfit: null,
  trailingStop: null,
  drawdown: null,
  volatility: null,
};

function rearmNow(state: RiskState, timeUs: number): void {
  const decided = rearm(state, { strategy: 0, timeUs, who: 'test', why: 'to go on' });
  expect(decided.ok).toBe(true);
  if (decided.ok) applyMode(state, decided.value as RiskModeChanged);
}

function naiveHit(own: Breakers, history: readonly EquityTick[]): boolean {
  return naiveSeverity(own, history, 0) > 0;
}

/** What the breakers should make of the last tick, from the whole history since the start or the re-arming at `since`. */
function naiveSeverity(own: Breakers, history: readonly EquityTick[], since: number): number {
  const now = history.at(-1)!;
  const rearmed = since > 0;
  const heard = history.slice(since);
  const base = rearmed ? history[since]!.equity : BUDGET;
  const peak = Math.max(base, ...heard.map((at) => at.equity));
  const hits: ({ readonly action: 'reduce' | 'halt' } | null)[] = [
    own.dailyLoss !== null && dayStart(history, since, base) - own.dailyLoss.max * BUDGET >= now.equity
      ? own.dailyLoss
      : null,
    own.stopLoss !== null && base - own.stopLoss.max * BUDGET >= now.equity ? own.stopLoss : null,
    own.takeProfit !== null && base + own.takeProfit.max * BUDGET <= now.equity ? own.takeProfit : null,
    own.trailingStop !== null &&
    peak - base >= own.trailingStop.profitMin * BUDGET &&
    peak - own.trailingStop.max * BUDGET >= now.equity
      ? own.trailingStop
      : null,
    own.drawdown !== null && peak - own.drawdown.max * peak >= now.equity ? own.drawdown : null,
    own.volatility !== null && naiveVolatility(own.volatility, heard) ? own.volatility : null,
  ];
  return Math.max(...hits.map((hit) => (hit === null ? 0 : hit.action === 'halt' ? 2 : 1)));
}

function dayStart(history: readonly EquityTick[], since: number, base: number): number {
  const today = dayNumber(history.at(-1)!.timeUs);
  const earlier = history.findLastIndex((at) => dayNumber(at.timeUs) < today);
  return earlier >= since && earlier >= 0 ? history[earlier]!.equity : base;
}

/** The formula of `VolatilityBreaker`, written as sums over all samples. */
function naiveVolatility(rule: VolatilityBreaker, heard: readonly EquityTick[]): boolean {
  const squares: number[] = [];
  let start = heard[0]!;
  const squareTo = (at: EquityTick): number =>
    ((at.equity - start.equity) / BUDGET) ** 2 / Math.max(1, (at.timeUs - start.timeUs) / rule.sampleUs);
  for (const at of heard.slice(1, -1)) {
    if (at.timeUs - start.timeUs < rule.sampleUs) continue;
    squares.push(squareTo(at));
    start = at;
  }
  if (squares.length < rule.samplesMin) return false;
  const slow = average(squares, rule.decaySlow);
  const fast = average([...squares, squareTo(heard.at(-1)!)], rule.decayFast);
  return Math.sqrt(fast) > Math.max(rule.ratioMax * Math.sqrt(slow), rule.floor);
}

function average(squares: readonly number[], decay: number): number {
  let mean = 0;
  for (const [count, square] of squares.entries()) {
    const weight = Math.max(1 - decay, 1 / (count + 1));
    mean = (1 - weight) * mean + weight * square;
  }
  return mean;
}
