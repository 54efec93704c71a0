import { MINUTE } from '@qca/base';
import type { OrderSpec } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { adverseExtreme, seededExtreme } from './barPath.ts';
import { brief, place, play } from './testing/Session.ts';
import { bar, limit, market, START } from './testing/samples.ts';
import { WorkingOrder } from './WorkingOrder.ts';

const RISING = { openTicks: 100, highTicks: 120, lowTicks: 90, closeTicks: 110 };
const FALLING = { ...RISING, closeTicks: 95 };

function working(spec: Partial<OrderSpec>, stage: WorkingOrder['stage']): WorkingOrder {
  const order = new WorkingOrder('a', { ...limit('buy', 5, 95), ...spec });
  order.stage = stage;
  return order;
}

describe('the extreme that comes first', () => {
  const sellStop = working({ side: 'sell' }, 'asleep');
  const buyStop = working({ side: 'buy' }, 'asleep');
  const bid = working({ side: 'buy' }, 'resting');
  const offer = working({ side: 'sell' }, 'resting');
  const bigBuyStop = working({ side: 'buy', quantityLots: 6 }, 'asleep');
  const woken = working({ side: 'sell' }, 'sweeping');

  it.each([
    ['a stop that sells', [sellStop], 0, RISING, 'low'],
    ['a stop that buys', [buyStop], 0, RISING, 'high'],
    ['a woken stop', [woken], 0, FALLING, 'low'],
    ['a stop beside a take-profit', [sellStop, offer], 0, FALLING, 'low'],
    ['a stop against limits that want the other', [sellStop, bid, bid], 0, FALLING, 'low'],
    ['the larger of two stops', [sellStop, bigBuyStop], 0, RISING, 'high'],
    ['a long position that may be liquidated', [], 3, FALLING, 'low'],
    ['a short position that may be liquidated', [], -3, RISING, 'high'],
    ['a bid alone', [bid], 0, RISING, 'high'],
    ['an offer alone', [offer], 0, FALLING, 'low'],
    ['bid and offer of one size: a rising bar', [bid, offer], 0, RISING, 'low'],
    ['stops of one size: a falling bar', [sellStop, buyStop], 0, FALLING, 'high'],
    ['nothing: an unchanged bar rises', [], 0, { ...RISING, closeTicks: 100 }, 'low'],
  ] as const)('%s', (_, orders, margined, prices, expected) => {
    expect(adverseExtreme(orders, margined, prices)).toBe(expected);
  });
});

describe('a bar is walked', () => {
  const spec = (side: 'buy' | 'sell', triggerTicks: number): OrderSpec => ({
    instrument: 0,
    side,
    type: 'stop',
    quantityLots: 1,
    triggerTicks,
  });

  // A trigger at each price tells when the path reaches it; thirds of the minute after the open at 00:01.
  const times = (barPath: 'open-high-low-close' | 'open-low-high-close'): [string, number][] =>
    play({
      events: [bar(0, [1000, 1000, 1000, 1000]), bar(1, [1001, 1020, 980, 990])],
      settings: { barPath },
      steps: [
        {
          atUs: START + MINUTE,
          actions: [
            place('open', spec('buy', 1001)),
            place('high', spec('buy', 1020)),
            place('low', spec('sell', 980)),
            place('close', spec('buy', 1021)),
          ],
        },
      ],
    }).fills.map(({ orderId, venueTimeUs }) => [orderId, venueTimeUs - START - MINUTE]);

  it('open, high, low, close', () => {
    expect(times('open-high-low-close')).toEqual([
      ['open', 0],
      ['high', 20_000_000],
      ['low', 40_000_000],
    ]);
  });

  it('open, low, high, close', () => {
    expect(times('open-low-high-close')).toEqual([
      ['open', 0],
      ['low', 20_000_000],
      ['high', 40_000_000],
    ]);
  });

  it('against whoever comes when nobody has looked', () => {
    const arriving = (side: 'buy' | 'sell', afterUs: number): string[] =>
      brief(
        play({
          events: [bar(0, [1000, 1000, 1000, 1000]), bar(1, [1001, 1020, 980, 990])],
          steps: [{ atUs: START + MINUTE + afterUs, actions: [place('a', market(side, 1))] }],
        }).fills,
      );
    expect(arriving('buy', 1)).toEqual(['a filled 1@1001 taker']);
    expect(arriving('buy', 20_000_000)).toEqual(['a filled 1@1020 taker']);
    expect(arriving('sell', 20_000_000)).toEqual(['a filled 1@980 taker']);
    expect(arriving('buy', 40_000_000)).toEqual(['a filled 1@1020 taker']);
    expect(arriving('sell', 59_999_999)).toEqual(['a filled 1@980 taker']);
    expect(arriving('sell', 60_000_000)).toEqual(['a filled 1@990 taker']);
  });

  it('never back: an order meets only what comes after it', () => {
    // The low passes unseen before the bid arrives; a buy has found the high, so the low lies ahead of it …
    const bidAt = (afterUs: number): string[] =>
      brief(
        play({
          events: [bar(0, [1000, 1000, 1000, 1000]), bar(1, [1001, 1020, 980, 990])],
          steps: [{ atUs: START + MINUTE + afterUs, actions: [place('a', limit('buy', 1, 985))] }],
        }).reports,
      );
    expect(bidAt(30_000_000)).toEqual(['a accepted', 'a filled 1@985 maker']);
    // … but after two thirds only the close is left, at 990.
    expect(bidAt(50_000_000)).toEqual(['a accepted']);
  });

  it('finely where bars of two lengths are told', () => {
    const coarse = {
      ...bar(1, [1000, 1500, 500, 1000]),
      venueTimeUs: START + 4 * MINUTE,
      timeUs: START + 4 * MINUTE,
    };
    const { reports, all } = play({
      events: [
        bar(0, [1000, 1000, 1000, 1000]),
        coarse,
        bar(1, [1000, 1010, 990, 1000]),
        bar(2, [1000, 1010, 990, 1000]),
      ],
      steps: [{ atUs: START + MINUTE, actions: [place('a', limit('buy', 1, 900))] }],
    });
    expect(brief(reports)).toEqual(['a accepted']);
    expect(all.filter(({ kind }) => kind === 'bar').map(({ timeUs }) => (timeUs - START) / MINUTE)).toEqual([
      1, 2, 3, 4,
    ]);
  });

  it('on the seed, the same way each time and both ways in the long run', () => {
    const extremes = Array.from({ length: 400 }, (_, minute) => seededExtreme(7, 0, START + minute * MINUTE));
    expect(extremes).toEqual(
      Array.from({ length: 400 }, (_, minute) => seededExtreme(7, 0, START + minute * MINUTE)),
    );
    const highs = extremes.filter((extreme) => extreme === 'high').length;
    // Four standard deviations of 400 fair coins are 40.
    expect(Math.abs(highs - 200)).toBeLessThan(40);
    expect(extremes).not.toEqual(
      Array.from({ length: 400 }, (_, minute) => seededExtreme(8, 0, START + minute * MINUTE)),
    );
  });
});
