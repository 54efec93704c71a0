import { Random } from '@qca/base';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import oracle from '../oracle/heston.json' with { type: 'json' };
import { blackScholes } from './blackScholes.ts';
import { calibrateHeston } from './calibrateHeston.ts';
import { HestonSlice } from './HestonSlice.ts';
import { expectedVariance, heston } from './heston.ts';

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

  it('counts every turn of a characteristic function that dies slowly', () => {
    const option = {
      spot: 100,
      strike: 196.50855707004666,
      rate: -0.02,
      yield: 0.1,
      years: 4.541713297436945,
    };
    const model = { v0: 0.005, kappa: 0, theta: 0.005, sigma: 2, rho: 0.98 };
    // Midpoints of 40 million intervals up to u = 400,000 of Lewis' integral, in complex arithmetic; the same up to 800,000.
    expect(Math.abs(heston({ kind: 'call', ...option }, model) - 0.3094840624188535)).toBeLessThan(1e-12);
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
        expect(price('call', option.strike * 1.01)).toBeLessThanOrEqual(call + 1e-12);
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
        const model = { ...any, kappa: any.kappa + 0.3, sigma: any.sigma / 2, rho: any.rho * 0.9 };
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
