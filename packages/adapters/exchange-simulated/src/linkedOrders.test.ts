import { MINUTE } from '@qca/base';
import type { OrderSpec } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import { answer, FIRST_CLOSE, stop } from './testing/answer.ts';
import { brief, cancel } from './testing/Session.ts';
import { bar, limit, market } from './testing/samples.ts';

describe('groups', () => {
  it('a fill of one cancels the others', () => {
    const group = { ocoGroup: 'g' };
    const { reports } = answer(
      [limit('sell', 5, 10_100, group), stop('sell', 9_900, group), limit('sell', 5, 10_200)],
      [10_000, 10_050, 9_850, 9_870],
    );
    expect(brief(reports).slice(3)).toEqual([
      'b triggered',
      'b filled 5@9900 taker',
      'a cancelled one-cancels-other',
    ]);
  });

  it('share one claim on the balance', () => {
    const group = { ocoGroup: 'g' };
    const parts = { balances: { BTC: 1, USD: 0 } };
    const both = (more: Partial<OrderSpec>): string[] =>
      brief(
        answer(
          [limit('sell', 800, 10_100, more), stop('sell', 9_900, { ...more, quantityLots: 800 })],
          [10_000, 10_000, 10_000, 10_000],
          parts,
        ).reports,
      );
    expect(both(group)).toEqual(['a accepted', 'b accepted']);
    const beside = answer(
      [
        limit('sell', 400, 10_100, group),
        limit('sell', 300, 10_200, group),
        limit('sell', 600, 10_300),
        limit('sell', 1, 10_300),
      ],
      [10_000, 10_000, 10_000, 10_000],
      parts,
    );
    expect(brief(beside.reports)).toEqual([
      'a accepted',
      'b accepted',
      'c accepted',
      'd rejected insufficient-balance',
    ]);
    expect(both({})).toEqual(['a accepted', 'b rejected insufficient-balance']);
  });
});

describe('brackets', () => {
  const bracket = { takeProfitTicks: 10_100, stopTicks: 9_900 };

  it('place both exits at the fill; the profit ends the stop', () => {
    const { reports } = answer([market('buy', 5, { bracket })], [10_000, 10_120, 9_950, 10_110]);
    expect(brief(reports)).toEqual([
      'a accepted',
      'a filled 5@10000 taker',
      'a.sl accepted',
      'a.tp accepted',
      'a.tp filled 5@10100 maker',
      'a.sl cancelled one-cancels-other',
    ]);
  });

  it('stop first when both could fire in one bar', () => {
    const { fills } = answer([market('buy', 5, { bracket })], [10_000, 10_120, 9_890, 10_110]);
    expect(brief(fills)).toEqual(['a filled 5@10000 taker', 'a.sl filled 5@9900 taker']);
  });

  it('of a sale stop above and profit below', () => {
    const mirrored = { takeProfitTicks: 9_900, stopTicks: 10_100 };
    const { fills } = answer([market('sell', 5, { bracket: mirrored })], [10_000, 10_120, 9_890, 9_910]);
    expect(brief(fills)).toEqual(['a filled 5@10000 taker', 'a.sl filled 5@10100 taker']);
  });

  it('grow with their parent, exit no more than it filled, and cancel what is left of it', () => {
    const { reports } = answer([limit('buy', 150, 9_950, { bracket })], [9_950, 9_960, 9_940, 9_950], {
      events: [bar(2, [9_945, 9_950, 9_940, 9_945], 200), bar(3, [9_945, 9_950, 9_890, 9_900], 5000)],
      settings: { participation: 0.1 },
    });
    // 100 lots of the first bar, 20 of the next; the third would fill the last 30 on its way down, before the stop.
    expect(brief(reports)).toEqual([
      'a accepted',
      'a filled 100@9950 maker',
      'a.sl accepted',
      'a.tp accepted',
      'a filled 20@9950 maker',
      'a filled 30@9950 maker',
      'a.sl triggered',
      'a.sl filled 150@9900 taker',
      'a.tp cancelled one-cancels-other',
    ]);
  });

  it('cancel a parent that still works once an exit trades', () => {
    const { reports } = answer([limit('buy', 150, 9_950, { bracket })], [9_950, 9_960, 9_940, 9_950], {
      events: [bar(2, [9_955, 9_955, 9_955, 9_955], 0), bar(3, [10_105, 10_110, 10_100, 10_105], 2000)],
      settings: { participation: 0.1 },
    });
    expect(brief(reports).slice(4)).toEqual([
      'a.tp filled 100@10100 maker',
      'a cancelled bracket-parent',
      'a.sl cancelled one-cancels-other',
      'a.tp cancelled bracket-parent',
    ]);
    // The exit's quantity is the parent's; fifty lots never were its to sell.
    expect(reports.at(-1)).toMatchObject({ remainingLots: 50 });
  });

  it('end with a parent that never filled', () => {
    const { reports, exchange } = answer(
      [limit('buy', 5, 9_000, { bracket })],
      [10_000, 10_000, 10_000, 10_000],
      {
        steps: [{ atUs: FIRST_CLOSE + MINUTE, actions: [cancel('a')] }],
      },
    );
    expect(brief(reports)).toEqual([
      'a accepted',
      'a cancelled requested',
      'a.sl cancelled bracket-parent',
      'a.tp cancelled bracket-parent',
    ]);
    expect(exchange.venueOrders('kraken').map(({ status }) => status)).toEqual([
      'cancelled',
      'cancelled',
      'cancelled',
    ]);
  });
});
