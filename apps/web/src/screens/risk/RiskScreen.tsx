'use client';

import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { Screen } from '../../parts/Screen.tsx';
import { KillPlanPanel } from './KillPlanPanel.tsx';
import { LimitTablePanel } from './LimitTablePanel.tsx';
import { RiskStatePanel } from './RiskStatePanel.tsx';

/** What may be traded now, every limit and how near it is, and what the kill switch will do. */
export function RiskScreen(): ReactNode {
  const t = useTranslations('risk');
  const view = useStatus();
  const [version, setVersion] = useState(0);
  return (
    <Screen title={t('title')} question={t('question')}>
      <RiskStatePanel view={view} />
      <KillPlanPanel key={version} view={view} onDone={() => setVersion(version + 1)} />
      <LimitTablePanel view={view} />
    </Screen>
  );
}
