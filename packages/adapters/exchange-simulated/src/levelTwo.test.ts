import { MILLISECOND } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { brief, cancel, place, play, type SessionParts } from './testing/Session.ts';
import { depth, limit, market, quote, START, trade } from './testing/samples.ts';

const BOOK = {
  bids: [
    [50, 999],
    [80, 998],
    [20, 996],
  ],
  asks: [
    [30, 1001],
    [40, 1002],
    [60, 1005],
  ],
} satisfies Record<string, [number, number][]>;
const SNAPSHOT = depth(0, BOOK, { snapshot: true });

function meet(
  spec: OrderSpec,
  after: readonly MarketEvent[] = [],
  parts: Partial<SessionParts> = {},
): string[] {
  const steps = [{ atUs: START, actions: [place('a', spec)] }];
  return brief(play({ events: [SNAPSHOT, ...after], steps, ...parts }).reports);
}

describe('takers', () => {
  it('walk the book, best first', () => {
    expect(meet(market('buy', 90))).toEqual([
      'a accepted',
      'a filled 30@1001 taker',
      'a filled 40@1002 taker',
      'a filled 20@1005 taker',
    ]);
    expect(meet(market('sell', 60))).toEqual([
      'a accepted',
      'a filled 50@999 taker',
      'a filled 10@998 taker',
    ]);
  });

  it('find no more than is there', () => {
    expect(meet(market('sell', 151))).toEqual([
      'a accepted',
      'a filled 50@999 taker',
      'a filled 80@998 taker',
      'a filled 20@996 taker',
      'a cancelled immediate-or-cancel',
    ]);
  });

  it('stop at their limit and rest, or give up', () => {
    expect(meet(limit('buy', 90, 1002))).toEqual([
      'a accepted',
      'a filled 30@1001 taker',
      'a filled 40@1002 taker',
    ]);
    expect(meet(market('buy', 90, { limitTicks: 1002 })).at(-1)).toBe('a cancelled price-protection');
    expect(meet(limit('buy', 71, 1002, { timeInForce: 'fok' }))).toEqual([
      'a accepted',
      'a cancelled fill-or-kill',
    ]);
    expect(meet(limit('buy', 70, 1002, { timeInForce: 'fok' }))).toHaveLength(3);
  });

  it('do not take the same lots twice until they are told anew', () => {
    const again = (after: readonly MarketEvent[]): string[] =>
      brief(
        play({
          events: [SNAPSHOT, ...after],
          steps: [
            { atUs: START, actions: [place('a', market('buy', 30))] },
            { atUs: START + 5 * MILLISECOND, actions: [place('b', market('buy', 30))] },
          ],
        }).fills,
      );
    expect(again([quote(3, [50, 999], [30, 1001])])).toEqual([
      'a filled 30@1001 taker',
      'b filled 30@1002 taker',
    ]);
    expect(again([depth(3, { asks: [[35, 1001]] })])).toEqual([
      'a filled 30@1001 taker',
      'b filled 30@1001 taker',
    ]);
  });

  it('take best prices where only those are told', () => {
    const { reports } = play({
      events: [quote(0, [5, 999], [7, 1001])],
      steps: [{ atUs: START, actions: [place('a', market('buy', 9))] }],
    });
    expect(brief(reports)).toEqual([
      'a accepted',
      'a filled 7@1001 taker',
      'a cancelled immediate-or-cancel',
    ]);
  });

  it('post-only is judged against the other side’s best', () => {
    expect(meet(limit('buy', 1, 1001, { postOnly: true }))).toEqual(['a rejected would-take-liquidity']);
    expect(meet(limit('buy', 1, 1000, { postOnly: true }))).toEqual(['a accepted']);
  });
});

