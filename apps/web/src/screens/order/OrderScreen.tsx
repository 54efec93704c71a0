'use client';

import { OPERATION } from '@qca/api';
import { buttonClasses, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import { useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { Screen } from '../../parts/Screen.tsx';
import { FillBadge, PriceBadge } from '../../shell/RunBadges.tsx';
import { OrderStory } from './OrderStory.tsx';

/** The page of one order: from the price it was decided at to the entries it left in the ledger. */
export function OrderScreen(): ReactNode {
  const t = useTranslations('order');
  const search = useSearchParams();
  const orderId = search.get('id') ?? '';
  const run = search.get('run') ?? undefined;
  const view = useAnswer(
    OPERATION.readOrder,
    { params: { orderId }, query: { run } },
    { everyMs: 3_000, enabled: orderId !== '' },
  );
  const missing = orderId === '';
  return (
    <Screen
      title={t('title')}
      question={t('question')}
      aside={
        <Link href="/orders" className={buttonClasses('quiet')}>
          {t('all')}
        </Link>
      }
    >
      {view.state === 'ready' || view.state === 'stale' ? (
        <div className="flex gap-1.5 desk:col-span-12">
          <PriceBadge prices={view.data.prices} timeUs={view.data.order.sentUs} />
          <FillBadge fills={view.data.fillsAre} />
        </div>
      ) : null}
      {missing || view.state === 'loading' || view.state === 'error' ? (
        <Panel title={t('title')} className="desk:col-span-12" maximisable={false}>
          <StateView
            view={missing ? { state: 'empty' } : view}
            empty={{
              what: t('none'),
              why: t('noneWhy'),
              step: (
                <Link href="/orders" className={buttonClasses('accent')}>
                  {t('all')}
                </Link>
              ),
            }}
            rows={10}
          >
            {() => null}
          </StateView>
        </Panel>
      ) : (
        <div className="desk:col-span-12">
          <StateView view={view} empty={{ what: t('none'), why: t('noneWhy') }}>
            {(story) => <OrderStory story={story} />}
          </StateView>
        </div>
      )}
    </Screen>
  );
}
