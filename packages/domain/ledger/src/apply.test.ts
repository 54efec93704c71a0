import { Bug } from '@qca/base';
import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { type AccountIndex, apply, decide, type TransferEvent } from './index.ts';
import {
  cash,
  coin,
  fundedLedger,
  groupOf,
  market,
  otherCash,
  owner,
  plain,
  post,
  release,
  reserve,
  settle,
} from './world.fixture.ts';

function decided(...commands: Parameters<typeof groupOf>[0]): TransferEvent {
  const result = decide(fundedLedger(), groupOf(commands));
  if (!result.ok) throw new Error(result.rejection.kind);
  return result.value[0]!;
}

const posted = decided(post(cash, market, 700n));
const reserved = decided(reserve(cash, market, 700n));
const settled = decided(settle(1, 300n));
const released = decided(release(1, 10n));

const IMPOSSIBLE: readonly (readonly [string, TransferEvent, string])[] = [
  [
    'a skipped id',
    { ...posted, id: 4 },
    'transfer 4 of group 2 does not follow: expected transfer 3 of group 2',
  ],
  ['a skipped group', { ...posted, group: 3 }, 'transfer 3 of group 3 does not follow'],
  ['an unknown debit account', { ...posted, debit: 9 as AccountIndex }, 'transfer 3: account 9 is missing'],
  ['an unknown credit account', { ...posted, credit: 9 as AccountIndex }, 'transfer 3: account 9 is missing'],
  ['an account paying itself', { ...posted, credit: cash }, 'transfer 3: accounts do not pair'],
  ['two assets', { ...posted, credit: coin }, 'transfer 3: accounts do not pair'],
  ['no amount', { ...posted, amount: amount(0n) }, 'transfer 3: amount 0 must be above zero'],
  [
    'an overdraft',
    { ...posted, amount: amount(701n) },
    'transfer 3: strategy/one/USD has less than 701 atoms',
  ],
  [
    'a reserve of too much',
    { ...reserved, amount: amount(701n) },
    'strategy/one/USD has less than 701 atoms',
  ],
  [
    'a pending id on a plain transfer',
    { ...posted, pendingId: 2 },
    'transfer 3: pending id 2 does not follow',
  ],
  ['a skipped pending id', { ...reserved, pendingId: 3 }, 'transfer 3: pending id 3 does not follow'],
  ['a reserve that is not open', { ...settled, pendingId: 2 }, 'transfer 3: pending 2 is missing'],
  ['another debit account than reserved', { ...settled, debit: owner }, 'accounts differ from its reserve'],
  [
    'another credit account than reserved',
    { ...released, credit: otherCash },
    'accounts differ from its reserve',
  ],
  [
    'more than is pending',
    { ...settled, amount: amount(301n) },
    'transfer 3: takes 301 atoms of 300 pending',
  ],
  ['a wrong link', { ...posted, link: 'f'.repeat(64) }, 'link of group 2 is ffff'],
];

describe('apply', () => {
  it.each(IMPOSSIBLE)('crashes on %s before anything changes', (_what, event, message) => {
    const ledger = fundedLedger();
    expect(() => apply(ledger, event)).toThrow(Bug);
    expect(() => apply(ledger, event)).toThrow(message);
    expect(plain(ledger)).toEqual(plain(fundedLedger()));
  });

  it.each([posted, reserved, settled, released])('accepts what decide gave: $type', (event) => {
    const ledger = fundedLedger();
    expect(apply(ledger, event)).toBe(ledger);
    expect(ledger.head).toBe(event.link);
  });

  it('lets unrestricted accounts go below zero', () => {
    const ledger = fundedLedger();
    apply(ledger, decided(post(market, otherCash, 5_000n)));
    expect(ledger.debitsPosted[market]).toBe(5_000n);
  });
});