describe('resting orders', () => {
  const bid = limit('buy', 10, 999);

  it('fill when trades have used up the queue ahead', () => {
    // 50 lots ahead: 45 leave 5, then 8 reach us with 3.
    expect(
      meet(bid, [trade(1, 'sell', 45, 999), trade(2, 'sell', 8, 999), trade(3, 'sell', 4, 999)]),
    ).toEqual(['a accepted', 'a filled 3@999 maker', 'a filled 4@999 maker']);
  });

  it('do not fill by trades of the other direction, or at worse prices for others', () => {
    expect(meet(bid, [trade(1, 'buy', 500, 1001), trade(2, 'buy', 500, 999)])).toEqual(['a accepted']);
  });

  it('queue behind nobody where they are the best', () => {
    expect(meet(limit('sell', 10, 1000), [trade(1, 'buy', 4, 1000)])).toEqual([
      'a accepted',
      'a filled 4@1000 maker',
    ]);
  });

  it('fill up to a trade that goes through their price', () => {
    expect(meet(bid, [trade(1, 'sell', 6, 998)])).toEqual(['a accepted', 'a filled 6@999 maker']);
  });

  it('fill when the other side crosses them, up to what is shown', () => {
    const crossing = depth(1, { bids: [[0, 999]], asks: [[7, 999]] });
    expect(meet(bid, [crossing])).toEqual(['a accepted', 'a filled 7@999 maker']);
  });

  it('share a trade in turn', () => {
    const { fills } = play({
      events: [SNAPSHOT, trade(1, 'sell', 58, 999)],
      steps: [{ atUs: START, actions: [place('a', limit('buy', 5, 999)), place('b', limit('buy', 5, 999))] }],
    });
    expect(brief(fills)).toEqual(['a filled 5@999 maker', 'b filled 3@999 maker']);
  });

  it('of a group do not fill by the trade that filled another', () => {
    const group = { ocoGroup: 'g' };
    const { reports } = play({
      events: [SNAPSHOT, trade(1, 'sell', 100, 997)],
      steps: [
        {
          atUs: START,
          actions: [place('a', limit('buy', 5, 999, group)), place('b', limit('buy', 5, 998, group))],
        },
      ],
    });
    expect(brief(reports).slice(2)).toEqual(['a filled 5@999 maker', 'b cancelled one-cancels-other']);
  });

  it('stay behind cancelled lots when risk-averse, move up when probabilistic', () => {
    // Ten lots join behind us, then ten of the level leave without a trade.
    const events = [
      depth(1, { bids: [[60, 999]] }),
      depth(2, { bids: [[50, 999]] }),
      trade(3, 'sell', 45, 999),
    ];
    expect(meet(bid, events, { settings: { queue: { kind: 'risk-averse' } } })).toEqual(['a accepted']);
    // With power 1, 10 × 50 ÷ 60 of them were ahead: 41.67 stay, and 45 reach us with 3.
    expect(meet(bid, events, { settings: { queue: { kind: 'probabilistic', power: 1 } } })).toEqual([
      'a accepted',
      'a filled 3@999 maker',
    ]);
  });

  it('never believe in more lots ahead than the level shows', () => {
    expect(meet(bid, [depth(1, { bids: [[5, 999]] }), trade(2, 'sell', 6, 999)])).toEqual([
      'a accepted',
      'a filled 1@999 maker',
    ]);
  });

  it('learn the queue of a worse price only when it is best', () => {
    const events = [quote(0, [5, 999], [5, 1001]), quote(1, [40, 998], [5, 1001]), trade(2, 'sell', 42, 998)];
    const steps = [{ atUs: START, actions: [place('a', limit('buy', 10, 998))] }];
    expect(brief(play({ events, steps }).reports)).toEqual(['a accepted', 'a filled 2@998 maker']);
  });

  it('of an iceberg queue anew with each part', () => {
    // 50 ahead, 4 shown: 54 fill the first part; the next stands behind the 50 the level still shows.
    const events = [trade(1, 'sell', 60, 999), trade(2, 'sell', 49, 999), trade(3, 'sell', 2, 999)];
    expect(meet(limit('buy', 10, 999, { displayLots: 4 }), events)).toEqual([
      'a accepted',
      'a filled 4@999 maker',
      'a filled 1@999 maker',
    ]);
  });

  it('are gone once cancelled', () => {
    const { reports } = play({
      events: [SNAPSHOT, trade(9, 'sell', 100, 999)],
      steps: [
        { atUs: START, actions: [place('a', bid)] },
        { atUs: START + MILLISECOND, actions: [cancel('a')] },
      ],
    });
    expect(brief(reports)).toEqual(['a accepted', 'a cancelled requested']);
  });
});

