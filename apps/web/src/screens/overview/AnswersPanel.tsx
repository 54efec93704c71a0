'use client';

import { OPERATION, type PlatformStatus } from '@qca/api';
import { Badge, emptyWhen, Figure, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { adviceOf, nearestLimits } from '../../calculators/advice.ts';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { useStatus } from '../../hooks/useStatus.ts';
import { ModeBadge } from '../../parts/badges.tsx';
import { EarningsHead } from '../../parts/EarningsFigure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Headroom } from '../../parts/Headroom.tsx';
import { useAdviceText } from '../../parts/useAdviceText.ts';
import { ASKED } from '../../queries/asked.ts';

export function AnswersPanel(): ReactNode {
  return (
    <>
      <Earning />
      <Safe />
      <Todo />
    </>
  );
}

function Earning(): ReactNode {
  const t = useTranslations('overview');
  const status = useStatus();
  const revenue = useAnswer(OPERATION.readRevenue, ASKED.revenue, { everyMs: 2_000 });
  return (
    <Panel title={t('earning')} className="desk:col-span-5" maximisable={false}>
      <StateView view={revenue} empty={{ what: t('nothingYet'), why: t('nothingYetWhy') }} rows={4}>
        {({ total, asset, strategies }) => (
          <>
            <EarningsHead earnings={total} asset={asset} source="readRevenue#total" />
            <p className="my-2 text-13 text-muted">
              {t('transfers', { count: strategies.reduce((sum, { transfers }) => sum + transfers, 0) })}
            </p>
          </>
        )}
      </StateView>
      {status.state === 'ready' || status.state === 'stale' ? <Worth status={status.data} /> : null}
    </Panel>
  );
}

function Worth({ status }: { status: PlatformStatus }): ReactNode {
  const t = useTranslations('overview');
  const { platform, reportingAsset } = status;
  return (
    <Facts>
      <Fact label={t('equity')}>
        <Figure value={platform.equity} unit={reportingAsset} source="readStatus#platform.equity" />
      </Fact>
      <Fact label={t('budget')}>
        <Figure value={platform.budget} unit={reportingAsset} source="readStatus#platform.budget" />
      </Fact>
      <Fact label={t('unrealised')}>
        <Figure
          value={platform.unrealised}
          unit={reportingAsset}
          tone="signed"
          source="readStatus#platform.unrealised"
        />
      </Fact>
    </Facts>
  );
}

function Safe(): ReactNode {
  const t = useTranslations('overview');
  const status = useStatus();
  return (
    <Panel title={t('safe')} className="desk:col-span-4" maximisable={false}>
      <StateView view={status} empty={{ what: t('nothingYet'), why: t('nothingYetWhy') }} rows={5}>
        {({ platform, kill, ledger, risk }) => {
          const [nearest] = nearestLimits(risk);
          return (
            <Facts>
              <Fact label={t('mode')}>
                <ModeBadge mode={platform.mode} />
              </Fact>
              <Fact label={t('killSwitch')}>
                <Badge tone={kill.killed ? 'loss' : 'plain'}>{kill.killed ? t('pulled') : t('ready')}</Badge>
              </Fact>
              <Fact label={t('ledger')}>
                <Badge tone={ledger.balanced ? 'gain' : 'loss'}>
                  {ledger.balanced ? t('balanced') : t('difference', { difference: ledger.difference })}
                </Badge>
              </Fact>
              {nearest === undefined ? null : (
                <Fact
                  label={
                    <>
                      {t('nearest')} <span className="text-text">{nearest.rule}</span> · {nearest.name}
                    </>
                  }
                >
                  <Headroom row={nearest} />
                </Fact>
              )}
            </Facts>
          );
        }}
      </StateView>
    </Panel>
  );
}

function Todo(): ReactNode {
  const t = useTranslations('overview');
  const text = useAdviceText();
  const view = useStatus();
  return (
    <Panel title={t('todo')} className="desk:col-span-3" maximisable={false}>
      <StateView
        view={emptyWhen(view, (status) => adviceOf(status).length === 0)}
        empty={{ what: t('calm'), why: t('calmWhy') }}
        rows={3}
      >
        {(status) => (
          <ol className="flex flex-col gap-2 text-13">
            {adviceOf(status).map((advice) => {
              const { what, href } = text(advice);
              return (
                <li key={what} className="border-warning border-s-2 ps-2">
                  <Link href={href} className="link">
                    {what}
                  </Link>
                </li>
              );
            })}
          </ol>
        )}
      </StateView>
    </Panel>
  );
}
