'use client';

import type { Trouble } from '@qca/ui';
import { useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { WireError } from '../wire/WireError.ts';

/** Says what went wrong in the reader's language where the kind is known, in the server's words otherwise. */
export function useTrouble(): (error: unknown) => Trouble {
  const t = useTranslations('problems');
  return useCallback(
    (error: unknown): Trouble => {
      const wire = error instanceof WireError ? error : new WireError('unexpected-answer', String(error));
      const key = wire.kind as 'unreachable';
      const known = t.has(`${key}.what`);
      const { problem } = wire;
      return {
        what: known ? t(`${key}.what`) : (problem?.title ?? wire.message),
        stillTrue: known && t.has(`${key}.stillTrue`) ? t(`${key}.stillTrue`) : t('stillTrue'),
        remedy: known ? t(`${key}.remedy`) : (problem?.remedy ?? t('remedy')),
        ...(problem === undefined
          ? wire.kind === 'unexpected-answer'
            ? { reference: wire.message }
            : {}
          : { reference: problem.instance }),
      };
    },
    [t],
  );
}
