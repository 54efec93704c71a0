'use client';

import { OPERATION, type ParameterLimit } from '@qca/api';
import { Button, Dialog, Field, SelectField } from '@qca/ui';
import { type FormEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import {
  changedParameters,
  type DraftFault,
  type ParameterValue,
  readDraft,
} from '../../calculators/parameterDraft.ts';
import { useCommand } from '../../hooks/useCommand.ts';
import { Fact, Facts } from '../../parts/Facts.tsx';
import { ReviewDialog } from '../../parts/ReviewDialog.tsx';
import type { ChangeProps } from './Change.ts';

type Values = Readonly<Record<string, ParameterValue>>;

/** Parameters within their bounds: typed, reviewed as before and after, confirmed. */
export function ParametersDialog(props: ChangeProps<'parameters'>): ReactNode {
  const { change, strategy, onClose, onBack } = props;
  const t = useTranslations('parameters');
  const give = useCommand();
  const [reviewed, setReviewed] = useState<Values | undefined>(change.values);
  const [before] = useState(strategy.parameters);
  if (reviewed === undefined) return <Form {...props} onReview={setReviewed} />;
  const back = Object.fromEntries(Object.keys(reviewed).map((key) => [key, before[key] as ParameterValue]));
  return (
    <ReviewDialog
      title={t('review', { name: strategy.name })}
      word={t('word')}
      action={t('action')}
      onClose={onClose}
      onConfirm={(why) =>
        give(OPERATION.setParameters, { body: { strategy: strategy.name, parameters: reviewed, why } })
      }
      after={
        <div>
          <Button onClick={() => onBack({ ...change, values: back })}>{t('back')}</Button>
        </div>
      }
    >
      <Facts>
        {Object.entries(reviewed).map(([key, value]) => (
          <Fact key={key} label={key}>
            <span className="figure" dir="ltr">
              {String(before[key])} → {String(value)}
            </span>
          </Fact>
        ))}
      </Facts>
    </ReviewDialog>
  );
}

function Form({
  strategy,
  onClose,
  onReview,
}: ChangeProps<'parameters'> & { onReview: (values: Values) => void }): ReactNode {
  const t = useTranslations('parameters');
  const limits = strategy.parameterLimits ?? {};
  const keys = Object.keys(limits).filter((key) => strategy.parameters[key] !== undefined);
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>(() =>
    Object.fromEntries(keys.map((key) => [key, String(strategy.parameters[key])])),
  );
  const drafts = Object.fromEntries(
    keys.map((key) => [key, readDraft(texts[key] ?? '', limits[key] as ParameterLimit, strategy.parameters)]),
  );
  const changed = changedParameters(strategy.parameters, drafts);
  const say = useFaultText();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (changed !== undefined) onReview(changed);
  };
  return (
    <Dialog title={t('title', { name: strategy.name })} onClose={onClose}>
      {keys.length === 0 ? <p className="text-14 text-muted">{t('fixed')}</p> : null}
      <form onSubmit={submit} className="flex flex-col gap-3">
        <div className="grid gap-3 tablet:grid-cols-2">
          {keys.map((key) => {
            const draft = drafts[key];
            return (
              <ParameterField
                key={key}
                name={key}
                limit={limits[key] as ParameterLimit}
                text={texts[key] ?? ''}
                error={draft !== undefined && 'fault' in draft ? say(draft.fault) : undefined}
                onText={(text) => setTexts({ ...texts, [key]: text })}
              />
            );
          })}
        </div>
        <div>
          <Button type="submit" kind="accent" disabled={changed === undefined}>
            {t('toReview')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function ParameterField({
  name,
  limit,
  text,
  error,
  onText,
}: {
  name: string;
  limit: ParameterLimit;
  text: string;
  error: string | undefined;
  onText: (text: string) => void;
}): ReactNode {
  const t = useTranslations('parameters');
  if (limit.kind === 'flag' || limit.kind === 'choice') {
    const choices = limit.kind === 'flag' ? ['true', 'false'] : limit.choices;
    return (
      <SelectField
        label={name}
        value={text}
        options={choices.map((choice) => ({
          value: choice,
          label: choice === 'true' || choice === 'false' ? t(choice) : choice,
        }))}
        onChange={(event) => onText(event.target.value)}
      />
    );
  }
  return (
    <Field
      label={name}
      value={text}
      autoComplete="off"
      inputMode={limit.kind === 'number' ? 'decimal' : 'text'}
      error={error}
      hint={
        limit.kind === 'number' ? t('bounds', { min: String(limit.min), max: String(limit.max) }) : t('free')
      }
      onChange={(event) => onText(event.target.value)}
    />
  );
}

function useFaultText(): (fault: DraftFault) => string {
  const t = useTranslations('parameters');
  return (fault) => {
    switch (fault.kind) {
      case 'not-a-number':
        return t('fault.notNumber');
      case 'not-whole':
        return t('fault.notWhole');
      case 'out-of-bounds':
        return t('fault.outOfBounds', { min: String(fault.min), max: String(fault.max) });
      case 'not-below':
        return t('fault.notBelow', { other: fault.other });
    }
  };
}
