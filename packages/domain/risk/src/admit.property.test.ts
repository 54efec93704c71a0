import { DAY } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { admit } from './admit.ts';
import { applyAdmitted } from './flow.ts';
import { DEFAULT_LIMITS, type RiskLimits } from './limits.ts';
import { applyMode } from './mode.ts';
import { createRiskState, type RiskState } from './RiskState.ts';
import type { OrderRequest, RiskMode, Verdict } from './types.ts';

const T = 2_000 * DAY;
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { nil: null });
const fraction = fc.double({ min: 0.01, max: 5, noNaN: true });

const limits: fc.Arbitrary<RiskLimits> = fc
  .record({
    orderValueMax: maybe(fc.double({ min: 0.1, max: 900, noNaN: true })),
    positionValueMax: maybe(fc.double({ min: 0.1, max: 900, noNaN: true })),
    strategyExposureMax: maybe(fraction),
    venueExposureMax: maybe(fraction),
    concentrationMax: maybe(fraction),
    dailyTurnoverMax: maybe(fraction),
    orderRate: fc.option(fc.record({ perSecond: fc.constant(1), burst: fc.integer({ min: 1, max: 3 }) }), {
      nil: null,
      freq: 1,
    }),
    collars: fc.constantFrom([null, null], [50, null], [50, 80]),
    haltAllowsReducing: fc.boolean(),
  })
  .map(({ collars, ...changes }) => {
    const collar = { collarBps: collars[0]!, collarReducingBps: collars[1]! };
    return { ...DEFAULT_LIMITS, ...collar, ...changes };
  });

const exposure = fc.double({ min: 0, max: 300, noNaN: true });
const requests: fc.Arbitrary<OrderRequest> = fc.record({
  timeUs: fc.constant(T),
  strategy: fc.constant(0),
  instrument: fc.constant(0),
  side: fc.constantFrom('buy', 'sell'),
  quantityLots: fc.integer({ min: 1, max: 120 }),
  priceTicks: fc.integer({ min: 9_900, max: 10_100 }),
  markTicks: fc.constant(10_000),
  lotValue: fc.double({ min: 0.01, max: 8, noNaN: true }),
  lastHeardUs: fc.constantFrom(T, T, T, T, T, 0),
  positionLots: fc.integer({ min: -60, max: 60 }),
  openSameSideLots: fc.integer({ min: 0, max: 30 }),
  reducing: fc.boolean(),
  byKill: fc.boolean(),
  budget: fc.constant(200),
  strategyEquity: fc.constant(200),
  platformEquity: fc.double({ min: -50, max: 900, noNaN: true }),
  strategyExposure: exposure,
  venueExposure: exposure,
  assetExposure: exposure,
});

const modes = fc.constantFrom<RiskMode>('active', 'active', 'active', 'active', 'reducing', 'halted');

function gate(chosen: RiskLimits, mode: RiskMode, sent: number): RiskState {
  const state = createRiskState(chosen, ['one'], {
    budgets: [200],
    data: [new Set(['quotes'])],
    barIntervalUs: [0],
  });
  const command = {
    kind: 'risk-mode-changed',
    timeUs: T,
    strategy: 0,
    rule: 'command',
    value: 1,
    limit: 1,
  } as const;
  if (mode !== 'active') applyMode(state, { ...command, mode, unit: 'value' });
  const earlier = { timeUs: T, strategy: 0, quantityLots: 9, lotValue: 3 } as OrderRequest;
  for (let order = 0; order < sent; order += 1) applyAdmitted(state, earlier, 9);
  return state;
}

const VALUE_RULES = new Set([
  'order-value',
  'position-value',
  'strategy-exposure',
  'venue-exposure',
  'concentration',
  'daily-turnover',
]);
const cases = [limits, modes, fc.constantFrom(0, 0, 0, 1, 2, 3, 5), requests] as const;

