import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
    expect(() => read('plain.json', JSON.stringify(records), [field('K', 'vector')])).toThrow(
      /holds no object/,
    );
    expect(() => read('mixed.json', '[{"K":1},{"S":1}]')).toThrow(/holds no object/);
    expect(() => read('broken.json', '[{"K":1}')).toThrow(/is no JSON/);
  });

  it('reads columns of texts and flags', () => {
    expect(read('one.csv', 'type,K,american,other\ncall,90,true,x\nput,95,true,y\n')).toEqual({
      type: ['call', 'put'],
      K: [90, 95],
      american: true,
    });
    expect(() => read('two.csv', 'K,american\n90,true\n95,false\n')).toThrow(
      /more than one value of american/,
    );
  });
});
