import type { TestCounts } from '../test/countTests.ts';

/** One Solidity test that failed. */
export interface Failure {
  readonly suite: string;
  readonly test: string;
  readonly reason: string;
}

export interface SuiteCounts extends TestCounts {
  readonly failures: readonly Failure[];
}

/** The parts of forge's JSON report that are read. */
export type ForgeReport = Readonly<
  Record<
    string,
    {
      readonly test_results: Readonly<
        Record<
          string,
          { readonly status: string; readonly reason: string | null; readonly counterexample?: unknown }
        >
      >;
    }
  >
>;

/** Counts the tests of forge's report and collects what failed, with its counterexample. */
export function readForgeReport(report: ForgeReport): SuiteCounts {
  const results = Object.entries(report).flatMap(([suite, { test_results: tests }]) =>
    Object.entries(tests).map(([test, result]) => ({ suite, test, ...result })),
  );
  const failures = results
    .filter(({ status }) => status === 'Failure')
    .map(({ suite, test, reason, counterexample }) => ({
      suite,
      test,
      reason: [reason ?? 'no reason given', counterexample == null ? '' : JSON.stringify(counterexample)]
        .filter((part) => part !== '')
        .join(' '),
    }));
  return {
    passed: results.filter(({ status }) => status === 'Success').length,
    failed: failures.length,
    skipped: results.filter(({ status }) => status === 'Skipped').length,
    failures,
  };
}

/** Counts the tests of what Hardhat prints, or nothing when it never came to running them. */
export function readHardhatOutput(output: string): SuiteCounts | undefined {
  const count = (word: string): number | undefined => {
    const found = new RegExp(`^\\s*(\\d+) ${word}\\b`, 'm').exec(output)?.[1];
    return found === undefined ? undefined : Number(found);
  };
  const [passed, failed, skipped] = [count('passing'), count('failing'), count('skipped')];
  if (passed === undefined && failed === undefined) return undefined;
  const failures = (failed ?? 0) > 0 ? [{ suite: 'hardhat', test: 'all', reason: output.trim() }] : [];
  return { passed: passed ?? 0, failed: failed ?? 0, skipped: skipped ?? 0, failures };
}
