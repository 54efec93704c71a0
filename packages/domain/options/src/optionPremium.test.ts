import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OptionTerms, optionPremium } from './optionPremium.ts';
import { exponential, logarithm, normal, rootDown } from './series.ts';

const FILE = new URL('../../../../vectors/blackScholes.json', import.meta.url);
type Case = Record<'option' | 'spot' | 'strike' | 'volatility' | 'rate' | 'seconds' | 'premium', string>;
const cases = (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }).cases;

const E18 = 10n ** 18n;
const E27 = 10n ** 27n;

function termsOf(each: Case): OptionTerms {
  return {
    kind: each.option as 'call' | 'put',
    spot1e18: BigInt(each.spot),
    strike1e18: BigInt(each.strike),
    volatility1e18: BigInt(each.volatility),
    rate1e18: BigInt(each.rate),
    seconds: BigInt(each.seconds),
  };
}

function premiumOf(terms: OptionTerms): bigint {
  const premium = optionPremium(terms);
  if (!premium.ok) throw new Error(JSON.stringify(premium, (_, value) => String(value)));
  return premium.value;
}

const usual: OptionTerms = {
  ...{ kind: 'call', spot1e18: 100n * E18, strike1e18: 100n * E18, volatility1e18: E18 / 5n },
  ...{ rate1e18: E18 / 20n, seconds: 365n * 86_400n },
};

describe('optionPremium', () => {
  it('agrees with the shared vectors within what they allow', () => {
    expect(cases.length).toBeGreaterThan(290);
    for (const each of cases) {
      const expected = BigInt(each.premium);
      const found = premiumOf(termsOf(each));
      const error = found > expected ? found - expected : expected - found;
      expect(error <= expected / 10n ** 9n + 1n, JSON.stringify(each)).toBe(true);
    }
  });

  it('agrees with QuantLib on a call at the money', () => {
    // QuantLib 1.44: 100, 100, 5 %, 20 %, one year: 10.450584.
    expect(Number(premiumOf(usual)) / 1e18).toBeCloseTo(10.450584, 6);
  });

  it('keeps parity: a call less a put is the spot less the discounted strike', () => {
    const terms = fc.record({
      spot1e18: fc.bigInt(E18, 10n ** 24n),
      strikePercent: fc.bigInt(20n, 500n),
      volatility1e18: fc.bigInt(E18 / 100n, 3n * E18),
      rate1e18: fc.bigInt(-E18 / 10n, E18 / 5n),
      seconds: fc.bigInt(60n, 3n * 365n * 86_400n),
    });
    fc.assert(
      fc.property(terms, ({ strikePercent, ...rest }) => {
        const strike1e18 = (rest.spot1e18 * strikePercent) / 100n;
        const call = premiumOf({ kind: 'call', strike1e18, ...rest });
        const put = premiumOf({ kind: 'put', strike1e18, ...rest });
        const rate = (Number(rest.rate1e18) / 1e18) * (Number(rest.seconds) / (365 * 86_400));
        const parity = Number(rest.spot1e18) - Number(strike1e18) * Math.exp(-rate);
        expect(Math.abs(Number(call - put) - parity)).toBeLessThan(
          1e-12 * Number(rest.spot1e18 + strike1e18),
        );
      }),
    );
  });

  it.each([
    ['rate', { rate1e18: E18 + 1n }],
    ['rate', { rate1e18: -E18 - 1n }],
    ['seconds', { seconds: -1n }],
    ['seconds', { seconds: 3_651n * 86_400n }],
    ['volatility', { volatility1e18: 20n * E18 + 1n }],
    ['volatility', { volatility1e18: -1n }],
    ['strike', { strike1e18: 0n }],
    ['strike', { strike1e18: 2n ** 128n }],
    ['moneyness', { spot1e18: 1n }],
    ['moneyness', { spot1e18: 10n ** 27n, strike1e18: 1n }],
  ])('refuses a %s out of bounds', (input, change) => {
    expect(optionPremium({ ...usual, ...change })).toMatchObject({
      ok: false,
      rejection: { kind: 'input-out-of-bounds', input },
    });
  });
});

describe('series', () => {
  // OEIS A001113 and A002392; Abramowitz, Stegun, table 26.1 for the normal distribution.
  it('gives known digits', () => {
    // Within 1e-24, which is a thousand units of the last decimal.
    const distance = (a: bigint, b: bigint) => Number(a > b ? a - b : b - a);
    expect(distance(exponential(E27), 2718281828459045235360287471n)).toBeLessThan(1_000);
    expect(distance(logarithm(10n * E27), 2302585092994045684017991454n)).toBeLessThan(1_000);
    expect(Number(normal(E27)) / 1e27).toBeCloseTo(0.8413447460685429, 15);
    expect(Number(normal(-3n * E27)) / 1e27).toBeCloseTo(0.001349898031630095, 15);
    expect(exponential(-64n * E27)).toBe(0n);
    expect([normal(12n * E27), normal(-12n * E27)]).toEqual([E27, 0n]);
  });

  it('takes roots that do not overshoot', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 300n), (square) => {
        const root = rootDown(square);
        expect(root * root <= square && (root + 1n) * (root + 1n) > square).toBe(true);
      }),
    );
  });
});
