import { amount } from '@qca/units';
import fc from 'fast-check';
import {
  type AccountIndex,
  createLedger,
  type LedgerState,
  openAccount,
  type PostTransfer,
  postGroup,
  type ReserveTransfer,
  TRANSFER_KINDS,
  type TransferCommand,
  type TransferEvent,
  type TransferGroup,
} from './index.ts';

// What the tests of this room share: a small world of accounts, short words for commands, random histories.

export const owner = 0 as AccountIndex;
export const cash = 1 as AccountIndex;
export const market = 2 as AccountIndex;
export const coin = 3 as AccountIndex;
export const coinMarket = 4 as AccountIndex;
export const otherCash = 5 as AccountIndex;
export const fees = 6 as AccountIndex;

export const MARCH_10 = 1_678_406_400_000_000;

export function worldOfAccounts(): LedgerState {
  const ledger = createLedger();
  openAccount(ledger, 'owner/USD', 'unrestricted');
  openAccount(ledger, 'strategy/one/USD', 'holdings');
  openAccount(ledger, 'market/USD', 'unrestricted');
  openAccount(ledger, 'strategy/one/BTC', 'holdings');
  openAccount(ledger, 'market/BTC', 'unrestricted');
  openAccount(ledger, 'strategy/one-more/USD', 'holdings');
  openAccount(ledger, 'expense/fee/USD', 'unrestricted');
  return ledger;
}

/** A ledger whose strategy owns 1,000 atoms of USD, 300 of them reserved under pending id 1. */
export function fundedLedger(): LedgerState {
  const ledger = worldOfAccounts();
  postAll(ledger, [groupOf([post(owner, cash, 1_000n), reserve(cash, market, 300n)], { key: 'funding' })]);
  return ledger;
}

type Words = Partial<Pick<PostTransfer, 'kind' | 'strategy' | 'reference'>>;

export function post(
  debit: AccountIndex,
  credit: AccountIndex,
  atoms: bigint,
  words: Words = {},
): PostTransfer {
  const plain = { kind: 'trade', strategy: 'one', reference: 'order-1' } as const;
  return { type: 'post', debit, credit, amount: amount(atoms), ...plain, ...words };
}

export function reserve(
  debit: AccountIndex,
  credit: AccountIndex,
  atoms: bigint,
  words: Words = {},
): ReserveTransfer {
  return { ...post(debit, credit, atoms, words), type: 'reserve', kind: 'reserve' };
}

export function settle(pendingId: number, atoms: bigint): TransferCommand {
  return { type: 'post-pending', pendingId, amount: amount(atoms), kind: 'trade', reference: 'fill-1' };
}

export function release(pendingId: number, atoms?: bigint): TransferCommand {
  const base = { type: 'void-pending', pendingId, reference: '' } as const;
  return atoms === undefined ? base : { ...base, amount: amount(atoms) };
}

export function groupOf(
  commands: readonly TransferCommand[],
  { key = '', timeUs = MARCH_10 }: { key?: string; timeUs?: number } = {},
): TransferGroup {
  return { timeUs, key, commands };
}

/** Posts groups that must be accepted and returns all their events. */
export function postAll(ledger: LedgerState, groups: readonly TransferGroup[]): TransferEvent[] {
  return groups.flatMap((group) => {
    const posted = postGroup(ledger, group);
    if (!posted.ok) throw new Error(`refused: ${posted.rejection.kind}`);
    return [...posted.value];
  });
}

/** Everything a ledger is, as plain data that `toEqual` sees whole. */
export function plain(ledger: LedgerState): unknown {
  return { ...ledger, keys: ledger.keys.list(), pendings: [...ledger.pendings].sort(([a], [b]) => a - b) };
}

const account = fc.integer({ min: 0, max: 7 }).map((index) => index as AccountIndex);
const atoms = fc.oneof(
  { weight: 9, arbitrary: fc.bigInt(1n, 300n) },
  { weight: 1, arbitrary: fc.bigInt(-2n, 0n) },
);
const words = fc.record({
  kind: fc.constantFrom(...TRANSFER_KINDS),
  strategy: fc.constantFrom('', 'one', 'two'),
  reference: fc.constantFrom('', 'order-1', 'fill;1:\n'),
});
// Most transfers pair accounts that fit, so that histories get somewhere.
const pair = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom([owner, cash], [owner, otherCash], [coinMarket, coin]) },
  {
    weight: 4,
    arbitrary: fc.constantFrom([cash, market], [otherCash, fees], [coin, coinMarket], [cash, otherCash]),
  },
  { weight: 1, arbitrary: fc.tuple(account, account) },
);
const pendingId = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 12 }) },
);
const command: fc.Arbitrary<TransferCommand> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(pair, atoms, words).map(([[a, b], n, w]) => post(a!, b!, n, w)) },
  { weight: 2, arbitrary: fc.tuple(pair, atoms, words).map(([[a, b], n, w]) => reserve(a!, b!, n, w)) },
  { weight: 2, arbitrary: fc.tuple(pendingId, atoms).map(([id, n]) => settle(id, n)) },
  {
    weight: 1,
    arbitrary: fc.tuple(pendingId, fc.option(atoms, { nil: undefined })).map(([id, n]) => release(id, n)),
  },
);

/** Random groups of up to five commands, in order of time; most are accepted, many are not. */
export const randomGroups: fc.Arbitrary<TransferGroup[]> = fc
  .array(
    fc.record({
      commands: fc.oneof(
        { weight: 3, arbitrary: fc.array(command, { minLength: 1, maxLength: 1 }) },
        { weight: 2, arbitrary: fc.array(command, { maxLength: 5 }) },
      ),
      key: fc.constantFrom('', '', '', 'a', 'b', 'c'),
      waitUs: fc.integer({ min: 0, max: 40_000_000_000 }),
    }),
    { maxLength: 25 },
  )
  .map((groups) => {
    let timeUs = MARCH_10;
    return groups.map(({ commands, key, waitUs }) => {
      timeUs += waitUs;
      return { timeUs, key, commands };
    });
  });
