import type { Operation, Problem } from '@qca/api';
import { COMMAND_ID } from '@qca/base/command-bounds';
import { z } from 'zod';
import { ProblemError } from '../http/ProblemError.ts';

/** The whole numbers among a query's fields: text is read as a number only where it is one, digit for digit. */
const INTEGER = /^-?(0|[1-9]\d{0,15})$/;

/** What came over the wire, not yet looked at. */
export interface RawCall {
  readonly params: unknown;
  readonly query: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** Checks calls of one operation against its schema. Made once per operation. */
export class CallCheck {
  readonly #operation: Operation;
  readonly #integers: readonly string[];

  constructor(operation: Operation) {
    this.#operation = operation;
    const json =
      operation.query === undefined
        ? {}
        : (z.toJSONSchema(operation.query, { io: 'input', unrepresentable: 'any' }).properties ?? {});
    this.#integers = Object.entries(json).flatMap(([name, schema]) =>
      typeof schema === 'object' && schema.type === 'integer' ? [name] : [],
    );
  }

  /** Rejects, as `bad-request`: what does not fit, with every place and reason. */
  check({ params, query, body }: RawCall) {
    const operation = this.#operation;
    const issues: NonNullable<Problem['issues']> = [];
    for (const name of this.#integers) {
      const text = query[name];
      if (text !== undefined && !INTEGER.test(text))
        issues.push({ path: `query.${name}`, detail: 'must be a whole number' });
    }
    const empty = Object.keys(query);
    if (operation.query === undefined && empty.length > 0) {
      issues.push(...empty.map((name) => ({ path: `query.${name}`, detail: 'is not known here' })));
    }
    const checked = {
      params: parsePart(operation.params, 'path', params, issues),
      query: parsePart(operation.query, 'query', query, issues),
      body: parsePart(operation.body, 'body', body, issues),
    };
    if (issues.length === 0) return checked;
    const [first] = issues;
    throw new ProblemError('bad-request', `${first?.path}: ${first?.detail}`, {
      issues: issues.slice(0, ISSUES_MAX),
    });
  }
}

/** More places than this nobody reads. */
const ISSUES_MAX = 20;

function parsePart(
  schema: z.ZodType | undefined,
  part: string,
  value: unknown,
  issues: { path: string; detail: string }[],
): unknown {
  if (schema === undefined) return undefined;
  // Parameters come without a prototype; a schema expects plain objects.
  const plain = part === 'body' ? value : { ...(value as object) };
  const parsed = schema.safeParse(plain);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) {
    issues.push({ path: [part, ...issue.path.map(String)].join('.').slice(0, 300), detail: issue.message });
  }
  return undefined;
}

/** The name a command was given. Rejects: `idempotency-key-missing`. */
export function readCommandKey(header: string | string[] | undefined): string {
  if (typeof header === 'string' && COMMAND_ID.test(header)) return header;
  throw new ProblemError(
    'idempotency-key-missing',
    header === undefined
      ? 'There is no header Idempotency-Key.'
      : 'The header Idempotency-Key is not a name.',
  );
}
