import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import {
  type AccountIndex,
  apply,
  createLedger,
  decide,
  type LedgerRejection,
  type LedgerState,
  openAccount,
  type PostTransfer,
  postGroup,
  type ReserveTransfer,
  type TransferCommand,
  type TransferGroup,
} from './index.ts';

const owner = 0 as AccountIndex;
const cash = 1 as AccountIndex;
const market = 2 as AccountIndex;
const coin = 3 as AccountIndex;
const coinMarket = 4 as AccountIndex;

/** A ledger whose strategy owns 1,000 atoms of USD, 300 of them reserved under pending id 1. */
function fundedLedger(): LedgerState {
  const ledger = createLedger();
  openAccount(ledger, 'owner/USD', 'unrestricted');
  openAccount(ledger, 'strategy/one/USD', 'holdings');
  openAccount(ledger, 'market/USD', 'unrestricted');
  openAccount(ledger, 'strategy/one/BTC', 'holdings');
  openAccount(ledger, 'market/BTC', 'unrestricted');
  const funded = postGroup(
    ledger,
    groupOf([post(owner, cash, 1_000n), reserve(cash, market, 300n)], 'funding'),
  );
  expect(funded.ok).toBe(true);
  return ledger;
}

function post(debit: AccountIndex, credit: AccountIndex, atoms: bigint): PostTransfer {
  const what = { kind: 'trade', strategy: 'one', reference: 'order-1' } as const;
  return { type: 'post', debit, credit, amount: amount(atoms), ...what };
}

function reserve(debit: AccountIndex, credit: AccountIndex, atoms: bigint): ReserveTransfer {
  return { ...post(debit, credit, atoms), type: 'reserve', kind: 'reserve' };
}

function settle(pendingId: number, atoms: bigint): TransferCommand {
  return { type: 'post-pending', pendingId, amount: amount(atoms), kind: 'trade', reference: 'fill-1' };
}

function release(pendingId: number, atoms?: bigint): TransferCommand {
  const base = { type: 'void-pending', pendingId, reference: '' } as const;
  return atoms === undefined ? base : { ...base, amount: amount(atoms) };
}

function groupOf(commands: readonly TransferCommand[], key = ''): TransferGroup {
  return { timeUs: 1_678_406_400_000_000, key, commands };
}

const unknown = 9 as AccountIndex;

const REFUSED: readonly (readonly [string, TransferGroup, LedgerRejection])[] = [
  ['no commands', groupOf([]), { kind: 'empty-group' }],
  [
    'a key seen before',
    groupOf([post(owner, cash, 1n)], 'funding'),
    { kind: 'duplicate-key', key: 'funding' },
  ],
  [
    'an unknown debit account',
    groupOf([post(unknown, cash, 1n)]),
    { kind: 'unknown-account', position: 0, account: unknown },
  ],
  [
    'an unknown credit account',
    groupOf([post(cash, unknown, 1n)]),
    { kind: 'unknown-account', position: 0, account: unknown },
  ],
  [
    'an account paying itself',
    groupOf([post(cash, cash, 1n)]),
    { kind: 'same-account', position: 0, path: 'strategy/one/USD' },
  ],
  [
    'two assets in one transfer',
    groupOf([post(cash, coin, 1n)]),
    { kind: 'different-assets', position: 0, debitPath: 'strategy/one/USD', creditPath: 'strategy/one/BTC' },
  ],
  [
    'nothing moved',
    groupOf([post(cash, market, 0n)]),
    { kind: 'non-positive-amount', position: 0, amount: 0n },
  ],
  [
    'a negative amount',
    groupOf([reserve(cash, market, -1n)]),
    { kind: 'non-positive-amount', position: 0, amount: -1n },
  ],
  [
    'more than is free: the reserved part does not count',
    groupOf([post(cash, market, 701n)]),
    { kind: 'insufficient-funds', position: 0, path: 'strategy/one/USD', available: 700n, needed: 701n },
  ],
  [
    'a reserve of more than is free',
    groupOf([reserve(cash, market, 701n)]),
    { kind: 'insufficient-funds', position: 0, path: 'strategy/one/USD', available: 700n, needed: 701n },
  ],
  [
    'what an earlier command of the group has spent',
    groupOf([post(cash, market, 700n), reserve(cash, market, 1n)]),
    { kind: 'insufficient-funds', position: 1, path: 'strategy/one/USD', available: 0n, needed: 1n },
  ],
  [
    'what an earlier command of the group has reserved',
    groupOf([reserve(cash, market, 700n), post(cash, market, 1n)]),
    { kind: 'insufficient-funds', position: 1, path: 'strategy/one/USD', available: 0n, needed: 1n },
  ],
  [
    'what is only coming: a reserve gives its receiver nothing yet',
    groupOf([reserve(owner, cash, 500n), post(cash, market, 701n)]),
    { kind: 'insufficient-funds', position: 1, path: 'strategy/one/USD', available: 700n, needed: 701n },
  ],
  [
    'a reserve that was never made',
    groupOf([settle(2, 1n)]),
    { kind: 'unknown-pending', position: 0, pendingId: 2 },
  ],
  ['reserve number zero', groupOf([release(0)]), { kind: 'unknown-pending', position: 0, pendingId: 0 }],
  [
    'a reserve that this group finished',
    groupOf([release(1), settle(1, 1n)]),
    { kind: 'finished-pending', position: 1, pendingId: 1 },
  ],
  ['a part of nothing', groupOf([settle(1, 0n)]), { kind: 'non-positive-amount', position: 0, amount: 0n }],
  [
    'a release of nothing',
    groupOf([release(1, 0n)]),
    { kind: 'non-positive-amount', position: 0, amount: 0n },
  ],
  [
    'more than was reserved',
    groupOf([settle(1, 301n)]),
    { kind: 'exceeds-pending', position: 0, pendingId: 1, left: 300n, asked: 301n },
  ],
  [
    'more than is left after a part',
    groupOf([settle(1, 100n), release(1, 201n)]),
    { kind: 'exceeds-pending', position: 1, pendingId: 1, left: 200n, asked: 201n },
  ],
];

