'use client';

import { UiProvider, type UiWords } from '@qca/ui';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { IntlProvider, useTranslations } from 'use-intl';
import en from '../../messages/en.json';
import type { Locale } from '../preferences/Preferences.ts';
import { useLocale } from '../preferences/usePreferences.ts';

type Messages = typeof en;

/** Hands the words of the chosen language down. English is in the page; others come when they are chosen. */
export function I18n({ children }: { children: ReactNode }): ReactNode {
  const locale = useLocale();
  const [loaded, setLoaded] = useState<{ locale: Locale; messages: Messages }>({
    locale: 'en',
    messages: en,
  });
  useEffect(() => {
    let wanted = true;
    const show = (messages: Messages): void => {
      if (wanted) setLoaded({ locale, messages });
    };
    if (locale === 'en') show(en);
    else void import('../../messages/ar.json').then((module) => show(module.default));
    return () => {
      wanted = false;
    };
  }, [locale]);
  useEffect(() => {
    if (loaded.locale === document.documentElement.lang) delete document.documentElement.dataset['waiting'];
  }, [loaded]);
  return (
    <IntlProvider locale={loaded.locale} messages={loaded.messages} timeZone="UTC">
      <Words locale={loaded.locale}>{children}</Words>
    </IntlProvider>
  );
}

function Words({ locale, children }: { locale: Locale; children: ReactNode }): ReactNode {
  const t = useTranslations('ui');
  const words = useMemo(
    (): UiWords => ({
      unknown: t('unknown'),
      close: t('close'),
      cancel: t('cancel'),
      retry: t('retry'),
      loading: t('loading'),
      stale: (seconds) => t('stale', { seconds }),
      whatHappened: t('whatHappened'),
      stillTrue: t('stillTrue'),
      whatToDo: t('whatToDo'),
      reference: t('reference'),
      showMore: (count) => t('showMore', { count }),
      sortBy: (column) => t('sortBy', { column }),
      chart: t('chart'),
      table: t('table'),
      csv: t('csv'),
      png: t('png'),
      maximise: t('maximise'),
      restore: t('restore'),
      time: t('time'),
      moveCursor: t('moveCursor'),
      noPoints: t('noPoints'),
      durations: {
        day: t('durations.day'),
        hour: t('durations.hour'),
        minute: t('durations.minute'),
        second: t('durations.second'),
        millisecond: t('durations.millisecond'),
      },
    }),
    [t],
  );
  return (
    <UiProvider locale={locale} words={words}>
      {children}
    </UiProvider>
  );
}
