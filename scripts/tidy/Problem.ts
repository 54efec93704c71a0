/** Something out of order: where, what, and how to mend it. */
export interface Problem {
  readonly file: string;
  /** Counts from 1. */
  readonly line: number;
  readonly what: string;
  readonly remedy: string;
}

export function formatProblem({ file, line, what, remedy }: Problem): string {
  return `${file}:${line}: ${what}. ${remedy}`;
}
