'use client';

import type { ReactNode } from 'react';
import { formatTime, isoTime, type TimeShape } from './format/formatTime.ts';
import type { Source } from './format/source.ts';
import { useUi } from './UiContext.tsx';

/** A moment, in UTC; the exact one is one hover away. */
export function Time({
  timeUs,
  shape = 'second',
  source,
}: {
  timeUs: number;
  shape?: TimeShape;
  source?: Source;
}): ReactNode {
  const { locale } = useUi();
  const exact = isoTime(timeUs);
  return (
    <time
      dateTime={exact}
      title={exact}
      className="figure whitespace-nowrap"
      {...(source === undefined ? {} : { 'data-source': source, 'data-value': String(timeUs) })}
    >
      {formatTime(timeUs, locale, shape)}
    </time>
  );
}
