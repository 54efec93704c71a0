import type { Problem, ProblemKind } from '@qca/api';
import { PROBLEM_KINDS } from '@qca/api';

interface More {
  readonly issues?: NonNullable<Problem['issues']>;
  readonly numbers?: NonNullable<Problem['numbers']>;
  readonly remedy?: string;
  /** Headers that go with the answer: `Retry-After`, `Allow`. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a request cannot have, in words for the caller. Thrown anywhere below a handler, answered as a problem document. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly kind: ProblemKind;
  readonly more: More;

  constructor(kind: ProblemKind, detail: string, more: More = {}) {
    super(detail);
    this.kind = kind;
    this.more = more;
  }

  get status(): number {
    return PROBLEM_KINDS[this.kind].status;
  }

  /** The document as RFC 9457 has it. `instance` is the request's id. */
  toProblem(instance: string): Problem {
    const { status, title, remedy } = PROBLEM_KINDS[this.kind];
    const { issues, numbers } = this.more;
    return {
      type: `/problems/${this.kind}`,
      title,
      status,
      detail: this.message,
      instance,
      kind: this.kind,
      remedy: this.more.remedy ?? remedy,
      ...(issues === undefined ? {} : { issues }),
      ...(numbers === undefined ? {} : { numbers }),
    };
  }
}
