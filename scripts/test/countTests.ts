/** What a run of tests came to. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** The parts of vitest's JSON report that are counted. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string }[];
  }[];
}

/** Counts the cases of a report. A file that fails as a whole (it cannot be loaded, say) counts as one failure. */
export function countTests({ testResults }: VitestReport): TestCounts {
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults);
  const countOf = (...statuses: readonly string[]): number =>
    cases.filter(({ status }) => statuses.includes(status)).length;
  const brokenFiles = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  return {
    passed: countOf('passed'),
    failed: countOf('failed') + brokenFiles.length,
    skipped: countOf('pending', 'skipped', 'todo', 'disabled'),
  };
}

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** Says the counts in the one line that ends every run: `12 passed, 0 failed, 1 skipped`. */
export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
