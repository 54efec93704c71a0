'use client';

import { OPERATION, type PlatformStatus } from '@qca/api';
import { Badge, Button, buttonClasses, DataTable, dataOf, Figure } from '@qca/ui';
import Link from 'next/link';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { killPreview } from '../calculators/killPreview.ts';
import { useCommand } from '../hooks/useCommand.ts';
import { useStatus } from '../hooks/useStatus.ts';
import { Fact, Facts } from '../parts/Facts.tsx';
import { ReviewDialog } from '../parts/ReviewDialog.tsx';

/** The kill switch: one button, one chord, always there, whatever else works. */
export function KillSwitch(): ReactNode {
  const t = useTranslations('kill');
  const [open, setOpen] = useState(false);
  const status = dataOf(useStatus());
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (!(event.ctrlKey && event.altKey && event.code === 'KeyK')) return;
      event.preventDefault();
      setOpen(true);
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, []);
  return (
    <>
      {status?.kill.killed === true ? <Badge tone="loss">{t('isKilled')}</Badge> : null}
      <Button
        kind="danger"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Control+Alt+K"
        title={t('chord')}
        data-kill-switch=""
      >
        {t('button')}
      </Button>
      {open ? <KillDialog status={status} onClose={() => setOpen(false)} /> : null}
    </>
  );
}

function KillDialog({
  status,
  onClose,
}: {
  status: PlatformStatus | undefined;
  onClose: () => void;
}): ReactNode {
  const t = useTranslations('kill');
  const give = useCommand();
  return (
    <ReviewDialog
      title={t('title')}
      word={t('word')}
      danger
      action={t('action')}
      defaultWhy={t('defaultWhy')}
      onClose={onClose}
      onConfirm={(why) => give(OPERATION.killTrading, { body: { why } })}
      after={
        <div className="flex flex-col gap-2 text-13">
          {status === undefined ? null : <KillProgress kill={status.kill} />}
          <p>
            <Link href="/risk" className={buttonClasses('plain')} onClick={onClose}>
              {t('goToRisk')}
            </Link>
          </p>
        </div>
      }
    >
      <p className="text-14">{t('means')}</p>
      {status === undefined ? (
        <p className="text-13 text-warning">{t('blind')}</p>
      ) : (
        <KillFacts status={status} />
      )}
    </ReviewDialog>
  );
}

/** How far a pulled switch has come. */
export function KillProgress({ kill }: { kill: PlatformStatus['kill'] }): ReactNode {
  const t = useTranslations('kill');
  const stages = ['off', 'reducing', 'done'] as const;
  const stage = stages.find((each) => each === kill.stage);
  return (
    <p role="status" className="text-13">
      {kill.killed ? t('killed') : t('notKilled')} {stage === undefined ? kill.stage : t(`stage.${stage}`)}{' '}
      {kill.left > 0 ? t('left', { count: kill.left }) : ''}
    </p>
  );
}

/** What will happen, in numbers. */
export function KillFacts({ status }: { status: PlatformStatus }): ReactNode {
  const t = useTranslations('kill');
  const preview = killPreview(status);
  return (
    <>
      <Facts>
        <Fact label={t('ordersToCancel')}>
          <Figure value={preview.ordersToCancel} digits={0} source="readStatus#openOrders" />
          {preview.ordersByVenue.length === 0 ? null : (
            <span className="text-muted">
              {' '}
              ({preview.ordersByVenue.map(({ venue, orders }) => `${venue} ${orders}`).join(', ')})
            </span>
          )}
        </Fact>
        <Fact label={t('exposure')}>
          <Figure value={preview.exposure} unit={status.reportingAsset} source="readStatus#positions" />
        </Fact>
        <Fact label={t('plan')}>{t(`reduce.${status.kill.plan.reduce}`)}</Fact>
      </Facts>
      {preview.reductions.length === 0 ? null : (
        <DataTable
          caption={t('orderOfReduction')}
          rows={preview.reductions.map((position, index) => ({ position, place: index + 1 }))}
          rowKey={({ place }) => String(place)}
          page={10}
          columns={[
            { key: 'place', head: t('place'), numeric: true, cell: ({ place }) => place },
            {
              key: 'asset',
              head: t('what'),
              cell: ({ position }) => `${position.instrument} · ${position.venue}`,
            },
            { key: 'strategy', head: t('strategy'), cell: ({ position }) => position.strategy },
            {
              key: 'value',
              head: t('value'),
              numeric: true,
              cell: ({ position }) => (
                <Figure
                  value={position.value}
                  unit={status.reportingAsset}
                  source={`readStatus#positions[strategy+venue+instrument=${position.strategy}+${position.venue}+${position.instrument}].value`}
                />
              ),
            },
          ]}
        />
      )}
    </>
  );
}
