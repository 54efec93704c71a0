import { expect, it } from 'vitest';
import { addCounts, countTests, formatCounts } from './countTests.ts';

const file = (status: string, ...cases: readonly string[]) => ({
  status,
  assertionResults: cases.map((each) => ({ status: each })),
});

it('counts cases, and files that fail as a whole', () => {
  const testResults = [
    file('passed', 'passed', 'passed', 'skipped', 'todo', 'pending'),
    file('failed', 'passed', 'failed'),
    file('failed'),
    file('failed', 'passed'),
  ];
  expect(countTests({ testResults })).toEqual({ passed: 4, failed: 3, skipped: 3 });
});

it('says skipped only when something was', () => {
  expect(formatCounts({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
  expect(formatCounts({ passed: 3, failed: 1, skipped: 2 })).toBe('3 passed, 1 failed, 2 skipped');
});

it('adds the counts of two runs', () => {
  const sum = addCounts({ passed: 1, failed: 2, skipped: 3 }, { passed: 10, failed: 20, skipped: 30 });
  expect(sum).toEqual({ passed: 11, failed: 22, skipped: 33 });
});
