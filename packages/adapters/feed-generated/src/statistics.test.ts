import { DAY, HOUR, MINUTE, NEVER, Random, SECOND } from '@qca/base';
import { beforeAll, describe, expect, it } from 'vitest';
import { Arrivals } from './Arrivals.ts';
import { createGeneratedFeed } from './createGeneratedFeed.ts';
import { defaultGeneratedMarket } from './defaultGeneratedMarket.ts';
import { LatentPath } from './LatentPath.ts';

// What recorded markets show (Cont, "Empirical properties of asset returns: stylized facts and statistical issues",
// Quantitative Finance 1, 2001), looked for in generated ones.

const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;
const moment = (xs: readonly number[], order: number): number => {
  const center = mean(xs);
  return mean(xs.map((x) => (x - center) ** order));
};
const deviation = (xs: readonly number[]): number => Math.sqrt(moment(xs, 2));
const kurtosis = (xs: readonly number[]): number => moment(xs, 4) / moment(xs, 2) ** 2;
const correlation = (xs: readonly number[], ys: readonly number[]): number => {
  const [x, y] = [mean(xs), mean(ys)];
  return mean(xs.map((value, index) => (value - x) * (ys[index]! - y))) / deviation(xs) / deviation(ys);
};
const autocorrelation = (xs: readonly number[], lag: number): number =>
  correlation(xs.slice(lag), xs.slice(0, -lag));
const changes = (xs: readonly number[], step: number): number[] => {
  const every = xs.filter((_, index) => index % step === 0);
  return every.slice(1).map((x, index) => x - every[index]!);
};

describe('quotes of two hours', () => {
  // Instruments 0 and 3 are BTC/USD on the two venues with quotes, 1 is ETH/USD on the first.
  const logMids: number[][] = [];
  /** Moves of a second in the direction of most trades in it, on instrument 0. */
  const impacts: number[] = [];
  let arbitrage = 0;
  let samples = 0;

  beforeAll(() => {
    const feed = createGeneratedFeed({ ...defaultGeneratedMarket(2), durationUs: 2 * HOUR });
    const bid = new Float64Array(10);
    const ask = new Float64Array(10);
    for (let index = 0; index < 10; index += 1) logMids.push([]);
    let signs = 0;
    let nextUs = feed.peekTimeUs() + SECOND;
    while (feed.peekTimeUs() !== NEVER) {
      while (feed.peekTimeUs() >= nextUs) {
        for (const index of [0, 1, 3]) logMids[index]!.push(Math.log((bid[index]! + ask[index]!) / 2));
        // Taker fees of 4 and 6 basis points, one on either side.
        if (bid[0]! > ask[3]! * 1.001 || bid[3]! > ask[0]! * 1.001) arbitrage += 1;
        const [now, last] = [logMids[0]!.at(-1)!, logMids[0]!.at(-2) ?? 0];
        if (samples > 0 && signs !== 0) impacts.push(Math.sign(signs) * (now - last));
        samples += 1;
        signs = 0;
        nextUs += SECOND;
      }
      const event = feed.take();
      if (event.kind === 'trade' && event.instrument === 0) signs += event.aggressor === 'buy' ? 1 : -1;
      if (event.kind !== 'quote') continue;
      bid[event.instrument] = event.bidTicks;
      ask[event.instrument] = event.askTicks;
    }
  });

  it.each([0, 1, 3])('have fat tails on instrument %s', (index) => {
    for (const seconds of [1, 10]) expect(kurtosis(changes(logMids[index]!, seconds))).toBeGreaterThan(3.5);
  });

  it.each([0, 1, 3])('move in clusters on instrument %s, but without a direction to bet on', (index) => {
    const returns = changes(logMids[index]!, 1);
    const sizes = returns.map(Math.abs);
    // Chance alone gives ±0.024 (two standard errors of 7,200 samples).
    for (const lag of [1, 10, 60]) expect(autocorrelation(sizes, lag)).toBeGreaterThan(0.05);
    expect(Math.abs(autocorrelation(returns, 1))).toBeLessThan(0.1);
  });

  it('move together over assets', () => {
    const both = correlation(changes(logMids[0]!, 30), changes(logMids[1]!, 30));
    expect(both).toBeGreaterThan(0.3);
    expect(both).toBeLessThan(0.9);
  });

  it('differ between venues by gaps that close again', () => {
    const gap = logMids[0]!.map((log, index) => log - logMids[3]![index]!);
    // The change of the next minute runs against the gap: for a half-life of a minute it takes half of it away.
    const minutes = gap.filter((_, index) => index % 60 === 0);
    const slope =
      (correlation(changes(minutes, 1), minutes.slice(0, -1)) * deviation(changes(minutes, 1))) /
      deviation(minutes);
    expect(slope).toBeLessThan(-0.25);
    expect(slope).toBeGreaterThan(-0.75);
    expect(Math.abs(mean(gap))).toBeLessThan(0.0003);
    expect(deviation(gap)).toBeLessThan(0.002);
  });

  it('move the way that trades go, within the second', () => {
    const error = deviation(impacts) / Math.sqrt(impacts.length);
    expect(mean(impacts) / error).toBeGreaterThan(5);
  });

  it('pay for two fees now and then, not most of the time', () => {
    expect(arbitrage / samples).toBeGreaterThan(0.005);
    expect(arbitrage / samples).toBeLessThan(0.25);
  });
});

