import { readFileSync } from 'node:fs';

/** What we read of a report of schemathesis. */
interface Report {
  readonly schemathesis_version: string;
  readonly seed: number;
  readonly running_time: number;
  readonly complete: boolean;
  readonly operations: { readonly total: number; readonly tested: number };
  readonly phases: Readonly<Record<string, { readonly status: string }>>;
  readonly test_cases: { readonly generated: number };
  readonly failures: readonly {
    readonly code: string;
    readonly title: string;
    readonly operations: readonly unknown[];
  }[];
  readonly errors: readonly { readonly title: string; readonly count: number }[];
}

// Another version may report otherwise: what a pass rests on must be there as it was.
function isReport(json: unknown): json is Report {
  const told = json as Partial<Report> | null;
  const isCounted = [told?.operations?.total, told?.operations?.tested, told?.test_cases?.generated].every(
    Number.isInteger,
  );
  const isListed = Array.isArray(told?.failures) && Array.isArray(told.errors);
  return isCounted && isListed && typeof told?.complete === 'boolean' && typeof told.phases === 'object';
}

export interface Summary {
  readonly version: string;
  readonly seed: number;
  readonly seconds: number;
  readonly operations: number;
  readonly tested: number;
  readonly cases: number;
  readonly phases: Readonly<Record<string, string>>;
  /** Kinds of failures with how many operations each met. */
  readonly failures: Readonly<Record<string, number>>;
  /** Whether every operation was tested and nothing was found. */
  readonly passed: boolean;
}

/** Reads the report that schemathesis wrote. */
export function readReport(path: string): Summary {
  return summarise(JSON.parse(readFileSync(path, 'utf8')));
}

/** Takes what counts out of a report. Throws when it is none. */
export function summarise(json: unknown): Summary {
  if (!isReport(json)) throw new Error('this is no report of schemathesis as version 4.32 writes it');
  const told = json;
  const failures = Object.fromEntries([
    ...told.failures.map((each) => [`${each.code} ${each.title}`, each.operations.length]),
    ...told.errors.map((each) => [each.title, each.count]),
  ]);
  const { total, tested } = told.operations;
  return {
    version: told.schemathesis_version,
    seed: told.seed,
    seconds: Math.round(told.running_time),
    operations: total,
    tested,
    cases: told.test_cases.generated,
    phases: Object.fromEntries(Object.entries(told.phases).map(([name, { status }]) => [name, status])),
    failures,
    passed: told.complete && total > 0 && tested === total && Object.keys(failures).length === 0,
  };
}

/** Says a summary for people. */
export function summaryLines(summary: Summary & { readonly serverErrors: number }): string {
  const { version, seed, seconds, operations, tested, cases, failures, passed, serverErrors } = summary;
  const lines = [
    `schemathesis ${version}, seed ${seed}: ${cases} cases of ${tested} of ${operations} operations in ${seconds} s`,
    ...Object.entries(failures).map(([name, met]) => `  ${name}: ${met}`),
    `  errors in the server's log: ${serverErrors}`,
    passed && serverErrors === 0 ? 'nothing found' : 'FAILED',
  ];
  return `${lines.join('\n')}\n`;
}
