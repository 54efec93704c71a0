'use client';

import { Figure, Panel, StateView } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { digitsFor } from '../../calculators/numberLines.ts';
import { useStatus } from '../../hooks/useStatus.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';

const MEASURES = [
  ['decisionMsP50', 'ms'],
  ['decisionMsP99', 'ms'],
  ['orderRoundTripMsP50', 'ms'],
  ['feedLagMs', 'ms'],
  ['inputsPerSecond', '/s'],
] as const;

export function PacePanel(): ReactNode {
  const t = useTranslations('health');
  const view = useStatus();
  return (
    <Panel title={t('pace')} className="desk:col-span-4" maximisable={false}>
      <StateView view={view} empty={{ what: t('noPace'), why: t('noPace') }} rows={5}>
        {({ pace }) => (
          <Facts>
            {MEASURES.map(([measure, unit]) => (
              <Fact key={measure} label={t(`measure.${measure}`)}>
                <Figure
                  value={pace[measure]}
                  digits={digitsFor(pace[measure] ?? 0)}
                  unit={unit}
                  source={`readStatus#pace.${measure}`}
                />
              </Fact>
            ))}
          </Facts>
        )}
      </StateView>
    </Panel>
  );
}
