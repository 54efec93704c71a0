import type { Field, FieldShape, Inputs } from '@qca/numerics';
import { badInput } from '@qca/numerics';

type More = Pick<Field, 'default' | 'choices' | 'gaps' | 'single' | 'optional'>;

/** Builds a field in one line. */
export function field(
  name: string,
  shape: FieldShape,
  unit: string,
  meaning: string,
  more: More = {},
): Field {
  return { name, shape, unit, meaning, ...more };
}

/** A field that may be left out. */
export function optional(
  name: string,
  shape: FieldShape,
  unit: string,
  meaning: string,
  more: More = {},
): Field {
  return { name, shape, unit, meaning, optional: true, ...more };
}

export const SEED = field(
  'seed',
  'whole',
  'none',
  'start of the random numbers: the same seed gives the same answer',
  {
    default: 1,
  },
);

/** The first of several names under which an input may be given; undefined where none is. */
export function given(inputs: Inputs, names: readonly string[]): string | undefined {
  return names.find((name) => inputs.has(name));
}

/** The same, and refuses when none is. */
export function required(estimator: string, inputs: Inputs, names: readonly string[]): string {
  const name = given(inputs, names);
  if (name === undefined)
    throw badInput(estimator, names[0] as string, 'is missing', `Give one of: ${names.join(', ')}.`);
  return name;
}

/** Refuses an input unless what must hold does. */
export function demand(holds: boolean, estimator: string, input: string, what: string, remedy: string): void {
  if (!holds) throw badInput(estimator, input, what, remedy);
}

/** One input as a number, or `otherwise` when it was left out. */
export function numberOr(inputs: Inputs, name: string, otherwise: number): number {
  return inputs.has(name) ? inputs.number(name) : otherwise;
}

/** Whether the value lies in the open interval (0, 1). */
export function isProbability(value: number): boolean {
  return value > 0 && value < 1;
}

/**
 * Columns of a matrix given as [row][column].
 *
 * Shape: answer [column][row].
 */
export function columnsOf(rows: readonly Float64Array[]): readonly Float64Array[] {
  return Array.from({ length: rows[0]?.length ?? 0 }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] as number),
  );
}
