import { createHash } from 'node:crypto';
import type { VectorFile } from './VectorFile.ts';

const TOKEN = 10n ** 18n;
const VOTERS = 5;
const BPS = 10_000n;

/** How proposals of each type are decided at first, and at the edges of what is allowed. */
const RULES = [
  { quorumBps: 2_000n, approvalBps: 6_667n, quadratic: false },
  { quorumBps: 1_000n, approvalBps: 6_000n, quadratic: true },
  { quorumBps: 400n, approvalBps: 5_000n, quadratic: true },
  { quorumBps: 400n, approvalBps: 5_000n, quadratic: false },
  { quorumBps: 5_000n, approvalBps: 9_000n, quadratic: true },
];

interface Voter {
  readonly stake: bigint;
  /** 0 against, 1 for, 2 abstain, 3 does not vote: as on the chain. */
  readonly support: number;
  readonly person: boolean;
}

/** The largest whole number whose square is at most `value`, by halving an interval: slow and plain. */
function rootOf(value: bigint): bigint {
  let low = 0n;
  let high = value + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle * middle <= value) low = middle;
    else high = middle;
  }
  return low;
}

/** A number below `below` that follows from a word, so that the file is the same each time. */
function drawn(word: string, below: bigint): bigint {
  return BigInt(`0x${createHash('sha256').update(word).digest('hex')}`) % below;
}

/** Stakes at which roots and rounding show: squares and their neighbours, one unit, a large holder. */
const NOTABLE = [
  1n,
  2n,
  3n,
  4n,
  99n,
  100n,
  101n,
  TOKEN,
  TOKEN - 1n,
  TOKEN + 1n,
  4n * TOKEN,
  10n ** 24n,
  10n ** 26n,
  (10n ** 12n + 1n) ** 2n - 1n,
  (10n ** 12n + 1n) ** 2n,
];

function votersOf(index: number): Voter[] {
  return Array.from({ length: VOTERS }, (_, place) => {
    const word = `${index} ${place}`;
    const notable = NOTABLE[Number(drawn(`notable ${word}`, BigInt(NOTABLE.length)))] as bigint;
    const stake =
      index % 2 === 0 ? notable : drawn(`stake ${word}`, 10n ** (10n + drawn(`size ${word}`, 16n))) + 1n;
    return {
      stake,
      support: Number(drawn(`support ${word}`, index % 5 === 4 ? 4n : 3n)),
      person: drawn(`person ${word}`, 4n) > 0n,
    };
  });
}

/** Ballots at the very edges: equal roots, exactly the quorum, just above the approval, nobody a person, nobody at all. */
const EDGES: readonly (readonly Voter[])[] = [
  // 9 and 4 of 16 and 25: roots 3 + 2 against 5 are equal, and equal is not more.
  [voter(9n, 1), voter(4n, 1), voter(25n, 0), voter(1n, 3), voter(1n, 3)],
  [voter(9n, 1), voter(9n, 1), voter(25n, 0), voter(1n, 3), voter(1n, 3)],
  // The quorum of 400 of 10,000 is 40 of 1,000, and one short of it.
  [voter(39n, 1), voter(961n, 3), voter(0n, 3), voter(0n, 3), voter(0n, 3)],
  [voter(40n, 1), voter(960n, 3), voter(0n, 3), voter(0n, 3), voter(0n, 3)],
  [voter(20n, 1), voter(20n, 2), voter(960n, 3), voter(0n, 3), voter(0n, 3)],
  // One large holder who is no person against many small ones who are.
  [voter(10n ** 26n, 0, false), voter(10n ** 24n, 1), voter(10n ** 24n, 1), voter(TOKEN, 1), voter(TOKEN, 1)],
  [voter(10n ** 26n, 1, false), voter(10n ** 24n, 0), voter(10n ** 24n, 2), voter(TOKEN, 0), voter(TOKEN, 0)],
  [voter(TOKEN, 1, false), voter(TOKEN, 1, false), voter(TOKEN, 0, false), voter(TOKEN, 2), voter(TOKEN, 2)],
  [voter(TOKEN, 3), voter(TOKEN, 3), voter(TOKEN, 3), voter(TOKEN, 3), voter(TOKEN, 3)],
  [voter(TOKEN, 2), voter(TOKEN, 2), voter(TOKEN, 2), voter(TOKEN, 2), voter(TOKEN, 2)],
];

function voter(stake: bigint, support: number, person = true): Voter {
  return { stake, support, person };
}

export function quadraticTallyVectors(): VectorFile {
  const ballots = [...EDGES, ...Array.from({ length: 20 }, (_, index) => votersOf(index))];
  return {
    description:
      'Ballots of five voters under the two tallies, decided by five sets of rules. Stakes in token units; support 0 against, 1 for, 2 abstain, 3 does not vote; a person has a root, ⌊√stake⌋, which counts where the rules are quadratic. The quorum is ⌈all stake × quorumBps ÷ 10,000⌉, of what is for and abstaining, and more than nothing; approval is more than approvalBps of 10,000 of for and against. 1 is yes, 0 is no.',
    cases: ballots.map(caseOf),
  };
}

function caseOf(voters: readonly Voter[]): VectorFile['cases'][number] {
  const sum = (support: number, value: (each: Voter) => bigint) =>
    voters.filter((each) => each.support === support).reduce((total, each) => total + value(each), 0n);
  const stake = (support: number) => sum(support, (each) => each.stake);
  const root = (support: number) => sum(support, (each) => (each.person ? rootOf(each.stake) : 0n));
  const all = voters.reduce((total, each) => total + each.stake, 0n);
  return {
    ...numbered(voters, ({ stake, support, person }) => ({
      stake: `${stake}`,
      support,
      person: person ? 1 : 0,
    })),
    stakeFor: `${stake(1)}`,
    stakeAgainst: `${stake(0)}`,
    stakeAbstain: `${stake(2)}`,
    rootFor: `${root(1)}`,
    rootAgainst: `${root(0)}`,
    ...numbered(RULES, ({ quorumBps, approvalBps, quadratic }) => {
      // In ten-thousandths, so that nothing is divided.
      const present = stake(1) + stake(2);
      const quorum = present > 0n && present * BPS >= all * quorumBps;
      const [yes, no] = quadratic ? [root(1), root(0)] : [stake(1), stake(0)];
      const approved = yes * (BPS - approvalBps) > no * approvalBps;
      return {
        quorumBps: Number(quorumBps),
        approvalBps: Number(approvalBps),
        quadratic: quadratic ? 1 : 0,
        quorumReached: quorum ? 1 : 0,
        passed: quorum && approved ? 1 : 0,
      };
    }),
  };
}

/** Columns of several things of a kind: their names with the number of the thing behind. */
function numbered<Thing>(
  things: readonly Thing[],
  columns: (thing: Thing) => Readonly<Record<string, string | number>>,
): Record<string, string | number> {
  return Object.fromEntries(
    things.flatMap((thing, index) =>
      Object.entries(columns(thing)).map(([name, value]) => [`${name}${index}`, value]),
    ),
  );
}
