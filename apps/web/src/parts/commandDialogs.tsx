'use client';

import { OPERATION } from '@qca/api';
import { Button } from '@qca/ui';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useCommand } from '../hooks/useCommand.ts';
import { Fact, Facts } from './Facts.tsx';
import { ReviewDialog } from './ReviewDialog.tsx';

/** A change of what may be traded, for a strategy or `platform`. */
export type ModeCommand = 'reduce' | 'halt' | 'arm';

export const PLATFORM = 'platform';

const OPERATIONS = {
  reduce: OPERATION.reduceRisk,
  halt: OPERATION.haltTrading,
  arm: OPERATION.armTrading,
} as const;

interface ModeDialogProps {
  readonly command: ModeCommand;
  readonly scope: string;
  readonly openOrders: number;
  readonly now: string;
  readonly onClose: () => void;
  readonly onBack: (command: ModeCommand) => void;
}

/** Reduce, halt or arm: what is so now, what will be, and the way back. */
export function ModeDialog({ command, scope, openOrders, now, onClose, onBack }: ModeDialogProps): ReactNode {
  const t = useTranslations('modeDialog');
  const give = useCommand();
  const back: ModeCommand = command === 'arm' ? 'halt' : 'arm';
  return (
    <ReviewDialog
      title={t(`${command}.title`, { scope })}
      word={t(`${command}.word`)}
      action={t(`${command}.action`)}
      danger={command !== 'arm'}
      onClose={onClose}
      onConfirm={(why) => give(OPERATIONS[command], { body: { scope, why } })}
      after={
        <div>
          <Button onClick={() => onBack(back)}>{t(`${back}.title`, { scope })}</Button>
        </div>
      }
    >
      <p className="text-14">{t(`${command}.means`)}</p>
      <Facts>
        <Fact label={t('scope')}>{scope}</Fact>
        <Fact label={t('now')}>{now}</Fact>
        <Fact label={t('then')}>{t(`${command}.then`)}</Fact>
        <Fact label={t('openOrders')}>
          {command === 'halt' ? t('cancelled', { count: openOrders }) : t('kept', { count: openOrders })}
        </Fact>
      </Facts>
    </ReviewDialog>
  );
}
