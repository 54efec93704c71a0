import type { Figure } from '../report/EvaluationReport.ts';

/** A number that is not there. */
const NONE = '—';
const MINUS = '−';

/** `12.3 %`, with a true minus sign. */
export function percentText(value: Figure | undefined, digits = 1): string {
  return typeof value === 'number' ? `${fixed(value * 100, digits)} %` : wordOf(value);
}

/** A plain number with so many digits after the point. */
export function numberText(value: Figure | undefined, digits = 2): string {
  return typeof value === 'number' ? fixed(value, digits) : wordOf(value);
}

/** Whole units with thousands apart: `12,345`. */
export function wholeText(value: Figure | undefined): string {
  return typeof value === 'number' ? signed(Math.round(value).toLocaleString('en-US')) : wordOf(value);
}

/** As many digits as tell it apart: four. */
export function shortText(value: Figure | undefined): string {
  if (typeof value !== 'number') return wordOf(value);
  const size = Math.abs(value);
  if (size >= 1e4) return wholeText(value);
  return signed(String(Number(value.toPrecision(size < 1e-3 ? 2 : 4))));
}

function fixed(value: number, digits: number): string {
  const text = value.toLocaleString('en-US', {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // −0.0 is no loss.
  return signed(/^-[0.,]*$/.test(text) ? text.slice(1) : text);
}

function signed(text: string): string {
  return text.replace('-', MINUS);
}

function wordOf(value: Figure | undefined): string {
  if (value === 'inf') return '∞';
  return value === '-inf' ? `${MINUS}∞` : NONE;
}
