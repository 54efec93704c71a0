'use client';

import type { MarketStatus, PlatformStatus } from '@qca/api';
import { emptyWhen, Figure, Panel, SelectField, StateView } from '@qca/ui';
import { useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { MarketBadge } from '../../parts/feedBadges.tsx';
import { Screen } from '../../parts/Screen.tsx';
import { BookPanel } from './BookPanel.tsx';
import { CandlePanel } from './CandlePanel.tsx';
import { marketSource } from './marketSource.ts';

/** The market as the agent hears it, with what it did in it. */
export function MarketScreen(): ReactNode {
  const t = useTranslations('market');
  const view = useStatus();
  const asked = useSearchParams().get('instrument');
  return (
    <Screen title={t('title')} question={t('question')}>
      <div className="min-w-0 desk:col-span-12">
        <StateView
          view={emptyWhen(view, ({ markets }) => markets.length === 0)}
          empty={{ what: t('none'), why: t('noneWhy') }}
          rows={10}
        >
          {(status) => <Market status={status} asked={asked} />}
        </StateView>
      </div>
    </Screen>
  );
}

function Market({ status, asked }: { status: PlatformStatus; asked: string | null }): ReactNode {
  const t = useTranslations('market');
  const router = useRouter();
  const { markets } = status;
  const market = markets.find(({ instrument }) => instrument === asked) ?? (markets[0] as MarketStatus);
  return (
    <div className="grid grid-cols-1 gap-3 desk:grid-cols-12">
      <div className="flex flex-wrap items-end gap-x-4 gap-y-1 desk:col-span-12">
        <div className="min-w-56">
          <SelectField
            label={t('instrument')}
            value={market.instrument}
            options={markets.map(({ instrument, venue }) => ({
              value: instrument,
              // An instrument of a venue is named after it already.
              label: instrument.startsWith(`${venue}:`) ? instrument : `${instrument} · ${venue}`,
            }))}
            onChange={(event) =>
              router.replace(`/market?instrument=${encodeURIComponent(event.target.value)}`)
            }
          />
        </div>
        <MarketBadge market={market} timeUs={status.timeUs} />
      </div>
      <CandlePanel key={market.instrument} market={market} status={status} />
      <div className="flex min-w-0 flex-col gap-3 desk:col-span-4">
        <Panel title={t('quote')} maximisable={false}>
          <Facts>
            {(['bid', 'ask', 'mark'] as const).map((field) => (
              <Fact key={field} label={t(field)}>
                <Figure value={market[field]} unit={market.quoteAsset} source={marketSource(market, field)} />
              </Fact>
            ))}
          </Facts>
        </Panel>
        <BookPanel market={market} />
      </div>
    </div>
  );
}
