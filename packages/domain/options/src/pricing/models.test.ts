import { Random } from '@qca/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import oracle from '../oracle/heston.json' with { type: 'json' };
import { blackScholes } from './blackScholes.ts';
import { calibrateHeston } from './calibrateHeston.ts';
import { deltaHedge } from './deltaHedge.ts';
import { fitSvi } from './fitSvi.ts';
import { HestonSlice } from './HestonSlice.ts';
import { type HedgeRequest, hedgeProposal } from './hedgeProposal.ts';
import { expectedVariance, heston } from './heston.ts';
import { fitSsvi, smileOfSurface, ssviVariance } from './ssvi.ts';
import { checkSmile, durrleman, type Svi, sviVariance } from './svi.ts';

const models = fc.record({
  v0: fc.double({ min: 0.005, max: 0.5, noNaN: true }),
  kappa: fc.double({ min: 0, max: 8, noNaN: true }),
  theta: fc.double({ min: 0.005, max: 0.5, noNaN: true }),
  sigma: fc.double({ min: 0.01, max: 2, noNaN: true }),
  rho: fc.double({ min: -0.98, max: 0.98, noNaN: true }),
});
const terms = fc.record({
  spot: fc.constant(100),
  strike: fc.double({ min: 50, max: 200, noNaN: true }),
  rate: fc.double({ min: -0.02, max: 0.1, noNaN: true }),
  yield: fc.double({ min: -0.02, max: 0.1, noNaN: true }),
  years: fc.double({ min: 0.02, max: 5, noNaN: true }),
});

describe('Heston', () => {
  it('has the prices of the oracle', () => {
    for (const { S, K, r, q, T, call, put, ...model } of oracle) {
      const option = { spot: S, strike: K, rate: r, yield: q, years: T };
      expect(Math.abs(heston({ kind: 'call', ...option }, model) - call)).toBeLessThan(1e-8);
      expect(Math.abs(heston({ kind: 'put', ...option }, model) - put)).toBeLessThan(1e-8);
    }
    const { S, K, r, q, T, ...model } = oracle.at(-1)!;
    // QuantLib's testAllIntegrationMethods.
    const put = heston({ kind: 'put', spot: S, strike: K, rate: r, yield: q, years: T }, model);
    expect(Math.abs(put - 10.147041515497)).toBeLessThan(1e-11);
  });

  it('keeps parity and bounds, and falls with the strike', () => {
    fc.assert(
      fc.property(terms, models, (option, model) => {
        const price = (kind: 'call' | 'put', strike: number) => heston({ ...option, kind, strike }, model);
        const call = price('call', option.strike);
        const spot = option.spot * Math.exp(-option.yield * option.years);
        const strike = option.strike * Math.exp(-option.rate * option.years);
        expect(Math.abs(call - price('put', option.strike) - spot + strike)).toBeLessThan(1e-10);
        expect(call).toBeGreaterThanOrEqual(Math.max(spot - strike, 0));
        expect(call).toBeLessThanOrEqual(spot);
        expect(price('call', option.strike * 1.01)).toBeLessThanOrEqual(call + 1e-10);
      }),
      { numRuns: 60 },
    );
  });

  it('is Black-Scholes where variance does not vary', () => {
    fc.assert(
      fc.property(terms, models, (option, model) => {
        const years = option.years;
        const volatility = Math.sqrt(expectedVariance(model, years) / years);
        const plain = blackScholes({ ...option, kind: 'call', volatility });
        expect(heston({ ...option, kind: 'call' }, { ...model, sigma: 0 })).toBe(plain);
        expect(Math.abs(heston({ ...option, kind: 'call' }, { ...model, sigma: 1e-7 }) - plain)).toBeLessThan(
          1e-5,
        );
      }),
      { numRuns: 40 },
    );
    expect(heston({ kind: 'call', spot: 110, strike: 100, rate: 0, yield: 0, years: 0 }, oracle[0]!)).toBe(
      10,
    );
  });

  it('is as a simulation says', () => {
    const [option, model] = [
      { spot: 100, strike: 105, rate: 0.02, yield: 0, years: 1 },
      { v0: 0.06, kappa: 2, theta: 0.04, sigma: 0.5, rho: -0.6 },
    ];
    const price = simulate(option, model, new Random(7));
    expect(Math.abs(heston({ ...option, kind: 'call' }, model) - price.mean)).toBeLessThan(
      4 * price.error + 0.02,
    );
  });

  it('is priced in slices as alone', () => {
    fc.assert(
      fc.property(terms, models, (option, any) => {
        const model = { ...any, kappa: any.kappa + 0.3, rho: any.rho * 0.9 };
        const slice = new HestonSlice(option.years, model);
        // Further out the price is nothing, and the wave too short for points that do not adapt.
        const deviation = Math.sqrt(expectedVariance(model, option.years));
        fc.pre(Math.abs(Math.log(option.strike / option.spot)) < 4 * deviation);
        const gap = slice.value({ ...option, kind: 'call' }) - heston({ ...option, kind: 'call' }, model);
        expect(Math.abs(gap)).toBeLessThan(1e-3);
      }),
      { numRuns: 60 },
    );
  });

  it('is found again from its prices', () => {
    const model = { v0: 0.05, kappa: 1.7, theta: 0.08, sigma: 0.6, rho: -0.6 };
    const quotes = [0.25, 1, 2].flatMap((years) =>
      [80, 90, 100, 110, 125].map((strike) => {
        const option = { kind: 'call', spot: 100, strike, rate: 0.02, yield: 0.01, years } as const;
        return { option, price: heston(option, model) };
      }),
    );
    const fit = calibrateHeston(quotes);
    expect(fit.volatilityError).toBeLessThan(1e-8);
    for (const name of ['v0', 'kappa', 'theta', 'sigma', 'rho'] as const)
      expect(fit.model[name]).toBeCloseTo(model[name], 4);
  });
});

