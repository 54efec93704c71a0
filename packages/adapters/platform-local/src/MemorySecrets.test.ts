import { Secret } from '@qca/ports';
import { secretsSuite } from '@qca/ports/suites';
import { expect, it } from 'vitest';
import { MemorySecrets } from './MemorySecrets.ts';

const secretsOf = (texts: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, new Secret(text)]));

secretsSuite('memory', async (kept) => new MemorySecrets(secretsOf(kept)));

it('keeps nothing under a name that nobody could ask for', () => {
  expect(() => new MemorySecrets(secretsOf({ '../main': 'text' }))).toThrow('name of a secret');
});
