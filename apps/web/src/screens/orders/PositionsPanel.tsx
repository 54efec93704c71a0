'use client';

import type { Position } from '@qca/api';
import { DataTable, emptyWhen, Figure, Panel, type Source, StateView } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { textColumn } from '../../parts/columns.tsx';

const sourceOf = ({ strategy, venue, instrument }: Position, field: string): Source =>
  `readStatus#positions[strategy+venue+instrument=${strategy}+${venue}+${instrument}].${field}`;

export function PositionsPanel({ strategy }: { strategy: string | undefined }): ReactNode {
  const t = useTranslations('orders');
  const view = useStatus();
  const mine = (positions: readonly Position[]): readonly Position[] =>
    positions.filter((position) => strategy === undefined || position.strategy === strategy);
  return (
    <Panel title={t('positions')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, ({ positions }) => mine(positions).length === 0)}
        empty={{ what: t('noPositions'), why: t('noPositionsWhy') }}
        rows={3}
      >
        {({ positions, reportingAsset }) => (
          <DataTable
            caption={t('positions')}
            rows={mine(positions)}
            rowKey={(row) => `${row.strategy} ${row.venue} ${row.instrument}`}
            columns={[
              textColumn('instrument', t('what')),
              textColumn('venue', t('venue')),
              textColumn('strategy', t('strategy')),
              {
                key: 'quantity',
                head: t('quantity'),
                numeric: true,
                cell: (row) => (
                  <Figure value={row.quantity} unit={row.asset} source={sourceOf(row, 'quantity')} />
                ),
              },
              {
                key: 'cost',
                head: t('averageCost'),
                numeric: true,
                cell: (row) => (
                  <Figure
                    value={row.averageCost}
                    unit={reportingAsset}
                    source={sourceOf(row, 'averageCost')}
                  />
                ),
              },
              {
                key: 'mark',
                head: t('mark'),
                numeric: true,
                cell: (row) => (
                  <Figure value={row.mark} unit={reportingAsset} source={sourceOf(row, 'mark')} />
                ),
              },
              {
                key: 'value',
                head: t('value'),
                numeric: true,
                cell: (row) => (
                  <Figure value={row.value} unit={reportingAsset} source={sourceOf(row, 'value')} />
                ),
                sortBy: (row) => row.value,
              },
              {
                key: 'unrealised',
                head: t('unrealised'),
                numeric: true,
                cell: (row) => (
                  <Figure
                    value={row.unrealised}
                    unit={reportingAsset}
                    tone="signed"
                    source={sourceOf(row, 'unrealised')}
                  />
                ),
                sortBy: (row) => row.unrealised,
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
