import { normalCdf, normalPdf } from '@qca/numerics';
import { normalisedCall } from './normalisedBlack.ts';
import type { VanillaOption } from './VanillaOption.ts';

export interface Greeks {
  readonly value: number;
  /** Change of value per unit of spot. */
  readonly delta: number;
  /** Change of delta per unit of spot. */
  readonly gamma: number;
  /** Change of value per 1.00 of volatility. */
  readonly vega: number;
  /** Change of value per year that passes. */
  readonly theta: number;
  /** Change of value per 1.00 of the rate. */
  readonly rho: number;
  /** Change of value per 1.00 of the yield. */
  readonly dividendRho: number;
  /** Percent change of value per percent change of spot. */
  readonly elasticity: number;
  /** Change of delta per 1.00 of volatility. */
  readonly vanna: number;
  /** Change of vega per 1.00 of volatility. */
  readonly volga: number;
  /** Change of value per unit of strike. */
  readonly strikeSensitivity: number;
}

/**
 * Returns the value of a European option.
 *
 * The side out of the money is computed and the other follows by parity, so that calls less puts are forwards to the last bit.
 * Source: Black, Scholes 1973 and Merton 1973, in the form with a yield of Haug, "Option Pricing Formulas" (2007), 1.1.6.
 */
export function blackScholes(option: VanillaOption): number {
  const { kind, spot, strike, rate, years, volatility } = option;
  const spotNow = spot * Math.exp(-option.yield * years);
  const strikeNow = strike * Math.exp(-rate * years);
  const moneyness = Math.log(spot / strike) + (rate - option.yield) * years;
  const outside =
    Math.sqrt(spotNow * strikeNow) * normalisedCall(-Math.abs(moneyness), volatility * Math.sqrt(years));
  const inside = kind === 'call' ? spotNow - strikeNow : strikeNow - spotNow;
  return outside + Math.max(inside, 0);
}

/** Returns the value and its sensitivities. Without time or volatility they are those of the discounted forward. */
export function blackScholesGreeks(option: VanillaOption): Greeks {
  const { kind, spot, strike, rate, years, volatility } = option;
  const value = blackScholes(option);
  const sign = kind === 'call' ? 1 : -1;
  const holding = Math.exp(-option.yield * years);
  const discount = Math.exp(-rate * years);
  const { d1, d2, root } = distances(option);
  const density = root * volatility > 0 ? normalPdf(d1) : 0;
  const delta = sign * holding * normalCdf(sign * d1);
  const gamma = density === 0 ? 0 : (holding * density) / (spot * volatility * root);
  const vega = spot * holding * density * root;
  const inMoney = normalCdf(sign * d2);
  const decay = -0.5 * volatility * volatility * spot * spot * gamma;
  return {
    value,
    delta,
    gamma,
    vega,
    theta: decay + rate * value - (rate - option.yield) * spot * delta,
    rho: sign * strike * years * discount * inMoney,
    dividendRho: -years * spot * delta,
    elasticity: (delta * spot) / value,
    vanna: density === 0 ? 0 : (-holding * density * d2) / volatility,
    volga: density === 0 ? 0 : (vega * d1 * d2) / volatility,
    strikeSensitivity: -sign * discount * inMoney,
  };
}

/** How far the strike is below the forward, in deviations; infinite where there are none. */
function distances({ spot, strike, rate, years, volatility, yield: holding }: VanillaOption): {
  d1: number;
  d2: number;
  root: number;
} {
  const root = Math.sqrt(years);
  const deviation = volatility * root;
  const moneyness = Math.log(spot / strike) + (rate - holding) * years;
  if (deviation === 0) {
    const d = moneyness === 0 ? 0 : moneyness * Number.POSITIVE_INFINITY;
    return { d1: d, d2: d, root };
  }
  const d1 = moneyness / deviation + deviation / 2;
  return { d1, d2: d1 - deviation, root };
}
