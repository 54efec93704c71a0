'use client';

import { Button } from '@qca/ui';
import { useRouter, useSearchParams } from 'next/navigation';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

/** Where a list stands: its place in the address, so that a page can be shared and gone back from. */
export function useBefore(name: string): string | undefined {
  return useSearchParams().get(name) ?? undefined;
}

/** Ways to older rows and back to the newest; nothing while one page holds everything. `name`: the place in the address. */
export function Pager({ name, next }: { name: string; next: string | null }): ReactNode {
  const t = useTranslations('pager');
  const router = useRouter();
  const search = useSearchParams();
  const isNewest = search.get(name) === null;
  if (isNewest && next === null) return null;
  const go = (place: string | null): void => {
    const wanted = new URLSearchParams(search.toString());
    if (place === null) wanted.delete(name);
    else wanted.set(name, place);
    router.push(wanted.size === 0 ? location.pathname : `?${wanted}`, { scroll: false });
  };
  return (
    <div className="flex flex-wrap items-center gap-2 pt-2">
      {isNewest ? null : <Button onClick={() => go(null)}>{t('newest')}</Button>}
      {next === null ? null : <Button onClick={() => go(next)}>{t('older')}</Button>}
      {isNewest ? null : <p className="text-12 text-muted">{t('standsStill')}</p>}
    </div>
  );
}