/** Full truncation of Lord, Koekkoek, van Dijk (2010). */
function simulate(
  { spot, strike, rate, years }: { spot: number; strike: number; rate: number; years: number },
  model: { v0: number; kappa: number; theta: number; sigma: number; rho: number },
  random: Random,
): { mean: number; error: number } {
  const [paths, steps] = [20_000, 50];
  const step = years / steps;
  let sum = 0;
  let squares = 0;
  for (let path = 0; path < paths; path += 1) {
    let [x, v] = [0, model.v0];
    for (let i = 0; i < steps; i += 1) {
      const first = random.nextGaussian();
      const other = model.rho * first + Math.sqrt(1 - model.rho ** 2) * random.nextGaussian();
      const variance = Math.max(v, 0);
      x += (rate - variance / 2) * step + Math.sqrt(variance * step) * first;
      v += model.kappa * (model.theta - variance) * step + model.sigma * Math.sqrt(variance * step) * other;
    }
    const payoff = Math.exp(-rate * years) * Math.max(spot * Math.exp(x) - strike, 0);
    sum += payoff;
    squares += payoff * payoff;
  }
  const mean = sum / paths;
  return { mean, error: Math.sqrt((squares / paths - mean * mean) / paths) };
}

const moneyness = Array.from({ length: 13 }, (_, i) => -0.6 + i * 0.1);
/** Vogt's smile, which has butterfly arbitrage. Source: Gatheral, Jacquier 2014, example 3.1. */
const VOGT: Svi = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 };

