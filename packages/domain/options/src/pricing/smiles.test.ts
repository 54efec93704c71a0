import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blackScholes } from './blackScholes.ts';
import { fitSvi } from './fitSvi.ts';
import { fitSsvi, smileOfSurface, ssviVariance } from './ssvi.ts';
import { checkSmile, durrleman, type Svi, sviVariance } from './svi.ts';

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
