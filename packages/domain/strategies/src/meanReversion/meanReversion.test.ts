import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  barsAt,
  causalDecisions,
  playStrategy,
  testInstrument,
  testOffer,
  wanderingCloses,
} from '../testing/index.ts';
import { meanReversion } from './meanReversion.ts';

const spot = testInstrument(0, { tick: '1', taker: '0.0005' });
const perpetual = testInstrument(0, { tick: '1', kind: 'perpetual' });
const short = { window: 5, entryZ: 1.5, costMultiple: 0 };

function zScore(closes: readonly number[]): { z: number; deviation: number } {
  const logs = closes.map((close) => Math.log(close));
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const deviation = Math.sqrt(logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / (logs.length - 1));
  return { z: ((logs.at(-1) ?? 0) - mean) / deviation, deviation };
}

describe('mean reversion', () => {
  it('opens at the z-score of the window and closes back at the mean', () => {
    const closes = [10_000, 10_010, 9990, 10_005, 9900, 9950, 10_000];
    const played = playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), { parameters: short });
    expect(played.fills.map(({ side }) => side)).toEqual(['buy', 'sell']);
    const [opened] = played.decisions;
    expect(opened?.timeUs).toBe(barsAt(0, closes)[4]?.timeUs);
    expect(opened?.intent.why.numbers['z']).toBeCloseTo(zScore(closes.slice(0, 5)).z, 9);
    expect(opened?.intent).toMatchObject({ order: { quantityLots: Math.floor(9000 / 0.99) } });
  });

  it('is in whenever, and only when, the rule on slices says so', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const closes = wanderingCloses({ seed, count: 200, level: 100_000, step: 0.002, pull: 0.1 });
        const parameters = { ...short, window: 8, stopPart: 1, holdBarsMax: 1_000_000 };
        const played = playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), { parameters });
        const expected: string[] = [];
        let isIn = false;
        for (let at = 7; at < closes.length; at += 1) {
          const { z } = zScore(closes.slice(at - 7, at + 1));
          if (!isIn && z <= -1.5) expected.push(`buy ${at}`);
          if (isIn && z >= 0) expected.push(`sell ${at}`);
          isIn = isIn ? z < 0 : z <= -1.5;
        }
        const start = barsAt(0, closes)[0]?.timeUs ?? 0;
        const found = played.fills.map(({ side, timeUs }) => `${side} ${(timeUs - start) / 60_000_000}`);
        expect(found).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('stops a loss, and does not buy again before the price has been near its mean', () => {
    const closes = [10_000, 10_010, 9990, 10_005, 9900, 9600, 9400, 9200, 9000, 8800];
    const played = playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), {
      parameters: { ...short, stopPart: 0.02 },
    });
    expect(played.decisions.map(({ intent }) => intent.why.text)).toEqual(['far from its mean', 'stop']);
  });

  it('gives up after the longest hold', () => {
    const closes = [10_000, 10_010, 9990, 10_005, 9900, 9890, 9880, 9870];
    const played = playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), {
      parameters: { ...short, holdBarsMax: 2 },
    });
    expect(played.decisions.map(({ intent }) => intent.why.text)).toEqual([
      'far from its mean',
      'held too long',
    ]);
  });

  it('stays out where fees and spread eat the way back', () => {
    const closes = [10_000, 10_010, 9990, 10_005, 9900];
    const { z, deviation } = zScore(closes);
    // Two taker fees of 5 bp and a spread of nothing.
    const multiple = (Math.abs(z) * deviation) / 0.001;
    const trades = (costMultiple: number): number =>
      playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), {
        parameters: { ...short, costMultiple },
      }).decisions.length;
    expect(trades(multiple * 0.999)).toBe(1);
    expect(trades(multiple * 1.001)).toBe(0);
  });

  it('sells short on a perpetual only', () => {
    const closes = [10_000, 10_010, 9990, 10_005, 10_100];
    expect(
      playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), { parameters: short }).decisions,
    ).toEqual([]);
    const played = playStrategy(meanReversion, testOffer([perpetual]), barsAt(0, closes), {
      parameters: short,
    });
    expect(played.view.positionLots(0)).toBeLessThan(0);
  });

  it('asks again while it is refused, then gives up and waits for the next signal', () => {
    const closes = [10_000, 10_010, 9990, 10_005, 9900, 9895, 9890, 9885, 9880];
    const refused = playStrategy(meanReversion, testOffer([spot]), barsAt(0, closes), {
      parameters: short,
      deaf: true,
    });
    // On the bar of the signal and on the next; the one after the next but one would be too late.
    expect(refused.decisions.length).toBe(2);
  });

  it('does not look ahead and decides the same twice', () => {
    const bars = barsAt(0, wanderingCloses({ seed: 5, count: 400, level: 40_000, step: 0.003, pull: 0.05 }));
    expect(causalDecisions(meanReversion, testOffer([spot]), bars, short)).toBeGreaterThan(10);
  });
});
