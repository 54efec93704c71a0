import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AccountIndex, type TransferEvent, verifyChain } from './index.ts';
import {
  cash,
  coin,
  coinMarket,
  fees,
  groupOf,
  MARCH_10,
  market,
  owner,
  post,
  postAll,
  release,
  reserve,
  settle,
  worldOfAccounts,
} from './world.fixture.ts';

function sha(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function shortHistory() {
  const ledger = worldOfAccounts();
  const events = postAll(ledger, [
    groupOf([post(owner, cash, 1_000n, { kind: 'deposit', strategy: '', reference: '' })]),
    groupOf([reserve(cash, market, 300n, { reference: 'o1' })], { key: 'k1', timeUs: MARCH_10 + 1 }),
    groupOf(
      [
        settle(1, 200n),
        post(coinMarket, coin, 7n, { reference: 'fill-1' }),
        post(cash, fees, 2n, { kind: 'fee' }),
      ],
      {
        timeUs: MARCH_10 + 2,
      },
    ),
    groupOf([release(1)], { timeUs: MARCH_10 + 3 }),
  ]);
  return { accounts: ledger.accounts, events, head: ledger.head };
}

describe('links', () => {
  it('are the digests of the documented text', () => {
    const { events, head } = shortHistory();
    const first = sha(`${'0'.repeat(64)}\n1;1678406400000000;0:\nP;owner/USD;;strategy/one/USD;deposit1000`);
    const second = sha(
      `${first}\n2;1678406400000001;2:k1\nR1;strategy/one/USD;;market/USD;reserve300;3:one;2:o1`,
    );
    const third = sha(
      `${second}\n3;1678406400000002;0:\nC1;strategy/one/USD;;market/USD;trade200;3:one;6:fill-1` +
        '\nP;market/BTC;;strategy/one/BTC;trade7' +
        '\nP;strategy/one/USD;;expense/fee/USD;fee2;3:one;7:order-1',
    );
    const fourth = sha(
      `${third}\n6;1678406400000003;0:\nV1;strategy/one/USD;;market/USD;reserve100;3:one;0:`,
    );
    expect(events.map(({ link }) => link)).toEqual([first, second, '', '', third, fourth]);
    expect(head).toBe(fourth);
  });

  it('do not depend on the order in which accounts were opened', () => {
    const history = shortHistory();
    const accounts = [...history.accounts].reverse();
    const turn = (index: AccountIndex): AccountIndex => (accounts.length - 1 - index) as AccountIndex;
    const events = history.events.map((event) => ({
      ...event,
      debit: turn(event.debit),
      credit: turn(event.credit),
    }));
    expect(verifyChain({ accounts, events }, history.head).ok).toBe(true);
  });
});

const CHANGES: readonly (readonly [keyof TransferEvent, unknown])[] = [
  ['type', 'reserved'],
  ['id', 99],
  ['pendingId', 5],
  ['debit', 5],
  ['credit', 5],
  ['debit', 50],
  ['credit', 50],
  ['amount', 99n],
  ['kind', 'gas'],
  ['strategy', 'two'],
  ['reference', 'other'],
  ['timeUs', MARCH_10 + 9],
  ['group', 99],
  ['key', 'other'],
  ['link', 'f'.repeat(64)],
  ['link', ''],
];

describe('a history', () => {
  it('verifies as it was written', () => {
    const { head, ...history } = shortHistory();
    const value = { head, groups: 4, transfers: 6 };
    expect(verifyChain(history, head)).toEqual({ ok: true, value });
    expect(verifyChain(history)).toEqual({ ok: true, value });
  });

  it.each(CHANGES)('shows a change of %s to %s, wherever it is', (field, value) => {
    const { accounts, events, head } = shortHistory();
    events.forEach((event, index) => {
      if (event[field] === value) return;
      const changed = events.with(index, { ...event, [field]: value });
      expect(verifyChain({ accounts, events: changed }, head).ok).toBe(false);
    });
  });

  it('shows a renamed account', () => {
    const { accounts, events, head } = shortHistory();
    const renamed = accounts.with(cash, { ...accounts[cash]!, label: ';strategy/two/USD;' });
    expect(verifyChain({ accounts: renamed, events }, head)).toMatchObject({
      rejection: { kind: 'wrong-link', id: 1 },
    });
  });

  it('shows a deletion and a changed order, with and without new ids', () => {
    const { accounts, events, head } = shortHistory();
    const renumber = (list: readonly TransferEvent[]): TransferEvent[] => {
      let group = 1;
      return list.map((event, index) => {
        const placed = { ...event, id: index + 1, group };
        if (event.link !== '') group += 1;
        return placed;
      });
    };
    fc.assert(
      fc.property(fc.nat(5), fc.nat(5), fc.boolean(), (a, b, renumbered) => {
        const without = events.toSpliced(a, 1);
        const swapped = events.with(a, events[b]!).with(b, events[a]!);
        for (const forged of a === b ? [without] : [without, swapped]) {
          const history = { accounts, events: renumbered ? renumber(forged) : forged };
          expect(verifyChain(history, head).ok).toBe(false);
        }
      }),
    );
  });

  it('names what is wrong and where', () => {
    const { accounts, events, head } = shortHistory();
    const broken = (changed: readonly TransferEvent[], end?: string) => {
      const verified = verifyChain({ accounts, events: changed }, end);
      return verified.ok ? undefined : verified.rejection;
    };
    const sequence = { kind: 'wrong-sequence', expectedId: 2, expectedGroup: 2 };
    expect(broken(events.toSpliced(1, 1))).toEqual({ ...sequence, id: 3, group: 3 });
    expect(broken(events.with(1, { ...events[1]!, group: 1 }))).toEqual({ ...sequence, id: 2, group: 1 });
    const stranger = { ...events[3]!, credit: 70 as AccountIndex };
    expect(broken(events.with(3, stranger))).toEqual({ kind: 'unknown-account', id: 4, group: 3 });
    const late = { ...events[3]!, timeUs: MARCH_10 };
    expect(broken(events.with(3, late))).toEqual({ kind: 'mixed-group', id: 4, group: 3 });
    const keyed = { ...events[4]!, key: 'other' };
    expect(broken(events.with(4, keyed))).toEqual({ kind: 'mixed-group', id: 5, group: 3 });
    const unlinked = { ...events[5]!, link: '' } as const;
    expect(broken(events.with(5, unlinked))).toEqual({ kind: 'unfinished-group', group: 4 });
    const forged = { ...events[5]!, link: 'f'.repeat(64) };
    expect(broken(events.with(5, forged))).toEqual({
      kind: 'wrong-link',
      id: 6,
      group: 4,
      expected: head,
      found: 'f'.repeat(64),
    });
    const cutHead = events[4]!.link;
    expect(broken(events.slice(0, 5), head)).toEqual({ kind: 'wrong-head', expected: head, found: cutHead });
    expect(broken(events.slice(0, 5))).toBeUndefined();
  });

  it('keeps texts apart that would join to the same', () => {
    const one = worldOfAccounts();
    const two = worldOfAccounts();
    postAll(one, [groupOf([post(owner, cash, 1n, { strategy: 'a;1:b', reference: 'c' })])]);
    postAll(two, [groupOf([post(owner, cash, 1n, { strategy: 'a', reference: 'b;1:c' })])]);
    expect(one.head).not.toBe(two.head);
  });
});
