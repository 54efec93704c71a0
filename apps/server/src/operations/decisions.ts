import type { DecisionRow } from '@qca/ports';
import { presentDecision } from '../present/rows.ts';
import type { HandlerOf } from './Handler.ts';
import { pageFilter, pageOf } from './pageMark.ts';
import { keptRead, labelsOf, markedRead, runRecordOf } from './runs.ts';

export const listDecisions: HandlerOf<'listDecisions'> = ({ query }, platform) =>
  keptRead(platform, { operation: 'listDecisions', query }, async (asked) => {
    const { outcome, rule } = query;
    const { run, sequence, value } = await markedRead(platform, asked, (id) =>
      platform.store.projections.decisions(id, {
        ...pageFilter(query, 1),
        ...(outcome === undefined ? {} : { outcome }),
        ...(rule === undefined ? {} : { rule }),
      }),
    );
    return { run, sequence, ...pageOfDecisions(value, query.limit) };
  });

export const listPublicDecisions: HandlerOf<'listPublicDecisions'> = async ({ query }, platform) => {
  const record = await runRecordOf(platform, undefined);
  const { run, sequence, value } = await markedRead(platform, record.id, (id) =>
    platform.store.projections.decisions(id, pageFilter(query, 1)),
  );
  return { run, sequence, ...pageOfDecisions(value, query.limit), ...labelsOf(record) };
};

function pageOfDecisions(found: readonly DecisionRow[], limit: number) {
  const { rows, next } = pageOf(found, limit, ({ decisionId }) => [decisionId]);
  return { decisions: rows.map(presentDecision), next };
}
