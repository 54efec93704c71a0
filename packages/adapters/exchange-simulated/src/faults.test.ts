import { MILLISECOND, MINUTE, SECOND } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { Report } from '@qca/orders';
import { describe, expect, it } from 'vitest';
import type { FaultSettings } from './settings.ts';
import { brief, cancel, type Heard, place, play } from './testing/Session.ts';
import { bar, depth, limit, market, START, sampleInstrument } from './testing/samples.ts';

const FIRST_CLOSE = START + MINUTE;
const FLAT = [10_000, 10_000, 10_000, 10_000] as const;
const LATENCY = { kind: 'constant', us: 10 * MILLISECOND } as const;

/** Many orders, one after another, under faults. */
function under(faults: FaultSettings, count = 200, seed = 3): Heard {
  return play({
    events: Array.from({ length: count + 20 }, (_, minute) => bar(minute, FLAT)),
    seed,
    settings: { faults, orderLatency: LATENCY, reportLatency: LATENCY },
    steps: Array.from({ length: count }, (_, index) => ({
      atUs: FIRST_CLOSE + index * MINUTE,
      actions: [place(`o${index}`, market('buy', 1))],
    })),
  });
}

function count(reports: readonly Report[], kind: Report['kind']): number {
  return reports.filter((report) => report.kind === kind).length;
}

function isInOrder(all: readonly { readonly timeUs: number }[]): boolean {
  return all.every(({ timeUs }, index) => index === 0 || timeUs >= (all[index - 1]?.timeUs ?? 0));
}

/** Gaps between the heard bars in minutes. */
function gaps(all: readonly (MarketEvent | Report)[]): number[] {
  const closes = all.filter(({ kind }) => kind === 'bar').map(({ timeUs }) => timeUs);
  return closes.slice(1).map((timeUs, index) => (timeUs - (closes[index] as number)) / MINUTE);
}

describe('without faults', () => {
  it('each order is accepted and filled once', () => {
    const { reports } = under({});
    expect([count(reports, 'order-accepted'), count(reports, 'order-filled'), reports.length]).toEqual([
      200, 200, 400,
    ]);
  });
});

describe('rejects by chance', () => {
  it('hit their share of orders, and leave no trace at the venue', () => {
    const { reports, exchange } = under({ rejectProbability: 0.25 });
    const rejected = count(reports, 'order-rejected');
    // Four standard deviations of 200 draws at 25 % are 24.5.
    expect(Math.abs(rejected - 50)).toBeLessThan(25);
    expect(count(reports, 'order-filled')).toBe(200 - rejected);
    expect(exchange.venueOrders('kraken')).toHaveLength(200 - rejected);
  });
});

describe('lost answers', () => {
  it('are heard of after the time-out; about half of the orders live', () => {
    const { reports, exchange } = under({ lostAnswerProbability: 0.5, answerTimeoutUs: SECOND });
    const unknown = reports.filter((report) => report.kind === 'order-unknown');
    expect(Math.abs(unknown.length - 100)).toBeLessThan(29);
    const lives = new Set(exchange.venueOrders('kraken').map(({ orderId }) => orderId));
    const alive = unknown.filter(({ orderId }) => lives.has(orderId)).length;
    expect(Math.abs(alive - unknown.length / 2)).toBeLessThan(25);
    for (const { orderId, timeUs } of unknown) {
      const sentUs = FIRST_CLOSE + Number(orderId.slice(1)) * MINUTE;
      expect(timeUs - sentUs).toBe(10 * MILLISECOND + SECOND);
      expect(reports.some((report) => report.kind === 'order-accepted' && report.orderId === orderId)).toBe(
        false,
      );
    }
    // What lives has filled, and fills are told although the answer was not.
    expect(count(reports, 'order-filled')).toBe(lives.size);
  });

  it('come to the truth by a resend', () => {
    const steps = [0, 1, 2, 3, 4, 5].map((index) => ({
      atUs: FIRST_CLOSE + index * MINUTE,
      actions: [place('a', market('buy', 1))],
    }));
    const { exchange, fills } = play({
      events: Array.from({ length: 10 }, (_, minute) => bar(minute, FLAT)),
      settings: { faults: { lostAnswerProbability: 0.5 } },
      steps,
    });
    expect(new Set(fills.map(({ fillId }) => fillId)).size).toBe(1);
    expect(exchange.venueOrders('kraken')).toHaveLength(1);
  });
});

