'use client';

import { type ReactNode, useId } from 'react';
import { classes } from './classes.ts';

export interface Tab<Key extends string> {
  readonly key: Key;
  readonly label: string;
}

/** Where an arrow, Home or End leads from one of `count` tabs; undefined for other keys. */
export function nextTab(key: string, index: number, count: number, rightToLeft: boolean): number | undefined {
  const forward = rightToLeft ? 'ArrowLeft' : 'ArrowRight';
  const back = rightToLeft ? 'ArrowRight' : 'ArrowLeft';
  if (key === forward) return (index + 1) % count;
  if (key === back) return (index + count - 1) % count;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return undefined;
}

/** A row of tabs with the panel of the chosen one; arrows move, as on the desktop. */
export function Tabs<Key extends string>({
  label,
  tabs,
  chosen,
  onChoose,
  children,
}: {
  label: string;
  tabs: readonly Tab<Key>[];
  chosen: Key;
  onChoose: (key: Key) => void;
  children: ReactNode;
}): ReactNode {
  const id = useId();
  const move = (event: React.KeyboardEvent<HTMLButtonElement>, index: number): void => {
    const next = nextTab(event.key, index, tabs.length, document.documentElement.dir === 'rtl');
    const tab = next === undefined ? undefined : tabs[next];
    if (tab === undefined) return;
    event.preventDefault();
    onChoose(tab.key);
    document.getElementById(`${id}-${tab.key}`)?.focus();
  };
  return (
    <>
      <div role="tablist" aria-label={label} className="mb-3 flex flex-wrap gap-1 border-line border-b">
        {tabs.map((tab, index) => (
          <button
            key={tab.key}
            type="button"
            role="tab"
            id={`${id}-${tab.key}`}
            aria-selected={tab.key === chosen}
            aria-controls={`${id}-panel`}
            tabIndex={tab.key === chosen ? 0 : -1}
            onClick={() => onChoose(tab.key)}
            onKeyDown={(event) => move(event, index)}
            className={classes(
              '-mb-px min-h-(--touch) cursor-pointer border-b-2 px-3 text-13',
              tab.key === chosen ? 'border-accent font-medium text-text' : 'border-transparent text-muted',
            )}
          >
            {tab.label}
          </button>
        ))}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a tab's panel takes focus, as the pattern for tabs asks */}
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`} tabIndex={0}>
        {children}
      </div>
    </>
  );
}
