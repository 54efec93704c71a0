'use client';

import { OPERATION } from '@qca/api';
import { Badge, DataTable, emptyWhen, Figure, Panel, StateView, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { Id } from '../../parts/links.tsx';
import { ASKED } from '../../queries/asked.ts';

export function RunsPanel(): ReactNode {
  const t = useTranslations('health');
  const run = useTranslations('run');
  const view = useAnswer(OPERATION.listRuns, ASKED.runs, { everyMs: 30_000 });
  return (
    <Panel title={t('runs')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, ({ runs }) => runs.length === 0)}
        empty={{ what: t('noRuns'), why: t('noRunsWhy') }}
      >
        {({ runs }) => (
          <DataTable
            caption={t('runs')}
            rows={runs}
            rowKey={({ id }) => id}
            page={10}
            columns={[
              { key: 'id', head: t('run'), cell: ({ id }) => <Id id={id} /> },
              { key: 'created', head: t('created'), cell: ({ createdUs }) => <Time timeUs={createdUs} /> },
              { key: 'mode', head: t('mode'), cell: ({ mode }) => run(`mode.${mode}`) },
              { key: 'prices', head: t('prices'), cell: ({ prices }) => prices },
              { key: 'fills', head: t('fillsAre'), cell: ({ fills }) => run(`fills.${fills}`) },
              {
                key: 'status',
                head: t('state'),
                cell: ({ status }) => (
                  <Badge tone={status === 'failed' ? 'loss' : status === 'running' ? 'gain' : 'plain'}>
                    {t(`runStatus.${status}`)}
                  </Badge>
                ),
              },
              {
                key: 'entries',
                head: t('entries'),
                numeric: true,
                cell: ({ id, entries }) => (
                  <Figure value={entries} digits={0} source={`listRuns#runs[id=${id}].entries`} />
                ),
              },
              {
                key: 'hash',
                head: t('hash'),
                cell: ({ hash }) => (hash === null ? t('none') : <Id id={hash} />),
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
