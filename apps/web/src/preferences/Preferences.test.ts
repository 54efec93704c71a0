import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { CHOICES, type Preferences, parsePreferences, settle } from './Preferences.ts';
import { PRE_PAINT } from './prePaint.ts';

describe('parsePreferences', () => {
  it('takes what fits and the first choice for the rest', () => {
    expect(parsePreferences('{"theme":"light","density":"tiny","locale":"ar"}')).toEqual({
      theme: 'light',
      density: 'comfortable',
      gains: 'usual',
      locale: 'ar',
      costs: 'hidden',
    });
  });

  it.each([[null], ['{'], ['null'], ['[]'], ['"x"']])('survives %s', (text) => {
    expect(parsePreferences(text).theme).toBe('system');
  });
});

const machine = { languages: ['fr-FR', 'ar-EG', 'en'], moreContrast: false, light: true };

describe('settle', () => {
  it('follows the machine where asked to', () => {
    expect(settle(parsePreferences(null), machine)).toMatchObject({ theme: 'light', lang: 'ar', dir: 'rtl' });
    expect(settle(parsePreferences(null), { ...machine, moreContrast: true }).theme).toBe('contrast');
    expect(settle(parsePreferences(null), { ...machine, languages: ['fr'] }).lang).toBe('en');
  });

  it('follows the person where they chose', () => {
    const chosen = parsePreferences('{"theme":"dark","locale":"en"}');
    expect(settle(chosen, machine)).toMatchObject({ theme: 'dark', lang: 'en', dir: 'ltr' });
  });
});

// The script before the first paint is written by hand to be tiny: it must settle as the module does.
describe('the script before the first paint', () => {
  const every = CHOICES.theme.flatMap((theme) =>
    CHOICES.locale.flatMap((locale) =>
      CHOICES.gains.map(
        (gains): Preferences => ({ theme, locale, gains, density: 'compact', costs: 'hidden' }),
      ),
    ),
  );
  const machines = [
    machine,
    { languages: ['de', 'en-GB'], moreContrast: true, light: false },
    { languages: [], moreContrast: false, light: false },
  ];

  it('settles like the module, for every choice and machine', () => {
    for (const preferences of every) {
      for (const each of machines) {
        const attributes: Record<string, string> = {};
        runInNewContext(PRE_PAINT, {
          localStorage: { getItem: () => JSON.stringify(preferences) },
          navigator: { languages: each.languages },
          matchMedia: (query: string) => ({
            matches: query.includes('contrast') ? each.moreContrast : each.light,
          }),
          document: {
            documentElement: { setAttribute: (name: string, value: string) => (attributes[name] = value) },
          },
        });
        const { theme, density, gains, lang, dir } = settle(preferences, each);
        expect(attributes).toEqual({
          'data-theme': theme,
          'data-density': density,
          'data-gains': gains,
          lang,
          dir,
          ...(lang === 'en' ? {} : { 'data-waiting': '' }),
        });
      }
    }
  });
});
