'use client';

import { OPERATION } from '@qca/api';
import { Button, Field, type Trouble } from '@qca/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter, useSearchParams } from 'next/navigation';
import { type FormEvent, type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useTrouble } from '../../hooks/useTrouble.ts';
import { keyOf } from '../../queries/keys.ts';
import { call } from '../../wire/call.ts';
import { nextPath } from './nextPath.ts';

/** Who are you: name and password, nothing else. */
export function SignInScreen(): ReactNode {
  const t = useTranslations('signIn');
  const shell = useTranslations('shell');
  const router = useRouter();
  const client = useQueryClient();
  const trouble = useTrouble();
  const next = nextPath(useSearchParams().get('next'));
  const [failure, setFailure] = useState<Trouble>();
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${t('title')} · ${shell('product')}`;
  }, [t, shell]);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setFailure(undefined);
    try {
      const body = { name: String(form.get('name')), password: String(form.get('password')) };
      const session = await call(OPERATION.signIn, { body });
      client.clear();
      client.setQueryData(keyOf(OPERATION.readSession, {}), session);
      router.replace(next);
    } catch (error) {
      setFailure(trouble(error));
      setBusy(false);
    }
  };
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col justify-center gap-4 p-4">
      <p className="text-13 text-muted">{shell('product')}</p>
      <h1 className="font-semibold text-28">{t('title')}</h1>
      <form onSubmit={(event) => void submit(event)} className="flex flex-col gap-3">
        <Field
          label={t('name')}
          name="name"
          autoComplete="username"
          required
          maxLength={100}
          defaultValue="operator"
        />
        <Field
          label={t('password')}
          name="password"
          type="password"
          autoComplete="current-password"
          required
          maxLength={1000}
          hint={t('passwordHint')}
        />
        {failure === undefined ? null : (
          <div role="alert" className="border-loss border-s-2 ps-3 text-13">
            <p className="font-medium">{failure.what}</p>
            <p className="text-muted">{failure.remedy}</p>
          </div>
        )}
        <Button type="submit" kind="accent" disabled={busy}>
          {busy ? t('busy') : t('action')}
        </Button>
      </form>
    </main>
  );
}
