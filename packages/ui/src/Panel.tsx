'use client';

import { type ReactNode, useId, useState } from 'react';
import { Button } from './Button.tsx';
import { classes } from './classes.ts';
import { useUi } from './UiContext.tsx';

/** A titled part of a screen. It can be maximised; Escape brings it back. */
export function Panel({
  title,
  aside,
  className,
  maximisable = true,
  children,
}: {
  title: string;
  aside?: ReactNode;
  className?: string;
  maximisable?: boolean;
  children: ReactNode;
}): ReactNode {
  const { words } = useUi();
  const [large, setLarge] = useState(false);
  const id = useId();
  return (
    <section
      aria-labelledby={id}
      className={classes(
        'flex min-w-0 flex-col rounded-6 border border-line bg-surface',
        large ? 'fixed inset-2 z-(--z-bar) overflow-auto' : className,
      )}
      onKeyDown={(event) => {
        if (large && event.key === 'Escape') setLarge(false);
      }}
    >
      <header className="flex min-h-10 flex-wrap items-center gap-2 border-line border-b px-3 py-1">
        <h2 id={id} className="font-semibold text-13">
          {title}
        </h2>
        <div className="ms-auto flex flex-wrap items-center gap-2">
          {aside}
          {maximisable ? (
            <span className="hidden tablet:inline">
              <Button
                kind="quiet"
                aria-pressed={large}
                aria-label={`${large ? words.restore : words.maximise}: ${title}`}
                title={large ? words.restore : words.maximise}
                onClick={() => setLarge(!large)}
              >
                <svg
                  aria-hidden="true"
                  width="12"
                  height="12"
                  viewBox="0 0 12 12"
                  fill="none"
                  stroke="currentColor"
                >
                  <path d={large ? 'M5 1v4H1M7 11V7h4' : 'M7 1h4v4M5 11H1V7'} strokeWidth="1.5" />
                </svg>
              </Button>
            </span>
          ) : null}
        </div>
      </header>
      <div className="min-w-0 flex-1 p-3">{children}</div>
    </section>
  );
}
