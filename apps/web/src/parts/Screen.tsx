'use client';

import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';

/** A screen: one heading, told to the window's title, then panels in a grid of twelve. */
export function Screen({
  title,
  question,
  aside,
  children,
}: {
  title: string;
  question?: string;
  aside?: ReactNode;
  children: ReactNode;
}): ReactNode {
  const t = useTranslations('shell');
  useEffect(() => {
    document.title = `${title} · ${t('product')}`;
  }, [title, t]);
  return (
    <>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-4 gap-y-1">
        <h1 id="screen-title" tabIndex={-1} className="font-semibold text-20">
          {title}
        </h1>
        {question === undefined ? null : <p className="text-13 text-muted">{question}</p>}
        {aside === undefined ? null : <div className="ms-auto">{aside}</div>}
      </div>
      <div className="grid grid-cols-1 gap-3 desk:grid-cols-12">{children}</div>
    </>
  );
}
