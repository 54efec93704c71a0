'use client';

import type { Operation } from '@qca/api';
import type { View } from '@qca/ui';
import { useQuery } from '@tanstack/react-query';
import { viewOf } from '../calculators/viewOf.ts';
import { queryOf } from '../queries/queryOf.ts';
import type { AnswerOf, RequestOf } from '../wire/request.ts';
import { useConnection } from './LiveProvider.tsx';
import { useSecondsSince } from './useSecondsSince.ts';
import { useTrouble } from './useTrouble.ts';

interface Options {
  /** Asked again so often; for answers that the stream does not carry. */
  readonly everyMs?: number;
  /** Not asked while something is missing. */
  readonly enabled?: boolean;
}

/** The view of an answer: loading, error, stale or ready. */
export function useAnswer<O extends Operation>(
  operation: O,
  request: RequestOf<O>,
  { everyMs, enabled = true }: Options = {},
): View<AnswerOf<O>> {
  const { data, error, isError, dataUpdatedAt, refetch } = useQuery({
    ...queryOf(operation, request, everyMs),
    enabled,
  });
  const connection = useConnection();
  const trouble = useTrouble();
  const broken = isError || connection?.open === false;
  const seconds = useSecondsSince(broken && data !== undefined ? dataUpdatedAt : undefined);
  return viewOf(
    { data: data as AnswerOf<O> | undefined, failed: isError },
    { trouble: isError ? trouble(error) : undefined, retry: () => void refetch(), seconds },
  );
}
