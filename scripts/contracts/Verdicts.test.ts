import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Mutant } from './mutants.ts';
import { Verdicts } from './Verdicts.ts';

const folder = mkdtempSync(join(tmpdir(), 'qca-verdicts-'));
afterEach(() => rmSync(join(folder, 'verdicts.json'), { force: true }));

const mutantAt = (start: number): Mutant => ({
  file: 'src/a/A.sol',
  line: 1,
  within: 'f',
  operator: 'constant',
  change: '1 -> 2',
  nth: 1,
  start,
  length: 1,
  replacement: '2',
});

describe('Verdicts', () => {
  const path = join(folder, 'verdicts.json');
  const sources = { 'src/a/A.sol': 'contract A {}' };

  it('goes on where a run was stopped, and tries again what lived', () => {
    const before = new Verdicts(path, sources);
    before.add(mutantAt(1), 'killed');
    before.add(mutantAt(2), 'survived');
    before.add(mutantAt(3), 'refused by the compiler');
    const after = new Verdicts(path, sources);
    expect([1, 2, 3, 4].map((start) => after.of(mutantAt(start)))).toEqual([
      'killed',
      undefined,
      'refused by the compiler',
      undefined,
    ]);
  });

  it('knows nothing of a file that is another now', () => {
    new Verdicts(path, sources).add(mutantAt(1), 'killed');
    expect(new Verdicts(path, { 'src/a/A.sol': 'contract A { }' }).of(mutantAt(1))).toBeUndefined();
  });

  it('remembers nothing without a file', () => {
    const verdicts = new Verdicts(undefined, sources);
    verdicts.add(mutantAt(1), 'killed');
    expect(verdicts.of(mutantAt(1))).toBeUndefined();
  });
});
