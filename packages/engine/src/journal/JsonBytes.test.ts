import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { JsonBytes } from './JsonBytes.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800'),
);
const number = fc.oneof(
  fc.double(),
  fc.integer(),
  fc.maxSafeInteger(),
  fc.constantFrom(-0, 9, 10, 999_999_999, 1e9, 1e21, 5e-324),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    text,
    number,
    fc.boolean(),
    fc.constantFrom(null, undefined),
    fc.array(fc.integer(), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(text, tie('value'), { maxKeys: 5 }),
}));

function written(write: (out: JsonBytes) => void): string {
  const out = new JsonBytes(1);
  write(out);
  return out.buffer.toString('utf8', 0, out.length);
}

// As UTF-8 has it: a lone surrogate is escaped by JSON, so all text survives.
describe('JsonBytes', () => {
  it('writes plain data as JSON.stringify does', () => {
    fc.assert(
      fc.property(plain.object, (value) => {
        expect(written((out) => out.plain(value))).toBe(JSON.stringify(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes every number as JSON does', () => {
    fc.assert(
      fc.property(number, (value) => {
        expect(written((out) => out.number(value))).toBe(JSON.stringify(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it('writes a whole number of each length as JSON does', () => {
    for (let power = 1; power <= Number.MAX_SAFE_INTEGER; power *= 10) {
      for (const value of [power - 1, power, power + 1])
        expect(written((out) => out.number(value))).toBe(String(value));
    }
  });

  it('escapes every character that JSON escapes', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code);
      expect(written((out) => out.text(`a${character}b`))).toBe(JSON.stringify(`a${character}b`));
    }
  });
});
