import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import { type AccountIndex, audit, availableOf, type LedgerState, type TransferEvent } from './index.ts';
import {
  cash,
  coin,
  groupOf,
  market,
  owner,
  post,
  postAll,
  release,
  reserve,
  settle,
  worldOfAccounts,
} from './world.fixture.ts';

function bookedLedger(): { ledger: LedgerState; events: TransferEvent[] } {
  const ledger = worldOfAccounts();
  const events = postAll(ledger, [
    groupOf([post(owner, cash, 1_000n), reserve(cash, market, 300n)]),
    groupOf([settle(1, 100n), reserve(cash, market, 40n), release(2)]),
  ]);
  return { ledger, events };
}

const PLANTED: readonly (readonly [string, (ledger: LedgerState) => void, readonly string[]])[] = [
  [
    'an atom from nowhere',
    (ledger) => {
      ledger.creditsPosted[cash]! += 1n;
    },
    [
      'strategy/one/USD credits posted: ledger has 1001, its transfers give 1000',
      'sum of all USD balances: ledger has 1, its transfers give 0',
    ],
  ],
  [
    'a lost debit',
    (ledger) => {
      ledger.debitsPosted[cash]! -= 1n;
    },
    [
      'strategy/one/USD debits posted: ledger has 99, its transfers give 100',
      'sum of all USD balances: ledger has 1, its transfers give 0',
    ],
  ],
  [
    'a pending debit that stays',
    (ledger) => {
      ledger.debitsPending[cash]! += 40n;
    },
    ['strategy/one/USD debits pending: ledger has 240, its transfers give 200'],
  ],
  [
    'a pending credit that goes too early',
    (ledger) => {
      ledger.creditsPending[market] = 0n;
    },
    ['market/USD credits pending: ledger has 0, its transfers give 200'],
  ],
  [
    'a forgotten reserve',
    (ledger) => ledger.pendings.clear(),
    ['pending 1: ledger has undefined, its transfers give 200'],
  ],
  [
    'a reserve with the wrong rest',
    (ledger) => {
      ledger.pendings.get(1)!.left = amount(300n);
    },
    ['pending 1: ledger has 300, its transfers give 200'],
  ],
  [
    'a finished reserve that stays',
    (ledger) => ledger.pendings.set(2, { debit: cash, credit: market, strategy: '', left: amount(40n) }),
    ['pending 2: ledger has 40, its transfers give nothing'],
  ],
  [
    'a lost transfer id',
    (ledger) => {
      ledger.transferIdNext = 5;
    },
    ['next transfer: ledger has 5, its transfers give 6'],
  ],
  [
    'a lost reserve id',
    (ledger) => {
      ledger.pendingIdNext = 2;
    },
    ['next reserve: ledger has 2, its transfers give 3'],
  ],
];

describe('the auditor', () => {
  it('has nothing to say about an honest ledger', () => {
    const { ledger, events } = bookedLedger();
    expect(audit(ledger, events)).toEqual([]);
    expect(audit(worldOfAccounts(), [])).toEqual([]);
    const more = postAll(ledger, [groupOf([post(cash, market, 700n)])]);
    expect(availableOf(ledger, cash)).toBe(0n);
    expect(audit(ledger, [...events, ...more])).toEqual([]);
  });

  it.each(PLANTED)('finds %s', (_what, plant, complaints) => {
    const { ledger, events } = bookedLedger();
    plant(ledger);
    expect(audit(ledger, events)).toEqual(complaints);
  });

  it('finds a head that is not of these events', () => {
    const { ledger, events } = bookedLedger();
    const head = ledger.head;
    ledger.head = 'f'.repeat(64);
    expect(audit(ledger, events)).toEqual([
      `head of the chain: ledger has ${ledger.head}, its transfers give ${head}`,
    ]);
  });

  it.each<readonly [string, Partial<TransferEvent>, string]>([
    ['a gap in the ids', { id: 3 }, 'transfer 3: is number 1 in the history'],
    ['nothing moved', { amount: amount(0n) }, 'transfer 1: moves 0 atoms'],
    ['an unknown debit account', { debit: 99 as AccountIndex }, 'transfer 1: names an unknown account'],
    ['an unknown credit account', { credit: 99 as AccountIndex }, 'transfer 1: names an unknown account'],
    ['an account paying itself', { debit: cash }, 'transfer 1: strategy/one/USD pays itself'],
    ['two assets in one transfer', { credit: coin }, 'transfer 1: turns USD into BTC'],
    [
      'an overdraft',
      { debit: cash, credit: market },
      'transfer 1: strategy/one/USD is overdrawn by 1000 atoms',
    ],
    [
      'an overdraft by a reserve',
      { type: 'reserved', pendingId: 1, debit: cash, credit: market },
      'transfer 1: strategy/one/USD is overdrawn by 1000 atoms',
    ],
    [
      'more taken than was reserved',
      { type: 'pending-voided', pendingId: 1 },
      'transfer 1: takes 1000 atoms too many from pending 1',
    ],
  ])('finds %s in the events', (_what, change, complaint) => {
    const { ledger, events } = bookedLedger();
    expect(audit(ledger, [{ ...events[0]!, ...change }])).toContain(complaint);
  });
});
