import { Refusal } from '@qca/base';

export type Value = number | string | boolean;

/** What one parameter may be. Both ends are allowed. */
export type Dimension =
  /** from, from + step, …, at most to. The step is 1 when not given. */
  | { readonly kind: 'whole'; readonly from: number; readonly to: number; readonly step?: number }
  /** With a step: from, from + step, …, at most to. */
  | { readonly kind: 'real'; readonly from: number; readonly to: number; readonly step?: number }
  /** Equal factors are equally likely: 0.01 to 0.1 as much as 0.1 to 1. */
  | { readonly kind: 'log-real'; readonly from: number; readonly to: number }
  | { readonly kind: 'choice'; readonly options: readonly Value[] };

/** Parameters by name, and what each may be. */
export type Space = Readonly<Record<string, Dimension>>;

/** One value for each parameter. */
export type Point = Readonly<Record<string, Value>>;

/** More parameters than this are not searched but guessed: the points would be too few to tell them apart. */
export const DIMENSIONS_MAX = 50;
/** More options than this are a range, not a choice. */
const OPTIONS_MAX = 1_000;

/** Rejects, as `Refusal`: `bad-space`. */
export function checkSpace(space: Space): void {
  const names = Object.keys(space);
  if (names.length === 0 || names.length > DIMENSIONS_MAX)
    throw bad('space', `${names.length} parameters`, `Give 1 to ${DIMENSIONS_MAX}.`);
  for (const [name, dimension] of Object.entries(space)) checkDimension(name, dimension);
}

function checkDimension(name: string, dimension: Dimension): void {
  if (dimension.kind === 'choice') {
    const { options } = dimension;
    if (options.length === 0 || options.length > OPTIONS_MAX)
      throw bad(name, `${options.length} options`, `Give 1 to ${OPTIONS_MAX}.`);
    if (new Set(options).size < options.length)
      throw bad(name, 'an option stands there twice', 'Name each once.');
    return;
  }
  const { from, to } = dimension;
  if (!Number.isFinite(from) || !Number.isFinite(to) || from > to)
    throw bad(name, `from ${from} to ${to} is no range`, 'Give two finite numbers, the smaller first.');
  if (dimension.kind === 'log-real') {
    if (from <= 0) throw bad(name, `from ${from} has no logarithm`, 'Give a range above 0.');
    return;
  }
  const { step } = dimension;
  if (step !== undefined && !(step > 0 && Number.isFinite(step)))
    throw bad(name, `a step of ${step}`, 'Give a step above 0.');
  if (dimension.kind === 'whole' && ![from, to, step ?? 1].every(Number.isSafeInteger))
    throw bad(name, 'ends or step are not whole', 'Give whole numbers, or search a real parameter.');
}

/** Counts the values a parameter may take; Infinity for a range without a step. */
export function countOf(dimension: Dimension): number {
  if (dimension.kind === 'choice') return dimension.options.length;
  const { from, to } = dimension;
  if (from === to) return 1;
  if (dimension.kind === 'log-real') return Number.POSITIVE_INFINITY;
  const step = dimension.step ?? (dimension.kind === 'whole' ? 1 : undefined);
  // A step that fits a whole number of times counts its last value, although binary fractions fall short of it.
  return step === undefined ? Number.POSITIVE_INFINITY : Math.floor((to - from) / step + 1e-9) + 1;
}

/** The value with an index from 0 in a parameter that counts its values. */
export function valueOfIndex(dimension: Dimension, index: number): Value {
  if (dimension.kind === 'choice') return dimension.options[index] as Value;
  if (dimension.kind === 'log-real') return dimension.from;
  const step = dimension.step ?? 1;
  return Math.min(dimension.to, tidy(dimension.from + index * step));
}

// 0.1 + 2 · 0.1 is written 0.3: twelve digits are more than any step has.
function tidy(value: number): number {
  return Number(value.toPrecision(12));
}

/** The value at a place from 0 to 1 along a parameter; values that count have equal parts of it. */
export function valueAt(dimension: Dimension, unit: number): Value {
  const count = countOf(dimension);
  if (Number.isFinite(count))
    return valueOfIndex(dimension, Math.min(count - 1, Math.max(0, Math.floor(unit * count))));
  const { from, to } = dimension as { from: number; to: number };
  const value =
    dimension.kind === 'log-real'
      ? Math.exp(Math.log(from) + unit * (Math.log(to) - Math.log(from)))
      : from + unit * (to - from);
  return Math.min(to, Math.max(from, value));
}

/** The place of a value along a parameter: the middle of its part where values count. */
export function unitOf(dimension: Dimension, value: Value): number {
  const count = countOf(dimension);
  if (dimension.kind === 'choice') return (dimension.options.indexOf(value) + 0.5) / count;
  const { from, to } = dimension;
  if (from === to) return 0.5;
  if (dimension.kind === 'log-real') return Math.log((value as number) / from) / Math.log(to / from);
  if (!Number.isFinite(count)) return ((value as number) - from) / (to - from);
  return (Math.round(((value as number) - from) / (dimension.step ?? 1)) + 0.5) / count;
}

/** The point at a place in the unit cube; parameters in the order of the space. */
export function pointAt(space: Space, units: ArrayLike<number>): Point {
  return Object.fromEntries(
    Object.entries(space).map(([name, dimension], index) => [
      name,
      valueAt(dimension, units[index] as number),
    ]),
  );
}

function bad(name: string, what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-space', what: `${name}: ${what}`, where: '--space', remedy });
}
