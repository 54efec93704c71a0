import { MINUTE } from '@qca/base';
import type { OrderSpec } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { answer, FIRST_CLOSE, stop } from './testing/answer.ts';
import { brief, cancel, place, play } from './testing/Session.ts';
import { bar, limit, market } from './testing/samples.ts';

describe('market orders', () => {
  it('take the last price at once', () => {
    expect(brief(answer([market('sell', 5)], [10_050, 10_060, 9_900, 9_950]).reports)).toEqual([
      'a accepted',
      'a filled 5@10000 taker',
    ]);
  });

  it('take what there is and let go of the rest', () => {
    const { reports } = answer([market('buy', 150)], [10_000, 10_000, 10_000, 10_000], {
      settings: { participation: 0.1 },
    });
    expect(brief(reports)).toEqual([
      'a accepted',
      'a filled 100@10000 taker',
      'a cancelled immediate-or-cancel',
    ]);
    expect(reports.at(-1)).toMatchObject({ remainingLots: 50 });
  });

  it('stop at their price protection', () => {
    const settings = { spread: 'assumed' } as const;
    // Half of 0.1 % of 10,000 is 5 ticks: a buy trades at 10,005.
    const meets = (limitTicks: number): string[] =>
      brief(
        answer([market('buy', 5, { limitTicks })], [10_000, 10_000, 10_000, 10_000], { settings }).reports,
      );
    expect(meets(10_005)).toEqual(['a accepted', 'a filled 5@10005 taker']);
    expect(meets(10_004)).toEqual(['a accepted', 'a cancelled price-protection']);
  });
});

describe('limit orders', () => {
  it('rest and fill at their price when the path touches it', () => {
    expect(brief(answer([limit('buy', 5, 9_900)], [10_050, 10_060, 9_900, 9_950]).reports)).toEqual([
      'a accepted',
      'a filled 5@9900 maker',
    ]);
  });

  it('need a tick beyond when touches do not count', () => {
    const meets = (low: number): string[] =>
      brief(
        answer([limit('buy', 5, 9_900)], [10_050, 10_060, low, 9_950], { settings: { limitFill: 'through' } })
          .reports,
      );
    expect(meets(9_900)).toEqual(['a accepted']);
    expect(meets(9_899)).toEqual(['a accepted', 'a filled 5@9900 maker']);
  });

  it('fill at their own price when the next bar opens beyond it', () => {
    expect(brief(answer([limit('sell', 5, 10_040)], [10_050, 10_060, 9_900, 9_950]).reports)).toEqual([
      'a accepted',
      'a filled 5@10040 maker',
    ]);
  });

  it('take when they cross on arrival, at the better price', () => {
    expect(brief(answer([limit('buy', 5, 10_100)], [10_050, 10_060, 9_900, 9_950]).reports)).toEqual([
      'a accepted',
      'a filled 5@10000 taker',
    ]);
  });

  it('take what is within the limit and rest with what is not', () => {
    const { reports } = answer([limit('buy', 130, 10_000)], [10_000, 10_010, 9_990, 10_000], {
      settings: { participation: 0.1 },
    });
    // 10 % of the first bar's 1,000 lots at once, the rest from the second bar's.
    expect(brief(reports)).toEqual(['a accepted', 'a filled 100@10000 taker', 'a filled 30@10000 maker']);
  });

  it('share a bar by price, then by age', () => {
    const { fills } = answer(
      [limit('buy', 60, 9_950), limit('buy', 60, 9_980), limit('buy', 60, 9_980)],
      [10_000, 10_000, 9_900, 10_000],
      { settings: { participation: 0.1 } },
    );
    expect(brief(fills)).toEqual(['b filled 60@9980 maker', 'c filled 40@9980 maker']);
  });

  it('are not filled by the price that a jump leaves', () => {
    // The first bar ends on the bid and fills a part; the next opens above it and stays there.
    const { fills } = answer([limit('buy', 150, 9_950)], [9_950, 9_960, 9_950, 9_950], {
      events: [bar(2, [9_970, 9_980, 9_960, 9_970])],
      settings: { participation: 0.1 },
    });
    expect(brief(fills)).toEqual(['a filled 100@9950 maker']);
  });

  it('yield to a stop at the same price', () => {
    const { fills } = answer(
      [limit('buy', 100, 9_900), stop('sell', 9_900, { quantityLots: 100 })],
      [10_000, 10_000, 9_900, 10_000],
      { settings: { participation: 0.1 } },
    );
    expect(brief(fills)).toEqual(['b filled 100@9900 taker']);
  });

  it('get nothing of a bar without volume', () => {
    const { reports } = play({
      events: [bar(0, [10_000, 10_000, 10_000, 10_000]), bar(1, [9_000, 9_000, 9_000, 9_000], 0)],
      steps: [{ atUs: FIRST_CLOSE, actions: [place('a', limit('buy', 5, 9_900))] }],
      settings: { participation: 0.1 },
    });
    expect(brief(reports)).toEqual(['a accepted']);
  });

  it('are cancelled on request, once', () => {
    const { reports } = answer([limit('buy', 5, 9_000)], [10_000, 10_000, 10_000, 10_000], {
      steps: [{ atUs: FIRST_CLOSE + MINUTE, actions: [cancel('a'), cancel('a'), cancel('z')] }],
    });
    expect(brief(reports)).toEqual([
      'a accepted',
      'a cancelled requested',
      'a cancel-rejected unknown-order',
      'z cancel-rejected unknown-order',
    ]);
  });
});

