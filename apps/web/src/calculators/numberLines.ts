/** Numbers behind a reason, flattened to lines: `sizes.bid` for what lies deeper. Bounded: a reason has few. */
const LINES_MAX = 40;

export interface NumberLine {
  readonly name: string;
  readonly value: string | number | boolean | null;
}

export function numberLines(numbers: Readonly<Record<string, unknown>>): readonly NumberLine[] {
  const lines: NumberLine[] = [];
  const add = (prefix: string, value: unknown): void => {
    if (lines.length >= LINES_MAX) return;
    if (typeof value === 'object' && value !== null) {
      for (const [key, each] of Object.entries(value)) add(prefix === '' ? key : `${prefix}.${key}`, each);
    } else {
      lines.push({ name: prefix, value: value as NumberLine['value'] });
    }
  };
  add('', numbers);
  return lines;
}

/** Digits of a price on an axis: the same for all of about the same size. */
export function axisDigits(price: number): number {
  return Math.abs(price) >= 10 ? 2 : Math.abs(price) >= 0.1 ? 4 : 8;
}

/** An exact price, with two decimals at least, so that prices below each other stand in line. */
export const PRICE_DIGITS = { min: 2 };

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Whether a line is a figure, rather than a word. */
export function isFigure(value: NumberLine['value']): value is number | `${number}` {
  return typeof value === 'number' || (typeof value === 'string' && DECIMAL.test(value));
}

/** Digits that an estimate is worth showing with: six significant ones, eight after the point at most, and none that it does not have. */
export function digitsFor(value: number): number {
  if (Number.isInteger(value) || !Number.isFinite(value)) return 0;
  const before = Math.floor(Math.log10(Math.abs(value))) + 1;
  const worth = Math.min(8, Math.max(2, 6 - before));
  const text = String(value);
  return text.includes('e') ? worth : Math.min(worth, text.split('.')[1]?.length ?? 0);
}
