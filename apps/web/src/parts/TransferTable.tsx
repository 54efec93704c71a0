'use client';

import type { TransferRow } from '@qca/api';
import { Badge, DataTable, Figure, type Source } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { textColumn, timeColumn } from './columns.tsx';
import { AccountLink, Id, shortId } from './links.tsx';

/** Movements of the ledger: what went from where to where, and what for. */
export function TransferTable({
  transfers,
  caption,
  source,
}: {
  transfers: readonly TransferRow[];
  caption: string;
  source: Source;
}): ReactNode {
  const t = useTranslations('ledger');
  return (
    <DataTable
      caption={caption}
      rows={transfers}
      rowKey={({ transferId }) => transferId}
      page={20}
      columns={[
        timeColumn(t('time')),
        { key: 'id', head: t('transfer'), cell: ({ transferId }) => <Id id={transferId} /> },
        textColumn('kind', t('kind')),
        {
          key: 'amount',
          head: t('amount'),
          numeric: true,
          cell: ({ transferId, amount, asset }) => (
            <Figure value={amount} unit={asset} source={`${source}[transferId=${transferId}].amount`} />
          ),
          sortBy: ({ amount }) => amount,
        },
        { key: 'debit', head: t('debit'), wraps: true, cell: ({ debit }) => <AccountLink account={debit} /> },
        {
          key: 'credit',
          head: t('credit'),
          wraps: true,
          cell: ({ credit }) => <AccountLink account={credit} />,
        },
        {
          key: 'state',
          head: t('state'),
          cell: ({ state }) => (
            <Badge tone={state === 'pending' ? 'warning' : 'plain'}>{t(`states.${state}`)}</Badge>
          ),
        },
        {
          key: 'reference',
          head: t('reference'),
          cell: ({ reference }) =>
            reference === '' ? null : (
              <Link
                href={`/ledger?reference=${encodeURIComponent(reference)}`}
                className="link font-mono text-12"
                dir="ltr"
                title={reference}
              >
                {shortId(reference)}
              </Link>
            ),
        },
      ]}
    />
  );
}
