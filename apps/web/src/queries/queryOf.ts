import type { Operation } from '@qca/api';
import { queryOptions } from '@tanstack/react-query';
import { call } from '../wire/call.ts';
import type { AnswerOf, RequestOf } from '../wire/request.ts';
import { kindOf } from '../wire/WireError.ts';
import { keyOf } from './keys.ts';

/** Kinds of trouble that pass by themselves: asked again a few times. */
const PASSING = new Set([
  'unreachable',
  'not-ready',
  'agent-not-ready',
  'database-not-reachable',
  'too-many-requests',
]);
const TRIES_MAX = 2;

/** The query of a read operation. `everyMs`: asked again so often while somebody looks. */
export function queryOf<O extends Operation>(operation: O, request: RequestOf<O>, everyMs?: number) {
  return queryOptions<AnswerOf<O>>({
    queryKey: keyOf(operation, request),
    queryFn: ({ signal }) => call(operation, request, { signal }),
    retry: (tries, error) => tries < TRIES_MAX && PASSING.has(kindOf(error)),
    retryDelay: (tries) => 500 * 2 ** tries,
    ...(everyMs === undefined ? {} : { refetchInterval: everyMs }),
  });
}
