'use client';

import { dataOf } from '@qca/ui';
import { useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { Screen } from '../../parts/Screen.tsx';
import { StrategyFilter } from '../../parts/StrategyFilter.tsx';
import { FillsPanel } from './FillsPanel.tsx';
import { OpenOrdersPanel } from './OpenOrdersPanel.tsx';
import { PositionsPanel } from './PositionsPanel.tsx';
import { RecentOrdersPanel } from './RecentOrdersPanel.tsx';

/** What is out there now, what is held, and what happened last. */
export function OrdersScreen(): ReactNode {
  const t = useTranslations('orders');
  const router = useRouter();
  const strategy = useSearchParams().get('strategy') ?? undefined;
  const status = dataOf(useStatus());
  return (
    <Screen
      title={t('title')}
      question={t('question')}
      aside={
        <StrategyFilter
          strategies={status?.strategies.map(({ name }) => name) ?? []}
          chosen={strategy}
          onChoose={(name) =>
            router.replace(name === undefined ? '/orders' : `/orders?strategy=${encodeURIComponent(name)}`)
          }
        />
      }
    >
      <OpenOrdersPanel strategy={strategy} />
      <PositionsPanel strategy={strategy} />
      <RecentOrdersPanel strategy={strategy} />
      <FillsPanel strategy={strategy} />
    </Screen>
  );
}
