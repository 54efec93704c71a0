'use client';

import { OPERATION, type Operation } from '@qca/api';
import { dataOf } from '@qca/ui';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ASKED, askedBars } from '../queries/asked.ts';
import { queryOf } from '../queries/queryOf.ts';
import type { RequestOf } from '../wire/request.ts';
import { useStatus } from './useStatus.ts';

/** What nobody has looked at for so long is let go, and asked again by whoever comes. */
const KEPT_MS = 30 * 60_000;
/** After the first screen has its figures, and has drawn them. */
const PAUSE_MS = 500;

/** Asks ahead for what the other screens show first, one after the other, once the first screen stands. */
export function useWarmUp(): void {
  const client = useQueryClient();
  const status = dataOf(useStatus());
  const instrument = status?.markets[0]?.instrument;
  const isThere = status !== undefined;
  useEffect(() => {
    if (!isThere) return undefined;
    let isOver = false;
    const pause = setTimeout(async () => {
      for (const ask of questions(client, instrument)) {
        if (isOver) return;
        await ask();
      }
    }, PAUSE_MS);
    return () => {
      isOver = true;
      clearTimeout(pause);
    };
  }, [client, isThere, instrument]);
}

type Question = () => Promise<void>;

function questions(client: QueryClient, instrument: string | undefined): readonly Question[] {
  const ask =
    <O extends Operation>(operation: O, request: RequestOf<O>): Question =>
    () =>
      client.prefetchQuery({ ...queryOf(operation, request), gcTime: KEPT_MS, retry: false });
  return [
    ...(instrument === undefined ? [] : [ask(OPERATION.listBars, askedBars(instrument))]),
    ask(OPERATION.listFills, ASKED.chartFills),
    ask(OPERATION.listOrders, ASKED.orders),
    ask(OPERATION.listFills, ASKED.fills),
    ask(OPERATION.listDecisions, ASKED.decisions),
    ask(OPERATION.listBalances, ASKED.balances),
    ask(OPERATION.listTransfers, ASKED.transfers),
    ask(OPERATION.readRevenue, ASKED.revenue),
    ask(OPERATION.listEquity, ASKED.equity),
    ask(OPERATION.listDecisions, ASKED.newestDecisions),
    ask(OPERATION.listCommands, ASKED.commands),
    ask(OPERATION.listRuns, ASKED.runs),
    ask(OPERATION.readParity, {}),
    ask(OPERATION.readDataQuality, {}),
  ];
}
