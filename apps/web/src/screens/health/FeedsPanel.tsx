'use client';

import { DataTable, emptyWhen, Figure, Panel, StateView, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { MarketBadge, VenueBadge } from '../../parts/feedBadges.tsx';

export function FeedsPanel(): ReactNode {
  const t = useTranslations('health');
  const view = useStatus();
  return (
    <>
      <Panel title={t('venues')} className="desk:col-span-4">
        <StateView
          view={emptyWhen(view, ({ venues }) => venues.length === 0)}
          empty={{ what: t('noVenues'), why: t('noVenuesWhy') }}
        >
          {({ venues }) => (
            <Facts>
              {venues.map((venue) => (
                <Fact key={venue.id} label={venue.id}>
                  <VenueBadge venue={venue} />{' '}
                  <span className="text-muted">
                    <Figure
                      value={venue.openOrders}
                      digits={0}
                      source={`readStatus#venues[id=${venue.id}].openOrders`}
                    />{' '}
                    {t('openOrders')}
                  </span>
                </Fact>
              ))}
            </Facts>
          )}
        </StateView>
      </Panel>
      <Panel title={t('feeds')} className="desk:col-span-8">
        <StateView
          view={emptyWhen(view, ({ markets }) => markets.length === 0)}
          empty={{ what: t('noFeeds'), why: t('noFeedsWhy') }}
        >
          {({ markets, timeUs }) => (
            <DataTable
              caption={t('feeds')}
              rows={markets}
              rowKey={({ venue, instrument }) => `${venue} ${instrument}`}
              columns={[
                { key: 'instrument', head: t('instrument'), cell: ({ instrument }) => instrument },
                { key: 'venue', head: t('venue'), cell: ({ venue }) => venue },
                { key: 'kind', head: t('kind'), cell: ({ kind }) => t(kind) },
                {
                  key: 'state',
                  head: t('state'),
                  cell: (market) => <MarketBadge market={market} timeUs={timeUs} />,
                },
                {
                  key: 'last',
                  head: t('lastHeard'),
                  cell: ({ lastHeardUs }) =>
                    lastHeardUs === 0 ? t('neverHeard') : <Time timeUs={lastHeardUs} />,
                },
              ]}
            />
          )}
        </StateView>
      </Panel>
    </>
  );
}
