/** Digits after the decimal point. Between the two, as many as are known. */
export interface Digits {
  readonly min: number;
  readonly max: number;
}

/** How signs are written: a true minus always; a plus only where the sign is the message. */
export type Sign = 'negative' | 'always';

export const MINUS = '−';

/** Digits of the fraction that a browser formats at most. */
const DIGITS_MAX = 20;
// Latin digits in every language: tables, ids and the axes of charts then agree with each other.
const NUMBERING = 'latn';

const formats = new Map<string, Intl.NumberFormat>();

/**
 * Writes an exact decimal text for people: thousands by locale, a true minus, no more digits than were given.
 *
 * Never goes through a float: the browser rounds the text itself. Rounds half away from zero.
 */
export function formatDecimal(
  text: string,
  locale: string,
  digits?: Partial<Digits>,
  sign: Sign = 'negative',
): string {
  const negative = text.startsWith('-');
  const size = negative ? text.slice(1) : text;
  const known = (size.split('.')[1] ?? '').replace(/0+$/, '').length;
  const max = Math.min(digits?.max ?? DIGITS_MAX, DIGITS_MAX);
  const min = Math.min(digits?.min ?? Math.min(known, max), max);
  const written = formatOf(locale, min, max).format(size as `${number}`);
  if (!/[1-9]/.test(written)) return written;
  if (negative) return MINUS + written;
  return sign === 'always' ? `+${written}` : written;
}

/** Writes an estimate. What is below the last digit shown is not known: it is rounded half away from zero. */
export function formatEstimate(
  value: number,
  locale: string,
  digits: number,
  sign: Sign = 'negative',
): string {
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  const written = formatOf(locale, digits, digits).format(Math.abs(value));
  if (!/[1-9]/.test(written)) return written;
  if (value < 0) return MINUS + written;
  return sign === 'always' ? `+${written}` : written;
}

function formatOf(locale: string, min: number, max: number): Intl.NumberFormat {
  const key = `${locale} ${min} ${max}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, {
    minimumFractionDigits: min,
    maximumFractionDigits: max,
    numberingSystem: NUMBERING,
  });
  formats.set(key, made);
  return made;
}
