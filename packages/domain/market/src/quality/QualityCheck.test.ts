import { describe, expect, it } from 'vitest';
import { QualityCheck } from './QualityCheck.ts';
import { ISSUES_LISTED_MAX, isInformational, QUALITY_KINDS } from './QualityReport.ts';
import { checkBars, found, only } from './quality.fixture.ts';

/** Minute bars from 10:00 as text, so that every test changes one thing. */
function minute(index: number, values = '10,12,9,11,5'): string {
  return `${1_678_442_400_000 + index * 60_000},${values}`;
}

describe('QualityCheck on bars', () => {
  it('finds nothing wrong in good bars and says what they span', () => {
    const report = checkBars([minute(0), minute(1), minute(2)]);
    expect(found(report)).toEqual({});
    expect(report.issues).toEqual([]);
    expect([report.rows, report.firstTimeUs, report.lastTimeUs]).toEqual([
      3, 1_678_442_400_000_000, 1_678_442_520_000_000,
    ]);
    expect([report.intervalUs, report.gaps, report.gapIntervalsMax, report.rowsForgotten]).toEqual([
      60_000_000, 0, 1, 0,
    ]);
  });

  it('tells a repetition from a contradiction', () => {
    const report = checkBars([
      minute(0),
      minute(1),
      minute(1),
      minute(1, '10,12,9,12,5'),
      minute(2),
      minute(0),
    ]);
    expect(found(report)).toEqual({
      'duplicate-row': 2,
      'duplicate-time': 1,
      'time-backwards': 1,
      'time-not-increasing': 3,
    });
    expect(only(report, 'duplicate-row')).toEqual([
      [4, 'the same as an earlier row, 2023-03-10T10:01:00.000000Z'],
      [7, 'the same as an earlier row, 2023-03-10T10:00:00.000000Z'],
    ]);
    expect(only(report, 'duplicate-time')).toEqual([
      [5, 'another row of 2023-03-10T10:01:00.000000Z with different values'],
    ]);
    expect(only(report, 'time-backwards')).toEqual([
      [7, '2023-03-10T10:00:00.000000Z after 2023-03-10T10:02:00.000000Z'],
    ]);
    expect(only(report, 'time-not-increasing').map(([line]) => line)).toEqual([4, 5, 7]);
    expect(report.issues.map((issue) => issue.line)).toEqual([4, 4, 5, 5, 7, 7, 7]);
  });

  it('recognises a repetition of a contradiction', () => {
    const other = minute(1, '10,12,9,12,5');
    expect(found(checkBars([minute(0), minute(1), other, other]))).toMatchObject({
      'duplicate-time': 1,
      'duplicate-row': 1,
    });
  });

  it('counts missing bars over distinct times in order, however the file is ordered', () => {
    const report = checkBars([minute(5), minute(0), minute(1), minute(1), minute(9)]);
    // Steps are 1, 4 and 4 minutes: the most common is 4, and nothing is missing. Given the interval, the gaps are two.
    expect([report.intervalUs, report.counts['missing-bars'], report.counts['off-grid-time']]).toEqual([
      240_000_000, 0, 1,
    ]);
    const given = checkBars([minute(5), minute(0), minute(1), minute(1), minute(9)], {
      intervalUs: 60_000_000,
    });
    expect(given.counts['missing-bars']).toBe(6);
    expect([given.gaps, given.gapIntervalsMax]).toEqual([2, 4]);
    expect(only(given, 'missing-bars')).toEqual([
      [2, '3 missing between 2023-03-10T10:01:00.000000Z and 2023-03-10T10:05:00.000000Z'],
      [6, '3 missing between 2023-03-10T10:05:00.000000Z and 2023-03-10T10:09:00.000000Z'],
    ]);
  });

  it.each([
    ['bad-price', '0,12,9,11,5'],
    ['bad-price', '10,12,-9,11,5'],
    ['bad-price', '10,NaN,9,11,5'],
    ['bad-price', '10,12,9,Infinity,5'],
    ['bad-range', '10,9,12,11,5'],
    ['bad-range', '13,12,9,11,5'],
    ['bad-range', '8,12,9,11,5'],
    ['bad-range', '10,12,9,13,5'],
    ['bad-range', '10,12,9,8,5'],
    ['bad-volume', '10,12,9,11,-1'],
    ['bad-volume', '10,12,9,11,NaN'],
    ['bad-volume', '10,12,9,11,Infinity'],
  ] as const)('refuses %s in %s', (kind, values) => {
    const report = checkBars([minute(0), minute(1, values), minute(2)]);
    expect(found(report)).toEqual({ [kind]: 1 });
    expect(report.issues.map((issue) => issue.line)).toEqual([3]);
  });

  it('says which value is wrong', () => {
    const detail = (values: string): string => checkBars([minute(0, values)]).issues[0]!.detail;
    expect(detail('0,12,9,11,5')).toBe('open 0, high 12, low 9, close 11');
    expect(detail('10,9,12,11,5')).toBe('high 9 is below low 12');
    expect(detail('13,12,9,11,5')).toBe('open 13 is outside of 9 to 12');
    expect(detail('10,12,9,8,5')).toBe('close 8 is outside of 9 to 12');
    expect(detail('10,12,9,11,-1')).toBe('volume -1');
    expect(detail('10,12,9,11,0')).toBe('no trade in this bar');
  });

  it('keeps bars at the edges of their range, without trades, and of files without volume', () => {
    const report = checkBars([minute(0, '9,9,9,9,0'), minute(1, '12,12,9,9'), minute(2, '9,12,9,12')]);
    expect(found(report)).toEqual({ 'zero-volume': 1 });
  });

  it('gives a verdict on every row', () => {
    const check = new QualityCheck({ rows: 'bars' });
    expect(check.bar(2, 1, 60, 10, 12, 9, 11, 5)).toBe('keep');
    expect(check.bar(3, 1, 60, 10, 12, 9, 11, 5)).toBe('duplicate');
    expect(check.bar(4, 2, 60, 10, 12, 9, 11, 6)).toBe('refuse');
    expect(check.bar(5, 3, 120, 10, 9, 12, 11, 6)).toBe('refuse');
    expect(check.bar(6, 4, 180, 10, 12, 9, 11, 0)).toBe('keep');
  });

  it.each([Number.NaN, 1.5, -60, Number.POSITIVE_INFINITY, 2 ** 60])(
    'refuses a time of %d and goes on from the one before',
    (timeUs) => {
      const check = new QualityCheck({ rows: 'bars' });
      check.bar(2, 1, 60, 10, 12, 9, 11, 5);
      expect(check.bar(3, 2, timeUs, 10, 12, 9, 11, 5)).toBe('refuse');
      expect(check.bar(4, 3, 120, 10, 12, 9, 11, 5)).toBe('keep');
      expect([found(check.report()), check.report().lastTimeUs]).toEqual([{ 'bad-time': 1 }, 120]);
    },
  );

  it('takes time 0 for a time', () => {
    const check = new QualityCheck({ rows: 'bars' });
    expect(check.bar(2, 1, 0, 10, 12, 9, 11, 5)).toBe('keep');
    expect([check.report().firstTimeUs, check.report().lastTimeUs]).toEqual([0, 0]);
  });

  it('lists the first issues of a kind and counts all', () => {
    const lines = Array.from({ length: 300 }, (_, index) => minute(index, '9,9,9,9,0'));
    const report = checkBars(lines);
    expect([report.counts['zero-volume'], report.issues.length, report.issues.at(-1)?.line]).toEqual([
      300,
      ISSUES_LISTED_MAX,
      101,
    ]);
    expect(checkBars(lines, { issuesListedMax: 7 }).issues).toHaveLength(7);
    const sparse = Array.from({ length: 300 }, (_, index) => minute(index * 2 + (index % 2)));
    const gaps = checkBars(sparse, { intervalUs: 60_000_000, issuesListedMax: 5 });
    expect([gaps.gaps > 100, only(gaps, 'missing-bars').length]).toEqual([true, 5]);
    // Steps alternate between three minutes, two intervals of 90 s, and one minute, which is none.
    const uneven = checkBars(sparse, { intervalUs: 90_000_000, issuesListedMax: 5 });
    expect([uneven.counts['off-grid-time'], only(uneven, 'off-grid-time').length]).toEqual([149, 5]);
  });

  it('counts rows the reader could not read', () => {
    const check = new QualityCheck({ rows: 'bars' });
    check.note(2, 'malformed-row', '3 cells instead of 6');
    expect([check.report().rows, check.report().issues]).toEqual([
      1,
      [{ line: 2, kind: 'malformed-row', detail: '3 cells instead of 6' }],
    ]);
    expect([check.report().firstTimeUs, check.report().lastTimeUs]).toEqual([Number.NaN, Number.NaN]);
  });

  it('refuses an interval that is none', () => {
    expect(() => new QualityCheck({ rows: 'bars', intervalUs: 0 })).toThrow('an interval is positive');
  });

  it('gives the same report when asked again', () => {
    const check = new QualityCheck({ rows: 'bars' });
    for (const index of [0, 1, 4]) check.bar(index, index, index * 60, 10, 12, 9, 11, 5);
    expect(check.report()).toEqual(check.report());
  });
});

describe('the kinds of issues', () => {
  it('are each listed once, two of them only worth knowing', () => {
    expect(new Set(QUALITY_KINDS).size).toBe(QUALITY_KINDS.length);
    expect(QUALITY_KINDS.filter(isInformational)).toEqual(['off-grid-time', 'zero-volume']);
    expect(Object.keys(new QualityCheck({ rows: 'bars' }).report().counts)).toEqual(QUALITY_KINDS);
  });
});
