import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Field } from '@qca/numerics';
import { afterAll, describe, expect, it } from 'vitest';
import { readInput } from './readInput.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-input-'));
afterAll(() => rmSync(folder, { recursive: true }));

const field = (name: string, shape: Field['shape']): Field => ({ name, shape, unit: 'none', meaning: name });
const PRICER = [
  field('type', 'texts'),
  field('K', 'vector'),
  field('american', 'flag'),
  field('columns', 'texts'),
  field('rows', 'table'),
];

function read(name: string, text: string, fields: readonly Field[] = PRICER): Record<string, unknown> {
  const path = join(folder, name);
  writeFileSync(path, text);
  return readInput(path, fields);
}

describe('readInput', () => {
  it('reads a list of records as a table where one is taken', () => {
    const records = [
      { type: 'call', K: 90 },
      { type: 'put', K: 95 },
    ];
    expect(read('list.json', JSON.stringify(records))).toEqual({
      columns: ['type', 'K'],
      rows: [
        ['call', 90],
        ['put', 95],
      ],
    });
    expect(read('plain.json', JSON.stringify(records), [field('K', 'vector')])).toEqual({ K: [90, 95] });
    expect(
      read('dated.json', '[{"date":"2024-01-01","A":1,"B":null},{"date":"2024-01-02","A":3,"B":4}]', [
        field('prices', 'matrix'),
        field('assets', 'texts'),
      ]),
    ).toEqual({
      prices: [
        [1, null],
        [3, 4],
      ],
      assets: ['A', 'B'],
    });
    expect(() => read('mixed.json', '[{"K":1},{"S":1}]')).toThrow(/holds no object/);
    expect(() => read('broken.json', '[{"K":1}')).toThrow(/is no JSON/);
  });

  it('unpacks what is packed, and says when it cannot', () => {
    const path = join(folder, 'packed.csv.gz');
    writeFileSync(path, gzipSync('K\n90\n95\n'));
    expect(readInput(path, PRICER)).toEqual({ K: [90, 95] });
    writeFileSync(path, 'K\n90\n');
    expect(() => readInput(path, PRICER)).toThrow(/cannot be unpacked/);
  });

  it('refuses what is no file, holds no number, or has no even rows', () => {
    expect(() => readInput(join(folder, 'nowhere.json'), PRICER)).toThrow(/is no file/);
    expect(() => read('words.csv', 'K\n90\nninety\n')).toThrow(/row 2, K holds 'ninety', which is no number/);
    expect(() => read('uneven.csv', 'K,S\n90\n')).toThrow(/rows of different lengths/);
    expect(() => read('empty.csv', '\n')).toThrow(/is empty/);
    expect(() => read('other.csv', 'a,b\n1,2\n', [field('x', 'number')])).toThrow(
      /has no column that is an input/,
    );
  });

  it('takes a table without names for the first matrix, dates aside, with the names of its columns', () => {
    const fields = [field('prices', 'matrix'), field('assets', 'texts')];
    expect(read('prices.csv', 'date,A,B\n2024-01-01,1,2\n2024-01-02,,4\n', fields)).toEqual({
      prices: [
        [1, 2],
        [null, 4],
      ],
      assets: ['A', 'B'],
    });
    expect(read('bare.csv', '1\n2\n', [field('returns', 'vector')])).toEqual({ returns: [1, 2] });
  });

  it('reads columns of texts and flags', () => {
    expect(read('one.csv', 'type,K,american,other\ncall,90,true,x\nput,95,true,y\n')).toEqual({
      type: ['call', 'put'],
      K: [90, 95],
      american: true,
    });
    expect(read('python.csv', 'K,american\n90,True\n')).toEqual({ K: [90], american: true });
    expect(() => read('word.csv', 'K,american\n90,yes\n')).toThrow(/holds 'yes' as american/);
    expect(() => read('two.csv', 'K,american\n90,true\n95,false\n')).toThrow(
      /more than one value of american/,
    );
  });
});
