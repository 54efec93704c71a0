import { MINUTE, Random } from '@qca/base';
import type { Trade } from '@qca/market';
import { describe, expect, it } from 'vitest';
import { drawLatencyUs, Line } from './latency.ts';
import type { Latency } from './settings.ts';
import { place, play } from './testing/Session.ts';
import { bar, market, START } from './testing/samples.ts';

function draws(latency: Latency, count: number): number[] {
  const random = new Random(5);
  return Array.from({ length: count }, () => drawLatencyUs(latency, random, 700));
}

describe('a latency', () => {
  it('constant is constant', () => {
    expect(draws({ kind: 'constant', us: 30 }, 2)).toEqual([30, 30]);
  });

  it('log-normal has its median and spread', () => {
    const sorted = draws({ kind: 'log-normal', medianUs: 10_000, sigma: 0.5 }, 10_001).sort((a, b) => a - b);
    // The median's standard error is 0.0063 of it; the 84.13 % quantile lies at e^0.5.
    expect((sorted[5000] as number) / 10_000).toBeCloseTo(1, 1);
    expect((sorted[8413] as number) / 10_000).toBeCloseTo(Math.exp(0.5), 1);
    expect(sorted.every((us) => Number.isInteger(us) && us > 0)).toBe(true);
  });

  it('empirical draws each sample as often', () => {
    const drawn = draws({ kind: 'empirical', samplesUs: [1, 2, 3, 4] }, 4000);
    for (const sample of [1, 2, 3, 4]) {
      expect(Math.abs(drawn.filter((us) => us === sample).length - 1000)).toBeLessThan(110);
    }
  });

  it('recorded repeats the data, no faster than its minimum', () => {
    expect(draws({ kind: 'recorded', factor: 2, minimumUs: 10 }, 1)).toEqual([1400]);
    expect(draws({ kind: 'recorded', factor: 0.001, minimumUs: 10 }, 1)).toEqual([10]);
  });

  it('never lets a message overtake the one before it', () => {
    const line = new Line({ kind: 'log-normal', medianUs: 10_000, sigma: 1 }, new Random(1));
    let before = 0;
    for (let sentUs = 0; sentUs < 100_000; sentUs += 100) {
      const arrivalUs = line.arrivalUs(sentUs, 0);
      expect(arrivalUs).toBeGreaterThanOrEqual(Math.max(before, sentUs));
      before = arrivalUs;
    }
  });
});

describe('the way of an order', () => {
  it('takes order latency there and report latency back', () => {
    const { reports } = play({
      events: [bar(0, [10_000, 10_000, 10_000, 10_000]), bar(1, [10_000, 10_000, 10_000, 10_000])],
      settings: { orderLatency: { kind: 'constant', us: 300 }, reportLatency: { kind: 'constant', us: 40 } },
      steps: [{ atUs: START + MINUTE, actions: [place('a', market('buy', 1))] }],
    });
    for (const report of reports) {
      expect(report).toMatchObject({ venueTimeUs: START + MINUTE + 300, timeUs: START + MINUTE + 340 });
    }
    expect(reports).toHaveLength(2);
  });

  it('takes what the data shows, when it is recorded', () => {
    const trade: Trade = {
      kind: 'trade',
      instrument: 0,
      venueTimeUs: START,
      timeUs: START + 1_000,
      priceTicks: 10_000,
      quantityLots: 100,
      aggressor: 'buy',
    };
    const { reports } = play({
      events: [trade],
      settings: { orderLatency: { kind: 'recorded', factor: 2, minimumUs: 0 } },
      steps: [{ atUs: START + 1_000, actions: [place('a', market('buy', 1))] }],
    });
    expect(reports[0]).toMatchObject({ kind: 'order-accepted', venueTimeUs: START + 3_000 });
  });
});
