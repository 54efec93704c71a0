'use client';

import { DataTable, emptyWhen, Figure, mapView, Panel, StateView, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { SideMark } from '../../parts/badges.tsx';
import { textColumn } from '../../parts/columns.tsx';
import { OrderLink } from '../../parts/links.tsx';

export function OpenOrdersPanel({ strategy }: { strategy: string | undefined }): ReactNode {
  const t = useTranslations('orders');
  const view = mapView(useStatus(), ({ openOrders }) =>
    openOrders.filter((order) => strategy === undefined || order.strategy === strategy),
  );
  return (
    <Panel title={t('open')} className="desk:col-span-12">
      <StateView
        view={emptyWhen(view, (orders) => orders.length === 0)}
        empty={{ what: t('noOpen'), why: t('noOpenWhy') }}
        rows={3}
      >
        {(orders) => (
          <DataTable
            caption={t('open')}
            rows={orders}
            rowKey={({ orderId }) => orderId}
            columns={[
              { key: 'id', head: t('order'), cell: ({ orderId }) => <OrderLink orderId={orderId} /> },
              { key: 'side', head: t('side'), cell: ({ side }) => <SideMark side={side} /> },
              textColumn('instrument', t('instrument')),
              {
                key: 'quantity',
                head: t('quantity'),
                numeric: true,
                cell: ({ orderId, quantity, baseAsset }) => (
                  <Figure
                    value={quantity}
                    unit={baseAsset}
                    source={`readStatus#openOrders[orderId=${orderId}].quantity`}
                  />
                ),
                sortBy: ({ quantity }) => quantity,
              },
              {
                key: 'filled',
                head: t('filled'),
                numeric: true,
                cell: ({ orderId, filled, baseAsset }) => (
                  <Figure
                    value={filled}
                    unit={baseAsset}
                    source={`readStatus#openOrders[orderId=${orderId}].filled`}
                  />
                ),
              },
              {
                key: 'price',
                head: t('limitPrice'),
                numeric: true,
                cell: ({ orderId, limitPrice, quoteAsset }) => (
                  <Figure
                    value={limitPrice}
                    unit={quoteAsset}
                    source={`readStatus#openOrders[orderId=${orderId}].limitPrice`}
                  />
                ),
                sortBy: ({ limitPrice }) => limitPrice,
              },
              { key: 'status', head: t('status'), cell: ({ type, status }) => `${type} · ${status}` },
              textColumn('strategy', t('strategy')),
              {
                key: 'sent',
                head: t('sent'),
                cell: ({ sentUs }) => <Time timeUs={sentUs} />,
                sortBy: ({ sentUs }) => sentUs,
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
