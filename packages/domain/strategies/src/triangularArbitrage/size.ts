/** One level of a conversion, everything it costs included. */
export interface ConversionLevel {
  /** What one unit of the asset given brings of the asset received. Falls from level to level. */
  readonly rate: number;
  /** How much of the asset given the level takes; +Infinity where the data does not say. */
  readonly capacity: number;
}

export interface CycleQuestion {
  /** Shape: [conversion][level], best level first. */
  readonly conversions: readonly (readonly ConversionLevel[])[];
  /** Least profit of every unit sent round, as a fraction. */
  readonly hurdle: number;
  /** Most of the start asset to send. */
  readonly inputMax: number;
}

/**
 * Returns how much of the start asset to send round a cycle: 0 when not even the first unit comes back larger.
 *
 * All ladders are walked together. The marginal unit comes back multiplied by the product of the current rates; each
 * rate only falls, so the surplus is concave and its maximum is where the product falls to 1 + hurdle.
 * Source: as for two venues, marginal price of the whole cycle equal to one; Angeris et al. (2022), section 2.
 */
export function cycleInput({ conversions, hurdle, inputMax }: CycleQuestion): number {
  const at = conversions.map(() => 0);
  const left = conversions.map((levels) => levels[0]?.capacity ?? 0);
  let input = 0;
  for (;;) {
    // Largest next piece such that every conversion stays on its level, told in start units.
    let product = 1;
    let piece = inputMax - input;
    let tightest = -1;
    for (const [index, levels] of conversions.entries()) {
      const level = levels[at[index] as number];
      if (level === undefined) return input;
      const room = (left[index] as number) / product;
      if (room < piece) {
        piece = room;
        tightest = index;
      }
      product *= level.rate;
    }
    if (!(product > 1 + hurdle)) return input;
    input += piece;
    if (tightest === -1) return inputMax;
    let carried = piece;
    for (const [index, levels] of conversions.entries()) {
      const level = levels[at[index] as number] as ConversionLevel;
      left[index] = (left[index] as number) - carried;
      carried *= level.rate;
    }
    // The level that set the piece is used up, whatever rounding left of it.
    at[tightest] = (at[tightest] as number) + 1;
    left[tightest] = conversions[tightest]?.[at[tightest] as number]?.capacity ?? 0;
  }
}

/** Returns what `input` brings, walking down the levels, and the worst level it reaches; the rest of a thin book is lost. */
export function convert(
  levels: readonly ConversionLevel[],
  input: number,
): { output: number; level: number } {
  let left = input;
  let output = 0;
  let reached = 0;
  for (const [level, { rate, capacity }] of levels.entries()) {
    if (left <= 0) break;
    const taken = Math.min(left, capacity);
    output += taken * rate;
    left -= taken;
    reached = level;
  }
  return { output, level: reached };
}
