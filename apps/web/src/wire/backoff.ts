const FIRST_MS = 500;
const LONGEST_MS = 15_000;

/**
 * How long to wait before try number `tries` (0 is the first). Doubles, and spreads over its upper half by `chance`
 * (0 to 1), so that many browsers do not come back at once.
 */
export function backoffMs(tries: number, chance: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(tries, 10));
  return Math.round(whole * (0.5 + chance / 2));
}
