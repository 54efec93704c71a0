/** A call or a put on one unit, and what is believed about its underlying. All plain numbers. */
export interface VanillaOption {
  readonly kind: 'call' | 'put';
  /** Above zero. */
  readonly spot: number;
  /** Above zero, in the unit of spot. */
  readonly strike: number;
  /** Continuously compounded, per year. */
  readonly rate: number;
  /** What holding the underlying yields: a dividend or a lending rate, continuously compounded, per year. */
  readonly yield: number;
  /** To expiry; not below zero. */
  readonly years: number;
  /** Standard deviation of the logarithm of the price over a year; not below zero. */
  readonly volatility: number;
}

/** Returns what is got by exercising now. */
export function intrinsicWorth({ kind, spot, strike }: VanillaOption): number {
  return Math.max(kind === 'call' ? spot - strike : strike - spot, 0);
}

/** Returns the option that is worth the same after calls and puts, spot and strike, rate and yield change places. */
export function mirrored(option: VanillaOption): VanillaOption {
  return {
    kind: option.kind === 'call' ? 'put' : 'call',
    spot: option.strike,
    strike: option.spot,
    rate: option.yield,
    yield: option.rate,
    years: option.years,
    volatility: option.volatility,
  };
}