describe('smiles', () => {
  it('knows the smile of Vogt for one with arbitrage', () => {
    const { isFree, butterflyMin } = checkSmile(VOGT);
    expect(isFree).toBe(false);
    expect(butterflyMin).toBeLessThan(0);
    expect(durrleman(VOGT, 0.8)).toBeLessThan(0);
  });

  it('has the density of prices in Durrleman’s function', () => {
    const smile: Svi = { a: 0.02, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2 };
    const price = (strike: number) =>
      blackScholes({
        kind: 'call',
        spot: 1,
        strike,
        rate: 0,
        yield: 0,
        years: 1,
        volatility: Math.sqrt(sviVariance(smile, Math.log(strike))),
      });
    for (const k of [-0.5, -0.1, 0, 0.2, 0.6]) {
      const [strike, h] = [Math.exp(k), 1e-4];
      const density = (price(strike + h) - 2 * price(strike) + price(strike - h)) / (h * h);
      const w = sviVariance(smile, k);
      const d2 = -k / Math.sqrt(w) - Math.sqrt(w) / 2;
      const expected =
        (durrleman(smile, k) * Math.exp(-0.5 * d2 * d2)) / (strike * Math.sqrt(2 * Math.PI * w));
      expect(density / expected).toBeCloseTo(1, 4);
    }
  });

  it('fits the smile of Vogt without arbitrage', () => {
    const w = moneyness.map((k) => sviVariance(VOGT, k + 0.3));
    const { check, error } = fitSvi({ k: moneyness.map((k) => k + 0.3), w });
    expect(check.isFree).toBe(true);
    expect(error).toBeLessThan(0.02);
  });

  it('finds a smile again', () => {
    const smile: Svi = { a: 0.02, b: 0.1, rho: -0.4, m: 0.05, sigma: 0.2 };
    const fit = fitSvi({ k: moneyness, w: moneyness.map((k) => sviVariance(smile, k)) });
    expect(fit.error).toBeLessThan(1e-7);
    expect(fit.check.isFree).toBe(true);
    expect(fit.smile.rho).toBeCloseTo(smile.rho, 3);
  });

  it('leaves no calendar spread to take where quotes cross', () => {
    const before: Svi = { a: 0.03, b: 0.1, rho: -0.3, m: 0, sigma: 0.2 };
    const w = moneyness.map((k) => sviVariance(before, k) * (k < 0 ? 1.2 : 0.9));
    const free = fitSvi({ k: moneyness, w });
    expect(checkSmile(free.smile, before).isFree).toBe(false);
    const { check } = fitSvi({ k: moneyness, w }, before);
    expect(check.isFree).toBe(true);
  });

  it('leaves no arbitrage in a surface, whatever the quotes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.05, max: 1.2, noNaN: true }), { minLength: 15, maxLength: 15 }),
        (volatilities) => {
          const quotes = [0.1, 0.5, 1].map((years, slice) => ({
            years,
            k: [-0.4, -0.2, 0, 0.2, 0.4],
            w: volatilities.slice(5 * slice, 5 * slice + 5).map((volatility) => volatility ** 2 * years),
          }));
          const { surface } = fitSsvi(quotes);
          let before: Svi | undefined;
          for (const years of [0.05, 0.1, 0.3, 0.5, 0.8, 1, 2]) {
            const smile = smileOfSurface(surface, years);
            const { butterflyMin, calendarMin, wing } = checkSmile(smile, before);
            expect(butterflyMin).toBeGreaterThanOrEqual(-1e-9);
            expect(calendarMin).toBeGreaterThanOrEqual(-1e-12);
            expect(wing).toBeLessThanOrEqual(2 + 1e-12);
            expect(ssviVariance(surface, 0.3, years)).toBeCloseTo(sviVariance(smile, 0.3), 10);
            before = smile;
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  it('finds a surface again', () => {
    const surface = { rho: -0.4, eta: 0.9, gamma: 0.4, years: [0.25, 1, 2], thetas: [0.01, 0.04, 0.07] };
    const quotes = surface.years.map((years) => ({
      years,
      k: moneyness,
      w: moneyness.map((k) => ssviVariance(surface, k, years)),
    }));
    const fit = fitSsvi([...quotes].reverse());
    expect(fit.relativeError).toBeLessThan(1e-6);
    expect(fit.surface.rho).toBeCloseTo(-0.4, 4);
    expect(fit.surface.thetas[2]).toBeCloseTo(0.07, 6);
    expect(ssviVariance(surface, 0.1, 0)).toBe(0);
  });
});

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
