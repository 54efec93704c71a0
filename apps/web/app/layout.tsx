import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import './globals.css';
import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';
import en from '../messages/en.json';
import { PRE_PAINT } from '../src/preferences/prePaint.ts';
import { Providers } from '../src/shell/Providers.tsx';

export const metadata: Metadata = {
  title: en.shell.product,
  description: en.shell.description,
  robots: { index: false },
};

export const viewport: Viewport = { width: 'device-width', initialScale: 1, colorScheme: 'dark light' };

export default function RootLayout({ children }: { children: ReactNode }): ReactNode {
  return (
    // The script below settles theme and language before React comes.
    <html lang="en" dir="ltr" suppressHydrationWarning>
      <head>
        {/* biome-ignore lint/security/noDangerouslySetInnerHtml: our own constant; the server's policy names its hash */}
        <script dangerouslySetInnerHTML={{ __html: PRE_PAINT }} />
      </head>
      <body>
        <Providers>{children}</Providers>
      </body>
    </html>
  );
}
