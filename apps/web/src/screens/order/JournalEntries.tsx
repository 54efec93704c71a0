'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';

interface Entry {
  readonly sequence: number;
  readonly kind: string;
  readonly entry: Readonly<Record<string, unknown>>;
}

/** The entries as they were written: the proof under the story. */
export function JournalEntries({ entries }: { entries: readonly Entry[] }): ReactNode {
  const t = useTranslations('order');
  if (entries.length === 0) return <p className="text-13 text-muted">{t('noEntries')}</p>;
  return (
    <ol className="flex flex-col">
      {entries.map(({ sequence, kind, entry }) => (
        <li
          key={`${sequence} ${kind}`}
          id={`entry-${sequence}`}
          className="scroll-mt-24 border-line border-b last:border-b-0 target:bg-accent-soft"
        >
          <details>
            <summary className="journal-summary flex min-h-(--row) cursor-pointer items-center gap-3 text-13">
              <span className="figure w-20 text-muted">#{sequence}</span>
              <span>{kind}</span>
            </summary>
            <pre className="whitespace-pre-wrap pb-2 font-mono text-12 text-muted" dir="ltr">
              {JSON.stringify(entry, undefined, 2)}
            </pre>
          </details>
        </li>
      ))}
    </ol>
  );
}
