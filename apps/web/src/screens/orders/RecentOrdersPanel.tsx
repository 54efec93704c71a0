'use client';

import { OPERATION, type OrderRow } from '@qca/api';
import { DataTable, emptyWhen, Figure, Panel, type Source, StateView, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { PRICE_DIGITS } from '../../calculators/numberLines.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { SideMark } from '../../parts/badges.tsx';
import { textColumn } from '../../parts/columns.tsx';
import { OrderLink } from '../../parts/links.tsx';
import { Pager, useBefore } from '../../parts/Pager.tsx';
import { ASKED } from '../../queries/asked.ts';

const PLACE = 'orders';

const sourceOf = ({ orderId }: OrderRow, field: string): Source =>
  `listOrders#orders[orderId=${orderId}].${field}`;

export function RecentOrdersPanel({ strategy }: { strategy: string | undefined }): ReactNode {
  const t = useTranslations('orders');
  const before = useBefore(PLACE);
  const view = useAnswer(OPERATION.listOrders, { query: { ...ASKED.orders.query, strategy, before } });
  return (
    <Panel title={t('recent')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, ({ orders }) => orders.length === 0)}
        empty={{ what: t('noRecent'), why: t('noRecentWhy') }}
        rows={6}
      >
        {({ orders, next }) => (
          <>
            <DataTable
              caption={t('recent')}
              rows={orders}
              rowKey={({ orderId }) => orderId}
              page={20}
              columns={[
                {
                  key: 'sent',
                  head: t('sent'),
                  cell: ({ sentUs }) => <Time timeUs={sentUs} />,
                  sortBy: ({ sentUs }) => sentUs,
                },
                { key: 'id', head: t('order'), cell: ({ orderId }) => <OrderLink orderId={orderId} /> },
                { key: 'side', head: t('side'), cell: ({ side }) => <SideMark side={side} /> },
                textColumn('instrument', t('instrument')),
                {
                  key: 'status',
                  head: t('status'),
                  cell: ({ type, status, reason }) =>
                    `${type} · ${status}${reason === '' ? '' : ` · ${reason}`}`,
                },
                {
                  key: 'quantity',
                  head: t('quantity'),
                  numeric: true,
                  cell: (row) => (
                    <Figure value={row.quantity} unit={row.baseAsset} source={sourceOf(row, 'quantity')} />
                  ),
                  sortBy: ({ quantity }) => quantity,
                },
                {
                  key: 'filled',
                  head: t('filled'),
                  numeric: true,
                  cell: (row) => (
                    <Figure value={row.filled} unit={row.baseAsset} source={sourceOf(row, 'filled')} />
                  ),
                },
                {
                  key: 'price',
                  head: t('averagePrice'),
                  numeric: true,
                  cell: (row) => (
                    <Figure
                      value={row.averagePrice}
                      digits={PRICE_DIGITS}
                      unit={row.quoteAsset}
                      source={sourceOf(row, 'averagePrice')}
                    />
                  ),
                },
                textColumn('strategy', t('strategy')),
              ]}
            />
            <Pager name={PLACE} next={next} />
          </>
        )}
      </StateView>
    </Panel>
  );
}
