import { integrate } from '@qca/numerics';
import { blackScholes } from './blackScholes.ts';
import type { VanillaOption } from './VanillaOption.ts';

/** Variance that returns to a level and moves with the price. */
export interface HestonParameters {
  /** Variance now, per year. Not below zero. */
  readonly v0: number;
  /** Speed of return to the level, per year. Not below zero. */
  readonly kappa: number;
  /** Level of variance, per year. Not below zero. */
  readonly theta: number;
  /** Volatility of variance. Not below zero. */
  readonly sigma: number;
  /** Correlation of price and variance, −1 to 1. */
  readonly rho: number;
}

/** Pieces of one range; rounding, not the rule, is what more of them would fight. */
const PIECES_MAX = 50;

/** Radians within one part of a range. Four turns are few enough for the rule to see every one of them. */
const PART_PHASE = 8 * Math.PI;
/** Parts of one range: a characteristic function that dies slowly turns some ten thousand times. */
const PARTS_MAX = 5_000;

/** What is priced; volatility is the model's. */
export type HestonOption = Omit<VanillaOption, 'volatility'>;

/** The integrand is nothing to a double beyond this share of what it began with. */
const NEGLIGIBLE = 1e-18;
/** Doublings of the range: from a hundredth of a deviation to where every characteristic function has died. */
const DOUBLINGS_MAX = 60;

/**
 * Returns the value of a European option in the model of Heston.
 *
 * One integral on the line half-way between the poles, of the difference to Black-Scholes with the same expected variance,
 * which is smooth and small. The characteristic function is of the form without jumps in its logarithm, written so that
 * nothing cancels where sigma is small.
 * Source: Heston 1993; Lewis 2000; Albrecher, Mayer, Schoutens, Tistaert, "The Little Heston Trap" (2007);
 * Andersen, Piterbarg, "Interest Rate Modeling" (2010) for the difference.
 */
export function heston(option: HestonOption, model: HestonParameters): number {
  const { kind, spot, strike, rate, years } = option;
  const variance = expectedVariance(model, years);
  const volatility = years > 0 ? Math.sqrt(variance / years) : 0;
  const plain = blackScholes({ ...option, volatility });
  if (variance === 0 || model.sigma === 0) return plain;
  const moneyness = Math.log(spot / strike) + (rate - option.yield) * years;
  const scale = Math.sqrt(spot * strike) * Math.exp((-(rate + option.yield) * years) / 2);
  const integrand = (u: number): number => {
    const { re, im } = characteristic(u, years, model);
    const q = u * u + 0.25;
    const wave = Math.cos(u * moneyness);
    const real = re * wave - im * Math.sin(u * moneyness);
    return (Math.exp((-variance * q) / 2) * wave - real) / q;
  };
  const phase = phaseRate(moneyness, years, model);
  let integral = 0;
  for (const [low, high] of panels(years, model)) {
    const parts = Math.min(PARTS_MAX, Math.max(1, Math.ceil(((high - low) * phase) / PART_PHASE)));
    const width = (high - low) / parts;
    for (let part = 0; part < parts; part += 1) {
      integral += integrate(integrand, low + part * width, low + (part + 1) * width, {
        tolerance: 1e-14,
        relativeTolerance: 1e-12,
        piecesMax: PIECES_MAX,
      });
    }
  }
  const value = plain + (scale * integral) / Math.PI;
  const spotNow = spot * Math.exp(-option.yield * years);
  const strikeNow = strike * Math.exp(-rate * years);
  const least = Math.max(kind === 'call' ? spotNow - strikeNow : strikeNow - spotNow, 0);
  return Math.min(Math.max(value, least), kind === 'call' ? spotNow : strikeNow);
}

/** Radians that the integrand turns per unit of u where u is large: what moneyness turns, and the characteristic function itself. */
function phaseRate(
  moneyness: number,
  years: number,
  { v0, kappa, theta, sigma, rho }: HestonParameters,
): number {
  return Math.abs(moneyness) + (Math.abs(rho) * (v0 + kappa * theta * years)) / sigma;
}

