import { accept, type Result, reject } from '@qca/base';
import { exponential, logarithm, normal, ONE, rootDown } from './series.ts';

/** A European option and what is believed about its underlying. Everything but `seconds` has 18 decimals. */
export interface OptionTerms {
  readonly kind: 'call' | 'put';
  readonly spot1e18: bigint;
  readonly strike1e18: bigint;
  /** Standard deviation of the logarithm of the price over a year of 365 days. */
  readonly volatility1e18: bigint;
  /** Continuously compounded yearly rate; may be negative. */
  readonly rate1e18: bigint;
  /** Seconds to expiry; with 0 the premium is the intrinsic worth. */
  readonly seconds: bigint;
}

export interface InputOutOfBounds {
  readonly kind: 'input-out-of-bounds';
  readonly input: 'rate' | 'seconds' | 'volatility' | 'strike' | 'moneyness';
  readonly value: bigint;
  readonly min: bigint;
  readonly max: bigint;
}

const RATIO = 10n ** 18n;
const YEAR_SECONDS = 365n * 86_400n;
const VOLATILITY_MAX = 20n * RATIO;
const RATE_MAX = RATIO;
const SECONDS_MAX = 10n * YEAR_SECONDS;
const UINT128_MAX = 2n ** 128n - 1n;
/** Ratios of spot to strike outside a millionth to a million: there the premium is its intrinsic worth. 27 decimals. */
const MONEYNESS_MIN = 10n ** 21n;
const MONEYNESS_MAX = 10n ** 33n;

/**
 * Returns the premium of one unit, in the unit of spot and strike; 18 decimals, rounded toward zero.
 *
 * Rejects: `input-out-of-bounds`. Source: Black, Scholes, "The Pricing of Options and Corporate Liabilities", 1973.
 * Twin: contracts/src/claims/BlackScholes.sol, `premium`.
 */
export function optionPremium(terms: OptionTerms): Result<bigint, InputOutOfBounds> {
  const wrong = outOfBounds(terms);
  if (wrong !== undefined) return reject(wrong);
  const { kind, spot1e18: spot, volatility1e18, rate1e18, seconds } = terms;
  const years = (seconds * ONE) / YEAR_SECONDS;
  const growth = (rate1e18 * 10n ** 9n * years) / ONE;
  const deviation = (volatility1e18 * rootDown((seconds * 10n ** 54n) / YEAR_SECONDS)) / RATIO;
  // Discounted with 27 decimals, so that a small strike loses nothing.
  const strike = terms.strike1e18 * exponential(-growth);
  const isCall = kind === 'call';
  if (deviation === 0n) return accept(positive(isCall ? spot * ONE - strike : strike - spot * ONE));
  const distance = logarithm(moneynessOf(terms)) + growth;
  const d1 = (distance * ONE) / deviation + deviation / 2n;
  const d2 = d1 - deviation;
  // The strike in two parts, as on a chain, where their product would not fit.
  const discounted = (chance: bigint) => (strike / ONE) * chance + ((strike % ONE) * chance) / ONE;
  const worth = isCall
    ? spot * normal(d1) - (strike / ONE) * normal(d2) - ((strike % ONE) * normal(d2)) / ONE
    : discounted(normal(-d2)) - spot * normal(-d1);
  return accept(positive(worth));
}

function positive(worth: bigint): bigint {
  return worth > 0n ? worth / ONE : 0n;
}

function moneynessOf({ spot1e18, strike1e18 }: OptionTerms): bigint {
  return (spot1e18 * ONE) / strike1e18;
}

function outOfBounds(terms: OptionTerms): InputOutOfBounds | undefined {
  const { rate1e18, seconds, volatility1e18, strike1e18 } = terms;
  return (
    outside('rate', rate1e18, -RATE_MAX, RATE_MAX) ??
    outside('seconds', seconds, 0n, SECONDS_MAX) ??
    outside('volatility', volatility1e18, 0n, VOLATILITY_MAX) ??
    outside('strike', strike1e18, 1n, UINT128_MAX) ??
    outside('moneyness', moneynessOf(terms), MONEYNESS_MIN, MONEYNESS_MAX)
  );
}

function outside(
  input: InputOutOfBounds['input'],
  value: bigint,
  min: bigint,
  max: bigint,
): InputOutOfBounds | undefined {
  return value >= min && value <= max ? undefined : { kind: 'input-out-of-bounds', input, value, min, max };
}
