import { format, inspect } from 'node:util';
import { Refusal } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret, type Secrets } from '../Secrets.ts';
import { refusalOf } from './journalSuite.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** What every place of secrets promises. `make` gives one that keeps these texts under their names. */
export function secretsSuite(
  name: string,
  make: (kept: Readonly<Record<string, string>>) => Promise<Secrets>,
): void {
  describe(`secrets: ${name}`, () => {
    it('gives back any text under its name, again and again', async () => {
      const texts = fc.dictionary(fc.stringMatching(NAME), fc.string({ minLength: 1, unit: 'grapheme' }), {
        minKeys: 1,
        maxKeys: 3,
        noNullPrototype: true,
      });
      await fc.assert(
        fc.asyncProperty(texts, async (kept) => {
          const secrets = await make(kept);
          for (let round = 0; round < 2; round += 1)
            for (const [each, text] of Object.entries(kept))
              expect((await secrets.read(each)).reveal()).toBe(text);
        }),
        { numRuns: 15 },
      );
    });

    it('lists names in code-point order, and none where nothing is kept', async () => {
      const secrets = await make({ b: '1', Z: '2', a: '3', 'a.b': '4', '0': '5' });
      expect(await secrets.names()).toEqual(['0', 'Z', 'a', 'a.b', 'b']);
      expect(await (await make({})).names()).toEqual([]);
    });

    it.each(['other', 'Main', 'constructor', 'toString'])('has nothing under the name %s', async (asked) => {
      const secrets = await make({ main: 'the text' });
      const refusal = await refusalOf(() => secrets.read(asked));
      expect(refusal.kind).toBe('unknown-secret');
      expect(refusal.message).toContain(asked);
    });

    it.each([
      ['empty', ''],
      ['too long', 'x'.repeat(65)],
      ['a path', '../main'],
      ['a line', 'a\nb'],
      ['hidden', '.main'],
    ])('refuses a name that is %s, and does not repeat it: it may be the secret itself', async (_, asked) => {
      const secrets = await make({ main: 'the text' });
      const refusal = await refusalOf(() => secrets.read(asked));
      expect(refusal.kind).toBe('bad-secret-name');
      if (asked.length > 3) expect(inspect(refusal)).not.toContain(asked);
    });

    it('hands texts out in what shows them to nobody', async () => {
      const text = 'hunter2-hunter2';
      const secrets = await make({ main: text });
      const secret = await secrets.read('main');
      expect(secret).toBeInstanceOf(Secret);
      const shown = [
        `${secret}`,
        JSON.stringify({ secret }),
        inspect(secret),
        format('%s %o', secret, secret),
      ];
      expect(shown.join()).not.toContain(text);
      // Whoever prints the place itself sees nothing either.
      expect(inspect(secrets, { depth: 9, showHidden: true })).not.toContain(text);
    });

    it('refuses in a way that says what to do', async () => {
      const refusal = await refusalOf(async () => (await make({})).read('main'));
      expect(refusal).toBeInstanceOf(Refusal);
      expect(refusal.remedy.length).toBeGreaterThan(10);
    });
  });
}
