import { Bug, DAY } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountIndex,
  balanceOf,
  balancesOn,
  balancesUnder,
  dailyBalances,
  flowsUnder,
  postGroup,
  type TransferEvent,
  transferTotals,
  trialBalance,
} from './index.ts';
import {
  cash,
  coin,
  coinMarket,
  fees,
  fundedLedger,
  groupOf,
  MARCH_10,
  market,
  otherCash,
  owner,
  post,
  postAll,
  randomGroups,
  release,
  reserve,
  settle,
  worldOfAccounts,
} from './world.fixture.ts';

const DAY_NUMBER = 19_426; // 2023-03-10

/** Three days: a deposit and a reserve; a fill with its fee, and a loan between strategies; nothing; a profit. */
function storyOfADollar() {
  const ledger = worldOfAccounts();
  const lent = { kind: 'transfer', strategy: '' } as const;
  const events = postAll(ledger, [
    groupOf([post(owner, cash, 1_000n, { kind: 'deposit', strategy: '' }), reserve(cash, market, 300n)]),
    groupOf([settle(1, 250n), post(coinMarket, coin, 9n), post(cash, fees, 3n, { kind: 'fee' })], {
      timeUs: MARCH_10 + DAY,
    }),
    groupOf([release(1), post(cash, otherCash, 100n, lent)], { timeUs: MARCH_10 + 2 * DAY - 1 }),
    groupOf([post(coin, coinMarket, 9n), post(market, cash, 270n)], { timeUs: MARCH_10 + 3 * DAY }),
  ]);
  return { ledger, accounts: ledger.accounts, events };
}

describe('balances', () => {
  it('of one account', () => {
    expect(balanceOf(fundedLedger(), cash)).toEqual({
      path: 'strategy/one/USD',
      asset: 'USD',
      debitsPending: 300n,
      debitsPosted: 0n,
      creditsPending: 0n,
      creditsPosted: 1_000n,
      balance: 1_000n,
      available: 700n,
    });
    expect(balanceOf(fundedLedger(), market)).toMatchObject({ creditsPending: 300n, balance: 0n });
    expect(balanceOf(fundedLedger(), owner)).toMatchObject({ debitsPosted: 1_000n, balance: -1_000n });
    expect(() => balanceOf(fundedLedger(), 9 as AccountIndex)).toThrow(Bug);
  });

  it('of one strategy, in order of path, without its namesakes', () => {
    const paths = (prefix: string): string[] => balancesUnder(fundedLedger(), prefix).map(({ path }) => path);
    expect(paths('strategy/one')).toEqual(['strategy/one/BTC', 'strategy/one/USD']);
    expect(paths('')).toHaveLength(7);
    expect(paths('nobody')).toEqual([]);
  });

  it('sum to zero per asset', () => {
    const { ledger } = storyOfADollar();
    postAll(ledger, [groupOf([reserve(cash, market, 11n)])]);
    const pending = { debitsPending: 11n, creditsPending: 11n };
    const none = { debitsPending: 0n, creditsPending: 0n };
    expect(trialBalance(ledger)).toEqual([
      { asset: 'BTC', debitsPosted: 18n, creditsPosted: 18n, balanced: true, ...none },
      { asset: 'USD', debitsPosted: 1_623n, creditsPosted: 1_623n, balanced: true, ...pending },
    ]);
  });

  it.each(['debitsPending', 'debitsPosted', 'creditsPending', 'creditsPosted'] as const)(
    'show a stray atom in %s',
    (counter) => {
      const { ledger } = storyOfADollar();
      ledger[counter][cash]! += 1n;
      expect(trialBalance(ledger).map(({ balanced }) => balanced)).toEqual([true, false]);
    },
  );
});