describe('hidden values', () => {
  const market = { ...defaultGeneratedMarket(1), stepUs: SECOND };
  const steps = 400_000;
  const returns: number[][] = [[], []];
  const gaps: number[] = [];

  beforeAll(() => {
    // The gaps away, a price is the value of its asset.
    const instruments = market.instruments.map((instrument, index) => ({
      ...instrument,
      gap: { ...instrument.gap, deviationBps: index === 3 ? 5 : 0 },
    }));
    const path = new LatentPath({ ...market, instruments }, new Random(11), 0);
    let [btc, eth] = [path.mid(0, 0), path.mid(1, 0)];
    expect([btc, eth]).toEqual([expect.closeTo(60_000, 6), expect.closeTo(3_000, 6)]);
    for (let step = 1; step <= steps; step += 1) {
      path.stepAt(market.startUs + step * SECOND);
      returns[0]!.push(Math.log(path.mid(0, step) / btc));
      returns[1]!.push(Math.log(path.mid(1, step) / eth));
      [btc, eth] = [path.mid(0, step), path.mid(1, step)];
      gaps.push(Math.log(path.mid(3, step) / btc));
      if (step % 10_000 === 0) expect(path.mid(2, step)).toBeCloseTo(eth / btc, 9);
    }
  });

  it('have the volatilities they were given', () => {
    const perYear = Math.sqrt((365 * DAY) / SECOND);
    // The cap on variance takes a little; bursts make four days of it uncertain by a tenth.
    expect(deviation(returns[0]!) * perYear).toBeGreaterThan(0.8 * 0.55);
    expect(deviation(returns[0]!) * perYear).toBeLessThan(1.15 * 0.55);
    expect(deviation(returns[1]!) * perYear).toBeGreaterThan(0.8 * 0.75);
    expect(deviation(returns[1]!) * perYear).toBeLessThan(1.15 * 0.75);
  });

  it('correlate by the product of their loadings, less what their own bursts blur', () => {
    const both = correlation(returns[0]!, returns[1]!);
    expect(both).toBeGreaterThan(0.65);
    expect(both).toBeLessThan(0.92 * 0.87 + 0.03);
  });

  it('have gaps of the deviation and half-life they were given', () => {
    expect(deviation(gaps)).toBeGreaterThan(0.00035);
    expect(deviation(gaps)).toBeLessThan(0.0006);
    expect(autocorrelation(gaps, 60)).toBeGreaterThan(0.42);
    expect(autocorrelation(gaps, 60)).toBeLessThan(0.58);
  });

  it('have no drift in values: their logarithms fall by half the variance', () => {
    // At 3 a year a day's deviation is 0.157, and half its square 0.0123; 10,000 days tell it within 0.0016.
    const assets = market.assets.map((asset) => ({ ...asset, volatility: 3 }));
    const instruments = market.instruments.slice(0, 1).map((instrument) => ({
      ...instrument,
      gap: { ...instrument.gap, deviationBps: 0 },
    }));
    const path = new LatentPath({ ...market, assets, instruments, stepUs: DAY }, new Random(8), 0);
    const before = Math.log(path.mid(0, 0));
    path.stepAt(market.startUs + 10_000 * DAY);
    const drift = (Math.log(path.mid(0, 10_000)) - before) / 10_000;
    expect(drift).toBeGreaterThan(-0.0123 - 0.005);
    expect(drift).toBeLessThan(-0.0123 + 0.005);
  });

  it('stay fat-tailed and clustered whatever the step', () => {
    for (const stepUs of [5 * SECOND, MINUTE]) {
      const path = new LatentPath({ ...market, stepUs }, new Random(5), 0);
      const logs = Array.from({ length: 40_000 }, (_, step) => {
        path.stepAt(market.startUs + step * stepUs);
        return Math.log(path.mid(0, step));
      });
      const sizes = changes(logs, 1).map(Math.abs);
      expect(kurtosis(changes(logs, 1))).toBeGreaterThan(4);
      expect(autocorrelation(sizes, 1)).toBeGreaterThan(0.05);
    }
  });
});

