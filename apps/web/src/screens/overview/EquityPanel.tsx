'use client';

import { OPERATION } from '@qca/api';
import { CurveChart, emptyWhen, Panel, StateView } from '@qca/ui';
import { type ReactNode, useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { equityCurves } from '../../calculators/equityCurves.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { ASKED } from '../../queries/asked.ts';
import type { AnswerOf } from '../../wire/request.ts';

export function EquityPanel(): ReactNode {
  const t = useTranslations('overview');
  const view = useAnswer(OPERATION.listEquity, ASKED.equity);
  return (
    <Panel title={t('curve')} className="desk:col-span-8">
      <StateView
        view={emptyWhen(view, ({ points }) => points.length === 0)}
        empty={{ what: t('noCurve'), why: t('noCurveWhy') }}
        rows={7}
      >
        {(answer) => <Chart answer={answer} />}
      </StateView>
    </Panel>
  );
}

function Chart({ answer }: { answer: AnswerOf<typeof OPERATION.listEquity> }): ReactNode {
  const t = useTranslations('overview');
  const { points } = answer;
  const curves = useMemo(() => equityCurves(points), [points]);
  return (
    <>
      <p className="mb-2 text-12 text-muted">{t('curveMeans')}</p>
      <CurveChart
        label={t('curve')}
        name="equity"
        unit={points[0]?.asset ?? ''}
        curves={curves}
        baseline={{ value: 0, name: t('start') }}
        source={(strategy, timeUs) =>
          `listEquity#points[strategy+timeUs=${strategy}+${timeUs}].equity listEquity#points[strategy=${strategy}].equity`
        }
      />
    </>
  );
}
