'use client';

import { buttonClasses } from '@qca/ui';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** Nothing lives at this address: says so, and offers the one next step. */
export function NotFoundScreen(): ReactNode {
  const t = useTranslations('notFound');
  return (
    <main className="mx-auto flex min-h-dvh max-w-sm flex-col items-start justify-center gap-3 p-4">
      <h1 className="font-semibold text-20">{t('title')}</h1>
      <p className="text-14 text-muted">{t('why')}</p>
      <Link href="/" className={buttonClasses('accent')}>
        {t('step')}
      </Link>
    </main>
  );
}
