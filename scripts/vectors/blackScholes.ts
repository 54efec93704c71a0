import type { VectorFile } from './VectorFile.ts';

// The Black-Scholes premium to 60 digits, in plain bigint. Slow on purpose and unlike the contract's own way: the exponential
// by halving and squaring, the logarithm by Newton's method on it, the normal distribution by its alternating series with
// twice the digits. Source: Black, Scholes, "The Pricing of Options and Corporate Liabilities", 1973.

const DIGITS = 120n;
const ONE = 10n ** DIGITS;
/** Pi in that scale. Source: OEIS A000796. */
const PI =
  3141592653589793238462643383279502884197169399375105820974944592307816406286208998628034825342117067982148086513282306647n;
const RATIO = 10n ** 18n;
const YEAR_SECONDS = 365n * 86_400n;

function times(a: bigint, b: bigint): bigint {
  return (a * b) / ONE;
}

function root(x: bigint): bigint {
  if (x === 0n) return 0n;
  let guess = x > ONE ? x : ONE;
  for (;;) {
    const next = (guess + (x * ONE) / guess) / 2n;
    if (next >= guess) return guess;
    guess = next;
  }
}

function exponential(x: bigint): bigint {
  const halvings = 12n;
  const small = x / 2n ** halvings;
  let sum = ONE;
  let term = ONE;
  for (let n = 1n; term !== 0n; n += 1n) {
    term = times(term, small) / n;
    sum += term;
  }
  for (let i = 0n; i < halvings; i += 1n) sum = times(sum, sum);
  return sum;
}

function logarithm(x: bigint): bigint {
  let y = 0n;
  for (;;) {
    const reached = exponential(y);
    const step = (2n * (x - reached) * ONE) / (x + reached);
    y += step;
    // The last dozen digits are rounding.
    if (step < 10n ** 20n && step > -(10n ** 20n)) return y;
  }
}

/** The series alternates and its terms grow to e^(x²/2): at 12 deviations 32 of 120 digits are lost. */
function normal(x: bigint): bigint {
  const square = times(x, x);
  let sum = 0n;
  let power = x;
  for (let n = 0n; power !== 0n; n += 1n) {
    sum += power / (2n * n + 1n);
    power = -times(power, square) / (2n * (n + 1n));
  }
  return ONE / 2n + (sum * ONE) / root(2n * PI);
}

interface Terms {
  readonly isCall: boolean;
  readonly spot: bigint;
  readonly strike: bigint;
  readonly volatility: bigint;
  readonly rate: bigint;
  readonly seconds: bigint;
}

/** Returns the premium in units of the eighteenth decimal, rounded down. */
function premium({ isCall, spot, strike, volatility, rate, seconds }: Terms): bigint {
  const unit = ONE / RATIO;
  const years = (seconds * ONE) / YEAR_SECONDS;
  const growth = times(rate * unit, years);
  const discounted = times(strike * unit, exponential(-growth));
  const deviation = times(volatility * unit, root(years));
  if (deviation === 0n) {
    const worth = isCall ? spot * unit - discounted : discounted - spot * unit;
    return worth > 0n ? worth / unit : 0n;
  }
  const distance = logarithm((spot * ONE) / strike) + growth;
  const d1 = (distance * ONE) / deviation + deviation / 2n;
  const d2 = d1 - deviation;
  const worth = isCall
    ? times(spot * unit, tail(d1)) - times(discounted, tail(d2))
    : times(discounted, tail(-d2)) - times(spot * unit, tail(-d1));
  return worth > 0n ? worth / unit : 0n;
}

/** Beyond 12 deviations the chance is under 1e-32 or that near to one. */
function tail(d: bigint): bigint {
  if (d > 12n * ONE) return ONE;
  return d < -12n * ONE ? 0n : normal(d);
}

const DAY = 86_400n;

/** Terms around the money and far from it, an hour to ten years, calm to wild, rates of either sign. */
function grid(): Terms[] {
  const terms: Terms[] = [];
  const spot = 2_000n * RATIO;
  for (const isCall of [true, false]) {
    for (const strikePercent of [1n, 50n, 90n, 99n, 100n, 101n, 120n, 300n, 10_000n])
      for (const seconds of [3_600n, 7n * DAY, 90n * DAY, 365n * DAY])
        for (const volatilityPercent of [5n, 60n, 250n])
          terms.push({
            isCall,
            spot,
            strike: (spot * strikePercent) / 100n,
            volatility: (volatilityPercent * RATIO) / 100n,
            rate: RATIO / 20n,
            seconds,
          });
    for (const rate of [-RATIO / 10n, 0n, RATIO])
      for (const seconds of [0n, 1n, 3_650n * DAY])
        for (const volatility of [0n, 1n, RATIO / 2n, 20n * RATIO])
          terms.push({ isCall, spot, strike: spot + RATIO / 3n, volatility, rate, seconds });
    for (const odd of [1n, 10n ** 9n, 10n ** 30n])
      terms.push({
        isCall,
        spot: odd * 3n,
        strike: odd * 2n,
        volatility: RATIO,
        rate: 0n,
        seconds: 30n * DAY,
      });
    // Hull, "Options, Futures, and Other Derivatives", example 15.6: 4.76 and 0.81.
    terms.push({
      isCall,
      spot: 42n * RATIO,
      strike: 40n * RATIO,
      volatility: RATIO / 5n,
      rate: RATIO / 10n,
      seconds: YEAR_SECONDS / 2n,
    });
  }
  return terms;
}

export function blackScholesVectors(): VectorFile {
  return {
    description:
      'Black-Scholes premium of a European option without dividends. spot, strike, volatility, rate (yearly, continuous) and premium have 18 decimals; a year is 365 days. The premium is rounded down; 1e-9 of it and one unit of the last decimal are allowed.',
    cases: grid().map((terms) => ({
      option: terms.isCall ? 'call' : 'put',
      spot: `${terms.spot}`,
      strike: `${terms.strike}`,
      volatility: `${terms.volatility}`,
      rate: `${terms.rate}`,
      seconds: `${terms.seconds}`,
      premium: `${premium(terms)}`,
    })),
  };
}
