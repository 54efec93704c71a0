import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fingerprintBytes, fingerprintText } from './fingerprint.ts';
import { RowMemory } from './RowMemory.ts';
import { measureSpacing } from './spacing.ts';
import { TimeColumn } from './TimeColumn.ts';

describe('RowMemory', () => {
  it('knows what it has seen, as a set of texts does', () => {
    const pair = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }));
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 300 }), (pairs) => {
        const memory = new RowMemory();
        const seen = new Set<string>();
        for (const [key, time] of pairs) {
          expect(memory.add(key, time)).toBe(!seen.has(`${key},${time}`));
          seen.add(`${key},${time}`);
        }
        expect(memory.forgotten).toBe(0);
      }),
    );
  });

  it('grows without losing anything', () => {
    const memory = new RowMemory();
    const rows = Array.from({ length: 20_000 }, (_, row) => row);
    expect(rows.every((row) => memory.add(row % 100, row * 1e12))).toBe(true);
    expect(rows.some((row) => memory.add(row % 100, row * 1e12))).toBe(false);
  });

  it('forgets the older of two generations and says so', () => {
    const memory = new RowMemory(10);
    for (let row = 0; row < 20; row += 1) memory.add(row, 0);
    expect(memory.forgotten).toBe(10);
    expect(memory.add(15, 0)).toBe(false);
    expect(memory.add(5, 0)).toBe(true);
    for (let row = 20; row < 29; row += 1) memory.add(row, 0);
    expect(memory.forgotten).toBe(20);
  });
});

describe('TimeColumn', () => {
  it('keeps the distinct times in order, with the first line of each', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 100 }), (times) => {
        const column = new TimeColumn();
        const first = new Map<number, number>();
        for (const [line, time] of times.entries()) {
          expect(column.add(time, line)).toBe(!first.has(time));
          if (!first.has(time)) first.set(time, line);
        }
        const expected = [...first].sort(([a], [b]) => a - b);
        const sorted = column.sorted();
        expect([...sorted.times]).toEqual(expected.map(([time]) => time));
        expect([...sorted.lines]).toEqual(expected.map(([, line]) => line));
      }),
    );
  });

  it('holds more times than it starts with room for', () => {
    const column = new TimeColumn();
    for (let time = 5000; time > 0; time -= 1) column.add(time, 5001 - time);
    const { times, lines } = column.sorted();
    expect([times.length, times[0], lines[0], times.at(-1), lines.at(-1)]).toEqual([5000, 1, 5000, 5000, 1]);
  });

  it('stops keeping at its bound and counts the rest', () => {
    const column = new TimeColumn(3);
    for (const time of [1, 2, 3, 4, 5, 5]) column.add(time, time);
    expect([column.sorted().times.length, column.forgotten]).toEqual([3, 2]);
  });
});

describe('measureSpacing', () => {
  const inferred = { intervalUs: undefined, regularOnly: false };

  it('counts the grid points that have no time', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 0, max: 200 }), { minLength: 1 }), (points) => {
        const times = Float64Array.from(
          [...points].sort((a, b) => a - b),
          (point) => 1e15 + point * 60,
        );
        const { missing, gaps, offGrid } = measureSpacing(times, { intervalUs: 60, regularOnly: false });
        expect(missing).toBe(Math.max(...points) - Math.min(...points) + 1 - points.length);
        expect(gaps.reduce((sum, gap) => sum + gap.missing, 0)).toBe(missing);
        expect(offGrid).toEqual([]);
      }),
    );
  });

  it('takes the most common step, the smaller of equals', () => {
    expect(measureSpacing(Float64Array.of(0, 5, 7, 9, 11), inferred).intervalUs).toBe(2);
    expect(measureSpacing(Float64Array.of(0, 5, 10, 12, 14), inferred).intervalUs).toBe(2);
    expect(measureSpacing(Float64Array.of(0, 2, 4, 9, 14, 19), inferred).intervalUs).toBe(5);
    expect(measureSpacing(Float64Array.of(3), inferred).intervalUs).toBe(0);
    expect(measureSpacing(Float64Array.of(), inferred)).toEqual({
      intervalUs: 0,
      missing: 0,
      gapIntervalsMax: 1,
      gaps: [],
      offGrid: [],
    });
  });

  it('wants more than half of the steps equal where regularity is in doubt', () => {
    const doubtful = { intervalUs: undefined, regularOnly: true };
    expect(measureSpacing(Float64Array.of(0, 5, 10, 12, 15), doubtful).intervalUs).toBe(0);
    expect(measureSpacing(Float64Array.of(0, 5, 10, 15, 17, 20), doubtful).intervalUs).toBe(5);
  });

  it('rounds uneven steps and lists them', () => {
    const spacing = measureSpacing(Float64Array.of(0, 60, 121, 200, 300), {
      intervalUs: 60,
      regularOnly: false,
    });
    // Steps of 60, 61, 79 and 100: one, one, one and two intervals.
    expect(spacing).toEqual({
      intervalUs: 60,
      missing: 1,
      gapIntervalsMax: 2,
      gaps: [{ index: 4, missing: 1 }],
      offGrid: [2, 3, 4],
    });
  });
});

describe('fingerprints', () => {
  it('are whole, below 2^53, and the same for text and bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        const fingerprint = fingerprintText(text);
        expect(Number.isSafeInteger(fingerprint) && fingerprint >= 0).toBe(true);
        const padded = new TextEncoder().encode(`x${text}y`);
        expect(fingerprintBytes(padded, 1, padded.length - 1)).toBe(fingerprint);
      }),
    );
  });

  it('differ for rows that differ in one character', () => {
    const seen = new Set<number>();
    for (let row = 0; row < 100_000; row += 1) seen.add(fingerprintText(`1678442400000,${row},12.5`));
    expect(seen.size).toBe(100_000);
  });

  it('spread over both halves', () => {
    const high = new Set<number>();
    const low = new Set<number>();
    for (let row = 0; row < 4096; row += 1) {
      const fingerprint = fingerprintText(`row ${row}`);
      high.add(Math.floor(fingerprint / 2 ** 32));
      low.add(fingerprint % 2 ** 32);
    }
    // 4,096 draws from 2^21 values repeat about four times, from 2^32 hardly ever.
    expect(high.size).toBeGreaterThan(4070);
    expect(low.size).toBeGreaterThan(4094);
  });
});
