'use client';

import type { PlatformStatus } from '@qca/api';
import { Badge, Button, Panel, StateView, Time, type View } from '@qca/ui';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { ModeBadge } from '../../parts/badges.tsx';
import { type ModeCommand, ModeDialog, PLATFORM } from '../../parts/commandDialogs.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Numbers } from '../../parts/Numbers.tsx';
import { KillProgress } from '../../shell/KillSwitch.tsx';

export function RiskStatePanel({ view }: { view: View<PlatformStatus> }): ReactNode {
  const t = useTranslations('risk');
  const [command, setCommand] = useState<ModeCommand>();
  const modes = useTranslations('mode');
  return (
    <Panel title={t('state')} className="desk:col-span-6" maximisable={false}>
      <StateView view={view} empty={{ what: t('noState'), why: t('noState') }} rows={6}>
        {({ platform, kill, strategies, openOrders }) => (
          <div className="flex flex-col gap-3">
            <Facts>
              <Fact label={t('platform')}>
                <ModeBadge mode={platform.mode} />
              </Fact>
              {platform.reason === null ? null : (
                <Fact label={t('reason')}>
                  {platform.reason.rule} · <Time timeUs={platform.reason.timeUs} />
                  <Numbers
                    numbers={{
                      value: platform.reason.value,
                      limit: platform.reason.limit,
                      unit: platform.reason.unit,
                    }}
                    source="readStatus#platform.reason"
                  />
                </Fact>
              )}
              <Fact label={t('killSwitch')}>
                <Badge tone={kill.killed ? 'loss' : 'plain'}>{kill.killed ? t('pulled') : t('ready')}</Badge>
              </Fact>
              {strategies.map(({ name, on, mode, reason }) => (
                <Fact key={name} label={name}>
                  {on ? <ModeBadge mode={mode} /> : <Badge>{t('off')}</Badge>}
                  {reason === null ? null : <span className="text-muted"> {reason.rule}</span>}
                </Fact>
              ))}
            </Facts>
            {kill.killed ? <KillProgress kill={kill} /> : null}
            <div className="flex flex-wrap gap-2">
              {platform.mode === 'active' && !kill.killed ? (
                <>
                  <Button onClick={() => setCommand('reduce')}>{t('reduceAll')}</Button>
                  <Button onClick={() => setCommand('halt')}>{t('haltAll')}</Button>
                </>
              ) : (
                <Button kind="accent" onClick={() => setCommand('arm')} data-arm="">
                  {t('armAll')}
                </Button>
              )}
            </div>
            {command === undefined ? null : (
              <ModeDialog
                key={command}
                command={command}
                scope={PLATFORM}
                openOrders={openOrders.length}
                now={kill.killed ? t('pulled') : modes(platform.mode)}
                onClose={() => setCommand(undefined)}
                onBack={setCommand}
              />
            )}
          </div>
        )}
      </StateView>
    </Panel>
  );
}
