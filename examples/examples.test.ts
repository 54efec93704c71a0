import {
  barsAt,
  causalDecisions,
  playStrategy,
  testInstrument,
  testOffer,
  wanderingCloses,
} from '@qca/strategies/testing';
import { describe, expect, it } from 'vitest';
import donchianBreakout from './strategy-donchian-breakout.ts';

const offer = testOffer([testInstrument(0, { tick: '1' })]);
const short = { entryBars: 4, exitBars: 2 };

describe('donchian breakout', () => {
  it('buys above the channel and sells below it', () => {
    const closes = [100, 103, 101, 102, 103, 104, 106, 105, 104, 103];
    const played = playStrategy(donchianBreakout, offer, barsAt(0, closes), { parameters: short });
    const start = barsAt(0, closes)[0]?.timeUs ?? 0;
    // 104 is the first close above the four before it; 104 again is the first below the two before it (106, 105).
    expect(played.fills.map(({ side, timeUs }) => [side, (timeUs - start) / 60_000_000])).toEqual([
      ['buy', 5],
      ['sell', 8],
    ]);
  });

  it('does not look ahead', () => {
    const bars = barsAt(0, wanderingCloses({ seed: 5, count: 300, level: 40_000, step: 0.003 }));
    expect(causalDecisions(donchianBreakout, offer, bars, short)).toBeGreaterThan(10);
  });

  it('keeps the promise of its README: at most 60 lines', async () => {
    const { readFile } = await import('node:fs/promises');
    const text = await readFile(new URL('./strategy-donchian-breakout.ts', import.meta.url), 'utf8');
    expect(text.trimEnd().split('\n').length).toBeLessThanOrEqual(60);
  });
});
