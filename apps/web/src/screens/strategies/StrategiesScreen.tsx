'use client';

import type { PlatformStatus } from '@qca/api';
import { emptyWhen, Panel, StateView } from '@qca/ui';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../../hooks/useStatus.ts';
import { ModeDialog } from '../../parts/commandDialogs.tsx';
import { Screen } from '../../parts/Screen.tsx';
import { BudgetDialog } from './BudgetDialog.tsx';
import type { Change } from './Change.ts';
import { ParametersDialog } from './ParametersDialog.tsx';
import { StrategyCard } from './StrategyCard.tsx';
import { SwitchDialog } from './SwitchDialog.tsx';

/** Who trades with how much, and the levers: each one reviewed, confirmed, told and taken back. */
export function StrategiesScreen(): ReactNode {
  const t = useTranslations('strategies');
  const view = useStatus();
  const [change, setChange] = useState<Change>();
  return (
    <Screen title={t('title')} question={t('question')}>
      <div className="desk:col-span-12">
        <StateView
          view={emptyWhen(view, ({ strategies }) => strategies.length === 0)}
          empty={{ what: t('none'), why: t('noneWhy') }}
          rows={8}
        >
          {(status) => (
            <>
              <div className="grid gap-3 desk:grid-cols-2 wide:grid-cols-3">
                {status.strategies.map((strategy) => (
                  <div key={strategy.name} id={strategy.name} className="min-w-0 scroll-mt-24">
                    <Panel title={strategy.name} maximisable={false}>
                      <StrategyCard strategy={strategy} asset={status.reportingAsset} onChange={setChange} />
                    </Panel>
                  </div>
                ))}
              </div>
              {change === undefined ? null : (
                <ChangeDialog
                  key={JSON.stringify(change)}
                  change={change}
                  status={status}
                  onClose={() => setChange(undefined)}
                  onBack={setChange}
                />
              )}
            </>
          )}
        </StateView>
      </div>
    </Screen>
  );
}

function ChangeDialog({
  change,
  status,
  onClose,
  onBack,
}: {
  change: Change;
  status: PlatformStatus;
  onClose: () => void;
  onBack: (change: Change) => void;
}): ReactNode {
  const modes = useTranslations('mode');
  const strategy = status.strategies.find(({ name }) => name === change.strategy);
  if (strategy === undefined) return null;
  const around = { status, strategy, onClose, onBack };
  switch (change.kind) {
    case 'budget':
      return <BudgetDialog {...around} change={change} />;
    case 'switch':
      return <SwitchDialog {...around} change={change} />;
    case 'parameters':
      return <ParametersDialog {...around} change={change} />;
    case 'mode':
      return (
        <ModeDialog
          command={change.command}
          scope={strategy.name}
          openOrders={strategy.openOrders}
          now={modes(strategy.mode)}
          onClose={onClose}
          onBack={(command) => onBack({ ...change, command })}
        />
      );
  }
}
