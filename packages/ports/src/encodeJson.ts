import { canonicalJson, Refusal } from '@qca/base';

/** Nothing that people or programs send us is nested this deep; deeper text is made to exhaust a parser's stack. */
const DEPTH_MAX = 64;

/**
 * Returns plain data as canonical JSON, to be stored beside other roles' documents.
 *
 * Rejects, as `Refusal`: `document-too-large` above `bytesMax` bytes of UTF-8 or 64 levels.
 */
export function encodeJson(document: unknown, options: { readonly bytesMax: number; where: string }): string {
  refuseDeep(document, options.where, 0);
  const text = canonicalJson(document);
  const bytes = text.length > options.bytesMax ? text.length : new TextEncoder().encode(text).length;
  if (bytes <= options.bytesMax) return text;
  throw new Refusal({
    kind: 'document-too-large',
    what: `a document of ${bytes} bytes is above the bound of ${options.bytesMax}`,
    where: options.where,
    remedy: 'Send less at once.',
  });
}

function refuseDeep(value: unknown, where: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return;
  if (depth === DEPTH_MAX) {
    throw new Refusal({
      kind: 'document-too-large',
      what: `a document is nested deeper than ${DEPTH_MAX} levels`,
      where,
      remedy: 'Send flat data.',
    });
  }
  for (const item of Object.values(value)) refuseDeep(item, where, depth + 1);
}

/** Characters that a text column cannot keep: zero, and halves of a pair. */
const UNSTORABLE = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/** Whether text can be stored and read back as it is, in at most `lengthMax` characters. */
export function isStorableText(text: string, lengthMax: number): boolean {
  return text.length <= lengthMax && !UNSTORABLE.test(text);
}
