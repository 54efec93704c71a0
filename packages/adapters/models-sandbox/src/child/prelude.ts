/**
 * What runs inside QuickJS before a script, as text: it seeds chance, freezes what is built in, and stands between the
 * script and the two arrays that the host shares. It calls nothing that the script could have changed.
 *
 * `inputs`: [open × count, high × count, low × count, close × count, volume × count, time, index]. `outputs`: [count].
 * `step` returns 0, or the number of what is wrong with the answer, in the order of `ANSWERS`.
 */
export const PRELUDE = `(function (count, inputBuffer, outputBuffer, a, b, c, d) {
  'use strict';
  const { apply, ownKeys, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;
  const { freeze } = Object;
  const { slice } = Float64Array.prototype;
  const { imul } = Math;
  const { parse } = JSON;
  const inputs = new Float64Array(inputBuffer);
  const outputs = new Float64Array(outputBuffer);
  const NONE = NaN;
  const cuts = [];
  for (let column = 0; column < 5; column += 1) cuts[column] = [column * count, (column + 1) * count];
  const [openCut, highCut, lowCut, closeCut, volumeCut] = cuts;
  const timeAt = 5 * count;

  delete globalThis.SharedArrayBuffer;
  // xoshiro128**, Blackman and Vigna (2021).
  Math.random = function random() {
    const fives = imul(b, 5);
    const result = imul((fives << 7) | (fives >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a; d ^= b; b ^= c; a ^= d; c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result / 0x100000000;
  };

  const seen = new Set();
  const freezeAll = function (value) {
    const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
    if (!isObject || seen.has(value)) return;
    seen.add(value);
    if (value !== globalThis) freeze(value);
    freezeAll(getPrototypeOf(value));
    for (const key of ownKeys(value)) {
      const property = getOwnPropertyDescriptor(value, key);
      freezeAll(property.value);
      freezeAll(property.get);
      freezeAll(property.set);
    }
  };
  freezeAll(globalThis);
  freezeAll(function* () {});
  freezeAll(async function () {});
  freezeAll(async function* () {});
  freezeAll([][Symbol.iterator]());
  freezeAll(''[Symbol.iterator]());
  freezeAll(new Map()[Symbol.iterator]());
  freezeAll(new Set()[Symbol.iterator]());
  freezeAll(''.matchAll(/a/g));

  let model;
  let onBars;
  return {
    begin(given, instruments, parameters) {
      const isObject = (typeof given === 'object' && given !== null) || typeof given === 'function';
      if (!isObject) throw new TypeError('the module has no default export with onBars');
      model = given;
      onBars = given.onBars;
      if (typeof onBars !== 'function') throw new TypeError('the default export has no function onBars');
      const { start } = given;
      if (start === undefined) return;
      if (typeof start !== 'function') throw new TypeError('start of the default export is no function');
      apply(start, given, [{ instruments: parse(instruments), parameters: parse(parameters) }]);
    },
    step() {
      const answer = apply(onBars, model, [
        {
          time: inputs[timeAt],
          index: inputs[timeAt + 1],
          open: apply(slice, inputs, openCut),
          high: apply(slice, inputs, highCut),
          low: apply(slice, inputs, lowCut),
          close: apply(slice, inputs, closeCut),
          volume: apply(slice, inputs, volumeCut),
        },
      ]);
      if (answer === null || answer === undefined) {
        for (let index = 0; index < count; index += 1) outputs[index] = NONE;
        return 0;
      }
      if (typeof answer !== 'object') return 1;
      if (answer.length !== count) return 2;
      for (let index = 0; index < count; index += 1) {
        const value = answer[index];
        if (value === null || value === undefined) {
          outputs[index] = NONE;
          continue;
        }
        if (typeof value !== 'number') return 3;
        if (value - value !== 0) return 4;
        outputs[index] = value;
      }
      return 0;
    },
  };
})`;