describe('by day', () => {
  it('closes the accounts that moved, at midnight UTC', () => {
    const rows = [...dailyBalances(storyOfADollar())].map(({ day, path, asset, balance }) => {
      expect(path.endsWith(`/${asset}`)).toBe(true);
      return [day - DAY_NUMBER, path, balance];
    });
    expect(rows).toEqual([
      [0, 'owner/USD', -1_000n],
      [0, 'strategy/one/USD', 1_000n],
      [1, 'expense/fee/USD', 3n],
      [1, 'market/BTC', -9n],
      [1, 'market/USD', 250n],
      [1, 'strategy/one-more/USD', 100n],
      [1, 'strategy/one/BTC', 9n],
      [1, 'strategy/one/USD', 647n],
      [3, 'market/BTC', 0n],
      [3, 'market/USD', -20n],
      [3, 'strategy/one/BTC', 0n],
      [3, 'strategy/one/USD', 917n],
    ]);
  });

  it('tells what all accounts held on a day, one without movement too', () => {
    const held = (day: number) =>
      balancesOn(storyOfADollar(), DAY_NUMBER + day).map((closing) => {
        expect(closing.day).toBe(DAY_NUMBER + day);
        return [closing.path, closing.balance];
      });
    expect(held(-1)).toEqual([]);
    expect(held(0)).toEqual([
      ['owner/USD', -1_000n],
      ['strategy/one/USD', 1_000n],
    ]);
    expect(held(2)).toEqual([
      ['expense/fee/USD', 3n],
      ['market/BTC', -9n],
      ['market/USD', 250n],
      ['owner/USD', -1_000n],
      ['strategy/one-more/USD', 100n],
      ['strategy/one/BTC', 9n],
      ['strategy/one/USD', 647n],
    ]);
    expect(held(30)).toContainEqual(['strategy/one/USD', 917n]);
  });

  it('crashes when time goes back by a day', () => {
    const { accounts, events } = storyOfADollar();
    expect(() => [...dailyBalances({ accounts, events: events.toReversed() })]).toThrow('comes after day');
  });

  it('has nothing to say about an empty history', () => {
    expect([...dailyBalances({ accounts: [], events: [] })]).toEqual([]);
  });
});

describe('by kind', () => {
  it('sums what was posted for each strategy', () => {
    const rows = transferTotals(storyOfADollar());
    expect(
      rows.map(({ strategy, kind, asset, amount, count }) => [strategy, kind, asset, amount, count]),
    ).toEqual([
      ['', 'deposit', 'USD', 1_000n, 1],
      ['', 'transfer', 'USD', 100n, 1],
      ['one', 'fee', 'USD', 3n, 1],
      ['one', 'trade', 'BTC', 18n, 2],
      ['one', 'trade', 'USD', 520n, 2],
    ]);
  });

  it('explains a strategy by what came and went', () => {
    const flows = flowsUnder(storyOfADollar(), 'strategy/one');
    expect(flows.map(({ kind, asset, net }) => [kind, asset, net])).toEqual([
      ['deposit', 'USD', 1_000n],
      ['fee', 'USD', -3n],
      ['trade', 'BTC', 0n],
      ['trade', 'USD', 20n],
      ['transfer', 'USD', -100n],
    ]);
    // Seen from above, the loan between two strategies moved nothing.
    expect(flowsUnder(storyOfADollar(), 'strategy').some(({ kind }) => kind === 'transfer')).toBe(false);
  });
});

describe('queries over random histories', () => {
  it('agree with the balances the ledger keeps', () => {
    fc.assert(
      fc.property(randomGroups, (groups) => {
        const ledger = worldOfAccounts();
        const events: TransferEvent[] = [];
        for (const group of groups) {
          const posted = postGroup(ledger, group);
          if (posted.ok) events.push(...posted.value);
        }
        const history = { accounts: ledger.accounts, events };
        const kept = new Map(balancesUnder(ledger, '').map(({ path, balance }) => [path, balance as bigint]));
        for (const { path, balance } of balancesOn(history, Number.MAX_SAFE_INTEGER))
          expect(balance).toBe(kept.get(path));
        for (const prefix of ['strategy/one', 'strategy', 'market', '']) {
          for (const asset of ['USD', 'BTC']) {
            const net = flowsUnder(history, prefix).reduce(
              (sum, flow) => (flow.asset === asset ? sum + flow.net : sum),
              0n,
            );
            const held = balancesUnder(ledger, prefix).reduce(
              (sum, row) => (row.asset === asset ? sum + row.balance : sum),
              0n,
            );
            expect(net).toBe(held);
          }
        }
        const posted = transferTotals(history).reduce((sum, { amount }) => sum + amount, 0n);
        expect(posted).toBe(ledger.debitsPosted.reduce((sum, debits) => sum + debits, 0n));
      }),
    );
  });
});
