import { ProblemError } from './ProblemError.ts';

/** Deeper than anything a command holds; a parser must not be led further. */
const DEPTH_MAX = 32;

/** Keys that reach into the prototypes of whoever copies them. */
const PROTOTYPE_KEYS: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Parses a request body. An empty one is undefined.
 *
 * Rejects, as `bad-request`: bytes that are no UTF-8, text that is no JSON, keys of prototypes, zero characters, halves
 * of surrogate pairs, more than 32 levels.
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined;
  const value = parse(decode(bytes));
  refuseHarmful(value, 'body', 0);
  return value;
}

function decode(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw refused('body', 'is not UTF-8 text');
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw refused('body', 'is not JSON');
  }
}

function refuseHarmful(value: unknown, path: string, depth: number): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      throw refused(path, 'holds a character that no text holds');
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if (depth === DEPTH_MAX) throw refused(path, `is nested deeper than ${DEPTH_MAX} levels`);
  for (const [key, each] of Object.entries(value)) {
    if (PROTOTYPE_KEYS.has(key)) throw refused(path, `has the key ${key}`);
    refuseHarmful(key, path, depth + 1);
    refuseHarmful(each, `${path}.${key}`.slice(0, 200), depth + 1);
  }
}

function refused(path: string, detail: string): ProblemError {
  return new ProblemError('bad-request', `The body cannot be read: ${path} ${detail}.`, {
    issues: [{ path, detail }],
  });
}
