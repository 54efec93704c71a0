'use client';

import { OPERATION } from '@qca/api';
import { Button, formatEstimate, useUi } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useCommand } from '../../hooks/useCommand.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { ReviewDialog } from '../../parts/ReviewDialog.tsx';
import type { ChangeProps } from './Change.ts';

/** On or off. Off keeps what is held and adds nothing. */
export function SwitchDialog({
  change,
  status,
  strategy,
  onClose,
  onBack,
}: ChangeProps<'switch'>): ReactNode {
  const t = useTranslations('switch');
  const { locale } = useUi();
  const give = useCommand();
  const { on } = change;
  const way = on ? 'on' : 'off';
  return (
    <ReviewDialog
      title={t(`${way}.title`, { name: strategy.name })}
      word={t(`${way}.word`)}
      action={t(`${way}.action`)}
      onClose={onClose}
      onConfirm={(why) => give(OPERATION.switchStrategy, { body: { strategy: strategy.name, on, why } })}
      after={
        <div>
          <Button onClick={() => onBack({ ...change, on: !on })}>{t(`${on ? 'off' : 'on'}.action`)}</Button>
        </div>
      }
    >
      <p className="text-14">{t(`${way}.means`)}</p>
      <Facts>
        <Fact label={t('budget')}>
          <span className="figure" dir="ltr">
            {formatEstimate(strategy.budget, locale, 2)} {status.reportingAsset}
          </span>
        </Fact>
        <Fact label={t('exposure')}>
          <span className="figure" dir="ltr">
            {formatEstimate(strategy.exposure, locale, 2)} {status.reportingAsset}
          </span>
        </Fact>
        <Fact label={t('openOrders')}>{strategy.openOrders}</Fact>
      </Facts>
    </ReviewDialog>
  );
}
