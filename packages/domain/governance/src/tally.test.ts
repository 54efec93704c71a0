import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeOf, type Rules } from './outcome.ts';
import { type ChoiceTally, type CountedBallot, rootDown, tallyBallots } from './tally.ts';

interface Case {
  readonly [column: string]: string | number;
}

const { cases } = JSON.parse(
  readFileSync(new URL('../../../../vectors/quadraticTally.json', import.meta.url), 'utf8'),
) as { cases: readonly Case[] };
/** The chain's numbers for against, for and abstain, as choices of Snapshot's basic voting. */
const CHOICE_OF_SUPPORT = [2, 1, 3] as const;
const SILENT = 3;

/** The whole stake for one choice. */
function ballot(stake: bigint, choice: number, isPerson = true): CountedBallot {
  return { stake, isPerson, parts: [{ choice, weight: 1n, of: 1n }] };
}

function votersOf(each: Case): { stake: bigint; support: number; isPerson: boolean }[] {
  return [0, 1, 2, 3, 4].map((place) => ({
    stake: BigInt(each[`stake${place}`] as string),
    support: each[`support${place}`] as number,
    isPerson: each[`person${place}`] === 1,
  }));
}

function rulesOf(each: Case): Rules[] {
  return [0, 1, 2, 3, 4].map((number) => ({
    quorumBps: BigInt(each[`quorumBps${number}`] as number),
    approvalBps: BigInt(each[`approvalBps${number}`] as number),
    isQuadratic: each[`quadratic${number}`] === 1,
  }));
}

describe('tallies', () => {
  it('are those of vectors/quadraticTally.json, and so is what comes of them by each set of rules', () => {
    expect(cases).toHaveLength(30);
    for (const [index, each] of cases.entries()) {
      const voters = votersOf(each);
      const ballots = voters
        .filter(({ support }) => support !== SILENT)
        .map(({ stake, support, isPerson }) =>
          ballot(stake, CHOICE_OF_SUPPORT[support as 0 | 1 | 2], isPerson),
        );
      const [yes, no, abstain] = tallyBallots(ballots, 3) as [ChoiceTally, ChoiceTally, ChoiceTally];
      expect([yes.stake, no.stake, abstain.stake, yes.root, no.root].map(String), `${index}`).toEqual([
        each['stakeFor'],
        each['stakeAgainst'],
        each['stakeAbstain'],
        each['rootFor'],
        each['rootAgainst'],
      ]);
      const all = voters.reduce((sum, { stake }) => sum + stake, 0n);
      for (const [number, rules] of rulesOf(each).entries()) {
        const outcome = outcomeOf({ for: yes, against: no, abstain }, all, rules);
        expect(outcome !== 'no-quorum', `${index}, ${number}`).toBe(each[`quorumReached${number}`] === 1);
        expect(outcome === 'passed', `${index}, ${number}`).toBe(each[`passed${number}`] === 1);
      }
    }
  });

  it('divide a stake by weights, each part rounded down, and root each part', () => {
    const parts = [
      { choice: 1, weight: 1n, of: 3n },
      { choice: 3, weight: 2n, of: 3n },
    ];
    const tallies = tallyBallots([{ stake: 100n, isPerson: true, parts }], 3);
    expect(tallies).toEqual([
      { stake: 33n, root: 5n },
      { stake: 0n, root: 0n },
      { stake: 66n, root: 8n },
    ]);
  });

  it('give roots to nobody who is no person', () => {
    expect(tallyBallots([ballot(100n, 1, false)], 1)).toEqual([{ stake: 100n, root: 0n }]);
  });

  it('never gain by splitting a stake over accounts of which one is a person', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10n ** 27n), fc.bigInt(1n, 100n), (stake, divisor) => {
        const part = stake / (divisor + 1n);
        const [together] = tallyBallots([ballot(stake, 1)], 1);
        const [split] = tallyBallots([ballot(stake - part, 1), ballot(part, 1, false)], 1);
        expect(split?.stake).toBe(together?.stake);
        expect((split?.root ?? 0n) <= (together?.root ?? 0n)).toBe(true);
      }),
    );
  });
});

describe('rootDown', () => {
  it('is the largest number whose square is at most the value', () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 2n ** 256n), (value) => {
        const root = rootDown(value);
        expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
      }),
    );
    for (const value of [0n, 1n, 2n, 3n, 4n, 8n, 9n, 10n, 15n, 16n]) {
      const root = rootDown(value);
      expect(root * root <= value && (root + 1n) * (root + 1n) > value, String(value)).toBe(true);
    }
  });

  it('refuses what has none', () => {
    expect(() => rootDown(-1n)).toThrow(/no root/);
  });
});
