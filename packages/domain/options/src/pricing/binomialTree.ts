import { assert } from '@qca/base';
import type { VanillaOption } from './VanillaOption.ts';

export interface TreeOptions {
  /** Number of steps; work grows with its square. */
  readonly steps: number;
  readonly isAmerican: boolean;
}

/** A tree of so many steps takes about a second. */
export const TREE_STEPS_MAX = 20_000;

/** Returns the chance of an upward step, which must lie between 0 and 1: else steps are too few or volatility too small. */
export function upwardChance(
  { rate, years, volatility, yield: holding }: VanillaOption,
  steps: number,
): number {
  const step = years / steps;
  const up = Math.exp(volatility * Math.sqrt(step));
  return (Math.exp((rate - holding) * step) - 1 / up) / (up - 1 / up);
}

/**
 * Returns the value on the binomial tree of Cox, Ross and Rubinstein.
 *
 * Years, volatility and steps must be above zero, and `upwardChance` between 0 and 1.
 * Source: Cox, Ross, Rubinstein, "Option Pricing: A Simplified Approach" (1979).
 */
export function binomialTree(option: VanillaOption, { steps, isAmerican }: TreeOptions): number {
  const { kind, spot, strike, rate, years, volatility } = option;
  const chance = upwardChance(option, steps);
  assert(chance >= 0 && chance <= 1, `binomialTree: the chance of an upward step is ${chance}`);
  const step = years / steps;
  const move = volatility * Math.sqrt(step);
  const up = Math.exp(-rate * step) * chance;
  const down = Math.exp(-rate * step) * (1 - chance);
  const sign = kind === 'call' ? 1 : -1;
  // Price after i ups and j downs is spot × exp((i − j) × move), of which 2 × steps + 1 differ.
  const prices = Float64Array.from({ length: 2 * steps + 1 }, (_, i) => spot * Math.exp((i - steps) * move));
  const values = Float64Array.from({ length: steps + 1 }, (_, i) =>
    Math.max(sign * (prices[2 * i]! - strike), 0),
  );
  for (let level = steps - 1; level >= 0; level -= 1) {
    const offset = steps - level;
    for (let i = 0; i <= level; i += 1) {
      const held = up * values[i + 1]! + down * values[i]!;
      values[i] = isAmerican ? Math.max(held, sign * (prices[2 * i + offset]! - strike)) : held;
    }
  }
  return values[0]!;
}
