'use client';

import type { RiskRow } from '@qca/api';
import { Figure } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { NEAR_HEADROOM } from '../calculators/advice.ts';
import { digitsFor } from '../calculators/numberLines.ts';

export const riskSource = ({ scope, name, rule }: RiskRow) =>
  `readStatus#risk[scope+name+rule=${scope}+${name}+${rule}]` as const;

/** How much of a limit is used: a bar, and the share in figures. */
export function Headroom({ row }: { row: RiskRow }): ReactNode {
  const t = useTranslations('risk');
  const used = Math.min(1, Math.max(0, 1 - row.headroom));
  const near = row.headroom < NEAR_HEADROOM;
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        aria-hidden="true"
        className="inline-block h-2 w-20 overflow-hidden rounded-6 border border-line-strong"
      >
        <span
          className={`block h-full ${near ? 'bg-warning' : 'bg-accent'}`}
          style={{ width: `${used * 100}%` }}
        />
      </span>
      <span className={near ? 'text-warning' : ''}>
        <Figure value={row.headroom} scale={100} digits={0} unit="%" source={`${riskSource(row)}.headroom`} />{' '}
        {near ? t('near') : t('left')}
      </span>
    </span>
  );
}

/** A limit's value and bound, in their unit. */
export function LimitFigures({ row }: { row: RiskRow }): ReactNode {
  const t = useTranslations('risk');
  return (
    <span className="whitespace-nowrap">
      <Figure value={row.value} digits={digitsFor(row.value)} source={`${riskSource(row)}.value`} />{' '}
      <span className="text-muted">{t('of')}</span>{' '}
      <Figure
        value={row.limit}
        digits={digitsFor(row.limit)}
        unit={row.unit}
        source={`${riskSource(row)}.limit`}
      />
    </span>
  );
}
