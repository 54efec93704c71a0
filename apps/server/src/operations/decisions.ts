import { presentDecision } from '../present/rows.ts';
import type { HandlerOf } from './Handler.ts';
import { filterOf } from './money.ts';
import { keptRead, labelsOf, markedRead, runRecordOf } from './runs.ts';

export const listDecisions: HandlerOf<'listDecisions'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listDecisions', query }, async (asked) => {
    const { outcome } = query;
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.store.projections.decisions(id, {
        ...filterOf(query),
        ...(outcome === undefined ? {} : { outcome }),
      }),
    );
    return { run, sequence, decisions: value.map(presentDecision) };
  });

export const listPublicDecisions: HandlerOf<'listPublicDecisions'> = async ({ query }, platform) => {
  const record = await runRecordOf(platform, undefined);
  const { run, sequence, value } = await markedRead(platform, record.id, (id) =>
    platform.store.projections.decisions(id, filterOf(query)),
  );
  return { run, sequence, decisions: value.map(presentDecision), ...labelsOf(record) };
};
