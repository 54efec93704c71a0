'use client';

import { Badge, Button, dataOf, Time } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { STALE_SECONDS } from '../calculators/viewOf.ts';
import { useConnection } from '../hooks/LiveProvider.tsx';
import { useSecondsSince } from '../hooks/useSecondsSince.ts';
import { useSession } from '../hooks/useSession.ts';
import { useStatus } from '../hooks/useStatus.ts';
import { KillSwitch } from './KillSwitch.tsx';
import { PlaceIcon } from './PlaceIcon.tsx';
import { RunBadges } from './RunBadges.tsx';

/** What account, which mode, which prices, how fresh; search, settings and the kill switch, always in one place. */
export function TopBar({
  onSearch,
  onSettings,
}: {
  onSearch: () => void;
  onSettings: () => void;
}): ReactNode {
  const t = useTranslations('shell');
  const status = dataOf(useStatus());
  const account = useSession().data?.account;
  return (
    <header className="sticky top-0 z-(--z-bar) flex min-h-12 flex-wrap items-center gap-x-3 gap-y-1 border-line border-b bg-surface px-3 py-1">
      <div className="order-3 flex min-h-14 w-full flex-wrap content-center items-center gap-1.5 tablet:order-1 tablet:min-h-0 tablet:w-auto">
        {status === undefined ? <Badge>{t('waiting')}</Badge> : <RunBadges status={status} />}
        <Freshness />
        {status === undefined ? null : (
          <span className="text-12 text-muted">
            {status.run.market} · <Time timeUs={status.timeUs} source="readStatus#timeUs" /> {t('utc')}
          </span>
        )}
      </div>
      <div className="order-2 ms-auto flex items-center gap-1.5">
        {account === undefined ? null : (
          <span className="hidden text-12 text-muted desk:inline" title={t(`role.${account.role}`)}>
            {account.name} · {t(`role.${account.role}`)}
          </span>
        )}
        <Button kind="quiet" onClick={onSearch} aria-keyshortcuts="Control+K" title={t('searchHint')}>
          <PlaceIcon name="search" />
          <span className="sr-only">{t('search')}</span>
          <kbd className="hidden font-sans text-12 text-muted desk:inline">{t('searchKeys')}</kbd>
        </Button>
        <Button kind="quiet" onClick={onSettings} aria-label={t('settings')} title={t('settings')}>
          <PlaceIcon name="settings" />
        </Button>
        <KillSwitch />
      </div>
    </header>
  );
}

/** Whether what is seen is current; spoken when it changes. */
function Freshness(): ReactNode {
  const t = useTranslations('shell');
  const connection = useConnection();
  const seconds = useSecondsSince(connection?.open === false ? connection.heardMs || undefined : undefined);
  const state =
    connection === undefined
      ? 'connecting'
      : connection.open
        ? 'open'
        : seconds < STALE_SECONDS
          ? 'connecting'
          : 'stale';
  return (
    <>
      <span role="status" className="sr-only">
        {state === 'stale' ? t('lost') : state === 'open' ? t('connected') : ''}
      </span>
      <span aria-hidden="true">
        <Badge tone={state === 'stale' ? 'warning' : 'plain'}>
          {state === 'stale' ? t('stale', { seconds }) : state === 'open' ? t('streaming') : t('connecting')}
        </Badge>
      </span>
    </>
  );
}
