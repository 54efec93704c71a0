import { expect, it } from 'vitest';
import { takePassphrase } from './takePassphrase.ts';

it('takes the passphrase away from those who come after', () => {
  const variables: Record<string, string | undefined> = { QCA_PASSPHRASE: 'seven words', HOME: 'h' };
  expect(takePassphrase(variables)?.reveal()).toBe('seven words');
  expect(variables).toEqual({ HOME: 'h' });
  expect(takePassphrase(variables)).toBeUndefined();
});

it('takes an empty one for none', () => {
  expect(takePassphrase({ QCA_PASSPHRASE: '' })).toBeUndefined();
});
