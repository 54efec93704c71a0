'use client';

import { useCallback, useSyncExternalStore } from 'react';
import { type Locale, PREFERENCES_KEY, type Preferences, parsePreferences, settle } from './Preferences.ts';

const SERVER = parsePreferences(null);
const listeners = new Set<() => void>();
let read: { text: string | null; value: Preferences } = { text: null, value: SERVER };

function current(): Preferences {
  const text = stored();
  if (text !== read.text) read = { text, value: parsePreferences(text) };
  return read.value;
}

function stored(): string | null {
  try {
    return localStorage.getItem(PREFERENCES_KEY);
  } catch {
    // The browser keeps nothing: choices then last as long as the page.
    return read.text;
  }
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('storage', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', listener);
  };
}

/** The person's preferences and how to change one; the document follows at once. */
export function usePreferences(): [Preferences, (change: Partial<Preferences>) => void] {
  const preferences = useSyncExternalStore(listen, current, () => SERVER);
  const change = useCallback((part: Partial<Preferences>) => {
    const value = { ...current(), ...part };
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(PREFERENCES_KEY, text);
    } catch {
      // As above.
    }
    read = { text, value };
    show(value);
    for (const listener of listeners) listener();
  }, []);
  return [preferences, change];
}

/** The language in use. Before the page lives it is English, as the exported files are. */
export function useLocale(): Locale {
  return useSyncExternalStore(
    listen,
    () => (document.documentElement.lang === 'ar' ? 'ar' : 'en'),
    () => 'en',
  );
}

function show(preferences: Preferences): void {
  const root = document.documentElement;
  const { theme, density, gains, lang, dir } = settle(preferences, {
    languages: navigator.languages,
    moreContrast: matchMedia('(prefers-contrast: more)').matches,
    light: matchMedia('(prefers-color-scheme: light)').matches,
  });
  root.dataset['theme'] = theme;
  root.dataset['density'] = density;
  root.dataset['gains'] = gains;
  root.lang = lang;
  root.dir = dir;
}
