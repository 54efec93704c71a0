import type { Operation } from '@qca/api';
import type { z } from 'zod';

/** What an operation takes, as it is written before the schema fills in defaults. */
export type RequestOf<O extends Operation> = Given<'params', O> & Given<'query', O> & Given<'body', O>;

type Given<Part extends 'params' | 'query' | 'body', O extends Operation> = O[Part] extends z.ZodType
  ? { readonly [key in Part]: z.input<O[Part]> }
  : { readonly [key in Part]?: undefined };

export type AnswerOf<O extends Operation> = z.output<O['response']>;

interface Parts {
  readonly params?: unknown;
  readonly query?: unknown;
}

/** Writes the address of a request: parameters into the path, the rest behind it, keys in order. */
export function addressOf(operation: Operation, { params, query }: Parts): string {
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String((params as Record<string, unknown>)[name])),
  );
  const pairs = Object.entries((query ?? {}) as Record<string, unknown>)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, String(value)]);
  return pairs.length === 0 ? path : `${path}?${new URLSearchParams(pairs)}`;
}
