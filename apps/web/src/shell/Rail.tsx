'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { PlaceIcon } from './PlaceIcon.tsx';
import { isIn, MORE_PLACES, PHONE_PLACES, PLACES } from './places.ts';

/** The places: a slim rail on wide screens, a bar at the bottom on phones. */
export function Rail(): ReactNode {
  const t = useTranslations('places');
  const path = usePathname();
  return (
    <nav
      aria-label={t('label')}
      className="sticky top-0 hidden h-dvh w-20 shrink-0 flex-col gap-1 overflow-y-auto border-line border-e bg-surface py-2 tablet:flex"
    >
      <Link href="/" className="mb-2 self-center p-2" aria-label={t('home')}>
        <Mark />
      </Link>
      {PLACES.map(({ key, href }) => (
        <Link
          key={key}
          href={href}
          aria-current={isIn(path, href) ? 'page' : undefined}
          className="mx-1 flex flex-col items-center gap-0.5 rounded-6 px-1 py-2 text-12 text-muted hover:bg-raised hover:text-text aria-[current=page]:bg-accent-soft aria-[current=page]:text-text"
        >
          <PlaceIcon name={key} />
          {t(key)}
        </Link>
      ))}
    </nav>
  );
}

const BAR_ITEM =
  'flex min-h-14 flex-1 cursor-pointer flex-col items-center justify-center gap-0.5 text-muted aria-[current=page]:text-accent';

export function BottomBar(): ReactNode {
  const t = useTranslations('places');
  const path = usePathname();
  const [open, setOpen] = useState(false);
  const menu = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new place closes the menu
  useEffect(() => setOpen(false), [path]);
  return (
    <nav
      aria-label={t('label')}
      className="fixed inset-x-0 bottom-0 z-(--z-bar) border-line border-t bg-surface tablet:hidden"
      onKeyDown={(event) => {
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      {open ? (
        <div ref={menu} id="more-places" className="flex flex-col border-line border-b">
          {MORE_PLACES.map(({ key, href }) => (
            <Link
              key={key}
              href={href}
              aria-current={isIn(path, href) ? 'page' : undefined}
              className="flex min-h-11 items-center gap-3 px-4 text-14 aria-[current=page]:text-accent"
            >
              <PlaceIcon name={key} />
              {t(key)}
            </Link>
          ))}
        </div>
      ) : null}
      <div className="flex">
        {PHONE_PLACES.map(({ key, href }) => (
          <Link
            key={key}
            href={href}
            aria-current={isIn(path, href) ? 'page' : undefined}
            className={BAR_ITEM}
            style={{ fontSize: '0.6875rem' }}
          >
            <PlaceIcon name={key} />
            {t(key)}
          </Link>
        ))}
        <button
          type="button"
          aria-expanded={open}
          aria-controls="more-places"
          className={BAR_ITEM}
          style={{ fontSize: '0.6875rem' }}
          onClick={() => setOpen(!open)}
        >
          <PlaceIcon name="more" />
          {t('more')}
        </button>
      </div>
    </nav>
  );
}

function Mark(): ReactNode {
  return (
    <svg
      aria-hidden="true"
      width="24"
      height="24"
      viewBox="0 0 24 24"
      fill="none"
      stroke="var(--accent)"
      strokeWidth="2"
    >
      <circle cx="11" cy="11" r="8" />
      <path d="m14 14 6 6M7 13l3-3 2 2 3-4" />
    </svg>
  );
}
