'use client';

import type { FillRow } from '@qca/api';
import { DataTable, Figure, type Source } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { PRICE_DIGITS } from '../calculators/numberLines.ts';
import { SideMark } from './badges.tsx';
import { textColumn, timeColumn } from './columns.tsx';
import { Id, OrderLink } from './links.tsx';

/** Fills with price, size and cost. `source`: where they come from, `listFills#fills`. */
export function FillTable({
  fills,
  caption,
  source,
  withOrder = true,
}: {
  fills: readonly FillRow[];
  caption: string;
  source: Source;
  withOrder?: boolean;
}): ReactNode {
  const t = useTranslations('orders');
  const from = ({ fillId }: FillRow, field: string): Source => `${source}[fillId=${fillId}].${field}`;
  return (
    <DataTable
      caption={caption}
      rows={fills}
      rowKey={({ fillId }) => fillId}
      page={20}
      columns={[
        timeColumn(t('time')),
        ...(withOrder
          ? [
              {
                key: 'order',
                head: t('order'),
                cell: ({ orderId }: FillRow) => <OrderLink orderId={orderId} />,
              },
            ]
          : [{ key: 'fill', head: t('fill'), cell: ({ fillId }: FillRow) => <Id id={fillId} /> }]),
        { key: 'side', head: t('side'), cell: ({ side }) => <SideMark side={side} /> },
        textColumn('instrument', t('instrument')),
        {
          key: 'quantity',
          head: t('quantity'),
          numeric: true,
          cell: (row) => <Figure value={row.quantity} unit={row.baseAsset} source={from(row, 'quantity')} />,
        },
        {
          key: 'price',
          head: t('price'),
          numeric: true,
          cell: (row) => (
            <Figure
              value={row.price}
              digits={PRICE_DIGITS}
              unit={row.quoteAsset}
              source={from(row, 'price')}
            />
          ),
          sortBy: ({ price }) => price,
        },
        {
          key: 'notional',
          head: t('notional'),
          numeric: true,
          cell: (row) => <Figure value={row.notional} unit={row.quoteAsset} source={from(row, 'notional')} />,
          sortBy: ({ notional }) => notional,
        },
        {
          key: 'fee',
          head: t('fee'),
          numeric: true,
          cell: (row) => <Figure value={row.fee} unit={row.feeAsset} source={from(row, 'fee')} />,
          sortBy: ({ fee }) => fee,
        },
        { key: 'liquidity', head: t('liquidity'), cell: ({ liquidity }) => t(liquidity) },
        textColumn('strategy', t('strategy')),
      ]}
    />
  );
}
