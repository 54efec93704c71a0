import { describe, expect, it } from 'vitest';
import { BookSequence } from './BookSequence.ts';

interface Step {
  readonly snapshot?: boolean;
  readonly first?: number;
  readonly last: number;
  readonly previous?: number;
}

function admit(sequence: BookSequence, step: Step): boolean {
  return sequence.admit({
    snapshot: step.snapshot ?? false,
    firstUpdateId: step.first ?? step.last,
    lastUpdateId: step.last,
    previousUpdateId: step.previous ?? -1,
  });
}

function afterSnapshot(id: number): BookSequence {
  const sequence = new BookSequence();
  admit(sequence, { snapshot: true, last: id });
  return sequence;
}

// Expectations are Binance's own steps: drop u ≤ lastUpdateId; the first has U ≤ lastUpdateId + 1 ≤ u (spot) or spans it
// (USD-M); each next has U = previous u + 1 (spot) or pu = previous u (USD-M).
describe('BookSequence, spot rule', () => {
  it.each([
    ['already in the snapshot', { first: 90, last: 100 }, false, false],
    ['spans the snapshot', { first: 95, last: 105 }, true, false],
    ['starts right behind', { first: 101, last: 105 }, true, false],
    ['leaves one out', { first: 102, last: 105 }, false, true],
  ])('first update %s', (_name, step, applied, broken) => {
    const sequence = afterSnapshot(100);
    expect(admit(sequence, step)).toBe(applied);
    expect(sequence.isBroken).toBe(broken);
    expect(sequence.isLive).toBe(!broken);
    expect(sequence.lastId).toBe(applied ? 105 : 100);
  });

  it('follows without gaps, drops repetitions, breaks at a gap and stays broken', () => {
    const sequence = afterSnapshot(100);
    expect(admit(sequence, { first: 101, last: 105 })).toBe(true);
    expect(admit(sequence, { first: 106, last: 106 })).toBe(true);
    expect(admit(sequence, { first: 106, last: 106 })).toBe(false);
    expect(sequence.isLive).toBe(true);
    expect(admit(sequence, { first: 108, last: 109 })).toBe(false);
    expect(sequence.isBroken).toBe(true);
    expect(admit(sequence, { first: 107, last: 110 })).toBe(false);
    expect(admit(sequence, { snapshot: true, last: 90 })).toBe(true);
    expect([sequence.isBroken, sequence.isLive, sequence.lastId]).toEqual([false, true, 90]);
  });
});

describe('BookSequence, USD-M rule', () => {
  it.each([
    ['already in the snapshot', { first: 90, last: 100, previous: 80 }, false, false],
    ['spans the snapshot', { first: 95, last: 105, previous: 92 }, true, false],
    ['names the snapshot', { first: 103, last: 105, previous: 100 }, true, false],
    ['names something behind it', { first: 104, last: 105, previous: 101 }, false, true],
  ])('first update %s', (_name, step, applied, broken) => {
    const sequence = afterSnapshot(100);
    expect(admit(sequence, step)).toBe(applied);
    expect(sequence.isBroken).toBe(broken);
  });

  it('must name exactly the update before from the second on', () => {
    const sequence = afterSnapshot(100);
    admit(sequence, { first: 95, last: 105, previous: 92 });
    expect(admit(sequence, { first: 150, last: 160, previous: 105 })).toBe(true);
    expect(admit(sequence, { first: 161, last: 170, previous: 159 })).toBe(false);
    expect(sequence.isBroken).toBe(true);
  });

  it('accepts id 0 as a named predecessor', () => {
    const sequence = afterSnapshot(5);
    expect(admit(sequence, { first: 9, last: 10, previous: 0 })).toBe(true);
  });
});

describe('BookSequence, snapshots and venues without ids', () => {
  it('refuses everything before the first snapshot', () => {
    const sequence = new BookSequence();
    expect(admit(sequence, { first: 1, last: 2 })).toBe(false);
    expect(admit(sequence, { last: 0 })).toBe(false);
    expect([sequence.isLive, sequence.isBroken]).toEqual([false, false]);
  });

  it('refuses a snapshot older than the live book and takes an equal or newer one', () => {
    const sequence = afterSnapshot(100);
    expect(admit(sequence, { snapshot: true, last: 99 })).toBe(false);
    expect(sequence.lastId).toBe(100);
    expect(admit(sequence, { snapshot: true, last: 100 })).toBe(true);
    expect(admit(sequence, { snapshot: true, last: 200 })).toBe(true);
    expect(sequence.lastId).toBe(200);
  });

  it('takes updates and snapshots without ids as they come', () => {
    const sequence = afterSnapshot(0);
    expect(admit(sequence, { last: 0 })).toBe(true);
    expect(admit(sequence, { last: 0 })).toBe(true);
    expect(admit(sequence, { snapshot: true, last: 0 })).toBe(true);
    expect(sequence.isLive).toBe(true);
  });
});
