'use client';

import type { StrategyStatus } from '@qca/api';
import { Badge, Button, Figure, type Source, Switch } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ModeBadge } from '../../parts/badges.tsx';
import { EarningsFigure } from '../../parts/EarningsFigure.tsx';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { Numbers } from '../../parts/Numbers.tsx';
import type { Change } from './Change.ts';

export function StrategyCard({
  strategy,
  asset,
  onChange,
}: {
  strategy: StrategyStatus;
  asset: string;
  onChange: (change: Change) => void;
}): ReactNode {
  const t = useTranslations('strategies');
  const { name, on, mode, reason } = strategy;
  const from = (field: string): Source => `readStatus#strategies[name=${name}].${field}`;
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-3">
        <Switch
          on={on}
          label={t('switch', { name })}
          words={{ on: t('on'), off: t('off') }}
          onToggle={() => onChange({ kind: 'switch', strategy: name, on: !on })}
        />
        {on ? <ModeBadge mode={mode} /> : null}
        {reason === null ? null : <Badge tone="warning">{t('because', { rule: reason.rule })}</Badge>}
      </div>
      <Facts>
        <Fact label={t('net')}>
          <EarningsFigure earnings={strategy.earnings} asset={asset} source={from('earnings')} />
        </Fact>
        {(['budget', 'equity', 'exposure'] as const).map((field) => (
          <Fact key={field} label={t(field)}>
            <Figure value={strategy[field]} unit={asset} source={from(field)} />
          </Fact>
        ))}
        <Fact label={t('unrealised')}>
          <Figure value={strategy.unrealised} unit={asset} tone="signed" source={from('unrealised')} />
        </Fact>
        <Fact label={t('drawdown')}>
          <Figure value={strategy.drawdownRatioMax} scale={100} unit="%" source={from('drawdownRatioMax')} />
        </Fact>
        <Fact label={t('counts')}>
          <Link href={`/orders?strategy=${encodeURIComponent(name)}`} className="link">
            <Figure value={strategy.orders} digits={0} source={from('orders')} />
          </Link>{' '}
          · <Figure value={strategy.fills} digits={0} source={from('fills')} />
        </Fact>
        <Fact label={t('gate')}>
          <Link href={`/decisions?strategy=${encodeURIComponent(name)}`} className="link">
            <Figure value={strategy.shrunk} digits={0} source={from('shrunk')} /> ·{' '}
            <Figure value={strategy.refused} digits={0} source={from('refused')} />
          </Link>
        </Fact>
      </Facts>
      <div>
        <h3 className="mb-1 text-13 text-muted">{t('parameters')}</h3>
        <Numbers numbers={strategy.parameters} source={from('parameters')} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => onChange({ kind: 'budget', strategy: name })}>{t('moveBudget')}</Button>
        <Button onClick={() => onChange({ kind: 'parameters', strategy: name })}>
          {t('changeParameters')}
        </Button>
        {mode === 'active' ? (
          <>
            <Button onClick={() => onChange({ kind: 'mode', strategy: name, command: 'reduce' })}>
              {t('reduce')}
            </Button>
            <Button onClick={() => onChange({ kind: 'mode', strategy: name, command: 'halt' })}>
              {t('halt')}
            </Button>
          </>
        ) : (
          <Button kind="accent" onClick={() => onChange({ kind: 'mode', strategy: name, command: 'arm' })}>
            {t('arm')}
          </Button>
        )}
      </div>
    </div>
  );
}
