import type { PlatformStatus } from '@qca/api';
import { expect, it } from 'vitest';
import { adviceOf, nearestLimits } from './advice.ts';

const limit = (rule: string, headroom: number) =>
  ({ scope: 'platform', name: 'platform', rule, value: 1, limit: 2, headroom, unit: 'USD' }) as const;
const calm = {
  ledger: { transfers: 1, balanced: true, difference: '0' },
  kill: { killed: false, plan: { reduce: 'nothing', order: [] }, stage: 'off', left: 0 },
  platform: { mode: 'active', reason: null },
  venues: [{ id: 'v', up: true }],
  strategies: [{ name: 's', on: true, mode: 'active', reason: null }],
  markets: [{ instrument: 'm', stale: false }],
  risk: [limit('a', 0.9), limit('b', 0.5)],
} as unknown as PlatformStatus;
const kinds = (change: object): string[] =>
  adviceOf({ ...calm, ...change } as PlatformStatus).map(({ kind }) => kind);

it('has nothing to say when all is calm', () => {
  expect(kinds({})).toEqual([]);
});

it('puts the ledger first, then the kill switch, which explains every halt below it', () => {
  expect(
    kinds({
      ledger: { transfers: 1, balanced: false, difference: '0.01' },
      kill: { ...calm.kill, killed: true },
      platform: { mode: 'halted', reason: null },
      strategies: [{ name: 's', on: true, mode: 'halted', reason: null }],
    }),
  ).toEqual(['ledger-difference', 'killed']);
});

it('names venues that are down, strategies that are held, markets that are silent, limits that are near', () => {
  expect(
    kinds({
      venues: [{ id: 'v', up: false }],
      strategies: [
        { name: 's', on: true, mode: 'reducing', reason: { rule: 'daily-loss' } },
        { name: 'off', on: false, mode: 'halted', reason: null },
      ],
      markets: [{ instrument: 'm', stale: true }],
      risk: [limit('a', 0.19), limit('b', 0.2)],
    }),
  ).toEqual(['venue-down', 'strategy-mode', 'stale-market', 'near-limit']);
});

it('sorts limits by how near they are', () => {
  expect(nearestLimits([limit('a', 0.9), limit('b', 0.1)]).map(({ rule }) => rule)).toEqual(['b', 'a']);
});
