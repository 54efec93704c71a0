'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Screen } from '../../parts/Screen.tsx';
import { AnswersPanel } from './AnswersPanel.tsx';
import { EquityPanel } from './EquityPanel.tsx';
import { LimitsPanel } from './LimitsPanel.tsx';
import { NewestDecisionsPanel } from './NewestDecisionsPanel.tsx';
import { RevenuePanel } from './RevenuePanel.tsx';
import { SourcesPanel } from './SourcesPanel.tsx';

/** Is it earning? Am I safe? What should I do? Then what lies behind the answers. */
export function OverviewScreen(): ReactNode {
  const t = useTranslations('overview');
  return (
    <Screen title={t('title')} question={t('question')}>
      <AnswersPanel />
      <EquityPanel />
      <LimitsPanel />
      <RevenuePanel />
      <SourcesPanel />
      <NewestDecisionsPanel />
    </Screen>
  );
}
