'use client';

import { OPERATION } from '@qca/api';
import { DataTable, Figure, formatDuration, Panel, StateView, Time, useUi } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useAnswer } from '../../hooks/useAnswer.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { PriceBadge } from '../../shell/RunBadges.tsx';

const COUNTS = ['files', 'bars', 'trades', 'bookUpdates'] as const;

export function DataQualityPanel(): ReactNode {
  const t = useTranslations('health');
  const { words } = useUi();
  const view = useAnswer(OPERATION.readDataQuality, {}, { everyMs: 30_000 });
  return (
    <Panel title={t('quality')} className="desk:col-span-12">
      <StateView view={view} empty={{ what: t('noQuality'), why: t('noQuality') }} rows={6}>
        {({ market, prices, notes, warnings, instruments, ...counts }) => (
          <div className="grid gap-4 desk:grid-cols-[1fr_2fr]">
            <div>
              <Facts>
                <Fact label={t('market')}>
                  {market} <PriceBadge prices={prices} timeUs={undefined} />
                </Fact>
                {COUNTS.map((count) => (
                  <Fact key={count} label={t(`count.${count}`)}>
                    <Figure value={counts[count]} digits={0} source={`readDataQuality#${count}`} />
                  </Fact>
                ))}
              </Facts>
              {warnings.length === 0 ? <p className="mt-2 text-13 text-muted">{t('noWarnings')}</p> : null}
              <ul className="mt-2 flex flex-col gap-1 text-13">
                {warnings.map((warning) => (
                  <li key={warning} className="border-warning border-s-2 ps-2">
                    {warning}
                  </li>
                ))}
                {notes.map((note) => (
                  <li key={note} className="border-line-strong border-s-2 ps-2 text-muted">
                    {note}
                  </li>
                ))}
              </ul>
            </div>
            <DataTable
              caption={t('quality')}
              rows={instruments}
              rowKey={({ instrument }) => instrument}
              columns={[
                { key: 'instrument', head: t('instrument'), cell: ({ instrument }) => instrument },
                { key: 'kinds', head: t('kinds'), cell: ({ kinds }) => kinds.join(', ') },
                {
                  key: 'gaps',
                  head: t('gaps'),
                  numeric: true,
                  cell: ({ instrument, gaps }) => (
                    <Figure
                      value={gaps}
                      digits={0}
                      source={`readDataQuality#instruments[instrument=${instrument}].gaps`}
                    />
                  ),
                  sortBy: ({ gaps }) => gaps,
                },
                {
                  key: 'longest',
                  head: t('longestGap'),
                  numeric: true,
                  cell: ({ longestGapUs }) =>
                    longestGapUs === 0 ? t('none') : formatDuration(longestGapUs, words.durations),
                  sortBy: ({ longestGapUs }) => longestGapUs,
                },
                {
                  key: 'last',
                  head: t('lastHeard'),
                  cell: ({ lastHeardUs }) =>
                    lastHeardUs === null ? t('neverHeard') : <Time timeUs={lastHeardUs} />,
                },
              ]}
            />
          </div>
        )}
      </StateView>
    </Panel>
  );
}
