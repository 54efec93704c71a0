'use client';

import { buttonClasses, emptyWhen, Panel, StateView } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { nearestLimits } from '../../calculators/advice.ts';
import { useStatus } from '../../hooks/useStatus.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Headroom, LimitFigures } from '../../parts/Headroom.tsx';

/** Limits that fit beside the curve. */
const ROWS = 6;

export function LimitsPanel(): ReactNode {
  const t = useTranslations('overview');
  const places = useTranslations('places');
  const view = useStatus();
  return (
    <Panel
      title={t('limits')}
      className="desk:col-span-4"
      aside={
        <Link href="/risk" className={buttonClasses('quiet')}>
          {places('risk')}
        </Link>
      }
    >
      <StateView
        view={emptyWhen(view, ({ risk }) => risk.length === 0)}
        empty={{ what: t('noLimits'), why: t('noLimitsWhy') }}
        rows={ROWS}
      >
        {({ risk }) => (
          <Facts>
            {nearestLimits(risk)
              .slice(0, ROWS)
              .map((row) => (
                <Fact
                  key={`${row.scope} ${row.name} ${row.rule}`}
                  label={
                    <>
                      <span className="text-text">{row.rule}</span>
                      <br />
                      {row.name}
                    </>
                  }
                >
                  <Headroom row={row} />
                  <br />
                  <span className="text-12">
                    <LimitFigures row={row} />
                  </span>
                </Fact>
              ))}
          </Facts>
        )}
      </StateView>
    </Panel>
  );
}
