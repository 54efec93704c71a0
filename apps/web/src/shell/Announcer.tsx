'use client';

import { dataOf } from '@qca/ui';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { adviceOf } from '../calculators/advice.ts';
import { useStatus } from '../hooks/useStatus.ts';
import { useAdviceText } from '../parts/useAdviceText.ts';

/** Says what newly needs attention to screen readers, politely, once. */
export function Announcer(): ReactNode {
  const t = useTranslations('shell');
  const status = dataOf(useStatus());
  const text = useAdviceText();
  const known = useRef<ReadonlySet<string>>(undefined);
  const [said, setSaid] = useState('');
  const lines = status === undefined ? undefined : adviceOf(status).map((each) => text(each).what);
  const joined = lines?.join('\n');
  useEffect(() => {
    if (joined === undefined) return;
    const now = joined === '' ? [] : joined.split('\n');
    const fresh = now.filter((line) => known.current !== undefined && !known.current.has(line));
    known.current = new Set(now);
    if (fresh.length > 0) setSaid(t('attention', { what: fresh.join('. ') }));
  }, [joined, t]);
  return (
    <p aria-live="polite" className="sr-only">
      {said}
    </p>
  );
}
