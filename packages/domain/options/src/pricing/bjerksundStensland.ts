import { normalCdf } from '@qca/numerics';
import { bivariateNormalCdf } from './bivariateNormalCdf.ts';
import { blackScholes } from './blackScholes.ts';
import { intrinsicWorth, mirrored, type VanillaOption } from './VanillaOption.ts';

/** A call in units of its strike, and the boundary of a call that never ends. */
interface Call {
  readonly spot: number;
  readonly rate: number;
  readonly carry: number;
  readonly volatility: number;
  readonly years: number;
  readonly beta: number;
  /** Boundaries at expiry and for ever. */
  readonly first: number;
  readonly last: number;
}

/**
 * Returns the value of an American option that is exercised at one flat boundary: a lower bound, and no less than the European.
 *
 * Puts are the calls they mirror. Source: Bjerksund, Stensland, "Closed-Form Approximation of American Options" (1993).
 */
export function bjerksundStensland1993(option: VanillaOption): number {
  return valueBy(option, (call) => {
    const { spot, years, carry, volatility, first, last, beta } = call;
    const wait = (-(carry * years + 2 * volatility * Math.sqrt(years)) * first) / (last - first);
    const boundary = first + (last - first) * -Math.expm1(wait);
    if (spot >= boundary) return spot - 1;
    const phi = (power: number, level: number) => oneBoundary(call, years, power, level, boundary);
    return (
      (boundary - 1) * ((spot / boundary) ** beta - boundary ** -beta * phi(beta, boundary)) +
      phi(1, boundary) -
      phi(1, 1) -
      phi(0, boundary) +
      phi(0, 1)
    );
  });
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * Returns the value of an American option that is exercised at one of two flat boundaries, before and after a golden share of
 * its life: a lower bound too, and a closer one in ordinary markets. Where volatility × √years is near 1 or above, or interest
 * is far above the yield of a call, the boundaries of the paper lie too low and the version of 1993 is the closer one.
 *
 * Source: Bjerksund, Stensland, "Closed Form Valuation of American Options" (2002), as in Haug (2007), 3.1.2.
 */
export function bjerksundStensland2002(option: VanillaOption): number {
  return valueBy(option, (call) => {
    const { spot, years, beta } = call;
    const early = GOLDEN * years;
    const late = boundaryOver(call, early);
    const now = boundaryOver(call, years);
    if (spot >= now) return spot - 1;
    const phi = (power: number, level: number) => oneBoundary(call, early, power, level, now);
    const psi = (power: number, level: number) => twoBoundaries(call, { early, power, level, now, late });
    return (
      (now - 1) * ((spot / now) ** beta - now ** -beta * phi(beta, now)) +
      phi(1, now) -
      phi(1, late) -
      phi(0, now) +
      phi(0, late) +
      (late - 1) * late ** -beta * (phi(beta, late) - psi(beta, late)) +
      psi(1, late) -
      psi(1, 1) -
      psi(0, late) +
      psi(0, 1)
    );
  });
}

function valueBy(option: VanillaOption, approximate: (call: Call) => number): number {
  if (option.kind === 'put') return valueBy(mirrored(option), approximate);
  const least = Math.max(blackScholes(option), intrinsicWorth(option));
  const { strike, rate, yield: holding, years, volatility } = option;
  if (holding <= 0 || years * volatility === 0) return least;
  const carry = rate - holding;
  const variance = volatility * volatility;
  const half = carry / variance - 0.5;
  const beta = -half + Math.sqrt(Math.max(half * half + (2 * rate) / variance, 0));
  const first = Math.max(1, rate / holding);
  const last = beta / (beta - 1);
  if (!(last > first) || !Number.isFinite(last)) return least;
  const call: Call = { spot: option.spot / strike, rate, carry, volatility, years, beta, first, last };
  const value = strike * approximate(call);
  return Number.isFinite(value) ? Math.max(value, least) : least;
}

function boundaryOver({ carry, volatility, first, last }: Call, years: number): number {
  const wait = -(carry * years + 2 * volatility * Math.sqrt(years)) / ((last - first) * first);
  return first + (last - first) * -Math.expm1(wait);
}

function growth({ rate, carry, volatility }: Call, power: number): number {
  return -rate + power * carry + 0.5 * power * (power - 1) * volatility * volatility;
}

/** What is paid at the end, spot to a power where it is under a level, if it did not reach the boundary before. */
function oneBoundary(call: Call, years: number, power: number, level: number, boundary: number): number {
  const { spot, carry, volatility } = call;
  const deviation = volatility * Math.sqrt(years);
  const drift = (carry + (power - 0.5) * volatility * volatility) * years;
  const kappa = (2 * carry) / (volatility * volatility) + 2 * power - 1;
  const d = -(Math.log(spot / level) + drift) / deviation;
  const reflected = normalCdf(d - (2 * Math.log(boundary / spot)) / deviation);
  const image = reflected === 0 ? 0 : (boundary / spot) ** kappa * reflected;
  return Math.exp(growth(call, power) * years) * spot ** power * (normalCdf(d) - image);
}

interface Two {
  readonly early: number;
  readonly power: number;
  readonly level: number;
  readonly now: number;
  readonly late: number;
}

/** The same with the boundary `now` until `early` and `late` after it. */
function twoBoundaries(call: Call, { early, power, level, now, late }: Two): number {
  const { spot, carry, volatility, years } = call;
  const slope = carry + (power - 0.5) * volatility * volatility;
  const kappa = (2 * carry) / (volatility * volatility) + 2 * power - 1;
  const e = (ratio: number, sign: number) =>
    (Math.log(ratio) + sign * slope * early) / (volatility * Math.sqrt(early));
  const f = (ratio: number) => (Math.log(ratio) + slope * years) / (volatility * Math.sqrt(years));
  const rho = Math.sqrt(early / years);
  const both = (factor: number, x: number, y: number, correlation: number): number => {
    const chance = bivariateNormalCdf(-x, -y, correlation);
    return chance === 0 ? 0 : factor ** kappa * chance;
  };
  const chances =
    both(1, e(spot / late, 1), f(spot / level), rho) -
    both(now / spot, e((now * now) / (spot * late), 1), f((now * now) / (spot * level)), rho) -
    both(late / spot, e(spot / late, -1), f((late * late) / (spot * level)), -rho) +
    both(late / now, e((now * now) / (spot * late), -1), f((spot * late * late) / (level * now * now)), -rho);
  return Math.exp(growth(call, power) * years) * spot ** power * chances;
}
