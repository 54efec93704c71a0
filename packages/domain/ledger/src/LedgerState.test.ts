import { Bug } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { createLedger, decide, GROUP_KEYS_MAX, isUnder, openAccount, postGroup } from './index.ts';
import { RecentKeys } from './RecentKeys.ts';
import { cash, groupOf, owner, post, worldOfAccounts } from './world.fixture.ts';

describe('openAccount', () => {
  it('names each path once, in order', () => {
    const ledger = createLedger();
    expect(openAccount(ledger, 'strategy/a/kraken/USD', 'holdings')).toBe(0);
    expect(openAccount(ledger, 'market/BTC', 'unrestricted')).toBe(1);
    expect(openAccount(ledger, 'strategy/a/kraken/USD', 'holdings')).toBe(0);
    expect(ledger.accounts.map(({ asset, rule }) => [asset, rule])).toEqual([
      ['USD', 'holdings'],
      ['BTC', 'unrestricted'],
    ]);
    expect(ledger.debitsPosted).toEqual([0n, 0n]);
  });

  it('crashes when a path is opened again under another rule', () => {
    const ledger = createLedger();
    openAccount(ledger, 'market/BTC', 'unrestricted');
    expect(() => openAccount(ledger, 'market/BTC', 'holdings')).toThrow(
      'is open as unrestricted, not holdings',
    );
  });

  it.each(['', 'USD', '/USD', 'a/', 'a//USD', 'a;b/USD', 'a\n/USD', 'a/USD\n', 'a b/USD', '-/USD', 'a/-'])(
    'crashes on the path "%s"',
    (path) => {
      expect(() => openAccount(createLedger(), path, 'holdings')).toThrow(Bug);
    },
  );

  it('takes the words that strategies, venues and assets are called by', () => {
    const path = 'strategy/market-making_2.0/binance:usd-m/1INCH';
    expect(openAccount(createLedger(), path, 'holdings')).toBe(0);
  });
});

describe('isUnder', () => {
  it.each([
    ['a/b/USD', '', true],
    ['a/b/USD', 'a', true],
    ['a/b/USD', 'a/b', true],
    ['a/b/USD', 'a/b/USD', true],
    ['a/bc/USD', 'a/b', false],
    ['a/b', 'a/b/USD', false],
    ['x/a/b', 'a', false],
    ['xa/b', 'yy', false],
  ])('%s under "%s": %s', (path, prefix, expected) => {
    expect(isUnder(path, prefix)).toBe(expected);
  });
});

describe('group keys', () => {
  it('are remembered up to the bound, then forgotten oldest first', () => {
    const keys = new RecentKeys(3);
    for (const key of ['a', 'b', 'c', 'b', 'd', 'e']) keys.add(key);
    expect(keys.list()).toEqual(['c', 'd', 'e']);
    expect(['a', 'b', 'c', 'd', 'e'].map((key) => keys.has(key))).toEqual([false, false, true, true, true]);
    for (const key of ['f', 'g']) keys.add(key);
    expect(keys.list()).toEqual(['e', 'f', 'g']);
  });

  it('guard the ledger against a resend, until the bound', () => {
    const ledger = worldOfAccounts();
    const resend = groupOf([post(owner, cash, 1n)], { key: 'first' });
    expect(postGroup(ledger, resend).ok).toBe(true);
    expect(postGroup(ledger, resend)).toEqual({
      ok: false,
      rejection: { kind: 'duplicate-key', key: 'first' },
    });
    for (let index = 1; index < GROUP_KEYS_MAX; index += 1) ledger.keys.add(`key-${index}`);
    expect(decide(ledger, resend).ok).toBe(false);
    ledger.keys.add('one-more');
    expect(decide(ledger, resend).ok).toBe(true);
  });

  it('may be left empty any number of times', () => {
    const ledger = worldOfAccounts();
    for (let time = 0; time < 2; time += 1)
      expect(postGroup(ledger, groupOf([post(owner, cash, 1n)])).ok).toBe(true);
    expect(ledger.keys.list()).toEqual([]);
  });
});
