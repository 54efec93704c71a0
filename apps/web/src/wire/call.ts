import { type Operation, PROBLEM_TYPE, problem } from '@qca/api';
import { type AnswerOf, addressOf, type RequestOf } from './request.ts';
import { WireError } from './WireError.ts';

/** Longest wait for an answer before the server counts as unreachable. */
const TIMEOUT_MS = 15_000;

interface Around {
  /** Of the session; needed by every write. */
  readonly csrfToken?: string | undefined;
  /** Names a command: the same key never acts twice. */
  readonly idempotencyKey?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Calls an operation and checks the answer against its schema.
 *
 * Throws `WireError`: with the server's problem, `unreachable`, or `unexpected-answer`.
 */
export async function call<O extends Operation>(
  operation: O,
  request: RequestOf<O>,
  around: Around = {},
): Promise<AnswerOf<O>> {
  const response = await send(operation, request, around);
  if (response.status === 204) return undefined as AnswerOf<O>;
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw refusal(response, body);
  const parsed = operation.response.safeParse(body);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new WireError(
      'unexpected-answer',
      `${operation.name}: ${issue?.path.join('.')}: ${issue?.message}`,
    );
  }
  return parsed.data as AnswerOf<O>;
}

async function send<O extends Operation>(
  operation: O,
  request: RequestOf<O>,
  around: Around,
): Promise<Response> {
  const { csrfToken, idempotencyKey, signal } = around;
  const headers = new Headers({ accept: `application/json, ${PROBLEM_TYPE}` });
  if (request.body !== undefined) headers.set('content-type', 'application/json');
  if (csrfToken !== undefined) headers.set('x-csrf-token', csrfToken);
  if (idempotencyKey !== undefined) headers.set('idempotency-key', idempotencyKey);
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(addressOf(operation, request), {
      method: operation.method,
      headers,
      body: request.body === undefined ? null : JSON.stringify(request.body),
      credentials: 'same-origin',
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new WireError('unreachable', cause instanceof Error ? cause.message : String(cause));
  }
}

function refusal(response: Response, body: unknown): WireError {
  const parsed = problem.safeParse(body);
  if (parsed.success) return new WireError(parsed.data.kind, parsed.data.detail, parsed.data);
  return new WireError(
    response.status >= 500 ? 'unreachable' : 'unexpected-answer',
    `HTTP ${response.status}`,
  );
}
