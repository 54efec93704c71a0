import type { ParameterLimit } from '@qca/api';

export type ParameterValue = string | number | boolean;

/** What is wrong with a typed value; the numbers are the bounds it breaks. */
export type DraftFault =
  | { readonly kind: 'not-a-number' }
  | { readonly kind: 'not-whole' }
  | { readonly kind: 'out-of-bounds'; readonly min: number; readonly max: number }
  | { readonly kind: 'not-below'; readonly other: string };

export type Draft = { readonly value: ParameterValue } | { readonly fault: DraftFault };

/** Reads a typed parameter by its limit. The agent checks again; this only saves the way there. */
export function readDraft(
  text: string,
  limit: ParameterLimit,
  others: Readonly<Record<string, unknown>>,
): Draft {
  if (limit.kind === 'flag') return { value: text === 'true' };
  if (limit.kind !== 'number') return { value: text };
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return { fault: { kind: 'not-a-number' } };
  if (limit.whole === true && !Number.isInteger(value)) return { fault: { kind: 'not-whole' } };
  if (value < limit.min || value > limit.max) {
    return { fault: { kind: 'out-of-bounds', min: limit.min, max: limit.max } };
  }
  const other = limit.below === undefined ? undefined : others[limit.below];
  if (typeof other === 'number' && value >= other)
    return { fault: { kind: 'not-below', other: limit.below as string } };
  return { value };
}

/** The parameters that differ from what they are; undefined while one does not fit, or none differs. */
export function changedParameters(
  now: Readonly<Record<string, unknown>>,
  drafts: Readonly<Record<string, Draft>>,
): Readonly<Record<string, ParameterValue>> | undefined {
  const changed: Record<string, ParameterValue> = {};
  for (const [key, draft] of Object.entries(drafts)) {
    if ('fault' in draft) return undefined;
    if (draft.value !== now[key]) changed[key] = draft.value;
  }
  return Object.keys(changed).length === 0 ? undefined : changed;
}