describe('stops', () => {
  it('wake at their trigger inside a bar and trade there', () => {
    expect(brief(answer([stop('sell', 9_920)], [9_990, 10_000, 9_900, 9_950]).reports)).toEqual([
      'a accepted',
      'a triggered',
      'a filled 5@9920 taker',
    ]);
  });

  it('trade at the open of a bar that opens beyond them', () => {
    expect(brief(answer([stop('sell', 9_920)], [9_800, 9_850, 9_700, 9_750]).fills)).toEqual([
      'a filled 5@9800 taker',
    ]);
  });

  it('sleep through a bar without volume: its prices are repeats', () => {
    const { reports } = play({
      events: [bar(0, [10_000, 10_000, 10_000, 10_000]), bar(1, [9_000, 9_000, 9_000, 9_000], 0)],
      steps: [{ atUs: FIRST_CLOSE, actions: [place('a', stop('sell', 9_900))] }],
      settings: { participation: 0.1 },
    });
    expect(brief(reports)).toEqual(['a accepted']);
  });

  it('wake at once when the last price is there already', () => {
    expect(brief(answer([stop('buy', 9_990)], [10_000, 10_000, 10_000, 10_000]).reports)).toEqual([
      'a accepted',
      'a triggered',
      'a filled 5@10000 taker',
    ]);
  });

  it('go on until they are filled', () => {
    const { reports } = answer([stop('sell', 9_950, { quantityLots: 150 })], [10_000, 10_000, 9_900, 9_900], {
      events: [bar(2, [9_880, 9_890, 9_870, 9_880])],
      settings: { participation: 0.1 },
    });
    expect(brief(reports)).toEqual([
      'a accepted',
      'a triggered',
      'a filled 100@9950 taker',
      'a filled 50@9880 taker',
    ]);
  });

  it('give up beyond their price protection', () => {
    expect(
      brief(answer([stop('sell', 9_920, { limitTicks: 9_850 })], [9_800, 9_850, 9_700, 9_750]).reports),
    ).toEqual(['a accepted', 'a triggered', 'a cancelled price-protection']);
  });

  it('with a limit rest at it once awake', () => {
    const spec: OrderSpec = { ...stop('buy', 10_100), type: 'stop-limit', limitTicks: 10_090 };
    // Falling bar: high first. Wakes at 10,100 on the way up, fills at 10,090 on the way down.
    expect(brief(answer([spec], [10_000, 10_120, 9_950, 9_960]).reports)).toEqual([
      'a accepted',
      'a triggered',
      'a filled 5@10090 maker',
    ]);
  });

  it('trail the best price and never step back', () => {
    const spec: OrderSpec = {
      instrument: 0,
      side: 'sell',
      type: 'trailing-stop',
      quantityLots: 5,
      trailTicks: 100,
    };
    // Low first: 9,950 is above 10,000 − 100. The high 10,200 lifts the stop to 10,100; the close 10,150 is above it.
    // The next bar falls through it.
    const { reports } = answer([spec], [10_000, 10_200, 9_950, 10_150], {
      events: [bar(2, [10_140, 10_145, 10_050, 10_060])],
    });
    expect(brief(reports)).toEqual(['a accepted', 'a triggered', 'a filled 5@10100 taker']);
  });

  it('trail a falling price to buy', () => {
    const spec: OrderSpec = {
      instrument: 0,
      side: 'buy',
      type: 'trailing-stop',
      quantityLots: 5,
      trailTicks: 100,
    };
    // High first (against us): 10,050 is below 10,100. The low 9,800 pulls the stop to 9,900, the close wakes it.
    expect(brief(answer([spec], [10_000, 10_050, 9_800, 9_950]).fills)).toEqual(['a filled 5@9900 taker']);
  });
});