describe('reports', () => {
  it('told twice are equal but for the time', () => {
    const { reports, all } = under({ duplicateProbability: 0.3 });
    expect(isInOrder(all)).toBe(true);
    const repeats = reports.length - 400;
    // Four standard deviations of 400 draws at 30 % are 36.7.
    expect(Math.abs(repeats - 120)).toBeLessThan(37);
    const contents = new Map<string, number>();
    for (const { timeUs: _, ...content } of reports) {
      const text = JSON.stringify(content, (_key, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
      contents.set(text, (contents.get(text) ?? 0) + 1);
    }
    expect(contents.size).toBe(400);
    expect(Math.max(...contents.values())).toBe(2);
  });

  it('late hold up those behind them', () => {
    const { reports, all } = under({ lateProbability: 0.2, lateUs: 3 * SECOND });
    expect(isInOrder(all)).toBe(true);
    const delays = reports.map(({ timeUs, venueTimeUs }) => timeUs - venueTimeUs);
    expect(new Set(delays)).toEqual(new Set([10 * MILLISECOND, 3 * SECOND + 10 * MILLISECOND]));
    for (let index = 0; index < 400; index += 2) expect(reports[index]?.kind).toBe('order-accepted');
  });

  it('out of order are overtaken', () => {
    const { reports, all } = under({ outOfOrderProbability: 0.2, lateUs: 3 * SECOND });
    expect(isInOrder(all)).toBe(true);
    expect(reports).toHaveLength(400);
    const overtaken = reports.filter(
      (report, index) =>
        index > 0 &&
        report.venueTimeUs === reports[index - 1]?.venueTimeUs &&
        report.kind === 'order-accepted',
    );
    expect(overtaken.length).toBeGreaterThan(10);
  });
});

describe('an outage', () => {
  const faults: FaultSettings = { outages: { meanBetweenUs: 20 * MINUTE, meanLastingUs: 10 * MINUTE } };

  it('turns requests away, fills nothing and is silent about the market', () => {
    const { reports, all, exchange } = under(faults);
    expect(isInOrder(all)).toBe(true);
    let isDown = false;
    for (const each of all) {
      if (each.kind === 'venue-disconnected') isDown = true;
      if (each.kind === 'venue-connected') isDown = false;
      if (isDown) expect(['venue-disconnected', 'order-rejected']).toContain(each.kind);
    }
    const rejected = reports.filter((report) => report.kind === 'order-rejected');
    expect(rejected.length).toBeGreaterThan(20);
    expect(new Set(rejected.map(({ reason }) => reason))).toEqual(new Set(['venue-unavailable']));
    expect(exchange.venueOrders('kraken')).toHaveLength(200 - rejected.length);
    expect(Math.max(...gaps(all))).toBeGreaterThan(3);
    expect(count(reports, 'venue-connected')).toBe(count(reports, 'venue-disconnected'));
  });

  it('keeps resting orders from filling', () => {
    const { reports } = play({
      events: [bar(0, FLAT), bar(1, FLAT), bar(2, [10_000, 10_000, 9_000, 10_000]), bar(3, FLAT)],
      seed: 1,
      settings: { faults: { outages: { meanBetweenUs: 1, meanLastingUs: 1e12 } } },
      steps: [],
    });
    expect(brief(reports)).toEqual(['kraken disconnected', 'kraken connected']);
    const filled = play({
      events: [bar(0, FLAT), bar(1, FLAT), bar(2, [10_000, 10_000, 9_000, 10_000]), bar(3, FLAT)],
      settings: { faults: { outages: { meanBetweenUs: 90 * SECOND, meanLastingUs: 1e12 } } },
      seed: outageSeed(),
      steps: [{ atUs: FIRST_CLOSE, actions: [place('a', limit('buy', 1, 9_500))] }],
    });
    expect(brief(filled.reports)).toEqual(['a accepted', 'kraken disconnected', 'kraken connected']);
  });

  /** A seed whose first outage begins in the second minute. */
  function outageSeed(): number {
    for (let seed = 1; ; seed += 1) {
      const { reports } = play({
        events: [bar(0, FLAT), bar(1, FLAT), bar(2, FLAT)],
        settings: { faults: { outages: { meanBetweenUs: 90 * SECOND, meanLastingUs: 1e12 } } },
        seed,
      });
      const beganUs = reports[0]?.timeUs ?? 0;
      if (beganUs > FIRST_CLOSE && beganUs < FIRST_CLOSE + MINUTE) return seed;
    }
  }

  it('turns a cancel away and does not answer snapshot requests', () => {
    const actions = [
      cancel('a'),
      { kind: 'request-snapshot', requestId: 's', venue: 'kraken' } as const,
      place('b', market('buy', 1)),
    ];
    const { reports } = play({
      events: [bar(0, FLAT), bar(1, FLAT), bar(2, FLAT)],
      settings: { faults: { outages: { meanBetweenUs: 90 * SECOND, meanLastingUs: 1e12 } } },
      seed: outageSeed(),
      steps: [
        { atUs: FIRST_CLOSE, actions: [place('a', limit('buy', 1, 9_500))] },
        { atUs: FIRST_CLOSE + 2 * MINUTE, actions },
      ],
    });
    expect(brief(reports)).toEqual([
      'a accepted',
      'kraken disconnected',
      'a cancel-rejected venue-unavailable',
      'b rejected venue-unavailable',
      'kraken connected',
    ]);
  });
});

describe('a disconnect', () => {
  const faults: FaultSettings = {
    disconnects: { meanBetweenUs: 20 * MINUTE, meanLastingUs: 10 * MINUTE },
    answerTimeoutUs: SECOND,
  };

  it('loses requests and reports, while the venue trades on', () => {
    const { reports, all, exchange } = under(faults);
    expect(isInOrder(all)).toBe(true);
    const unknown = reports.filter((report) => report.kind === 'order-unknown');
    expect(unknown.length).toBeGreaterThan(20);
    const ids = exchange.venueOrders('kraken').map(({ orderId }) => orderId);
    expect(unknown.some(({ orderId }) => ids.includes(orderId))).toBe(false);
    expect(ids).toHaveLength(200 - unknown.length);
    expect(Math.max(...gaps(all))).toBeGreaterThan(3);
  });

  it('hides a fill that only a snapshot tells', () => {
    const parts = {
      events: Array.from({ length: 60 }, (_, minute) =>
        bar(minute, minute === 20 ? [10_000, 10_000, 9_000, 10_000] : FLAT),
      ),
      settings: { faults: { disconnects: { meanBetweenUs: 15 * MINUTE, meanLastingUs: 15 * MINUTE } } },
      steps: [
        { atUs: FIRST_CLOSE, actions: [place('a', limit('buy', 1, 9_500))] },
        {
          atUs: FIRST_CLOSE + 58 * MINUTE,
          actions: [{ kind: 'request-snapshot', requestId: 's', venue: 'kraken' } as const],
        },
      ],
    };
    const hidden = Array.from({ length: 40 }, (_, seed) => play({ ...parts, seed })).find(
      ({ reports, fills }) =>
        fills.length === 0 &&
        count(reports, 'venue-snapshot') === 1 &&
        count(reports, 'order-accepted') === 1,
    );
    expect(hidden).toBeDefined();
    const snapshot = hidden?.reports.find((report) => report.kind === 'venue-snapshot');
    expect(snapshot).toMatchObject({
      requestId: 's',
      venue: 'kraken',
      orders: [{ orderId: 'a', status: 'filled', remainingLots: 0 }],
      fills: [{ kind: 'order-filled', orderId: 'a', priceTicks: 9_500, quantityLots: 1 }],
    });
  });

  it('ends with the whole book told anew', () => {
    const events = Array.from({ length: 300 }, (_, index) =>
      index === 0
        ? depth(0, { bids: [[5, 999]], asks: [[5, 1001]] }, { snapshot: true, first: 1, last: 1 })
        : depth(index * 100, { bids: [[5 + index, 999]] }, { first: index + 1, last: index + 1 }),
    );
    const { all } = play({
      events,
      seed: 2,
      settings: { faults: { disconnects: { meanBetweenUs: 5 * SECOND, meanLastingUs: SECOND } } },
    });
    let last = 0;
    let isHealed = 0;
    for (const each of all) {
      if (each.kind !== 'depth') continue;
      if (each.snapshot && last > 0) isHealed += 1;
      else expect(each.firstUpdateId).toBe(last + 1);
      last = each.lastUpdateId;
    }
    expect(isHealed).toBeGreaterThan(2);
    expect(last).toBe(300);
  });

  it('keeps the funding it swallowed for when it mends', () => {
    const perpetual = sampleInstrument(0, {
      kind: 'perpetual',
      margin: {
        initialRatio: (10n ** 17n) as never,
        maintenanceRatio: (10n ** 16n) as never,
        fundingIntervalUs: MINUTE,
      },
    });
    const events: MarketEvent[] = [];
    for (let minute = 0; minute < 60; minute += 1) {
      events.push(bar(minute, FLAT));
      const timeUs = START + (minute + 1) * MINUTE - 1;
      events.push({
        kind: 'funding',
        instrument: 0,
        venueTimeUs: timeUs,
        timeUs,
        rate: 0.0001,
        markTicks: 10_000,
      });
    }
    const { reports } = play({
      events,
      instruments: [perpetual],
      seed: 5,
      settings: {
        faults: {
          disconnects: { meanBetweenUs: 10 * MINUTE, meanLastingUs: 5 * MINUTE },
          duplicateProbability: 0.5,
        },
      },
      steps: [{ atUs: FIRST_CLOSE, actions: [place('a', market('buy', 1))] }],
    });
    const settled = reports.filter((report) => report.kind === 'funding-settled');
    expect(count(reports, 'venue-disconnected')).toBeGreaterThan(0);
    expect(settled.map(({ venueTimeUs }) => (venueTimeUs + 1 - START) / MINUTE)).toEqual(
      Array.from({ length: 59 }, (_, index) => index + 2),
    );
  });
});
