import { Refusal } from '@qca/base';
import { checkSpace, type Dimension, type Space, type Value } from '@qca/search';

/**
 * Reads a space from a command line: JSON of dimensions by name, or `name=from:to`, `name=from:to:step`, `name=log:from:to`,
 * `name=a|b|c`, separated by commas. Ranges of whole numbers are whole, unless an end is written with a point.
 *
 * Rejects, as `Refusal`: `bad-space`.
 */
export function parseSpace(text: string): Space {
  const space = text.trimStart().startsWith('{') ? readJson(text) : readShort(text);
  checkSpace(space);
  return space;
}

function readShort(text: string): Space {
  const entries = text.split(',').map((part) => {
    const [name = '', values, ...rest] = part.split('=').map((word) => word.trim());
    if (!/^\w+$/.test(name) || values === undefined || values === '' || rest.length > 0) throw bad(part);
    return [name, readDimension(part, values)] as const;
  });
  if (new Set(entries.map(([name]) => name)).size < entries.length) throw bad(text);
  return Object.fromEntries(entries);
}

function readDimension(part: string, values: string): Dimension {
  if (values.includes('|')) return { kind: 'choice', options: values.split('|').map(readValue) };
  const words = values.split(':');
  if (words.length === 1) return { kind: 'choice', options: [readValue(values)] };
  const isLog = words[0] === 'log';
  const numbers = (isLog ? words.slice(1) : words).map((word) => (word === '' ? Number.NaN : Number(word)));
  const [from, to, step] = numbers;
  if (
    from === undefined ||
    to === undefined ||
    numbers.some(Number.isNaN) ||
    numbers.length > (isLog ? 2 : 3)
  )
    throw bad(part);
  if (isLog) return { kind: 'log-real', from, to };
  const kind = words.some((word) => word.includes('.')) ? 'real' : 'whole';
  return step === undefined ? { kind, from, to } : { kind, from, to, step };
}

function readValue(word: string): Value {
  if (word === 'true' || word === 'false') return word === 'true';
  return word !== '' && Number.isFinite(Number(word)) ? Number(word) : word;
}

function readJson(text: string): Space {
  let parsed: Record<string, Dimension>;
  try {
    parsed = JSON.parse(text) as Record<string, Dimension>;
  } catch {
    throw bad(text);
  }
  return Object.fromEntries(Object.entries(parsed).map(([name, given]) => [name, readObject(name, given)]));
}

function readObject(name: string, given: unknown): Dimension {
  const dimension = given as Partial<Record<string, unknown>> | null;
  const known = ['whole', 'real', 'log-real', 'choice'];
  if (typeof dimension !== 'object' || dimension === null || !known.includes(String(dimension['kind'])))
    throw bad(name);
  const { kind, options, ...numbers } = dimension;
  if (kind === 'choice') {
    const isValue = (value: unknown) => ['number', 'string', 'boolean'].includes(typeof value);
    if (!Array.isArray(options) || !options.every(isValue) || Object.keys(numbers).length > 0)
      throw bad(name);
    return { kind, options: options as Value[] };
  }
  const allowed = kind === 'log-real' ? ['from', 'to'] : ['from', 'to', 'step'];
  const isKnown = Object.entries(numbers).every(
    ([key, value]) => allowed.includes(key) && typeof value === 'number',
  );
  if (!isKnown || numbers['from'] === undefined || numbers['to'] === undefined || options !== undefined)
    throw bad(name);
  return { kind, ...numbers } as Dimension;
}

function bad(what: string): Refusal {
  return new Refusal({
    kind: 'bad-space',
    what: `"${what}" says not what a parameter may be`,
    where: '--space',
    remedy: 'Write fast=5:50:5,slow=60:150:10, rate=log:0.001:1, side=long|short, or JSON.',
  });
}
