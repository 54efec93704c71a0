import { type DecisionRow, ROWS_MAX } from '@qca/ports';
import type { Platform } from '../Platform.ts';
import { presentDecision } from '../present/rows.ts';
import type { HandlerOf } from './Handler.ts';
import { filterOf } from './money.ts';
import { labelsOf, markedRead, runRecordOf } from './runs.ts';

export const listDecisions: HandlerOf<'listDecisions'> = async ({ query }, platform) => {
  const { run, sequence, value } = await markedRead(platform, query.run, (id) =>
    decisionsOf(platform, id, query),
  );
  return { run, sequence, decisions: value.map(presentDecision) };
};

export const listPublicDecisions: HandlerOf<'listPublicDecisions'> = async ({ query }, platform) => {
  const record = await runRecordOf(platform, undefined);
  const { run, sequence, value } = await markedRead(platform, record.id, (id) =>
    platform.store.projections.decisions(id, filterOf(query)),
  );
  return { run, sequence, decisions: value.map(presentDecision), ...labelsOf(record) };
};

/** Refusals are rare beside what is admitted: so many of the newest are looked through for them. */
const LOOKED_THROUGH_FACTOR = 20;

async function decisionsOf(
  { store }: Platform,
  run: string,
  query: { strategy?: string | undefined; limit: number; outcome?: DecisionRow['outcome'] | undefined },
): Promise<readonly DecisionRow[]> {
  const { outcome, limit } = query;
  if (outcome === undefined) return store.projections.decisions(run, filterOf(query));
  const lookedThrough = Math.min(ROWS_MAX, limit * LOOKED_THROUGH_FACTOR);
  const rows = await store.projections.decisions(run, { ...filterOf(query), limit: lookedThrough });
  return rows.filter((row) => row.outcome === outcome).slice(0, limit);
}
