import { readFileSync } from 'node:fs';
import { z } from 'zod';

const count = z.int().nonnegative();

/** What we read of a report of schemathesis. */
const report = z.object({
  schemathesis_version: z.string(),
  seed: z.int(),
  running_time: z.number(),
  complete: z.boolean(),
  operations: z.object({ total: count, tested: count }),
  phases: z.record(z.string(), z.object({ status: z.string() })),
  test_cases: z.object({ generated: count, unique_failures: count, errored: count }),
  failures: z.array(z.object({ code: z.string(), title: z.string(), operations: z.array(z.unknown()) })),
  errors: z.array(z.object({ title: z.string(), count })),
});

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
  const told = report.parse(json);
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
