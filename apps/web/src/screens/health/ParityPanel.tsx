'use client';

import { OPERATION } from '@qca/api';
import { Badge, DataTable, emptyWhen, Figure, Panel, StateView, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { textColumn } from '../../parts/columns.tsx';
import { Id } from '../../parts/links.tsx';

export function ParityPanel(): ReactNode {
  const t = useTranslations('health');
  const view = useAnswer(OPERATION.readParity, {}, { everyMs: 30_000 });
  return (
    <Panel title={t('parity')} className="desk:col-span-8">
      <p className="mb-2 text-12 text-muted">{t('parityMeans')}</p>
      <StateView
        view={emptyWhen(view, ({ reports }) => reports.length === 0)}
        empty={{ what: t('noParity'), why: t('noParityWhy') }}
      >
        {({ reports }) => (
          <DataTable
            caption={t('parity')}
            rows={reports}
            rowKey={({ run, day }) => `${run} ${day}`}
            page={10}
            columns={[
              textColumn('day', t('day')),
              {
                key: 'same',
                head: t('result'),
                cell: ({ same }) => (
                  <Badge tone={same ? 'gain' : 'loss'}>{same ? t('same') : t('different')}</Badge>
                ),
              },
              {
                key: 'entries',
                head: t('entries'),
                numeric: true,
                cell: ({ run, day, entries }) => (
                  <Figure
                    value={entries}
                    digits={0}
                    source={`readParity#reports[run+day=${run}+${day}].entries`}
                  />
                ),
              },
              { key: 'checked', head: t('checked'), cell: ({ checkedUs }) => <Time timeUs={checkedUs} /> },
              { key: 'hash', head: t('hash'), cell: ({ hash }) => <Id id={hash} /> },
              {
                key: 'difference',
                head: t('firstDifference'),
                wraps: true,
                cell: ({ firstDifference }) =>
                  firstDifference === null ? (
                    t('none')
                  ) : (
                    <span className="font-mono text-12" dir="ltr">
                      #{firstDifference.sequence}: {firstDifference.journaled} ≠ {firstDifference.replayed}
                    </span>
                  ),
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
