import { describe, expect, it } from 'vitest';
import { summarise, summaryLines } from './summary.ts';

const clean = {
  schemathesis_version: '4.32.5',
  seed: 7,
  running_time: 12.4,
  complete: true,
  operations: { total: 29, selected: 29, tested: 29 },
  phases: { coverage: { status: 'success', skip_reason: null }, fuzzing: { status: 'success' } },
  test_cases: { generated: 1_000, with_failures: 0, unique_failures: 0, errored: 0 },
  failures: [],
  errors: [],
};

describe('the summary of a fuzzed API', () => {
  it('passes when every operation was tested and nothing was found', () => {
    const summary = summarise(clean);
    expect(summary).toMatchObject({ operations: 29, cases: 1_000, failures: {}, passed: true, seconds: 12 });
    expect(summaryLines({ ...summary, serverErrors: 0 })).toMatch(/nothing found\n$/);
    expect(summaryLines({ ...summary, serverErrors: 1 })).toMatch(/FAILED\n$/);
  });

  it.each([
    [
      'a failure',
      { failures: [{ code: 'ST108', title: 'Response violates schema', operations: ['GET /'] }] },
    ],
    ['an error', { errors: [{ title: 'Network Error', count: 3 }] }],
    ['an operation that was not tested', { operations: { total: 29, tested: 28 } }],
    ['a document without operations', { operations: { total: 0, tested: 0 } }],
    ['a run that broke off', { complete: false }],
  ])('does not with %s', (_name, change) => {
    expect(summarise({ ...clean, ...change }).passed).toBe(false);
  });

  it('names what was found with how many operations met it', () => {
    const failures = [{ code: 'ST108', title: 'Response violates schema', operations: ['GET /a', 'GET /b'] }];
    expect(
      summarise({ ...clean, failures, errors: [{ title: 'Network Error', count: 3 }] }).failures,
    ).toEqual({
      'ST108 Response violates schema': 2,
      'Network Error': 3,
    });
  });

  it('takes nothing else for a report', () => {
    expect(() => summarise({})).toThrow();
  });
});
