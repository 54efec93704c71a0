import type { Problem } from '@qca/api';

/** A request that did not get its answer: refused with a problem, not reached, or answered with nonsense. */
export class WireError extends Error {
  override readonly name = 'WireError';
  /** Kind of the problem, or `unreachable`, `unexpected-answer`. */
  readonly kind: string;
  readonly problem: Problem | undefined;

  constructor(kind: string, message: string, problem?: Problem) {
    super(message);
    this.kind = kind;
    this.problem = problem;
  }
}

export function kindOf(error: unknown): string {
  return error instanceof WireError ? error.kind : 'unexpected-answer';
}
