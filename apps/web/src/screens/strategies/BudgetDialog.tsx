'use client';

import { OPERATION } from '@qca/api';
import { Button, Dialog, Field, formatDecimal, formatEstimate, SelectField, useUi } from '@qca/ui';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type BudgetMove, budgetMove } from '../../calculators/budgetMove.ts';
import { useCommand } from '../../hooks/useCommand.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { ReviewDialog } from '../../parts/ReviewDialog.tsx';
import type { ChangeProps } from './Change.ts';

interface Draft {
  readonly to: string;
  readonly amount: string;
}

/** First how much and where to, then the review in numbers. */
export function BudgetDialog(props: ChangeProps<'budget'>): ReactNode {
  const { change, status, strategy, onClose, onBack } = props;
  const t = useTranslations('budget');
  const give = useCommand();
  const others = status.strategies.filter(({ name }) => name !== strategy.name);
  const [draft, setDraft] = useState<Draft>({
    to: change.to ?? others[0]?.name ?? '',
    amount: change.amount ?? '',
  });
  // The budgets as reviewed: what streams in meanwhile does not change what was agreed to.
  const [reviewed, setReviewed] = useState<BudgetMove | undefined>(() => {
    if (change.to === undefined || change.amount === undefined) return undefined;
    const move = budgetMove(status.strategies, { from: strategy.name, to: change.to, amount: change.amount });
    return typeof move === 'string' ? undefined : move;
  });
  if (reviewed === undefined) {
    return (
      <Form
        {...props}
        draft={draft}
        onDraft={setDraft}
        onReview={setReviewed}
        others={others.map(({ name }) => name)}
      />
    );
  }
  const { to, amount } = draft;
  const { from } = { from: strategy.name };
  return (
    <ReviewDialog
      title={t('review')}
      word={t('word')}
      action={t('action')}
      onClose={onClose}
      onConfirm={(why) => give(OPERATION.moveBudget, { body: { from, to, amount, why } })}
      after={
        <div>
          <Button onClick={() => onBack({ kind: 'budget', strategy: to, to: from, amount })}>
            {t('back')}
          </Button>
        </div>
      }
    >
      <Before move={reviewed} amount={amount} asset={status.reportingAsset} />
    </ReviewDialog>
  );
}

function Form({
  strategy,
  status,
  draft,
  others,
  onClose,
  onDraft,
  onReview,
}: ChangeProps<'budget'> & {
  draft: Draft;
  others: readonly string[];
  onDraft: (draft: Draft) => void;
  onReview: (move: BudgetMove) => void;
}): ReactNode {
  const t = useTranslations('budget');
  const { locale } = useUi();
  const [fault, setFault] = useState<string>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const move = budgetMove(status.strategies, { from: strategy.name, ...draft });
    if (typeof move === 'string') setFault(t(`fault.${move}`));
    else onReview(move);
  };
  return (
    <Dialog title={t('title', { name: strategy.name })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-3">
        <SelectField
          label={t('to')}
          value={draft.to}
          options={others.map((name) => ({ value: name, label: name }))}
          onChange={(event) => onDraft({ ...draft, to: event.target.value })}
        />
        <Field
          label={t('amount', { asset: status.reportingAsset })}
          value={draft.amount}
          inputMode="decimal"
          autoComplete="off"
          error={fault}
          hint={t('available', {
            budget: `${formatEstimate(strategy.budget, locale, 2)} ${status.reportingAsset}`,
          })}
          onChange={(event) => {
            setFault(undefined);
            onDraft({ ...draft, amount: event.target.value.trim() });
          }}
        />
        <div>
          <Button type="submit" kind="accent">
            {t('toReview')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Before({ move, amount, asset }: { move: BudgetMove; amount: string; asset: string }): ReactNode {
  const t = useTranslations('budget');
  const { locale } = useUi();
  const money = (value: number): string => `${formatEstimate(value, locale, 2)} ${asset}`;
  return (
    <Facts>
      <Fact label={t('moved')}>
        <span className="figure" dir="ltr">
          {`${formatDecimal(amount, locale)} ${asset}`}
        </span>
      </Fact>
      {[move.from, move.to].map(({ name, before, after }) => (
        <Fact key={name} label={name}>
          <span className="figure" dir="ltr">
            {money(before)} → {money(after)}
          </span>
        </Fact>
      ))}
    </Facts>
  );
}
