import { Random } from '@qca/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { deltaHedge } from './deltaHedge.ts';
import { type HedgeRequest, hedgeProposal } from './hedgeProposal.ts';

describe('delta hedge', () => {
  const option = {
    kind: 'call',
    spot: 100,
    strike: 100,
    rate: 0.03,
    yield: 0.01,
    years: 0.5,
    volatility: 0.3,
  } as const;
  const run = (more: object, seed = 3) =>
    deltaHedge({ option, rebalances: 16, paths: 2000, ...more }, new Random(seed));

  it('spreads half as wide with four times as many trades', () => {
    const [few, many] = [run({}), run({ rebalances: 64 })];
    expect(few.deviation / many.deviation).toBeGreaterThan(1.8);
    expect(few.deviation / many.deviation).toBeLessThan(2.2);
    expect(many.deviation / many.expectedDeviation).toBeGreaterThan(0.85);
    expect(many.deviation / many.expectedDeviation).toBeLessThan(1.15);
    expect(Math.abs(many.mean)).toBeLessThan((4 * many.deviation) / Math.sqrt(2000));
    expect([many.cost, many.worst < many.mean, many.best > many.mean]).toEqual([0, true, true]);
  });

  it('pays no matter where the price drifts', () => {
    const drifting = run({ rebalances: 64, drift: 0.5 });
    expect(Math.abs(drifting.mean)).toBeLessThan((5 * drifting.deviation) / Math.sqrt(2000) + 0.1);
  });

  it('loses where the price moves more than was sold, and by costs', () => {
    expect(run({ rebalances: 64, realisedVolatility: 0.5 }).mean).toBeLessThan(-3);
    expect(run({ rebalances: 64, realisedVolatility: 0.1 }).mean).toBeGreaterThan(3);
    const [free, dear] = [run({}), run({ costRatio: 0.01 })];
    expect(dear.cost).toBeGreaterThan(0.5);
    expect(free.mean - dear.mean).toBeCloseTo(dear.cost, 1);
  });

  it('says the same for the same seed', () => {
    expect(run({}, 5)).toEqual(run({}, 5));
    expect(run({}, 5).mean).not.toBe(run({}, 6).mean);
  });
});

describe('hedge proposal', () => {
  const instruments = [
    { name: 'future', delta: 1, gamma: 0, vega: 0, cost: 0.01, contractsMin: -500, contractsMax: 500 },
    {
      name: 'call 100',
      delta: 0.5,
      gamma: 0.03,
      vega: 20,
      cost: 0.05,
      contractsMin: -100,
      contractsMax: 100,
    },
    { name: 'put 90', delta: -0.3, gamma: 0.02, vega: 15, cost: 0.05, contractsMin: -100, contractsMax: 100 },
  ];
  const request: HedgeRequest = {
    exposure: { delta: 40, gamma: -1.5, vega: -900 },
    instruments,
    spotMove: 5,
    volatilityMove: 0.05,
  };

  it('proposes whole contracts inside bounds that lower the risk', () => {
    const { contracts, riskAfter, riskBefore, after, words } = hedgeProposal(request);
    expect(contracts.every(Number.isInteger)).toBe(true);
    expect(riskAfter).toBeLessThan(riskBefore / 10);
    expect(after.delta).toBeCloseTo(40 + contracts[0]! + 0.5 * contracts[1]! - 0.3 * contracts[2]!, 9);
    expect(words.at(-1)).toMatch(/What stays open: delta/);
    expect(words[0]).toMatch(/^(Buy|Sell) \d+ contracts? of/);
  });

  it('is the best of all whole contracts where they are few', () => {
    const bounded = instruments.map((one) => ({ ...one, contractsMin: -6, contractsMax: 6 }));
    fc.assert(
      fc.property(
        fc.record({
          delta: fc.integer({ min: -8, max: 8 }),
          gamma: fc.double({ min: -0.2, max: 0.2, noNaN: true }),
          vega: fc.integer({ min: -150, max: 150 }),
        }),
        (exposure) => {
          const asked = { ...request, exposure, instruments: bounded };
          const { riskAfter, cost } = hedgeProposal(asked);
          expect(riskAfter + cost).toBeCloseTo(bestOfAll(asked), 9);
        },
      ),
      { numRuns: 20 },
    );
  });

  it('leaves no single contract and no pair that would help', () => {
    fc.assert(
      fc.property(
        fc.record({
          delta: fc.integer({ min: -300, max: 300 }),
          gamma: fc.double({ min: -5, max: 5, noNaN: true }),
          vega: fc.integer({ min: -3000, max: 3000 }),
        }),
        (exposure) => {
          const proposal = hedgeProposal({ ...request, exposure });
          const reached = proposal.riskAfter + proposal.cost;
          expect(reached).toBeLessThanOrEqual(proposal.riskBefore + 1e-9);
          for (const moves of [
            [1, 0, 0],
            [0, 1, 0],
            [0, 0, 1],
            [1, 1, 0],
            [1, -1, 0],
            [0, 1, -1],
            [0, 1, 1],
          ]) {
            for (const sign of [1, -1]) {
              const counts = proposal.contracts.map((count, i) => count + sign * moves[i]!);
              if (counts.some((count, i) => Math.abs(count) > instruments[i]!.contractsMax)) continue;
              expect(reached).toBeLessThanOrEqual(riskAndCost({ ...request, exposure }, counts) + 1e-9);
            }
          }
        },
      ),
      { numRuns: 30 },
    );
  });

  it('reaches a target', () => {
    const { after } = hedgeProposal({ ...request, target: { delta: 10, gamma: 0, vega: 100 } });
    expect(Math.abs(after.delta - 10)).toBeLessThan(2);
    expect(Math.abs(after.vega - 100)).toBeLessThan(30);
  });

  it('does nothing where trades cost more than they bring', () => {
    const { contracts, words } = hedgeProposal({ ...request, riskWeight: 1e-6 });
    expect(contracts).toEqual([0, 0, 0]);
    expect(words).toEqual(['Do nothing: no trade in these instruments takes away more risk than it costs.']);
  });
});

function riskAndCost(
  { exposure, instruments, spotMove, volatilityMove }: HedgeRequest,
  counts: readonly number[],
): number {
  const sum = (greek: 'delta' | 'gamma' | 'vega') =>
    instruments.reduce((total, one, i) => total + counts[i]! * one[greek], exposure[greek]);
  const gaps = [sum('delta') * spotMove, 0.5 * sum('gamma') * spotMove ** 2, sum('vega') * volatilityMove];
  return (
    Math.hypot(...gaps) + instruments.reduce((total, one, i) => total + Math.abs(counts[i]!) * one.cost, 0)
  );
}

function bestOfAll(request: HedgeRequest): number {
  let best = Number.POSITIVE_INFINITY;
  const range = Array.from({ length: 13 }, (_, i) => i - 6);
  for (const a of range) {
    for (const b of range) {
      for (const c of range) best = Math.min(best, riskAndCost(request, [a, b, c]));
    }
  }
  return best;
}
