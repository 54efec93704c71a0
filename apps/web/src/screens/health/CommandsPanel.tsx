'use client';

import { OPERATION } from '@qca/api';
import { DataTable, emptyWhen, Panel, StateView } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { OutcomeBadge } from '../../parts/badges.tsx';
import { textColumn, timeColumn } from '../../parts/columns.tsx';
import { Numbers } from '../../parts/Numbers.tsx';
import { ASKED } from '../../queries/asked.ts';

export function CommandsPanel(): ReactNode {
  const t = useTranslations('health');
  const view = useAnswer(OPERATION.listCommands, ASKED.commands);
  return (
    <Panel title={t('commands')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, ({ commands }) => commands.length === 0)}
        empty={{ what: t('noCommands'), why: t('noCommandsWhy') }}
      >
        {({ commands }) => (
          <DataTable
            caption={t('commands')}
            rows={commands}
            rowKey={({ commandId }) => commandId}
            page={20}
            columns={[
              timeColumn(t('time')),
              textColumn('kind', t('command')),
              textColumn('who', t('who')),
              {
                key: 'outcome',
                head: t('outcome'),
                cell: ({ outcome }) => <OutcomeBadge outcome={outcome} />,
              },
              {
                key: 'why',
                head: t('why'),
                wraps: true,
                cell: ({ why, rule, numbers, commandId }) => (
                  <>
                    <span>{why}</span>
                    {rule === '' ? null : <span className="text-muted"> · {rule}</span>}
                    <Numbers
                      numbers={numbers}
                      source={`listCommands#commands[commandId=${commandId}].numbers`}
                    />
                  </>
                ),
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
