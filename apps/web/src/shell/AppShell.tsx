'use client';

import { dataOf } from '@qca/ui';
import { usePathname, useRouter } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { LiveProvider } from '../hooks/LiveProvider.tsx';
import { useSession } from '../hooks/useSession.ts';
import { useStatus } from '../hooks/useStatus.ts';
import { useWarmUp } from '../hooks/useWarmUp.ts';
import { usePreferences } from '../preferences/usePreferences.ts';
import { kindOf } from '../wire/WireError.ts';
import { Announcer } from './Announcer.tsx';
import { CommandPalette } from './CommandPalette.tsx';
import { BottomBar, Rail } from './Rail.tsx';
import { SettingsDialog } from './SettingsDialog.tsx';
import { TopBar } from './TopBar.tsx';

/** What stands around every screen. Without a session it leads to the sign-in page and back. */
export function AppShell({ children }: { children: ReactNode }): ReactNode {
  const session = useSession();
  useWayToSignIn(session.isError && kindOf(session.error) === 'not-signed-in');
  return (
    <LiveProvider on={session.data !== undefined}>
      <Frame>{children}</Frame>
    </LiveProvider>
  );
}

function Frame({ children }: { children: ReactNode }): ReactNode {
  const t = useTranslations('shell');
  const [open, setOpen] = useState<'palette' | 'settings'>();
  const live = dataOf(useStatus())?.run.mode === 'live';
  useKeys(() => setOpen('palette'));
  useFocusOnArrival();
  useWarmUp();
  return (
    <div className={live ? 'min-h-dvh border-4 border-live-frame' : 'min-h-dvh'} data-live={live}>
      <a
        href="#main"
        className="sr-only z-(--z-toast) rounded-6 bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:start-2 focus:top-2"
      >
        {t('skip')}
      </a>
      <div className="flex">
        <Rail />
        <div className="flex min-w-0 flex-1 flex-col">
          <TopBar onSearch={() => setOpen('palette')} onSettings={() => setOpen('settings')} />
          <main id="main" tabIndex={-1} className="min-w-0 flex-1 p-3 pb-24 outline-none tablet:pb-6">
            {children}
          </main>
        </div>
      </div>
      <BottomBar />
      <Announcer />
      {open === 'palette' ? <CommandPalette onClose={() => setOpen(undefined)} /> : null}
      {open === 'settings' ? <SettingsDialog onClose={() => setOpen(undefined)} /> : null}
    </div>
  );
}

function useWayToSignIn(away: boolean): void {
  const router = useRouter();
  useEffect(() => {
    if (!away) return;
    const here = location.pathname + location.search;
    router.replace(`/sign-in?next=${encodeURIComponent(here)}`);
  }, [away, router]);
}

function useKeys(onPalette: () => void): void {
  const [{ costs }, change] = usePreferences();
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.code === 'KeyK') {
        event.preventDefault();
        onPalette();
      }
      const plain = !(event.ctrlKey || event.metaKey || event.altKey);
      const typing = (event.target as Element | null)?.closest('input, select, textarea, dialog') !== null;
      if (plain && !typing && event.key === 'c') change({ costs: costs === 'shown' ? 'hidden' : 'shown' });
    };
    addEventListener('keydown', listen);
    return () => removeEventListener('keydown', listen);
  }, [onPalette, costs, change]);
}

// Whoever goes to another screen hears and stands at its heading; whoever arrives from outside is left alone.
function useFocusOnArrival(): void {
  const path = usePathname();
  const last = useRef(path);
  useEffect(() => {
    if (last.current === path) return;
    last.current = path;
    document.getElementById('screen-title')?.focus();
    scrollTo(0, 0);
  }, [path]);
}
