import { describe, expect, it } from 'vitest';
import { fairClock, Pace, RollingHistogram } from './Pace.ts';

describe('RollingHistogram', () => {
  it('tells quantiles within 9 %', () => {
    const histogram = new RollingHistogram();
    for (let ms = 1; ms <= 1_000; ms += 1) histogram.add(ms, 0);
    for (const part of [0.01, 0.5, 0.9, 0.99, 1]) {
      const seen = histogram.quantile(part, 0) ?? 0;
      expect(seen / (part * 1_000)).toBeGreaterThanOrEqual(1);
      expect(seen / (part * 1_000)).toBeLessThan(1.1);
    }
  });

  it('has nothing to say without any, and forgets after a minute', () => {
    const histogram = new RollingHistogram();
    expect(histogram.quantile(0.5, 0)).toBeNull();
    histogram.add(5, 1_000);
    histogram.add(7, 30_000);
    expect(histogram.count(59_000)).toBe(2);
    expect(histogram.count(61_000)).toBe(1);
    expect(histogram.count(95_000)).toBe(0);
    expect(histogram.quantile(0.5, 95_000)).toBeNull();
  });

  it('takes what is shorter than it counts, and longer', () => {
    const histogram = new RollingHistogram();
    histogram.add(0, 0);
    histogram.add(1e12, 0);
    expect(histogram.count(0)).toBe(2);
    expect(histogram.quantile(0.01, 0)).toBeLessThanOrEqual(0.002);
  });
});

describe('Pace', () => {
  it('pairs orders with the first word about them', () => {
    const pace = new Pace();
    expect(pace.figures()).toEqual({
      decisionMsP50: null,
      decisionMsP99: null,
      orderRoundTripMsP50: null,
      feedLagMs: null,
      inputsPerSecond: null,
    });
    pace.sent([{ kind: 'place-order', orderId: 'a', spec: {} as never }]);
    pace.taken({ kind: 'order-accepted', timeUs: 1, orderId: 'a' });
    pace.decided(3);
    const figures = pace.figures();
    expect(figures.orderRoundTripMsP50).toBeGreaterThan(0);
    expect(figures.decisionMsP50).toBeGreaterThan(0);
    expect(figures.feedLagMs).toBeGreaterThanOrEqual(3);
    expect(figures.inputsPerSecond).toBeGreaterThan(0);
  });
});

describe('fairClock', () => {
  it('lets others have their turn however fast the market is', async () => {
    const clock = fairClock({ nowUs: () => 0, until: () => undefined });
    let isHeard = false;
    setTimeout(() => {
      isHeard = true;
    }, 5);
    for (const startedMs = performance.now(); !isHeard && performance.now() - startedMs < 5_000; ) {
      const wait = clock.until(1);
      if (wait !== undefined) await wait;
    }
    expect(isHeard).toBe(true);
  });
});