/** Returns the variance expected over the years, summed. */
export function expectedVariance({ v0, kappa, theta }: HestonParameters, years: number): number {
  // Below it the share is the years themselves to the last digit, and the division would lose them.
  const isStill = kappa * years < Number.EPSILON;
  const share = isStill ? years : -Math.expm1(-kappa * years) / kappa;
  return theta * years + (v0 - theta) * share;
}

/** Returns the ranges to integrate over: each twice as long as the one before, until the characteristic functions are nothing. */
export function panels(years: number, model: HestonParameters): [number, number][] {
  const variance = expectedVariance(model, years);
  let high = 0.25 / Math.sqrt(variance);
  const ranges: [number, number][] = [[0, high]];
  for (let doubling = 0; doubling < DOUBLINGS_MAX; doubling += 1) {
    const { re, im } = characteristic(high, years, model);
    const largest = Math.hypot(re, im) + Math.exp((-variance * high * high) / 2);
    if (largest / (high * high + 0.25) < NEGLIGIBLE) break;
    ranges.push([high, 2 * high]);
    high *= 2;
  }
  return ranges;
}

/** Returns E[exp((iu + ½) x)] of the logarithm x of the price over the forward. */
export function characteristic(
  u: number,
  years: number,
  { v0, kappa, theta, sigma, rho }: HestonParameters,
): { re: number; im: number } {
  const q = u * u + 0.25;
  // beta = kappa − rho × sigma × (½ + iu); d = √(beta² + sigma² q), with positive real part.
  const a = kappa - (rho * sigma) / 2;
  const b = -rho * sigma * u;
  const [dRe, dIm] = squareRoot(a * a - b * b + sigma * sigma * q, 2 * a * b);
  const decay = Math.exp(-dRe * years);
  const eRe = decay * Math.cos(dIm * years);
  const eIm = -decay * Math.sin(dIm * years);
  // (beta − d) ÷ sigma² = −q ÷ (beta + d), and g = (beta − d) ÷ (beta + d): no difference of near numbers is taken.
  const [iRe, iIm] = divide(1, 0, a + dRe, b + dIm);
  const mRe = -q * iRe;
  const mIm = -q * iIm;
  const gRe = sigma * sigma * (mRe * iRe - mIm * iIm);
  const gIm = sigma * sigma * (mRe * iIm + mIm * iRe);
  const [oneRe, oneIm] = [1 - eRe, -eIm];
  const [wRe, wIm] = divide(gRe * oneRe - gIm * oneIm, gRe * oneIm + gIm * oneRe, 1 - gRe, -gIm);
  const factor = (2 * kappa * theta) / (sigma * sigma);
  const logRe = 0.5 * Math.log1p(2 * wRe + wRe * wRe + wIm * wIm);
  const logIm = Math.atan2(wIm, 1 + wRe);
  const [rRe, rIm] = divide(oneRe, oneIm, 1 - (gRe * eRe - gIm * eIm), -(gRe * eIm + gIm * eRe));
  const re = kappa * theta * mRe * years - factor * logRe + v0 * (mRe * rRe - mIm * rIm);
  const im = kappa * theta * mIm * years - factor * logIm + v0 * (mRe * rIm + mIm * rRe);
  const size = Math.exp(re);
  return { re: size * Math.cos(im), im: size * Math.sin(im) };
}

function squareRoot(re: number, im: number): [number, number] {
  const size = Math.hypot(re, im);
  const real = Math.sqrt((size + Math.abs(re)) / 2);
  if (real === 0) return [0, 0];
  const other = Math.abs(im) / (2 * real);
  const [x, y] = re >= 0 ? [real, other] : [other, real];
  return [x, im < 0 ? -y : y];
}

function divide(aRe: number, aIm: number, bRe: number, bIm: number): [number, number] {
  const square = bRe * bRe + bIm * bIm;
  return [(aRe * bRe + aIm * bIm) / square, (aIm * bRe - aRe * bIm) / square];
}
