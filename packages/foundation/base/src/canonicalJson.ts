/**
 * Writes plain data as JSON with one spelling per value: keys in code-unit order, no spaces, `bigint` as a
 * decimal string, absent and `undefined` keys alike.
 *
 * Two values that are equal give equal text, so the text can be hashed. NaN and infinities are bugs here:
 * JSON has no word for them and corrupt data is worse than no data. So are Map, Set and Date, which show no keys.
 */
export function canonicalJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`canonicalJson: ${value} is not a JSON number`);
      return Object.is(value, -0) ? '0' : String(value);
    case 'bigint':
      return `"${value}"`;
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      return value === null ? 'null' : Array.isArray(value) ? arrayText(value) : objectText(value);
    default:
      throw new TypeError(`canonicalJson: a ${typeof value} is not data`);
  }
}

function arrayText(items: readonly unknown[]): string {
  return `[${items.map((item) => (item === undefined ? 'null' : canonicalJson(item))).join(',')}]`;
}

function objectText(record: object): string {
  let text = '{';
  for (const key of Object.keys(record).sort()) {
    const item = (record as Record<string, unknown>)[key];
    if (item === undefined) continue;
    text += `${text.length === 1 ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  if (text.length === 1) expectPlain(record);
  return `${text}}`;
}

// A Map, Set or Date shows no keys: written as {} its content would be lost in silence.
function expectPlain(record: object): void {
  const prototype: unknown = Object.getPrototypeOf(record);
  if (prototype === null || prototype === Object.prototype) return;
  throw new TypeError(`canonicalJson: a ${record.constructor.name} without own keys is not plain data`);
}
