import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainText, quoted } from './plainText.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('"', '\\', '\n', '\u2028', '\ud800'),
);
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    text,
    fc.double(),
    fc.integer(),
    fc.boolean(),
    fc.constantFrom(null, undefined, -0, 1e21, 5e-324),
    fc.array(fc.integer(), { maxLength: 2 }),
    tie('object'),
  ),
  object: fc.dictionary(text, tie('value'), { maxKeys: 5 }),
}));

describe('plainText', () => {
  it('writes what JSON.stringify writes', () => {
    fc.assert(
      fc.property(plain.object, (value) => {
        expect(plainText(value)).toBe(JSON.stringify(value));
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, -0, 0.1, 1e21])(
    'writes the number %s as JSON does',
    (value) => {
      expect(plainText(value)).toBe(JSON.stringify(value));
    },
  );

  it('escapes every character that JSON escapes', () => {
    for (let code = 0; code < 0x300; code += 1) {
      const character = String.fromCharCode(code);
      expect(quoted(character)).toBe(JSON.stringify(character));
    }
  });
});
