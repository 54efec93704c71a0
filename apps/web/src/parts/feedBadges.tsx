'use client';

import type { MarketStatus, PlatformStatus } from '@qca/api';
import { Badge, formatDuration, useUi } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

export function VenueBadge({ venue }: { venue: PlatformStatus['venues'][number] }): ReactNode {
  const t = useTranslations('health');
  if (!venue.up) return <Badge tone="loss">{t('down')}</Badge>;
  if (venue.waitingForSnapshot) return <Badge tone="warning">{t('waitingForSnapshot')}</Badge>;
  return <Badge tone="gain">{t('up')}</Badge>;
}

/** How long ago, in the market's own time, it was last heard of. */
export function MarketBadge({ market, timeUs }: { market: MarketStatus; timeUs: number }): ReactNode {
  const t = useTranslations('health');
  const { words } = useUi();
  if (market.lastHeardUs === 0) return <Badge>{t('neverHeard')}</Badge>;
  const ago = formatDuration(Math.max(0, timeUs - market.lastHeardUs), words.durations);
  return market.stale ? (
    <Badge tone="warning">{t('staleFor', { ago })}</Badge>
  ) : (
    <Badge tone="gain">{t('heard', { ago })}</Badge>
  );
}
