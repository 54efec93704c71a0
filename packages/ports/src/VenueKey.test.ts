import { inspect } from 'node:util';
import { Refusal } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret, type Secrets } from './Secrets.ts';
import { encodeVenueKey, readVenueKey } from './VenueKey.ts';

function keeping(text: Secret): Secrets {
  return { read: async () => text, names: async () => ['main'] };
}

async function refusal(work: Promise<unknown>): Promise<Refusal> {
  const error = await work.catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(Refusal);
  return error as Refusal;
}

describe('VenueKey', () => {
  it('comes back as it was kept', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string(),
        fc.string(),
        fc.option(fc.string(), { nil: undefined }),
        async (a, b, c) => {
          const password = c === undefined ? undefined : new Secret(c);
          const kept = encodeVenueKey({
            venue: 'kraken',
            key: new Secret(a),
            secret: new Secret(b),
            password,
          });
          const read = await readVenueKey(keeping(kept), { name: 'main', venue: 'kraken' });
          expect([read.key.reveal(), read.secret.reveal(), read.password?.reveal()]).toEqual([a, b, c]);
          expect(read.venue).toBe('kraken');
        },
      ),
    );
  });

  it('refuses a key for another venue, without showing it', async () => {
    const [key, secret] = [new Secret('public-half'), new Secret('hidden-half')];
    const kept = encodeVenueKey({ venue: 'kraken', key, secret, password: undefined });
    const refused = await refusal(readVenueKey(keeping(kept), { name: 'main', venue: 'binance' }));
    expect(refused.kind).toBe('wrong-venue');
    expect(inspect(refused)).not.toMatch(/half/);
  });

  it.each([
    'my private note',
    'null',
    '"text"',
    '[]',
    '{"venue":"kraken","key":1,"secret":"s"}',
    '{"venue":"x"}',
  ])('refuses %s as a key, without showing it', async (text) => {
    const refused = await refusal(readVenueKey(keeping(new Secret(text)), { name: 'main', venue: 'kraken' }));
    expect(refused.kind).toBe('no-venue-key');
    expect(inspect(refused)).not.toContain('private');
  });
});
