'use client';

import type { PlatformStatus } from '@qca/api';
import { DataTable, emptyWhen, Panel, StateView, type View } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { nearestLimits } from '../../calculators/advice.ts';
import { textColumn } from '../../parts/columns.tsx';
import { Headroom, LimitFigures } from '../../parts/Headroom.tsx';

export function LimitTablePanel({ view }: { view: View<PlatformStatus> }): ReactNode {
  const t = useTranslations('risk');
  return (
    <Panel title={t('limits')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, ({ risk }) => risk.length === 0)}
        empty={{ what: t('noLimits'), why: t('noLimitsWhy') }}
        rows={10}
      >
        {({ risk }) => (
          <DataTable
            caption={t('limits')}
            rows={nearestLimits(risk)}
            rowKey={(row) => `${row.scope} ${row.name} ${row.rule}`}
            page={20}
            columns={[
              textColumn('rule', t('rule')),
              {
                key: 'scope',
                head: t('scope'),
                cell: ({ scope }) => t(`scopes.${scope}`),
                sortBy: ({ scope }) => scope,
              },
              textColumn('name', t('of-what')),
              {
                key: 'value',
                head: t('valueOfLimit'),
                numeric: true,
                cell: (row) => <LimitFigures row={row} />,
                sortBy: ({ value }) => value,
              },
              {
                key: 'headroom',
                head: t('headroom'),
                numeric: true,
                cell: (row) => <Headroom row={row} />,
                sortBy: ({ headroom }) => headroom,
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
