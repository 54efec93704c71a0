import { assert } from '@qca/base';

export interface Bracket {
  readonly low: number;
  readonly high: number;
  /** Largest error of the root; the machine's own by default. */
  readonly tolerance?: number;
}

/** Bisection alone would need no more than this many steps for doubles. */
const STEPS_MAX = 2_000;

/**
 * Returns a root of a continuous function whose signs differ at the ends of the bracket (a zero at an end counts).
 *
 * Source: R. P. Brent, "Algorithms for Minimization without Derivatives" (1973), chapter 4.
 */
export function findRoot(f: (x: number) => number, { low, high, tolerance = 0 }: Bracket): number {
  let a = low;
  let b = high;
  let fa = f(a);
  let fb = f(b);
  assert(fa === 0 || fb === 0 || fa < 0 !== fb < 0, `findRoot: no change of sign between ${low} and ${high}`);
  let c = a;
  let fc = fa;
  let step = b - a;
  let before = step;
  for (let count = 0; count < STEPS_MAX; count += 1) {
    if (fb < 0 === fc < 0 && fb !== 0) {
      c = a;
      fc = fa;
      step = b - a;
      before = step;
    }
    if (Math.abs(fc) < Math.abs(fb)) {
      [a, b, c] = [b, c, b];
      [fa, fb, fc] = [fb, fc, fb];
    }
    const near = 2 * Number.EPSILON * Math.abs(b) + 0.5 * tolerance;
    const half = 0.5 * (c - b);
    if (Math.abs(half) <= near || fb === 0) return b;
    const guess =
      Math.abs(before) >= near && Math.abs(fa) > Math.abs(fb)
        ? interpolate({ a, b, c, fa, fb, fc })
        : undefined;
    const bound = Math.min(3 * Math.abs(half) - near, Math.abs(before));
    before = guess === undefined ? half : step;
    if (guess !== undefined && guess * half > 0 && 2 * Math.abs(guess) < bound) step = guess;
    else {
      step = half;
      before = half;
    }
    a = b;
    fa = fb;
    b += Math.abs(step) > near ? step : half > 0 ? near : -near;
    fb = f(b);
  }
  return b;
}

interface Points {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly fa: number;
  readonly fb: number;
  readonly fc: number;
}

/** The step from b to where the secant, or the parabola in the inverse, crosses zero. */
function interpolate({ a, b, c, fa, fb, fc }: Points): number | undefined {
  const s = fb / fa;
  let above = (c - b) * s;
  let below = 1 - s;
  if (a !== c) {
    const q = fa / fc;
    const r = fb / fc;
    above = s * ((c - b) * q * (q - r) - (b - a) * (r - 1));
    below = (q - 1) * (r - 1) * (s - 1);
  }
  return below === 0 ? undefined : -above / below;
}
