import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from './canonicalJson.ts';

const plainJson = fc.jsonValue({ maxDepth: 4 });

describe('canonicalJson', () => {
  it('is JSON: parsing gives the value back', () => {
    fc.assert(
      fc.property(plainJson, (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(withoutNegativeZero(value));
      }),
    );
  });

  it('spells the same data the same way whatever the order of keys', () => {
    const entries = fc.uniqueArray(fc.tuple(fc.string(), plainJson), {
      selector: ([key]) => key,
      maxLength: 8,
    });
    fc.assert(
      fc.property(entries, (pairs) => {
        const forward = Object.fromEntries(pairs);
        const backward = Object.fromEntries([...pairs].reverse());
        expect(canonicalJson(backward)).toBe(canonicalJson(forward));
      }),
    );
  });

  it.each([
    [{ b: 1, a: 2 }, '{"a":2,"b":1}'],
    [{ a10: 1, a9: 2, B: 3, ä: 4, z: 5 }, '{"B":3,"a10":1,"a9":2,"z":5,"ä":4}'],
    [{ a: undefined, b: null }, '{"b":null}'],
    [{ a: undefined }, '{}'],
    [[1, undefined, [2]], '[1,null,[2]]'],
    [{}, '{}'],
    [[], '[]'],
    [Object.create(null), '{}'],
    [12_345_678_901_234_567_890n, '"12345678901234567890"'],
    [-0, '0'],
    [0.1, '0.1'],
    [1e21, '1e+21'],
    [true, 'true'],
    [false, 'false'],
    [null, 'null'],
    ['a "quote"\n', '"a \\"quote\\"\\n"'],
    [{ 'key "q"': 1 }, '{"key \\"q\\"":1}'],
  ])('writes case %#, $1', (value, text) => {
    expect(canonicalJson(value)).toBe(text);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('refuses %d', (value) => {
    expect(() => canonicalJson({ value })).toThrow(`${value} is not a JSON number`);
  });

  it.each([
    [() => 1, 'a function is not data'],
    [undefined, 'a undefined is not data'],
    [Symbol('s'), 'a symbol is not data'],
    [new Map([[1, 2]]), 'a Map without own keys'],
    [new Set([1]), 'a Set without own keys'],
    [new Date(0), 'a Date without own keys'],
  ])('refuses what has no JSON: %s', (value, message) => {
    expect(() => canonicalJson(value)).toThrow(message);
  });

  it('takes an object of a class by its own fields', () => {
    class Fill {
      lots = 3;
    }
    expect(canonicalJson(new Fill())).toBe('{"lots":3}');
  });
});

function withoutNegativeZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
