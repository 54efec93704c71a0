'use client';

import type { PlatformStatus } from '@qca/api';
import { Badge, formatTime, useUi } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** Says what the figures on this screen are: whose money, which prices, which fills. */
export function RunBadges({ status }: { status: Pick<PlatformStatus, 'run' | 'timeUs'> }): ReactNode {
  const t = useTranslations('run');
  const { run, timeUs } = status;
  return (
    <>
      {run.mode === 'live' ? (
        <Badge tone="frame">{t('mode.live')}</Badge>
      ) : (
        <Badge tone="accent" title={t(`modeMeans.${run.mode}`)}>
          {t(`mode.${run.mode}`)}
        </Badge>
      )}
      <PriceBadge prices={run.prices} timeUs={timeUs} />
      <FillBadge fills={run.fills} />
    </>
  );
}

export function PriceBadge({
  prices,
  timeUs,
}: {
  prices: PlatformStatus['run']['prices'];
  timeUs: number | undefined;
}): ReactNode {
  const t = useTranslations('run');
  const { locale } = useUi();
  if (prices === 'recorded') {
    return (
      <Badge title={t('pricesMean.recorded')}>
        {timeUs === undefined
          ? t('prices.recordedAny')
          : t('prices.recorded', { day: formatTime(timeUs, locale, 'day') })}
      </Badge>
    );
  }
  return <Badge title={t(`pricesMean.${prices}`)}>{t(`prices.${prices}`)}</Badge>;
}

export function FillBadge({ fills }: { fills: PlatformStatus['run']['fills'] }): ReactNode {
  const t = useTranslations('run');
  return (
    <Badge tone={fills === 'real' ? 'warning' : 'plain'} title={t(`fillsMean.${fills}`)}>
      {t(`fills.${fills}`)}
    </Badge>
  );
}
