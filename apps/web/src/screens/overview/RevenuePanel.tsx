'use client';

import { OPERATION } from '@qca/api';
import { Badge, DataTable, dataOf, emptyWhen, Figure, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { splitCosts } from '../../calculators/costs.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { useStatus } from '../../hooks/useStatus.ts';
import { ModeBadge } from '../../parts/badges.tsx';
import { EarningsFigure } from '../../parts/EarningsFigure.tsx';
import { ASKED } from '../../queries/asked.ts';
import { FillBadge } from '../../shell/RunBadges.tsx';

/** Revenue by strategy; each leads to the fills that made it. */
export function RevenuePanel(): ReactNode {
  const t = useTranslations('overview');
  const view = useAnswer(OPERATION.readRevenue, ASKED.revenue, { everyMs: 2_000 });
  const status = dataOf(useStatus());
  const known = (name: string) => status?.strategies.find((each) => each.name === name);
  return (
    <Panel
      title={t('revenue')}
      className="desk:col-span-8"
      aside={status === undefined ? null : <FillBadge fills={status.run.fills} />}
    >
      <StateView
        view={emptyWhen(view, ({ strategies }) => strategies.length === 0)}
        empty={{ what: t('noRevenue'), why: t('noRevenueWhy') }}
        rows={4}
      >
        {({ strategies, asset }) => (
          <DataTable
            caption={t('revenue')}
            rows={strategies}
            rowKey={({ strategy }) => strategy}
            columns={[
              {
                key: 'strategy',
                head: t('strategy'),
                cell: ({ strategy }) => (
                  <Link href={`/orders?strategy=${encodeURIComponent(strategy)}#fills`} className="link">
                    {strategy}
                  </Link>
                ),
                sortBy: ({ strategy }) => strategy,
              },
              {
                key: 'mode',
                head: t('mode'),
                cell: ({ strategy }) => {
                  const found = known(strategy);
                  if (found === undefined) return null;
                  return found.on ? <ModeBadge mode={found.mode} /> : <Badge>{t('off')}</Badge>;
                },
              },
              {
                key: 'net',
                head: t('net'),
                numeric: true,
                cell: ({ strategy, earnings }) => (
                  <EarningsFigure
                    earnings={earnings}
                    asset={asset}
                    source={`readRevenue#strategies[strategy=${strategy}].earnings`}
                  />
                ),
                sortBy: ({ earnings }) => earnings.net,
              },
              {
                key: 'costs',
                head: t('costs'),
                numeric: true,
                cell: ({ strategy, earnings }) => (
                  <Figure
                    value={splitCosts(earnings).costs}
                    digits={2}
                    unit={asset}
                    source={`readRevenue#strategies[strategy=${strategy}].earnings.fees readRevenue#strategies[strategy=${strategy}].earnings.slippage`}
                  />
                ),
                sortBy: ({ earnings }) => splitCosts(earnings).costs,
              },
              {
                key: 'fills',
                head: t('fills'),
                numeric: true,
                cell: ({ strategy }) => (
                  <Figure
                    value={known(strategy)?.fills ?? null}
                    digits={0}
                    source={`readStatus#strategies[name=${strategy}].fills`}
                  />
                ),
                sortBy: ({ strategy }) => known(strategy)?.fills ?? null,
              },
            ]}
          />
        )}
      </StateView>
    </Panel>
  );
}
