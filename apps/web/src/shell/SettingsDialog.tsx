'use client';

import { OPERATION } from '@qca/api';
import { Button, Dialog, SelectField } from '@qca/ui';
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { useSession } from '../hooks/useSession.ts';
import { CHOICES, type Preferences } from '../preferences/Preferences.ts';
import { usePreferences } from '../preferences/usePreferences.ts';
import { call } from '../wire/call.ts';

/** How things look and speak, and the way out. */
export function SettingsDialog({ onClose }: { onClose: () => void }): ReactNode {
  const t = useTranslations('settings');
  const [preferences, change] = usePreferences();
  const session = useSession().data;
  const client = useQueryClient();
  const router = useRouter();
  const leave = async (): Promise<void> => {
    onClose();
    await call(OPERATION.signOut, {}, { csrfToken: session?.csrfToken }).catch(() => undefined);
    router.push('/sign-in');
    client.clear();
  };
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <div className="grid gap-3 tablet:grid-cols-2">
        {(Object.keys(CHOICES) as (keyof Preferences)[]).map((key) => (
          <SelectField
            key={key}
            label={t(`${key}.label`)}
            value={preferences[key]}
            options={CHOICES[key].map((value) => ({
              value,
              label: t(`${key}.${value}` as 'theme.dark'),
            }))}
            onChange={(event) => change({ [key]: event.target.value })}
          />
        ))}
      </div>
      <div>
        <h3 className="mb-1 font-medium text-13">{t('keys')}</h3>
        <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-13">
          {(['palette', 'kill', 'costs'] as const).map((key) => (
            <div key={key} className="contents">
              <dt>
                <kbd className="rounded-6 border border-line-strong px-1.5 font-sans text-12">
                  {t(`key.${key}.press`)}
                </kbd>
              </dt>
              <dd className="text-muted">{t(`key.${key}.does`)}</dd>
            </div>
          ))}
        </dl>
      </div>
      {session === undefined ? null : (
        <div className="flex items-center justify-between border-line border-t pt-3">
          <p className="text-13 text-muted">{t('signedInAs', { name: session.account.name })}</p>
          <Button onClick={() => void leave()}>{t('signOut')}</Button>
        </div>
      )}
    </Dialog>
  );
}
