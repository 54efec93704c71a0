'use client';

import { ToastProvider } from '@qca/ui';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { I18n } from '../i18n/I18n.tsx';

/** Answers that the stream renews are not asked for again on every visit to a screen. */
const FRESH_MS = 10_000;

export function Providers({ children }: { children: ReactNode }): ReactNode {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: {
          // The browser's guess that it is offline is often wrong on one machine: ask, and see.
          queries: { staleTime: FRESH_MS, networkMode: 'always', refetchOnWindowFocus: true },
        },
      }),
  );
  return (
    <QueryClientProvider client={client}>
      <I18n>
        <ToastProvider>{children}</ToastProvider>
      </I18n>
    </QueryClientProvider>
  );
}