describe('stops beside a book', () => {
  const stop: OrderSpec = { instrument: 0, side: 'sell', type: 'stop', quantityLots: 60, triggerTicks: 998 };

  it('wake by a trade and walk the book', () => {
    expect(meet(stop, [trade(1, 'sell', 1, 999), trade(2, 'sell', 1, 998)])).toEqual([
      'a accepted',
      'a triggered',
      'a filled 50@999 taker',
      'a filled 10@998 taker',
    ]);
  });

  it('wake by the mid where no trade is told', () => {
    const { reports } = play({
      events: [quote(0, [90, 999], [5, 1001]), quote(1, [90, 997], [5, 999])],
      steps: [{ atUs: START, actions: [place('a', stop)] }],
    });
    expect(brief(reports)).toEqual(['a accepted', 'a triggered', 'a filled 60@997 taker']);
  });

  it('go on as the book refills', () => {
    expect(
      meet({ ...stop, quantityLots: 170 }, [trade(1, 'sell', 1, 998), depth(2, { bids: [[30, 999]] })]),
    ).toEqual([
      'a accepted',
      'a triggered',
      'a filled 50@999 taker',
      'a filled 80@998 taker',
      'a filled 20@996 taker',
      'a filled 20@999 taker',
    ]);
  });

  it('trail trades', () => {
    const trailing: OrderSpec = {
      instrument: 0,
      side: 'sell',
      type: 'trailing-stop',
      quantityLots: 5,
      trailTicks: 3,
    };
    expect(
      meet(trailing, [trade(1, 'buy', 1, 1004), trade(2, 'sell', 1, 1002), trade(3, 'sell', 1, 1001)]),
    ).toEqual(['a accepted', 'a triggered', 'a filled 5@999 taker']);
  });
});

describe('a book that cannot be trusted', () => {
  const told = (events: readonly MarketEvent[]): string[] =>
    brief(
      play({
        events,
        steps: [{ atUs: START + 50 * MILLISECOND, actions: [place('a', market('buy', 5))] }],
      }).reports,
    );
  const snapshot = (ms: number, last: number): MarketEvent =>
    depth(ms, BOOK, { snapshot: true, last, first: last });
  const update = (ms: number, first: number, last: number, previous = -1): MarketEvent =>
    depth(ms, { asks: [[30, 1000]] }, { first, last, previous });

  it.each<[string, MarketEvent[], string]>([
    ['is not there before a snapshot', [update(0, 1, 2)], 'a rejected no-liquidity'],
    ['follows by ids', [snapshot(0, 10), update(1, 11, 12)], 'a filled 5@1000 taker'],
    ['may reach back before the snapshot', [snapshot(0, 10), update(1, 8, 12)], 'a filled 5@1000 taker'],
    ['ignores what the snapshot holds already', [snapshot(0, 10), update(1, 8, 10)], 'a filled 5@1001 taker'],
    ['breaks at a gap', [snapshot(0, 10), update(1, 12, 13)], 'a rejected no-liquidity'],
    ['stays broken', [snapshot(0, 10), update(1, 12, 13), update(2, 14, 15)], 'a rejected no-liquidity'],
    ['heals by a snapshot', [snapshot(0, 10), update(1, 12, 13), snapshot(2, 14)], 'a filled 5@1001 taker'],
    ['follows by the previous id', [snapshot(0, 10), update(1, 20, 30, 10)], 'a filled 5@1000 taker'],
    ['breaks by the previous id', [snapshot(0, 10), update(1, 20, 30, 11)], 'a rejected no-liquidity'],
    [
      'is of no use while crossed',
      [snapshot(0, 10), depth(1, { asks: [[5, 990]] }, { first: 11, last: 11 })],
      'a rejected no-liquidity',
    ],
  ])('%s', (_, events, expected) => {
    expect(told(events).filter((line) => line !== 'a accepted')).toEqual([expected]);
  });

  it('fills nobody until it heals', () => {
    const events = [
      snapshot(0, 10),
      depth(60, { asks: [[5, 1000]] }, { first: 20, last: 21 }),
      depth(61, { asks: [[5, 990]] }, { first: 22, last: 22 }),
    ];
    const { reports } = play({
      events,
      steps: [{ atUs: START + 50 * MILLISECOND, actions: [place('a', limit('buy', 5, 1000))] }],
    });
    expect(brief(reports)).toEqual(['a accepted']);
  });
});

describe('trades alone', () => {
  it('fill orders they reach, a part of each minute’s volume', () => {
    const { reports } = play({
      events: [trade(0, 'buy', 10, 1000), trade(10, 'sell', 100, 990), trade(20, 'sell', 100, 990)],
      settings: { participation: 0.1 },
      steps: [{ atUs: START, actions: [place('a', limit('buy', 100, 995))] }],
    });
    // A tenth of the minute's 10 + 100, then of 10 + 200 lots.
    expect(brief(reports)).toEqual(['a accepted', 'a filled 11@995 maker', 'a filled 10@995 maker']);
  });

  it('are a price for a minute, and none later', () => {
    const after = (ms: number): string[] =>
      brief(
        play({
          events: [trade(0, 'buy', 10, 1000)],
          steps: [{ atUs: START + ms * MILLISECOND, actions: [place('a', market('buy', 1))] }],
        }).reports,
      );
    expect(after(60_000)).toEqual(['a accepted', 'a filled 1@1000 taker']);
    expect(after(60_001)).toEqual(['a rejected no-liquidity']);
  });
});
