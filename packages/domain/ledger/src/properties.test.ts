import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AccountIndex,
  apply,
  audit,
  availableOf,
  decide,
  type LedgerState,
  NaiveAuditor,
  postGroup,
  type TransferEvent,
  trialBalance,
  verifyChain,
} from './index.ts';
import {
  cash,
  groupOf,
  market,
  owner,
  plain,
  post,
  postAll,
  randomGroups,
  release,
  reserve,
  settle,
  worldOfAccounts,
} from './world.fixture.ts';

function expectHealthy(ledger: LedgerState): void {
  for (const totals of trialBalance(ledger)) expect(totals).toMatchObject({ balanced: true });
  ledger.accounts.forEach(({ rule }, index) => {
    expect(ledger.debitsPending[index]! >= 0n && ledger.creditsPending[index]! >= 0n).toBe(true);
    if (rule === 'holdings') expect(availableOf(ledger, index as AccountIndex) >= 0n).toBe(true);
  });
  for (const { left } of ledger.pendings.values()) expect(left > 0n).toBe(true);
}

describe('random histories', () => {
  it('post the same by postGroup as by decide and apply, and refuse the same', () => {
    fc.assert(
      fc.property(randomGroups, (groups) => {
        const slow = worldOfAccounts();
        const fast = worldOfAccounts();
        for (const group of groups) {
          const before = plain(slow);
          const decided = decide(slow, group);
          expect(plain(slow)).toEqual(before);
          expect(postGroup(fast, group)).toEqual(decided);
          if (decided.ok) for (const event of decided.value) apply(slow, event);
          expect(plain(fast)).toEqual(plain(slow));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('stay balanced, never overdraw, and agree with the auditor after every group', () => {
    fc.assert(
      fc.property(randomGroups, (groups) => {
        const ledger = worldOfAccounts();
        const auditor = new NaiveAuditor();
        for (const group of groups) {
          const posted = postGroup(ledger, group);
          if (posted.ok) for (const event of posted.value) auditor.record(ledger, event);
          expect(auditor.differences(ledger)).toEqual([]);
          expectHealthy(ledger);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('replay to the same state and the same digest', () => {
    fc.assert(
      fc.property(randomGroups, (groups) => {
        const ledger = worldOfAccounts();
        const events: TransferEvent[] = [];
        for (const group of groups) {
          const posted = postGroup(ledger, group);
          if (posted.ok) events.push(...posted.value);
        }
        const replayed = worldOfAccounts();
        for (const event of events) apply(replayed, event);
        expect(plain(replayed)).toEqual(plain(ledger));
        expect(audit(replayed, events)).toEqual([]);
        expect(verifyChain({ accounts: ledger.accounts, events }, ledger.head)).toMatchObject({
          ok: true,
          value: { head: ledger.head, transfers: events.length },
        });
      }),
    );
  });
});

describe('a reserve', () => {
  it('splits into what was posted and what was released, whatever the parts', () => {
    const parts = fc.array(fc.tuple(fc.boolean(), fc.bigInt(1n, 50n)), { maxLength: 12 });
    fc.assert(
      fc.property(parts, (settlements) => {
        const ledger = worldOfAccounts();
        const whole = settlements.reduce((sum, [, part]) => sum + part, 1n);
        postAll(ledger, [groupOf([post(owner, cash, whole + 5n), reserve(cash, market, whole)])]);
        let posted = 0n;
        for (const [isPosted, part] of settlements) {
          postAll(ledger, [groupOf([isPosted ? settle(1, part) : release(1, part)])]);
          if (isPosted) posted += part;
          expect(ledger.debitsPending[cash]).toBe(ledger.pendings.get(1)?.left);
        }
        expect(ledger.pendings.get(1)?.left).toBe(1n);
        postAll(ledger, [groupOf([release(1)])]);
        expect(ledger.debitsPending[cash]).toBe(0n);
        expect(ledger.creditsPending[market]).toBe(0n);
        expect(ledger.creditsPosted[market]).toBe(posted);
        expect(availableOf(ledger, cash)).toBe(whole + 5n - posted);
        expect(ledger.pendings.size).toBe(0);
      }),
    );
  });
});
