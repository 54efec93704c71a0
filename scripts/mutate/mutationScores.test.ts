import { expect, it } from 'vitest';
import { mutationScores, survivors } from './mutationScores.ts';

const mutant = (status: string, line = 1, replacement?: string) => ({
  status,
  mutatorName: 'Swap',
  location: { start: { line } },
  ...(replacement === undefined ? {} : { replacement }),
});

const report = {
  files: {
    'b.ts': { mutants: [mutant('Survived', 9, 'a  +\n b'), mutant('NoCoverage', 3), mutant('Killed')] },
    'a.ts': { mutants: [mutant('Killed'), mutant('Timeout'), mutant('CompileError'), mutant('Ignored')] },
    'c.ts': { mutants: [] },
  },
};

it('scores what counts', () => {
  expect(mutationScores(report)).toEqual([
    { name: 'a.ts', detected: 2, undetected: 0, percent: 100 },
    { name: 'b.ts', detected: 1, undetected: 2, percent: 100 / 3 },
    { name: 'c.ts', detected: 0, undetected: 0, percent: 100 },
    { name: 'all', detected: 3, undetected: 2, percent: 60 },
  ]);
});

it('lists survivors in order of place', () => {
  expect(survivors(report)).toEqual(['b.ts:3: NoCoverage Swap ', 'b.ts:9: Survived Swap a + b']);
});
