'use client';

import type { CommandRow } from '@qca/api';
import { Button, Dialog, Field, HoldButton, type Trouble } from '@qca/ui';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useTrouble } from '../hooks/useTrouble.ts';
import { WireError } from '../wire/WireError.ts';
import { Numbers } from './Numbers.tsx';

interface ReviewDialogProps {
  readonly title: string;
  /** Typed to confirm, instead of holding the button. */
  readonly word: string;
  readonly danger?: boolean;
  /** What the button does, in a verb. */
  readonly action: string;
  readonly defaultWhy?: string;
  readonly onClose: () => void;
  readonly onConfirm: (why: string) => Promise<CommandRow>;
  /** Shown after it was done: what is so now, and the way back. */
  readonly after?: ReactNode;
  /** What will happen, in numbers. */
  readonly children: ReactNode;
}

type Stage =
  | { readonly kind: 'review' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'done'; readonly command: CommandRow }
  | { readonly kind: 'failed'; readonly trouble: Trouble; readonly error: unknown };

/** Danger is deliberate: numbers first, then another gesture, then exactly what was done and the way back. */
export function ReviewDialog(props: ReviewDialogProps): ReactNode {
  const { title, word, danger = false, action, defaultWhy = '', onClose, onConfirm, after, children } = props;
  const t = useTranslations('review');
  const trouble = useTrouble();
  const [stage, setStage] = useState<Stage>({ kind: 'review' });
  const [why, setWhy] = useState(defaultWhy);
  const [typed, setTyped] = useState('');
  const ready = why.trim() !== '' && stage.kind !== 'sending';
  const confirm = (): void => {
    if (!ready) return;
    setStage({ kind: 'sending' });
    onConfirm(why.trim()).then(
      (command) => setStage({ kind: 'done', command }),
      (error: unknown) => setStage({ kind: 'failed', trouble: trouble(error), error }),
    );
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (typed.trim().toLowerCase() === word.toLowerCase()) confirm();
  };
  if (stage.kind === 'done') {
    return (
      <Dialog title={title} onClose={onClose}>
        <Outcome command={stage.command} />
        {stage.command.outcome === 'applied' ? after : null}
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="flex flex-col gap-3">{children}</div>
      {stage.kind === 'failed' ? <Failed trouble={stage.trouble} error={stage.error} /> : null}
      <form onSubmit={submit} className="flex flex-col gap-3 border-line border-t pt-3">
        <Field
          label={t('why')}
          value={why}
          maxLength={500}
          required
          {...(defaultWhy === '' ? { 'data-autofocus': '' } : {})}
          hint={t('whyHint')}
          onChange={(event) => setWhy(event.target.value)}
        />
        <div className="flex flex-wrap items-end gap-3">
          <HoldButton danger={danger} disabled={!ready} onHeld={confirm}>
            {stage.kind === 'sending' ? t('sending') : t('hold', { action })}
          </HoldButton>
          <div className="min-w-40 flex-1">
            <Field
              label={t('orType', { word })}
              value={typed}
              autoComplete="off"
              {...(defaultWhy === '' ? {} : { 'data-autofocus': '' })}
              onChange={(event) => setTyped(event.target.value)}
              onKeyDown={submitOnEnter}
            />
          </div>
          <Button kind="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

// A form of several fields without a button that submits it does nothing on Enter.
function submitOnEnter(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  event.currentTarget.form?.requestSubmit();
}

function Outcome({ command }: { command: CommandRow }): ReactNode {
  const t = useTranslations('review');
  return (
    <div role="status" className="flex flex-col gap-2" data-outcome={command.outcome}>
      <p className="text-16">{t(`outcome.${command.outcome}`)}</p>
      {command.outcome === 'refused' ? <p className="text-14">{t('rule', { rule: command.rule })}</p> : null}
      <Numbers
        numbers={command.numbers}
        source={`listCommands#commands[commandId=${command.commandId}].numbers`}
      />
      <p className="font-mono text-12 text-muted">{command.commandId}</p>
    </div>
  );
}

function Failed({ trouble, error }: { trouble: Trouble; error: unknown }): ReactNode {
  const problem = error instanceof WireError ? error.problem : undefined;
  return (
    <div
      role="alert"
      className="flex flex-col gap-1 border-loss border-s-2 ps-3 text-13"
      data-outcome="failed"
    >
      <p className="font-medium">{trouble.what}</p>
      {problem === undefined ? null : <p>{problem.detail}</p>}
      {problem?.numbers === undefined ? null : <Numbers numbers={problem.numbers} source="command#numbers" />}
      <p className="text-muted">{trouble.remedy}</p>
    </div>
  );
}
