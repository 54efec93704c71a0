import { expect, it } from 'vitest';
import { readForgeReport, readHardhatOutput } from './readReports.ts';

const success = { status: 'Success', reason: null, counterexample: null };

it('counts what forge ran and keeps the reason and the counterexample of what failed', () => {
  const report = {
    'a.t.sol:A': {
      test_results: {
        'test_One()': success,
        'testFuzz_Two(uint256)': {
          status: 'Failure',
          reason: 'NotEqual',
          counterexample: { Single: { args: '7' } },
        },
      },
    },
    'b.t.sol:B': { test_results: { 'test_Three()': { ...success, status: 'Skipped' } } },
  };
  expect(readForgeReport(report)).toEqual({
    passed: 1,
    failed: 1,
    skipped: 1,
    failures: [
      { suite: 'a.t.sol:A', test: 'testFuzz_Two(uint256)', reason: 'NotEqual {"Single":{"args":"7"}}' },
    ],
  });
});

it('gives a failure without a reason its own words', () => {
  const report = { A: { test_results: { 'test_One()': { status: 'Failure', reason: null } } } };
  expect(readForgeReport(report).failures[0]?.reason).toBe('no reason given');
});

it('counts what Hardhat prints', () => {
  expect(readHardhatOutput('\n  10 passing\n  2 skipped\n')).toEqual({
    passed: 10,
    failed: 0,
    skipped: 2,
    failures: [],
  });
  const output = '  ✔ test_10 passing by\n\n  9 passing\n  1 failing\n\n  1) boom';
  const failing = readHardhatOutput(output);
  expect(failing).toMatchObject({ passed: 9, failed: 1 });
  expect(failing?.failures[0]?.reason).toContain('boom');
});

it('tells a run without tests from one with none that passed', () => {
  expect(readHardhatOutput('Error HHE905')).toBeUndefined();
  expect(readHardhatOutput('  3 failing')).toMatchObject({ passed: 0, failed: 3 });
});