describe('time in force', () => {
  it('ioc takes what there is and never rests', () => {
    const settings = { participation: 0.1 };
    expect(
      brief(
        answer([limit('buy', 150, 10_000, { timeInForce: 'ioc' })], [9_900, 9_900, 9_900, 9_900], {
          settings,
        }).reports,
      ),
    ).toEqual(['a accepted', 'a filled 100@10000 taker', 'a cancelled immediate-or-cancel']);
  });

  it('fok fills whole or not at all', () => {
    const meets = (lots: number): string[] =>
      brief(
        answer([limit('buy', lots, 10_000, { timeInForce: 'fok' })], [9_900, 9_900, 9_900, 9_900], {
          settings: { participation: 0.1 },
        }).reports,
      );
    expect(meets(100)).toEqual(['a accepted', 'a filled 100@10000 taker']);
    expect(meets(101)).toEqual(['a accepted', 'a cancelled fill-or-kill']);
  });

  it('gtd lapses at its moment, before what arrives then', () => {
    const expireTimeUs = FIRST_CLOSE + 30_000_000;
    const { reports } = answer(
      [limit('buy', 5, 9_900, { timeInForce: 'gtd', expireTimeUs })],
      [10_000, 10_000, 9_800, 10_000],
    );
    // A buy wants the high first: the low comes after two thirds of the minute.
    expect(brief(reports)).toEqual(['a accepted', 'a cancelled expired']);
    expect(reports.at(-1)?.timeUs).toBe(expireTimeUs);
  });

  it('gtd that filled in time does not lapse', () => {
    const expireTimeUs = FIRST_CLOSE + 50_000_000;
    const { reports } = answer(
      [limit('buy', 5, 9_900, { timeInForce: 'gtd', expireTimeUs })],
      [10_000, 10_000, 9_800, 10_000],
    );
    expect(brief(reports)).toEqual(['a accepted', 'a filled 5@9900 maker']);
  });
});

describe('flags', () => {
  it('post-only rests when it does not cross', () => {
    expect(
      brief(answer([limit('buy', 5, 9_900, { postOnly: true })], [10_000, 10_000, 9_900, 9_950]).reports),
    ).toEqual(['a accepted', 'a filled 5@9900 maker']);
  });

  it('reduce-only sells no more than is held', () => {
    const { reports } = answer([market('sell', 5, { reduceOnly: true })], [10_000, 10_000, 10_000, 10_000], {
      balances: { BTC: 0, USD: 1_000 },
      steps: [
        {
          atUs: FIRST_CLOSE + MINUTE,
          actions: [place('x', market('buy', 3)), place('y', market('sell', 5, { reduceOnly: true }))],
        },
      ],
    });
    expect(brief(reports)).toEqual([
      'a rejected would-not-reduce',
      'x accepted',
      'x filled 3@10000 taker',
      'y rejected insufficient-balance',
    ]);
  });

  it('an iceberg fills part by part and lets others at its price go between', () => {
    const { fills } = answer(
      [limit('buy', 30, 9_950, { displayLots: 10 }), limit('buy', 15, 9_950)],
      [10_000, 10_000, 9_900, 9_950],
    );
    expect(brief(fills)).toEqual([
      'a filled 10@9950 maker',
      'b filled 15@9950 maker',
      'a filled 10@9950 maker',
      'a filled 10@9950 maker',
    ]);
    expect(fills.map(({ remainingLots }) => remainingLots)).toEqual([20, 0, 10, 0]);
  });
});
