'use client';

import { type KillPlan, OPERATION, type PlatformStatus } from '@qca/api';
import { Button, Panel, SelectField, StateView, type View } from '@qca/ui';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { moveInOrder, samePlan } from '../../calculators/killPlan.ts';
import { useCommand } from '../../hooks/useCommand.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { ReviewDialog } from '../../parts/ReviewDialog.tsx';

/** Chooses beforehand what the kill switch reduces, and in which order. */
export function KillPlanPanel({
  view,
  onDone,
}: {
  view: View<PlatformStatus>;
  onDone: () => void;
}): ReactNode {
  const t = useTranslations('killPlan');
  return (
    <Panel title={t('title')} className="desk:col-span-6" maximisable={false}>
      <StateView view={view} empty={{ what: t('none'), why: t('none') }} rows={6}>
        {(status) => <Editor status={status} onDone={onDone} />}
      </StateView>
    </Panel>
  );
}

function Editor({ status, onDone }: { status: PlatformStatus; onDone: () => void }): ReactNode {
  const t = useTranslations('killPlan');
  const { plan } = status.kill;
  const [draft, setDraft] = useState<KillPlan>();
  const [reviewing, setReviewing] = useState<{ readonly before: KillPlan; readonly after: KillPlan }>();
  const shown = draft ?? plan;
  const names = [
    ...new Set([
      ...status.strategies.map(({ name }) => name),
      ...status.markets.map(({ baseAsset }) => baseAsset),
    ]),
  ].filter((name) => !shown.order.includes(name));
  return (
    <div className="flex flex-col gap-3">
      <SelectField
        label={t('reduce')}
        value={shown.reduce}
        options={(['everything', 'nothing'] as const).map((value) => ({
          value,
          label: t(`reduces.${value}`),
        }))}
        onChange={(event) => setDraft({ ...shown, reduce: event.target.value as KillPlan['reduce'] })}
      />
      <div>
        <h3 className="mb-1 text-13 text-muted">{t('order')}</h3>
        <OrderList order={shown.order} onOrder={(order) => setDraft({ ...shown, order })} />
        <p className="mt-1 text-12 text-muted">{t('rest')}</p>
      </div>
      {names.length === 0 ? null : (
        <SelectField
          label={t('add')}
          value=""
          options={[
            { value: '', label: t('choose') },
            ...names.map((name) => ({ value: name, label: name })),
          ]}
          onChange={(event) => {
            if (event.target.value !== '')
              setDraft({ ...shown, order: [...shown.order, event.target.value] });
          }}
        />
      )}
      <div className="flex gap-2">
        <Button
          kind="accent"
          disabled={samePlan(shown, plan)}
          onClick={() => setReviewing({ before: plan, after: shown })}
        >
          {t('toReview')}
        </Button>
        {draft === undefined ? null : (
          <Button kind="quiet" onClick={() => setDraft(undefined)}>
            {t('discard')}
          </Button>
        )}
      </div>
      {reviewing === undefined ? null : (
        <PlanReview
          key={JSON.stringify(reviewing)}
          {...reviewing}
          onClose={() => {
            setReviewing(undefined);
            onDone();
          }}
          onBack={() => setReviewing({ before: reviewing.after, after: reviewing.before })}
        />
      )}
    </div>
  );
}

function OrderList({
  order,
  onOrder,
}: {
  order: readonly string[];
  onOrder: (order: string[]) => void;
}): ReactNode {
  const t = useTranslations('killPlan');
  if (order.length === 0) return <p className="text-13">{t('noOrder')}</p>;
  return (
    <ol className="flex flex-col">
      {order.map((name, index) => (
        <li key={name} className="flex min-h-(--row) items-center gap-2 border-line border-b text-13">
          <span className="figure w-6 text-muted">{index + 1}</span>
          <span className="flex-1">{name}</span>
          <Button
            kind="quiet"
            disabled={index === 0}
            aria-label={t('earlier', { name })}
            onClick={() => onOrder(moveInOrder(order, index, -1))}
          >
            ↑
          </Button>
          <Button
            kind="quiet"
            disabled={index === order.length - 1}
            aria-label={t('later', { name })}
            onClick={() => onOrder(moveInOrder(order, index, 1))}
          >
            ↓
          </Button>
          <Button
            kind="quiet"
            aria-label={t('remove', { name })}
            onClick={() => onOrder(order.filter((each) => each !== name))}
          >
            ×
          </Button>
        </li>
      ))}
    </ol>
  );
}

function PlanReview({
  before,
  after,
  onClose,
  onBack,
}: {
  before: KillPlan;
  after: KillPlan;
  onClose: () => void;
  onBack: () => void;
}): ReactNode {
  const t = useTranslations('killPlan');
  const give = useCommand();
  const words = ({ order }: KillPlan): string => (order.length === 0 ? t('noOrder') : order.join(', '));
  return (
    <ReviewDialog
      title={t('review')}
      word={t('word')}
      action={t('action')}
      onClose={onClose}
      onConfirm={(why) => give(OPERATION.setKillPlan, { body: { plan: after, why } })}
      after={
        <div>
          <Button onClick={onBack}>{t('back')}</Button>
        </div>
      }
    >
      <Facts>
        <Fact label={t('reduce')}>
          {t(`reduces.${before.reduce}`)} → {t(`reduces.${after.reduce}`)}
        </Fact>
        <Fact label={t('before')}>{words(before)}</Fact>
        <Fact label={t('then')}>{words(after)}</Fact>
      </Facts>
    </ReviewDialog>
  );
}
