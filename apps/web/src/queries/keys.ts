import type { Operation } from '@qca/api';

/** The key of a request in the cache: the operation's name, then what was asked. */
export function keyOf(operation: Operation, request: object): readonly [string, object] {
  return [operation.name, request];
}
