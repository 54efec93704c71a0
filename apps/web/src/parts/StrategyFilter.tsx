'use client';

import { SelectField } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** Narrows a screen to one strategy; the choice stands in the address, so that it can be shared. */
export function StrategyFilter({
  strategies,
  chosen,
  onChoose,
}: {
  strategies: readonly string[];
  chosen: string | undefined;
  onChoose: (name: string | undefined) => void;
}): ReactNode {
  const t = useTranslations('filter');
  // An address may name a strategy that the run does not have: it stays visible, so that it can be taken back.
  const names = chosen === undefined || strategies.includes(chosen) ? strategies : [...strategies, chosen];
  return (
    <SelectField
      label={t('strategy')}
      value={chosen ?? ''}
      onChange={(event) => onChoose(event.target.value === '' ? undefined : event.target.value)}
      options={[{ value: '', label: t('all') }, ...names.map((name) => ({ value: name, label: name }))]}
    />
  );
}
