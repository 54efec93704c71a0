'use client';

import { buttonClasses, emptyWhen, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { MarketBadge, VenueBadge } from '../../parts/feedBadges.tsx';

/** Whether what it hears and where it trades are well. */
export function SourcesPanel(): ReactNode {
  const t = useTranslations('overview');
  const places = useTranslations('places');
  const view = useStatus();
  return (
    <Panel
      title={t('sources')}
      className="desk:col-span-4"
      aside={
        <Link href="/health" className={buttonClasses('quiet')}>
          {places('health')}
        </Link>
      }
    >
      <StateView
        view={emptyWhen(view, ({ venues }) => venues.length === 0)}
        empty={{ what: t('noSources'), why: t('noSourcesWhy') }}
        rows={4}
      >
        {({ venues, markets, timeUs }) => (
          <Facts>
            {venues.map((venue) => (
              <Fact key={venue.id} label={venue.id}>
                <VenueBadge venue={venue} />
              </Fact>
            ))}
            {markets.map((market) => (
              <Fact key={`${market.venue} ${market.instrument}`} label={market.instrument}>
                <MarketBadge market={market} timeUs={timeUs} />
              </Fact>
            ))}
          </Facts>
        )}
      </StateView>
    </Panel>
  );
}
