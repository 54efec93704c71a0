import { readFileSync } from 'node:fs';
import type { Amount } from '@qca/units';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitProfitDown } from './splitProfit.ts';

const FILE = new URL('../../../../vectors/profitSplit.json', import.meta.url);
type Case = Record<
  'payment1' | 'payment2' | 'platformBps' | 'firstBps' | 'platform' | 'developer1' | 'developer2',
  string
>;
const cases = (JSON.parse(readFileSync(FILE, 'utf8')) as { cases: Case[] }).cases;

describe('splitProfitDown', () => {
  it('agrees with the shared vectors', () => {
    expect(cases).toHaveLength(20);
    for (const each of cases) {
      const first = Number(each.firstBps);
      const owed = splitProfitDown((BigInt(each.payment1) + BigInt(each.payment2)) as Amount, {
        platformBps: Number(each.platformBps),
        sharesBps: [first, 10_000 - first],
      });
      expect(owed, JSON.stringify(each)).toMatchObject({
        platform: BigInt(each.platform),
        accounts: [BigInt(each.developer1), BigInt(each.developer2)],
      });
    }
  });

  it('owes everything that came in, less than an atom for each waiting, and never less after more came in', () => {
    const shares = fc
      .array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 20 })
      .map((weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const parts = weights.map((weight) => Math.floor((weight * 10_000) / total));
        return [10_000 - parts.slice(1).reduce((sum, part) => sum + part, 0), ...parts.slice(1)];
      });
    const sum = fc.bigInt(0n, 10n ** 30n) as fc.Arbitrary<Amount>;
    fc.assert(
      fc.property(
        sum,
        sum,
        fc.integer({ min: 0, max: 10_000 }),
        shares,
        (received, more, platformBps, sharesBps) => {
          const { platform, accounts, waiting } = splitProfitDown(received, { platformBps, sharesBps });
          expect(platform + accounts.reduce((total, each) => total + each, 0n) + waiting).toBe(received);
          expect(waiting >= 0n && waiting < BigInt(accounts.length)).toBe(true);
          const later = splitProfitDown((received + more) as Amount, { platformBps, sharesBps });
          expect(later.platform >= platform).toBe(true);
        },
      ),
    );
  });

  it.each([
    ['a loss', -1n, { platformBps: 0, sharesBps: [10_000] }],
    ['shares that are not whole', 1n, { platformBps: 0, sharesBps: [9_999] }],
    ['a negative share', 1n, { platformBps: 0, sharesBps: [10_001, -1] }],
    ['more than all for the platform', 1n, { platformBps: 10_001, sharesBps: [10_000] }],
    ['half a basis point', 1n, { platformBps: 0.5, sharesBps: [10_000] }],
  ])('takes %s for a mistake', (_, received, terms) => {
    expect(() => splitProfitDown(received as Amount, terms)).toThrow();
  });
});
