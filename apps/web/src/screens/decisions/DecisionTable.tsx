'use client';

import type { DecisionRow } from '@qca/api';
import { DataTable } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { OutcomeBadge } from '../../parts/badges.tsx';
import { textColumn, timeColumn } from '../../parts/columns.tsx';
import { OrderLink } from '../../parts/links.tsx';
import { Numbers } from '../../parts/Numbers.tsx';

/** Decisions with their reasons and numbers; each leads to the order it made, if it made one. */
export function DecisionTable({
  decisions,
  caption,
}: {
  decisions: readonly DecisionRow[];
  caption: string;
}): ReactNode {
  const t = useTranslations('decisions');
  return (
    <DataTable
      caption={caption}
      rows={decisions}
      rowKey={({ decisionId }) => decisionId}
      page={25}
      columns={[
        timeColumn(t('time')),
        { key: 'outcome', head: t('outcome'), cell: ({ outcome }) => <OutcomeBadge outcome={outcome} /> },
        textColumn('strategy', t('strategy')),
        {
          key: 'rule',
          head: t('rule'),
          cell: ({ rule }) => (rule === '' ? t('noRule') : rule),
          sortBy: ({ rule }) => rule,
        },
        {
          key: 'why',
          head: t('why'),
          wraps: true,
          cell: ({ why, numbers, decisionId }) => (
            <>
              <span className="text-13">{why}</span>
              <Numbers
                numbers={numbers}
                source={`listDecisions#decisions[decisionId=${decisionId}].numbers`}
              />
            </>
          ),
        },
        {
          key: 'order',
          head: t('order'),
          cell: ({ outcome, reference }) =>
            outcome === 'refused' || reference === '' ? t('noOrder') : <OrderLink orderId={reference} />,
        },
      ]}
    />
  );
}
