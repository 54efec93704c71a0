/** A smallest step, mantissa × 10^−decimals: 0.05 is 5 and 2. Mantissas end in another digit than 0 behind a point. */
export interface Step {
  readonly mantissa: number;
  readonly decimals: number;
}

/** Reads a positive step from decimal text. Undefined when it is none. */
export function parseStep(text: string): Step | undefined {
  const match = /^(\d{1,15})(?:\.(\d{1,18}?)0*)?$/.exec(text);
  if (match === null) return undefined;
  const fraction = match[2] ?? '';
  const mantissa = Number(`${match[1]}${fraction}`);
  if (!Number.isSafeInteger(mantissa) || mantissa === 0) return undefined;
  return fraction === '0'
    ? { mantissa: mantissa / 10, decimals: 0 }
    : { mantissa, decimals: fraction.length };
}

/** The step of one unit in the last of `decimals` places. */
export function powerStep(decimals: number): Step {
  return { mantissa: 1, decimals };
}

/** Returns the step as a whole number of 10^−scale. */
export function stepAtoms(step: Step, scale: number): bigint {
  return BigInt(step.mantissa) * 10n ** BigInt(scale - step.decimals);
}

export function formatStep(step: Step): string {
  if (step.decimals === 0) return String(step.mantissa);
  const digits = String(step.mantissa).padStart(step.decimals + 1, '0');
  return `${digits.slice(0, -step.decimals)}.${digits.slice(-step.decimals)}`;
}
