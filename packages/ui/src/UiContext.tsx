'use client';

import { createContext, type ReactNode, useContext } from 'react';

/** Words that components say by themselves; the application hands them in its reader's language. */
export interface UiWords {
  readonly unknown: string;
  readonly close: string;
  readonly cancel: string;
  readonly retry: string;
  readonly loading: string;
  readonly stale: (seconds: number) => string;
  readonly whatHappened: string;
  readonly stillTrue: string;
  readonly whatToDo: string;
  readonly reference: string;
  readonly showMore: (count: number) => string;
  readonly sortBy: (column: string) => string;
  readonly chart: string;
  readonly table: string;
  readonly csv: string;
  readonly png: string;
  readonly maximise: string;
  readonly restore: string;
  readonly time: string;
  readonly moveCursor: string;
  readonly noPoints: string;
  readonly durations: Readonly<Record<'day' | 'hour' | 'minute' | 'second' | 'millisecond', string>>;
}

interface UiSettings {
  readonly locale: string;
  readonly words: UiWords;
}

const Settings = createContext<UiSettings | undefined>(undefined);

export function UiProvider({ locale, words, children }: UiSettings & { children: ReactNode }): ReactNode {
  return <Settings value={{ locale, words }}>{children}</Settings>;
}

export function useUi(): UiSettings {
  const settings = useContext(Settings);
  if (settings === undefined) throw new Error('UiProvider is missing above this component');
  return settings;
}