describe('arrivals', () => {
  const flow = {
    ...defaultGeneratedMarket(1).instruments[0]!.flow,
    tradesPerSecond: 2,
    branching: 0.5,
    updatesPerSecond: 3,
  };

  function counts(renews: boolean, activity: number, seconds: number) {
    const arrivals = new Arrivals({ ...flow, excitedHalfLifeUs: SECOND / 2 }, new Random(4), renews);
    const trades = new Array<number>(seconds / 10).fill(0);
    let updates = 0;
    let timeUs = 0;
    for (;;) {
      timeUs += arrivals.next(activity);
      if (timeUs >= seconds * SECOND) return { trades, updates };
      if (arrivals.isTrade) trades[Math.floor(timeUs / (10 * SECOND))]! += 1;
      else updates += 1;
    }
  }

  it('of trades are as many as a Hawkes process has: μ ÷ (1 − n)', () => {
    const { trades, updates } = counts(true, 1, 40_000);
    expect(mean(trades) / 10).toBeGreaterThan(0.96 * 4);
    expect(mean(trades) / 10).toBeLessThan(1.04 * 4);
    expect(updates / 40_000).toBeGreaterThan(0.98 * 3);
    expect(updates / 40_000).toBeLessThan(1.02 * 3);
  });

  it('of trades come in bursts: variance of counts over their mean tends to 1 ÷ (1 − n)²', () => {
    const { trades } = counts(false, 1, 40_000);
    // 4 for long windows; ten seconds hold all but the edges of bursts of one.
    expect(moment(trades, 2) / mean(trades)).toBeGreaterThan(3.2);
    expect(moment(trades, 2) / mean(trades)).toBeLessThan(4.3);
  });

  it('rise with activity, and are trades alone where nothing is renewed', () => {
    const { trades, updates } = counts(false, 3, 10_000);
    expect(updates).toBe(0);
    expect(mean(trades) / 10).toBeGreaterThan(0.95 * 12);
    expect(mean(trades) / 10).toBeLessThan(1.05 * 12);
  });
});

describe('a quiet market', () => {
  it('needs no more memory for a longer span', () => {
    // The window of hidden steps depends on the longest bar alone.
    const bytes = (durationUs: number) => {
      const feed = createGeneratedFeed({ ...defaultGeneratedMarket(1), durationUs });
      feed.skip(20_000);
      const before = process.memoryUsage().arrayBuffers;
      feed.skip(40_000);
      return process.memoryUsage().arrayBuffers - before;
    };
    expect(bytes(MINUTE * 20)).toBeLessThanOrEqual(1_000);
    expect(bytes(DAY * 365)).toBeLessThanOrEqual(1_000);
  });
});
