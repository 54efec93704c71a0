'use client';

import type { CommandRow, DecisionRow, PlatformStatus } from '@qca/api';
import { Badge, type Tone } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

const OUTCOME: Readonly<Record<DecisionRow['outcome'] | CommandRow['outcome'], Tone>> = {
  admitted: 'gain',
  shrunk: 'warning',
  refused: 'loss',
  applied: 'gain',
  pending: 'warning',
};
const SIGN: Readonly<Record<DecisionRow['outcome'] | CommandRow['outcome'], string>> = {
  admitted: '✓',
  shrunk: '≤',
  refused: '×',
  applied: '✓',
  pending: '…',
};

export function OutcomeBadge({
  outcome,
}: {
  outcome: DecisionRow['outcome'] | CommandRow['outcome'];
}): ReactNode {
  const t = useTranslations('outcome');
  return (
    <Badge tone={OUTCOME[outcome]}>
      {SIGN[outcome]} {t(outcome)}
    </Badge>
  );
}

/** Bought or sold: an arrow and a word, with the colour. */
export function SideMark({ side }: { side: 'buy' | 'sell' }): ReactNode {
  const t = useTranslations('side');
  return (
    <span className={side === 'buy' ? 'text-gain' : 'text-loss'}>
      <span aria-hidden="true">{side === 'buy' ? '↑' : '↓'}</span> {t(side)}
    </span>
  );
}

const MODE: Readonly<Record<PlatformStatus['platform']['mode'], Tone>> = {
  active: 'gain',
  reducing: 'warning',
  halted: 'loss',
};

export function ModeBadge({ mode }: { mode: PlatformStatus['platform']['mode'] }): ReactNode {
  const t = useTranslations('mode');
  return (
    <Badge tone={MODE[mode]} title={t(`means.${mode}`)}>
      {t(mode)}
    </Badge>
  );
}
