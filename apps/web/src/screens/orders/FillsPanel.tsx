'use client';

import { OPERATION } from '@qca/api';
import { dataOf, emptyWhen, Panel, StateView } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { useStatus } from '../../hooks/useStatus.ts';
import { FillTable } from '../../parts/FillTable.tsx';
import { Pager, useBefore } from '../../parts/Pager.tsx';
import { ASKED } from '../../queries/asked.ts';
import { FillBadge } from '../../shell/RunBadges.tsx';

const PLACE = 'fills';

export function FillsPanel({ strategy }: { strategy: string | undefined }): ReactNode {
  const t = useTranslations('orders');
  const status = dataOf(useStatus());
  const before = useBefore(PLACE);
  const view = useAnswer(OPERATION.listFills, { query: { ...ASKED.fills.query, strategy, before } });
  return (
    <div id="fills" className="min-w-0 desk:col-span-12">
      <Panel title={t('fills')} aside={status === undefined ? null : <FillBadge fills={status.run.fills} />}>
        <StateView
          view={emptyWhen(view, ({ fills }) => fills.length === 0)}
          empty={{ what: t('noFills'), why: t('noFillsWhy') }}
          rows={6}
        >
          {({ fills, next }) => (
            <>
              <FillTable fills={fills} caption={t('fills')} source="listFills#fills" />
              <Pager name={PLACE} next={next} />
            </>
          )}
        </StateView>
      </Panel>
    </div>
  );
}
