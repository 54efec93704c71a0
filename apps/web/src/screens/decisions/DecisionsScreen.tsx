'use client';

import { OPERATION } from '@qca/api';
import { dataOf, emptyWhen, Panel, SelectField, StateView } from '@qca/ui';
import { useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { rulesOf } from '../../calculators/rulesOf.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { useStatus } from '../../hooks/useStatus.ts';
import { Pager, useBefore } from '../../parts/Pager.tsx';
import { Screen } from '../../parts/Screen.tsx';
import { StrategyFilter } from '../../parts/StrategyFilter.tsx';
import { ASKED } from '../../queries/asked.ts';
import { DecisionTable } from './DecisionTable.tsx';

const PLACE = 'before';
const OUTCOMES = ['admitted', 'shrunk', 'refused'] as const;

/** Every intent, and why it was admitted, shrunk or refused. The filters stand in the address. */
export function DecisionsScreen(): ReactNode {
  const t = useTranslations('decisions');
  const outcomes = useTranslations('outcome');
  const filter = useTranslations('filter');
  const router = useRouter();
  const search = useSearchParams();
  const strategy = search.get('strategy') ?? undefined;
  const outcome = OUTCOMES.find((each) => each === search.get('outcome'));
  const rule = search.get('rule') ?? undefined;
  const status = dataOf(useStatus());
  const before = useBefore(PLACE);
  const view = useAnswer(OPERATION.listDecisions, {
    query: { ...ASKED.decisions.query, strategy, outcome, rule, before },
  });
  // The rules to choose from are those of the newest decisions, whichever is chosen.
  const newest = dataOf(
    useAnswer(OPERATION.listDecisions, { query: { ...ASKED.decisions.query, strategy, outcome } }),
  );
  const choose = (key: string, value: string | undefined): void => {
    const next = new URLSearchParams(search.toString());
    if (value === undefined || value === '') next.delete(key);
    else next.set(key, value);
    // Another list: its pages are others.
    next.delete(PLACE);
    router.replace(`/decisions${next.size === 0 ? '' : `?${next}`}`);
  };
  return (
    <Screen title={t('title')} question={t('question')}>
      <div className="grid grid-cols-1 gap-3 tablet:grid-cols-3 desk:col-span-12">
        <StrategyFilter
          strategies={status?.strategies.map(({ name }) => name) ?? []}
          chosen={strategy}
          onChoose={(name) => choose('strategy', name)}
        />
        <SelectField
          label={t('outcome')}
          value={outcome ?? ''}
          onChange={(event) => choose('outcome', event.target.value)}
          options={[
            { value: '', label: filter('all') },
            ...OUTCOMES.map((each) => ({ value: each, label: outcomes(each) })),
          ]}
        />
        <SelectField
          label={t('rule')}
          value={rule ?? ''}
          onChange={(event) => choose('rule', event.target.value)}
          options={[
            { value: '', label: filter('all') },
            ...rulesOf(newest?.decisions ?? [], rule).map((each) => ({ value: each, label: each })),
          ]}
        />
      </div>
      <Panel title={t('list')} className="desk:col-span-12">
        <StateView
          view={emptyWhen(view, ({ decisions }) => decisions.length === 0)}
          empty={{ what: t('none'), why: t('noneWhy') }}
          rows={10}
        >
          {({ decisions, next }) => (
            <>
              <DecisionTable decisions={decisions} caption={t('list')} />
              <Pager name={PLACE} next={next} />
            </>
          )}
        </StateView>
      </Panel>
    </Screen>
  );
}
