import { MILLISECOND, SECOND } from '@qca/base';
import { describe, expect, it } from 'vitest';
import { noteOutcome, noteSuccess, noteTry, type TryPacing, tryPacing } from './TryPacing.ts';

function waits(pacing: TryPacing, tries: number): number[] {
  return Array.from({ length: tries }, () => {
    noteTry(pacing, 0, SECOND);
    return pacing.nextUs / SECOND;
  });
}

const closed = (outcome: 'flat' | 'unwound' | 'nothing-filled') =>
  ({ kind: 'legs-closed', timeUs: 10 * SECOND, tradeId: 't', outcome }) as const;

describe('try pacing', () => {
  it('doubles the wait with each try that came to nothing, up to ten minutes', () => {
    expect(waits(tryPacing(), 12)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]);
  });

  it('goes up to 64 times a long first wait', () => {
    const pacing = tryPacing();
    for (let tries = 0; tries < 9; tries += 1) noteTry(pacing, 0, 60 * SECOND);
    expect(pacing.nextUs).toBe(64 * 60 * SECOND);
  });

  it('starts anew after a trade that came about, and not after one that did not', () => {
    const pacing = tryPacing();
    waits(pacing, 3);
    noteOutcome(pacing, closed('nothing-filled'), 60_000);
    expect(waits(pacing, 1)).toEqual([8]);
    noteOutcome(pacing, closed('flat'), 60_000);
    expect(waits(pacing, 2)).toEqual([1, 2]);
  });

  it('forgets its misses after a success', () => {
    const pacing = tryPacing();
    waits(pacing, 3);
    noteSuccess(pacing);
    expect(pacing).toEqual(tryPacing());
  });

  it('pauses after an unwound trade', () => {
    const pacing = tryPacing();
    noteOutcome(pacing, closed('unwound'), 60_000);
    expect(pacing).toEqual({ nextUs: 10 * SECOND + 60_000 * MILLISECOND, misses: 0 });
  });
});
