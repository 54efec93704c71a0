'use client';

import { OPERATION } from '@qca/api';
import { useQuery } from '@tanstack/react-query';
import { queryOf } from '../queries/queryOf.ts';

/** Who is signed in; the answer is kept as long as the page. */
export function useSession() {
  return useQuery({ ...queryOf(OPERATION.readSession, {}), staleTime: Number.POSITIVE_INFINITY });
}
