'use client';

import { OPERATION } from '@qca/api';
import { buttonClasses, emptyWhen, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { ASKED } from '../../queries/asked.ts';
import { DecisionTable } from '../decisions/DecisionTable.tsx';

const ROWS = 8;

export function NewestDecisionsPanel(): ReactNode {
  const t = useTranslations('overview');
  const places = useTranslations('places');
  const view = useAnswer(OPERATION.listDecisions, ASKED.newestDecisions);
  return (
    <Panel
      title={t('newestDecisions')}
      className="desk:col-span-12"
      aside={
        <Link href="/decisions" className={buttonClasses('quiet')}>
          {places('decisions')}
        </Link>
      }
    >
      <StateView
        view={emptyWhen(view, ({ decisions }) => decisions.length === 0)}
        empty={{ what: t('noDecisions'), why: t('noDecisionsWhy') }}
        rows={ROWS}
      >
        {({ decisions }) => (
          <DecisionTable decisions={decisions.slice(0, ROWS)} caption={t('newestDecisions')} />
        )}
      </StateView>
    </Panel>
  );
}