describe('admit', () => {
  it('shrinks to exactly the largest quantity that it would admit', () => {
    fc.assert(
      fc.property(...cases, (chosen, mode, sent, request) => {
        const state = gate(chosen, mode, sent);
        const verdict = admit(state, request);
        let largest = 0;
        for (let lots = request.quantityLots; lots >= 1 && largest === 0; lots -= 1) {
          if (admit(state, { ...request, quantityLots: lots }).kind === 'admitted') largest = lots;
        }
        expect(grantedLots(verdict, request)).toBe(largest);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is as large as a search with the rules written down again allows', () => {
    fc.assert(
      fc.property(...cases, (chosen, mode, sent, request) => {
        let largest = 0;
        for (let lots = 1; lots <= request.quantityLots; lots += 1) {
          if (naiveAllows(chosen, mode, sent, { ...request, quantityLots: lots })) largest = lots;
        }
        expect(grantedLots(admit(gate(chosen, mode, sent), request), request)).toBe(largest);
      }),
      { numRuns: 1_000 },
    );
  });

  it('never refuses by value a smaller order than one it admits', () => {
    fc.assert(
      fc.property(...cases, fc.integer({ min: 1, max: 120 }), (chosen, mode, sent, request, other) => {
        const state = gate(chosen, mode, sent);
        const granted = grantedLots(admit(state, request), request);
        if (granted === 0) return;
        const smaller = admit(state, { ...request, quantityLots: 1 + (other % granted) });
        expect(smaller.kind !== 'admitted' && VALUE_RULES.has(smaller.rule)).toBe(false);
      }),
    );
  });

  it('changes nothing, and explains itself with finite numbers, the value beyond the limit', () => {
    fc.assert(
      fc.property(...cases, (chosen, mode, sent, request) => {
        const state = gate(chosen, mode, sent);
        const before = structuredClone({ ...state, limits: null });
        const verdict = admit(state, request);
        expect({ ...state, limits: null }).toEqual(before);
        if (verdict.kind === 'admitted') return;
        expect(Number.isFinite(verdict.limit)).toBe(true);
        expect(verdict.value).toBeGreaterThan(verdict.limit);
        expect(verdict.unit).not.toBe('');
        if (verdict.kind === 'shrunk') expect(verdict.quantityLots).toBeLessThan(request.quantityLots);
      }),
      { numRuns: 500 },
    );
  });

  it('halves its way to the last lot where division would miss it', () => {
    // 0.1 × 3 is above 0.3 in doubles, and lots without end must not take without end.
    const state = gate({ ...DEFAULT_LIMITS, orderValueMax: 0.3, dailyTurnoverMax: null }, 'active', 0);
    const request = { ...fc.sample(requests, { numRuns: 1, seed: 1 })[0]!, reducing: false, lastHeardUs: T };
    const plain: OrderRequest = {
      ...request,
      positionLots: 0,
      openSameSideLots: 0,
      priceTicks: 10_000,
      platformEquity: 1e6,
    };
    const none = { strategyExposure: 0, venueExposure: 0, assetExposure: 0 };
    expect(admit(state, { ...plain, ...none, lotValue: 0.1 })).toMatchObject({ quantityLots: 2 });
    const fine = { ...plain, ...none, lotValue: 2 ** -50, quantityLots: Number.MAX_SAFE_INTEGER };
    expect(admit(state, fine)).toMatchObject({ quantityLots: Math.floor(0.3 * 2 ** 50) });
  });
});

function grantedLots(verdict: Verdict, request: OrderRequest): number {
  if (verdict.kind === 'admitted') return request.quantityLots;
  return verdict.kind === 'shrunk' ? verdict.quantityLots : 0;
}

/** The rules as the room's page states them, one after another, with no thought of speed. */
function naiveAllows(limits: RiskLimits, mode: RiskMode, sent: number, request: OrderRequest): boolean {
  const direction = request.side === 'buy' ? 1 : -1;
  const before = request.positionLots + direction * request.openSameSideLots;
  const after = before + direction * request.quantityLots;
  const closes =
    Math.sign(request.positionLots) === -direction && (after === 0 || Math.sign(after) === -direction);
  const exempt = closes && request.reducing;
  if (mode === 'reducing' && !closes) return false;
  if (mode === 'halted' && !(exempt && (limits.haltAllowsReducing || request.byKill))) return false;
  if (!exempt && request.timeUs - request.lastHeardUs > limits.staleAge.quotesUs!) return false;
  if (limits.orderRate !== null && sent + 1 > limits.orderRate.burst * (exempt ? 2 : 1)) return false;
  const collar = exempt ? limits.collarReducingBps : limits.collarBps;
  const beyond = (direction * (request.priceTicks - request.markTicks)) / request.markTicks;
  if (collar !== null && beyond * 10_000 > collar) return false;
  if (exempt) return true;
  const { lotValue, quantityLots } = request;
  if (limits.orderValueMax !== null && quantityLots * lotValue > limits.orderValueMax) return false;
  const turnover = sent * 9 * 3 + quantityLots * lotValue;
  if (limits.dailyTurnoverMax !== null && turnover > limits.dailyTurnoverMax * request.budget) return false;
  if (closes) return true;
  // Lots that lead away from zero: all of them, or those beyond what closes the position.
  const heldAfter = Math.max(0, direction * after);
  const heldBefore = Math.max(0, direction * before);
  const added = (heldAfter - heldBefore) * lotValue;
  const positionMax = limits.positionValueMax;
  if (positionMax !== null && heldBefore * lotValue + added > positionMax) return false;
  if (over(request.strategyExposure + added, limits.strategyExposureMax, request.budget)) return false;
  if (over(request.venueExposure + added, limits.venueExposureMax, request.platformEquity)) return false;
  return !over(request.assetExposure + added, limits.concentrationMax, request.platformEquity);
}

function over(value: number, limit: number | null, of: number): boolean {
  return limit !== null && value > limit * of;
}
