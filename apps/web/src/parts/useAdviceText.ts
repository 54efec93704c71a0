'use client';

import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import type { Advice } from '../calculators/advice.ts';

/** The words and the place of a piece of advice. */
export function useAdviceText(): (advice: Advice) => { what: string; href: string } {
  const t = useTranslations('advice');
  return useCallback(
    (advice: Advice) => {
      switch (advice.kind) {
        case 'ledger-difference':
          return { what: t('ledgerDifference', { difference: advice.difference }), href: '/ledger' };
        case 'killed':
          return { what: t('killed', { left: advice.left }), href: '/risk' };
        case 'platform-mode':
          return { what: t(`platform.${advice.mode}`, { rule: advice.rule }), href: '/risk' };
        case 'venue-down':
          return { what: t('venueDown', { venue: advice.venue }), href: '/health' };
        case 'strategy-mode':
          return {
            what: t(`strategy.${advice.mode}`, { strategy: advice.strategy, rule: advice.rule }),
            href: '/strategies',
          };
        case 'stale-market':
          return { what: t('staleMarket', { count: advice.count, first: advice.first }), href: '/health' };
        case 'near-limit':
          return {
            what: t('nearLimit', {
              rule: advice.row.rule,
              name: advice.row.name,
              percent: Math.round(advice.row.headroom * 100),
            }),
            href: '/risk',
          };
      }
    },
    [t],
  );
}
