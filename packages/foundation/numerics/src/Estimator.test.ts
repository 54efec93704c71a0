import { Refusal } from '@qca/base';
import { expect, it } from 'vitest';
import { type Field, type FieldShape, Inputs } from './Estimator.ts';

const field = (name: string, shape: FieldShape, more: Partial<Field> = {}): Field => ({
  name,
  shape,
  unit: 'none',
  meaning: `the ${name}`,
  ...more,
});

const estimator = {
  name: 'example',
  inputs: [
    field('sr', 'number'),
    field('n', 'whole', { default: 5 }),
    field('side', 'text', { choices: ['call', 'put'], optional: true }),
    field('returns', 'vector', { gaps: true, optional: true }),
    field('matrix', 'matrix', { optional: true }),
    field('rows', 'table', { optional: true }),
    field('trees', 'record', { optional: true }),
    field('kinds', 'texts', { choices: ['call', 'put'], optional: true }),
    field('strict', 'flag', { default: false }),
  ],
};

function refused(given: Record<string, unknown>): string {
  try {
    Inputs.check(estimator, given);
  } catch (error) {
    return error instanceof Refusal ? error.message : String(error);
  }
  throw new Error('was not refused');
}

it('reads one number as a list of it where that may be', () => {
  const loose = { name: 'example', inputs: [field('rate', 'vector', { single: true })] };
  expect(Inputs.check(loose, { rate: 0.5 }).vector('rate')).toEqual(Float64Array.of(0.5));
  expect(Inputs.check(loose, { rate: [1, 2] }).vector('rate')).toEqual(Float64Array.of(1, 2));
  expect(() => Inputs.check({ ...loose, inputs: [field('rate', 'vector')] }, { rate: 0.5 })).toThrow(
    'rate is no list of numbers',
  );
});

it('knows a choice by other capitals and strokes, and gives it as it is listed', () => {
  const loose = {
    name: 'example',
    inputs: [
      field('target', 'text', { choices: ['single-factor', 'path_dependent'] }),
      field('kinds', 'texts', { choices: ['call', 'put'] }),
    ],
  };
  const read = (target: string, kinds: unknown) => {
    const inputs = Inputs.check(loose, { target, kinds });
    return [inputs.text('target'), inputs.texts('kinds')];
  };
  expect(read('Single_Factor', ['Call', 'PUT'])).toEqual(['single-factor', ['call', 'put']]);
  expect(read('path-dependent', 'Put')).toEqual(['path_dependent', ['put']]);
  expect(() => read('singlefactor', 'put')).toThrow("target is 'singlefactor', and may be");
  expect(() => read('single-factor', 'puts')).toThrow("kinds holds 'puts', and may hold call, put");
});

it('passes on a word that may stand in place of numbers, and no other', () => {
  const loose = { name: 'example', inputs: [field('pi', 'record', { words: ['market', 'equal'] })] };
  expect(Inputs.check(loose, { pi: 'Equal' }).word('pi')).toBe('equal');
  expect(Inputs.check(loose, { pi: { a: 1 } }).word('pi')).toBeUndefined();
  expect(() => Inputs.check(loose, { pi: 'flat' })).toThrow("pi is 'flat', and may be market, equal");
});

it('gives what was given, and defaults', () => {
  const inputs = Inputs.check(estimator, {
    sr: 0.5,
    side: 'put',
    returns: [1, null, -2],
    matrix: [
      [1, 2],
      [3, 4],
    ],
    rows: [['call', 1]],
    trees: { a: 1 },
    kinds: ['call', 'put'],
  });
  expect([inputs.number('sr'), inputs.number('n'), inputs.text('side'), inputs.flag('strict')]).toEqual([
    0.5,
    5,
    'put',
    false,
  ]);
  expect(inputs.vector('returns')).toEqual(Float64Array.of(1, Number.NaN, -2));
  expect(inputs.matrix('matrix')).toEqual([Float64Array.of(1, 2), Float64Array.of(3, 4)]);
  expect([inputs.table('rows'), inputs.record('trees')]).toEqual([[['call', 1]], { a: 1 }]);
  expect(inputs.texts('kinds')).toEqual(['call', 'put']);
  expect(Inputs.check(estimator, { sr: 1, kinds: 'put' }).texts('kinds')).toEqual(['put']);
  expect(Inputs.check(estimator, { sr: 1 }).has('returns')).toBe(false);
});

it.each([
  [{}, /sr is missing/],
  [{ sr: null }, /sr is missing/],
  [{ sr: '1' }, /sr holds "1", which is no finite number/],
  [{ sr: Number.NaN }, /no finite number/],
  [{ sr: 1, n: 1.5 }, /n is no whole number/],
  [{ sr: 1, side: 'both' }, /side is 'both', and may be call, put/],
  [{ sr: 1, side: 3 }, /side is no text/],
  [{ sr: 1, returns: 'x' }, /returns is no list of numbers/],
  [{ sr: 1, matrix: [[1], [1, 2]] }, /rows of different lengths/],
  [{ sr: 1, matrix: [[null]] }, /no finite number/],
  [{ sr: 1, matrix: 3 }, /matrix is no list of rows/],
  [{ sr: 1, rows: [1] }, /rows is no list of rows/],
  [{ sr: 1, trees: 3 }, /trees is no object/],
  [{ sr: 1, kinds: [1] }, /kinds is no list of texts/],
  [{ sr: 1, kinds: 3 }, /kinds is no list of texts/],
  [{ sr: 1, kinds: ['call', 'both'] }, /kinds holds 'both', and may hold call, put/],
  [{ sr: 1, strict: 1 }, /strict is neither true nor false/],
  [{ sr: 1, sharpe: 1 }, /sharpe is no input of this estimator/],
])('refuses %j', (given, message) => {
  expect(refused(given)).toMatch(message);
});
