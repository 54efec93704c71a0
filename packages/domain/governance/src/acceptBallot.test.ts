import { describe, expect, it } from 'vitest';
import {
  acceptBallot,
  type Ballot,
  type Ballotbox,
  CLOCK_SECONDS_MAX,
  latestBallots,
} from './acceptBallot.ts';
import type { Choice, VotingType } from './choice.ts';

const BOX: Ballotbox = {
  space: 'qca.eth',
  proposal: '0x01',
  type: 'basic',
  choices: ['For', 'Against', 'Abstain'],
  start: 1_000,
  end: 2_000,
  snapshot: 999,
};

function ballot(change: Partial<Ballot> = {}): Ballot {
  return {
    voter: '0xa',
    space: 'qca.eth',
    proposal: '0x01',
    choice: 1,
    timestamp: 1_500,
    receivedAt: 1_501,
    ...change,
  };
}

function rejectionOf(change: Partial<Ballot>, box: Partial<Ballotbox> = {}) {
  const result = acceptBallot(ballot(change), { ...BOX, ...box });
  return result.ok ? 'accepted' : result.rejection;
}

describe('a ballot', () => {
  it('is let in from the first second to the last', () => {
    for (const timestamp of [1_000, 2_000])
      expect(acceptBallot(ballot({ timestamp, receivedAt: timestamp }), BOX).ok).toBe(true);
  });

  it('of another space is refused', () => {
    expect(rejectionOf({ space: 'other.eth' })).toEqual({
      kind: 'wrong-space',
      space: 'other.eth',
      expected: 'qca.eth',
    });
  });

  it('for another proposal is refused, so that none is used twice', () => {
    expect(rejectionOf({ proposal: '0x02' })).toEqual({
      kind: 'wrong-proposal',
      proposal: '0x02',
      expected: '0x01',
    });
  });

  it('before the start or after the end is refused, also when it is dated back', () => {
    expect(rejectionOf({ timestamp: 999, receivedAt: 1_000 })).toMatchObject({ kind: 'not-open', at: 999 });
    expect(rejectionOf({ timestamp: 2_001, receivedAt: 2_001 })).toMatchObject({
      kind: 'not-open',
      at: 2_001,
    });
    expect(rejectionOf({ timestamp: 2_000, receivedAt: 2_001 })).toMatchObject({
      kind: 'not-open',
      at: 2_001,
    });
  });

  it('whose time differs from ours is refused', () => {
    const timestamp = 1_500 - CLOCK_SECONDS_MAX - 1;
    expect(rejectionOf({ timestamp, receivedAt: 1_500 })).toEqual({
      kind: 'clock-differs',
      timestamp,
      receivedAt: 1_500,
    });
    expect(rejectionOf({ timestamp: timestamp + 1, receivedAt: 1_500 })).toBe('accepted');
  });
});

describe('what a ballot says', () => {
  const said = (type: VotingType, choice: Choice) => rejectionOf({ choice }, { type });

  it.each<[VotingType, unknown]>([
    ['basic', [1]],
    ['single-choice', { 1: 1 }],
    ['single-choice', '1'],
    ['approval', 1],
    ['approval', { 1: 1 }],
    ['weighted', 1],
    ['weighted', [1]],
    ['quadratic', null],
    ['quadratic', {}],
  ])('is refused as %s in the wrong form: %j', (type, choice) => {
    expect(said(type, choice as Choice)).toMatchObject({ kind: 'wrong-form', type });
  });

  it.each<[VotingType, unknown]>([
    ['basic', 0],
    ['basic', 4],
    ['basic', 1.5],
    ['basic', Number.NaN],
    ['approval', [1, 4]],
    ['weighted', { 4: 1 }],
    ['quadratic', { 0: 1 }],
    // Other names for a number that is there.
    ['quadratic', { '01': 1 }],
    ['weighted', { ' 1': 1 }],
    ['weighted', { '1.0': 1 }],
  ])('is refused as %s for a choice that is not there: %j', (type, choice) => {
    expect(said(type, choice as Choice)).toMatchObject({ kind: 'unknown-choice', choices: 3 });
  });

  it('is refused when it approves one choice twice', () => {
    expect(said('approval', [2, 2])).toEqual({ kind: 'choice-twice', choice: 2 });
  });

  it.each([0, -1, 1.5, Number.POSITIVE_INFINITY, 2 ** 53, '1'])('is refused for a weight of %j', (weight) => {
    expect(said('quadratic', { 1: weight as number })).toMatchObject({ kind: 'bad-weight', choice: '1' });
  });

  it('is read as parts', () => {
    const partsOf = (type: VotingType, choice: Choice) => {
      const result = acceptBallot(ballot({ choice }), { ...BOX, type });
      return result.ok ? result.value.parts : result.rejection;
    };
    expect(partsOf('single-choice', 2)).toEqual([{ choice: 2, weight: 1n, of: 1n }]);
    expect(partsOf('approval', [])).toEqual([]);
    expect(partsOf('approval', [1, 3])).toEqual([
      { choice: 1, weight: 1n, of: 1n },
      { choice: 3, weight: 1n, of: 1n },
    ]);
    expect(partsOf('quadratic', { 1: 1, 2: 3 })).toEqual([
      { choice: 1, weight: 1n, of: 4n },
      { choice: 2, weight: 3n, of: 4n },
    ]);
  });
});

describe('of several ballots of one voter', () => {
  const accepted = (change: Partial<Ballot>) => {
    const result = acceptBallot(ballot(change), BOX);
    if (!result.ok) throw new Error(result.rejection.kind);
    return result.value;
  };

  it('the one signed last counts, in whatever order they came in', () => {
    const first = accepted({ timestamp: 1_500, choice: 1 });
    const second = accepted({ timestamp: 1_501, choice: 2 });
    const other = accepted({ voter: '0xb', choice: 3 });
    for (const order of [
      [first, second, other],
      [second, first, other],
    ])
      expect(latestBallots(order).map(({ voter, choice }) => [voter, choice])).toEqual([
        ['0xa', 2],
        ['0xb', 3],
      ]);
  });

  it('signed in one second, the one that came in later counts', () => {
    const first = accepted({ choice: 1, receivedAt: 1_501 });
    const second = accepted({ choice: 2, receivedAt: 1_502 });
    expect(latestBallots([second, first])).toEqual([second]);
    expect(latestBallots([first, { ...first, choice: 3 }])[0]?.choice).toBe(3);
  });
});