describe('refusals', () => {
  it.each(REFUSED)('refuses %s and changes nothing', (_what, group, rejection) => {
    const ledger = fundedLedger();
    expect(decide(ledger, group)).toEqual({ ok: false, rejection });
    expect(ledger).toEqual(fundedLedger());
    expect(postGroup(ledger, group)).toEqual({ ok: false, rejection });
    expect(ledger).toEqual(fundedLedger());
  });

  it('refuses a reserve finished by an earlier group', () => {
    const ledger = fundedLedger();
    expect(postGroup(ledger, groupOf([settle(1, 300n)])).ok).toBe(true);
    const rejection = { kind: 'finished-pending', position: 0, pendingId: 1 };
    expect(decide(ledger, groupOf([release(1)]))).toEqual({ ok: false, rejection });
    expect(postGroup(ledger, groupOf([release(1)]))).toEqual({ ok: false, rejection });
  });

  it('moves back every kind of event when the last command is refused', () => {
    const ledger = fundedLedger();
    const commands = [
      post(owner, cash, 50n),
      reserve(cash, market, 750n),
      settle(1, 100n),
      settle(1, 200n),
      release(2, 700n),
      release(2),
      post(coin, coinMarket, 1n),
    ];
    const rejection = {
      kind: 'insufficient-funds',
      position: 6,
      path: 'strategy/one/BTC',
      available: 0n,
      needed: 1n,
    };
    expect(decide(ledger, groupOf(commands))).toEqual({ ok: false, rejection });
    expect(postGroup(ledger, groupOf(commands))).toEqual({ ok: false, rejection });
    expect(ledger).toEqual(fundedLedger());
  });

  it('accepts the edges: all that is free, all that is left', () => {
    const group = groupOf([post(cash, market, 700n), settle(1, 299n), settle(1, 1n)]);
    const ledger = fundedLedger();
    const decided = decide(ledger, group);
    expect(decided.ok).toBe(true);
    if (!decided.ok) return;
    const twin = fundedLedger();
    expect(postGroup(twin, group)).toEqual(decided);
    for (const event of decided.value) apply(ledger, event);
    expect(ledger).toEqual(twin);
    expect(ledger.pendings.size).toBe(0);
    expect(ledger.creditsPosted[cash]! - ledger.debitsPosted[cash]!).toBe(0n);
  });
});
