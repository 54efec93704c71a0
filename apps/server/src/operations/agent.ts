import { GENESIS } from '@qca/base';
import { ProblemError } from '../http/ProblemError.ts';
import { type HandlerOf, JsonText } from './Handler.ts';
import { labelsOf } from './runs.ts';

export const readStatus: HandlerOf<'readStatus'> = (_call, { status }) => {
  const json = status.json('agent');
  if (json !== undefined) return new JsonText(json);
  throw new ProblemError('agent-not-ready', 'The part `agent` has published no status yet.', {
    headers: { 'Retry-After': '1' },
  });
};

export const listRuns: HandlerOf<'listRuns'> = async ({ query }, { store }) => {
  const runs = await store.listRuns();
  return {
    runs: runs.slice(0, query.limit).map((each) => ({
      id: each.id,
      mode: each.mode,
      prices: each.label,
      fills: labelsOf(each).fillsAre,
      createdUs: each.createdUs,
      status: each.status,
      entries: (each.head?.lastSequence ?? -1) + 1,
      hash: each.head === undefined || each.head.hash === GENESIS ? null : each.head.hash,
    })),
  };
};
