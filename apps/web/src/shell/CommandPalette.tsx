'use client';

import { Dialog, dataOf } from '@qca/ui';
import { useRouter } from 'next/navigation';
import { type KeyboardEvent, type ReactNode, useId, useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useStatus } from '../hooks/useStatus.ts';
import { usePreferences } from '../preferences/usePreferences.ts';
import { type Entry, matchEntries } from './matchEntries.ts';
import { PLACES } from './places.ts';

interface Deed extends Entry {
  readonly act: () => void;
}

/** Anywhere in a few keys: places, strategies, markets, orders, and how things look. */
export function CommandPalette({ onClose }: { onClose: () => void }): ReactNode {
  const t = useTranslations('palette');
  const [text, setText] = useState('');
  const [active, setActive] = useState(0);
  const id = useId();
  const deeds = useDeeds(text);
  const found = matchEntries(deeds, text);
  const at = Math.min(active, Math.max(found.length - 1, 0));
  const act = (deed: Deed | undefined): void => {
    if (deed === undefined) return;
    onClose();
    deed.act();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setActive((at + step + found.length) % Math.max(found.length, 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      act(found[at]);
    }
  };
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <input
        data-autofocus=""
        role="combobox"
        aria-label={t('label')}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length === 0 ? undefined : `${id}-${at}`}
        aria-autocomplete="list"
        className="min-h-11 w-full rounded-6 border border-line-strong bg-ground px-3 text-16"
        placeholder={t('placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={onKeyDown}
      />
      <div role="listbox" id={`${id}-list`} aria-label={t('label')} className="flex flex-col">
        {found.map((deed, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys act from the input above, as the pattern for comboboxes asks
          <div
            key={deed.id}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className="flex min-h-10 cursor-pointer items-center justify-between gap-4 rounded-6 px-3 text-14 aria-selected:bg-accent-soft"
            onPointerMove={() => setActive(index)}
            onClick={() => act(deed)}
          >
            <span>{deed.label}</span>
            <span className="text-12 text-muted">{deed.group}</span>
          </div>
        ))}
      </div>
      <p role="status" className="text-12 text-muted">
        {found.length === 0 ? t('nothing') : t('keys')}
      </p>
    </Dialog>
  );
}

function useDeeds(text: string): readonly Deed[] {
  const t = useTranslations('palette');
  const places = useTranslations('places');
  const router = useRouter();
  const status = dataOf(useStatus());
  const [, change] = usePreferences();
  return useMemo(() => {
    const go = (id: string, label: string, group: string, href: string): Deed => ({
      id,
      label,
      group,
      act: () => router.push(href),
    });
    const typed = text.trim();
    return [
      ...PLACES.map(({ key, href }) => go(key, places(key), t('goTo'), href)),
      ...(status?.markets ?? []).map(({ instrument, venue }) =>
        go(
          `m-${instrument}`,
          instrument,
          `${t('market')} · ${venue}`,
          `/market?instrument=${encodeURIComponent(instrument)}`,
        ),
      ),
      ...(status?.strategies ?? []).map(({ name }) =>
        go(`s-${name}`, name, t('strategy'), `/strategies#${encodeURIComponent(name)}`),
      ),
      ...(['dark', 'light', 'contrast'] as const).map((theme) => ({
        id: `t-${theme}`,
        label: t(`theme.${theme}`),
        group: t('look'),
        act: () => change({ theme }),
      })),
      // A page is opened for whatever looks like an id; it says so when there is none.
      ...(/\d/.test(typed) && typed.length >= 4
        ? [go('order', t('openOrder', { id: typed }), t('order'), `/order?id=${encodeURIComponent(typed)}`)]
        : []),
    ];
  }, [text, t, places, router, status, change]);
}
