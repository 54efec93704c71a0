import { ProblemError } from './ProblemError.ts';

/**
 * Reads the query of an address into plain text by name, exactly.
 *
 * Rejects, as `bad-request`: a name given twice, bytes that are no UTF-8, zero characters.
 */
export function readQuery(url: string): Record<string, string> {
  const start = url.indexOf('?');
  const query: Record<string, string> = Object.create(null) as Record<string, string>;
  if (start < 0 || start === url.length - 1) return query;
  for (const part of url.slice(start + 1).split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decode(equals < 0 ? part : part.slice(0, equals));
    if (name in query) throw refused(name, 'is given twice');
    query[name] = equals < 0 ? '' : decode(part.slice(equals + 1));
  }
  return query;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw refused(text.slice(0, 100), 'is not percent-encoded UTF-8');
  }
  if (decoded.includes('\0')) throw refused(text.slice(0, 100), 'holds a zero character');
  return decoded;
}

function refused(path: string, detail: string): ProblemError {
  return new ProblemError('bad-request', `The query cannot be read: ${path} ${detail}.`, {
    issues: [{ path: `query.${path}`, detail }],
  });
}
