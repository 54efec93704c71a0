'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Screen } from '../../parts/Screen.tsx';
import { CommandsPanel } from './CommandsPanel.tsx';
import { DataQualityPanel } from './DataQualityPanel.tsx';
import { FeedsPanel } from './FeedsPanel.tsx';
import { PacePanel } from './PacePanel.tsx';
import { ParityPanel } from './ParityPanel.tsx';
import { RunsPanel } from './RunsPanel.tsx';

/** Whether the machine itself is well: parity, data, feeds, venues, pace, what operators told it. */
export function HealthScreen(): ReactNode {
  const t = useTranslations('health');
  return (
    <Screen title={t('title')} question={t('question')}>
      <ParityPanel />
      <PacePanel />
      <FeedsPanel />
      <DataQualityPanel />
      <CommandsPanel />
      <RunsPanel />
    </Screen>
  );
}
