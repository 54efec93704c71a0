/** What a person chose about how things look and speak. Kept in the browser; never sent. */
export interface Preferences {
  readonly theme: 'system' | 'dark' | 'light' | 'contrast';
  readonly density: 'comfortable' | 'compact';
  /** `swapped` for markets where red means up. */
  readonly gains: 'usual' | 'swapped';
  readonly locale: 'system' | 'en' | 'ar';
  /** Whether costs stand beside every net figure. */
  readonly costs: 'hidden' | 'shown';
}

export const CHOICES: { readonly [key in keyof Preferences]: readonly Preferences[key][] } = {
  theme: ['system', 'dark', 'light', 'contrast'],
  density: ['comfortable', 'compact'],
  gains: ['usual', 'swapped'],
  locale: ['system', 'en', 'ar'],
  costs: ['hidden', 'shown'],
};

export const PREFERENCES_KEY = 'qca.preferences';

/** Reads what was kept. Whatever does not fit falls back to the first choice. */
export function parsePreferences(text: string | null): Preferences {
  let kept: Record<string, unknown> = {};
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    if (typeof value === 'object' && value !== null) kept = value as Record<string, unknown>;
  } catch {
    // Somebody else wrote there.
  }
  return Object.fromEntries(
    Object.entries(CHOICES).map(([key, choices]) => [
      key,
      (choices as readonly unknown[]).includes(kept[key]) ? kept[key] : choices[0],
    ]),
  ) as unknown as Preferences;
}

export type Locale = 'en' | 'ar';

/** What the document's root says for these preferences on this machine. */
export interface RootAttributes {
  readonly theme: 'dark' | 'light' | 'contrast';
  readonly density: Preferences['density'];
  readonly gains: Preferences['gains'];
  readonly lang: Locale;
  readonly dir: 'ltr' | 'rtl';
}

interface Machine {
  readonly languages: readonly string[];
  readonly moreContrast: boolean;
  readonly light: boolean;
}

/** Settles `system` by what the machine asks for. */
export function settle(preferences: Preferences, machine: Machine): RootAttributes {
  const { theme, density, gains, locale } = preferences;
  const asked = machine.languages
    .map((each) => each.slice(0, 2))
    .find((each) => each === 'en' || each === 'ar');
  const lang = locale === 'system' ? (asked ?? 'en') : locale;
  return {
    theme:
      theme === 'system' ? (machine.moreContrast ? 'contrast' : machine.light ? 'light' : 'dark') : theme,
    density,
    gains,
    lang: lang as Locale,
    dir: lang === 'ar' ? 'rtl' : 'ltr',
  };
}
