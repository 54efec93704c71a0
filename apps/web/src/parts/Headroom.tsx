'use client';

import type { RiskRow } from '@qca/api';
import { dataOf, Figure } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { NEAR_HEADROOM } from '../calculators/advice.ts';
import { limitUnit } from '../calculators/limitUnit.ts';
import { digitsFor } from '../calculators/numberLines.ts';
import { useStatus } from '../hooks/useStatus.ts';

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
  const { words, isShare } = limitUnit(row.unit);
  const asset = dataOf(useStatus())?.reportingAsset;
  const shown = (field: 'value' | 'limit') => ({
    value: row[field],
    ...(isShare
      ? { scale: 100, digits: Math.min(2, digitsFor(row[field] * 100)), unit: '%' }
      : { digits: Math.min(2, digitsFor(row[field])), unit: words === 'money' ? asset : undefined }),
    source: `${riskSource(row)}.${field}` as const,
  });
  return (
    <span>
      <Figure {...shown('value')} /> <span className="text-muted">{t('of')}</span>{' '}
      <Figure {...shown('limit')} />
      {words === 'money' ? null : (
        <span className="text-muted"> {words === undefined ? row.unit : t(`units.${words}`)}</span>
      )}
    </span>
  );
}
