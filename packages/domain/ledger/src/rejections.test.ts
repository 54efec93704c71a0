import { amount } from '@qca/units';
import { describe, expect, it } from 'vitest';
import {
  type AccountIndex,
  apply,
  decide,
  type LedgerRejection,
  postGroup,
  type TransferCommand,
  type TransferGroup,
} from './index.ts';
import {
  cash,
  coin,
  coinMarket,
  fundedLedger,
  groupOf,
  market,
  owner,
  plain,
  post,
  postAll,
  release,
  reserve,
  settle,
} from './world.fixture.ts';

const unknown = 9 as AccountIndex;

const REFUSED: readonly (readonly [string, TransferGroup, LedgerRejection])[] = [
  ['no commands', groupOf([]), { kind: 'empty-group' }],
  [
    'a key seen before',
    groupOf([post(owner, cash, 1n)], { key: 'funding' }),
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
    expect(plain(ledger)).toEqual(plain(fundedLedger()));
    expect(postGroup(ledger, group)).toEqual({ ok: false, rejection });
    expect(plain(ledger)).toEqual(plain(fundedLedger()));
  });

  it('refuses a reserve finished by an earlier group', () => {
    const ledger = fundedLedger();
    postAll(ledger, [groupOf([settle(1, 300n)])]);
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
    expect(plain(ledger)).toEqual(plain(fundedLedger()));
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
    expect(plain(ledger)).toEqual(plain(twin));
    expect(ledger.pendings.size).toBe(0);
    expect(ledger.creditsPosted[cash]! - ledger.debitsPosted[cash]!).toBe(0n);
  });

  it.each([
    ['freed', [release(1), post(cash, market, 1_000n)]],
    ['freed in part', [release(1, 20n), post(cash, market, 720n)]],
    ['received', [post(owner, cash, 5n), post(cash, market, 705n)]],
    ['received from a reserve', [reserve(owner, cash, 50n), settle(2, 50n), post(cash, market, 750n)]],
  ])('spends in the same group what was just %s, to the last atom', (_what, commands) => {
    const ledger = fundedLedger();
    const decided = decide(ledger, groupOf(commands));
    expect(decided.ok).toBe(true);
    expect(postGroup(ledger, groupOf(commands))).toEqual(decided);
    const more = commands.with(-1, { ...commands.at(-1)!, amount: amount(2_000n) } as TransferCommand);
    expect(decide(fundedLedger(), groupOf(more))).toMatchObject({
      rejection: { kind: 'insufficient-funds' },
    });
  });
});
