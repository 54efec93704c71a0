import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from './fingerprint.ts';
import { QualityCheck, type QualityOptions } from './QualityCheck.ts';
import {
  ISSUES_LISTED_MAX,
  isInformational,
  QUALITY_KINDS,
  type QualityKind,
  type QualityReport,
} from './QualityReport.ts';

const DATA = new URL('../../../../../../shared/data/', import.meta.url);

/** Feeds lines of a bar file whose first column is milliseconds. */
function checkBars(lines: readonly string[], options: Partial<QualityOptions> = {}): QualityReport {
  const check = new QualityCheck({ rows: 'bars', ...options });
  for (const [index, line] of lines.entries()) {
    const cells = line.split(',').map(Number);
    const [timeMs = Number.NaN, open = 0, high = 0, low = 0, close = 0, volume] = cells;
    check.bar(index + 2, fingerprintText(line), timeMs * 1000, open, high, low, close, volume);
  }
  return check.report();
}

function readLines(path: string): string[] {
  return gunzipSync(readFileSync(new URL(path, DATA)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
}

function found(report: QualityReport): Partial<Record<QualityKind, number>> {
  return Object.fromEntries(Object.entries(report.counts).filter(([, count]) => count > 0));
}

const DIRTY = 'dirty/bittrex_LTC_BTC_5m_with_duplicates.csv.gz';

describe('QualityCheck on recorded files', () => {
  it.skipIf(!existsSync(new URL(DIRTY, DATA)))(
    'reports the uncleaned file exactly (skipped without ../shared/data)',
    () => {
      const report = checkBars(readLines(DIRTY));
      // shared/data/README.md: 49,875 rows of which 44,428 exact duplicates, times not monotonic, 3,220 missing bars, longest step 10.
      expect(report.rows).toBe(49_875);
      expect(found(report)).toEqual({
        'duplicate-row': 44_428,
        'time-not-increasing': 44_428,
        'missing-bars': 3_220,
      });
      expect(report.gapIntervalsMax).toBe(10);
      expect(report.intervalUs).toBe(300_000_000);
      expect(report.rowsForgotten).toBe(0);
      expect(report.issues.filter((issue) => issue.kind === 'missing-bars')).toHaveLength(100);
    },
  );
});

const L2 = 'l2-binance-2024-08-08';

describe.skipIf(!existsSync(new URL(L2, DATA)))(
  'QualityCheck on recorded books (skipped without ../shared/data)',
  () => {
    // shared/data/README.md: no break in the update-id chains, no trade id missing or duplicated.
    it.each([
      ['spot_btcusdt', 9_757, 28_040],
      ['usdm_ethusdt', 14_076, 53_992],
    ])('finds nothing wrong in trades and quotes of %s', (name, trades, quotes) => {
      const tradeCheck = new QualityCheck({ rows: 'trades' });
      for (const [index, line] of readLines(`${L2}/${name}_trades.csv.gz`).entries()) {
        const cells = line.split(',');
        const verdict = tradeCheck.trade(
          index + 2,
          fingerprintText(line),
          localUs(cells),
          Number(cells[3]),
          Number(cells[4]),
          Number(cells[5]),
        );
        if (verdict !== 'keep') throw new Error(line);
      }
      expect([tradeCheck.report().rows, found(tradeCheck.report())]).toEqual([trades, {}]);
      const quoteCheck = new QualityCheck({ rows: 'quotes' });
      for (const [index, line] of readLines(`${L2}/${name}_bbo.csv.gz`).entries()) {
        const [, , id = 0, bid = 0, bidSize = 0, ask = 0, askSize = 0] = line.split(',').map(Number);
        quoteCheck.quote(
          index + 2,
          fingerprintText(line),
          localUs(line.split(',')),
          id,
          bid,
          bidSize,
          ask,
          askSize,
        );
      }
      expect([quoteCheck.report().rows, found(quoteCheck.report())]).toEqual([quotes, {}]);
    });

    it.each([
      ['spot_ethusdt', 108_814],
      ['usdm_btcusdt', 445_521],
    ])('finds nothing wrong in the book of %s', (name, rows) => {
      const check = new QualityCheck({ rows: 'depth' });
      for (const [index, line] of readLines(`${L2}/${name}_depth.csv.gz`).slice(0, rows).entries()) {
        const cells = line.split(',');
        const [, , , first = 0, last = 0, , , price = 0, quantity = 0] = cells.map(Number);
        const previous = cells[5] === '' ? -1 : Number(cells[5]);
        const isSnapshot = cells[2] === 'snapshot';
        check.depth(
          index + 2,
          fingerprintText(line),
          localUs(cells),
          isSnapshot,
          first,
          last,
          previous,
          price,
          quantity,
        );
      }
      expect([check.report().rows, found(check.report())]).toEqual([rows, {}]);
    });
  },
);

function localUs(cells: readonly string[]): number {
  return Math.floor(Number(cells[0]) / 1000);
}

/** Minute bars from 10:00 as text, so that every test changes one thing. */
function minute(index: number, values = '10,12,9,11,5'): string {
  return `${1_678_442_400_000 + index * 60_000},${values}`;
}

function only(report: QualityReport, kind: QualityKind): [number, string][] {
  return report.issues.filter((issue) => issue.kind === kind).map((issue) => [issue.line, issue.detail]);
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

describe('QualityCheck on trades', () => {
  function check(
    rows: readonly (readonly [timeUs: number, id: number, price: number, quantity: number])[],
  ): QualityReport {
    const checker = new QualityCheck({ rows: 'trades' });
    for (const [index, row] of rows.entries()) checker.trade(index + 2, fingerprintText(row.join()), ...row);
    return checker.report();
  }

  it('finds nothing wrong in good trades, equal times included', () => {
    expect(
      found(
        check([
          [5, 1, 10, 1],
          [5, 2, 10, 1],
          [7, 3, 10, 1],
          [8, 4, 10, 1],
        ]),
      ),
    ).toEqual({});
  });

  it('counts missing ids exactly, late ones not', () => {
    const report = check([
      [1, 10, 10, 1],
      [2, 15, 10, 1],
      [3, 12, 10, 1],
      [4, 16, 10, 1],
    ]);
    expect(found(report)).toEqual({ 'trade-id-gap': 3, 'trade-id-backwards': 1 });
    expect(only(report, 'trade-id-gap')).toEqual([[3, 'trade 15 after 10']]);
    expect(only(report, 'trade-id-backwards')).toEqual([[4, 'trade 12 after 15']]);
  });

  it('tells the same trade twice from two trades of one id', () => {
    const report = check([
      [1, 10, 10, 1],
      [1, 10, 10, 1],
      [2, 10, 11, 1],
    ]);
    expect(found(report)).toEqual({ 'duplicate-row': 1, 'duplicate-trade-id': 1 });
    expect(only(report, 'duplicate-trade-id')).toEqual([
      [4, 'trade 10 was in an earlier row with different values'],
    ]);
  });

  it.each([
    ['bad-price', [1, 1, 0, 1]],
    ['bad-price', [1, 1, Number.NaN, 1]],
    ['bad-volume', [1, 1, 10, 0]],
    ['bad-volume', [1, 1, 10, -1]],
    ['bad-volume', [1, 1, 10, Number.NaN]],
    ['bad-time', [-1, 1, 10, 1]],
  ] as const)('refuses %s in %j', (kind, row) => {
    expect(found(check([row]))).toEqual({ [kind]: 1 });
  });

  it('does without ids', () => {
    expect(
      found(
        check([
          [1, -1, 10, 1],
          [2, -1, 10, 2],
        ]),
      ),
    ).toEqual({});
  });

  it('notices time going back', () => {
    expect(
      found(
        check([
          [2, 1, 10, 1],
          [1, 2, 10, 1],
        ]),
      ),
    ).toEqual({ 'time-backwards': 1 });
  });
});

describe('QualityCheck on quotes', () => {
  type Row = readonly [
    timeUs: number,
    id: number,
    bid: number,
    bidSize: number | undefined,
    ask: number,
    askSize: number | undefined,
  ];
  function check(rows: readonly Row[]): QualityReport {
    const checker = new QualityCheck({ rows: 'quotes' });
    for (const [index, row] of rows.entries()) checker.quote(index + 2, fingerprintText(row.join()), ...row);
    return checker.report();
  }

  it('finds nothing wrong in good quotes, locked ones, skipped ids and missing sizes included', () => {
    expect(
      found(
        check([
          [1, 5, 10, 1, 11, 1],
          [1, 9, 10, 0, 10, 2],
          [2, 9, 10, undefined, 11, undefined],
          [3, -1, 10, 1, 11, 1],
        ]),
      ),
    ).toEqual({});
  });

  it.each([
    ['crossed-quote', [1, 1, 11, 1, 10, 1]],
    ['bad-price', [1, 1, 0, 1, 10, 1]],
    ['bad-price', [1, 1, 9, 1, Number.NaN, 1]],
    ['bad-volume', [1, 1, 9, -1, 10, 1]],
    ['bad-volume', [1, 1, 9, 1, 10, Number.NaN]],
    ['bad-time', [0.5, 1, 9, 1, 10, 1]],
  ] as const)('refuses %s in %j', (kind, row) => {
    expect(found(check([row]))).toEqual({ [kind]: 1 });
  });

  it('notices ids going back', () => {
    const report = check([
      [1, 5, 10, 1, 11, 1],
      [2, 4, 10, 1, 11, 1],
      [3, 5, 10, 1, 11, 1],
    ]);
    expect(found(report)).toEqual({ 'update-id-backwards': 1 });
    expect(only(report, 'update-id-backwards')).toEqual([[3, 'update 4 after 5']]);
  });
});

describe('QualityCheck on depth', () => {
  type Row = readonly [
    snapshot: boolean,
    first: number,
    last: number,
    previous: number,
    price?: number,
    quantity?: number,
  ];
  function check(rows: readonly Row[]): QualityReport {
    const checker = new QualityCheck({ rows: 'depth' });
    for (const [index, [snapshot, first, last, previous, price = 10, quantity = index]] of rows.entries()) {
      checker.depth(
        index + 2,
        fingerprintText(`${index}`),
        5,
        snapshot,
        first,
        last,
        previous,
        price,
        quantity,
      );
    }
    return checker.report();
  }

  it('follows the spot chain, several rows to an update, snapshots beside it', () => {
    expect(
      found(
        check([
          [false, 5, 9, -1],
          [false, 5, 9, -1],
          [true, 7, 7, -1],
          [false, 10, 12, -1],
          [false, 13, 13, -1],
        ]),
      ),
    ).toEqual({});
    const report = check([
      [false, 5, 9, -1],
      [false, 11, 12, -1],
      [false, 13, 14, -1],
    ]);
    expect(found(report)).toEqual({ 'update-id-gap': 1 });
    expect(only(report, 'update-id-gap')).toEqual([[3, 'update 11 to 12 follows 10, not 9']]);
  });

  it('follows the USD-M chain by the id each update names', () => {
    expect(
      found(
        check([
          [false, 5, 9, 3],
          [false, 20, 25, 9],
          [false, 26, 28, 25],
        ]),
      ),
    ).toEqual({});
    expect(
      found(
        check([
          [false, 5, 9, 3],
          [false, 10, 25, 8],
        ]),
      ),
    ).toEqual({ 'update-id-gap': 1 });
  });

  it('notices ids going back', () => {
    expect(
      only(
        check([
          [false, 5, 9, -1],
          [false, 3, 4, -1],
        ]),
        'update-id-backwards',
      ),
    ).toEqual([[3, 'update 3 to 4 after 9']]);
  });

  it.each([
    ['bad-price', [false, 1, 2, -1, 0, 1]],
    ['bad-volume', [false, 1, 2, -1, 10, -1]],
    ['bad-volume', [true, 1, 2, -1, 10, Number.NaN]],
  ] as const)('refuses %s in %j', (kind, row) => {
    expect(found(check([row]))).toEqual({ [kind]: 1 });
  });

  it('refuses bad times and repetitions', () => {
    const checker = new QualityCheck({ rows: 'depth' });
    expect(checker.depth(2, 1, Number.NaN, false, 1, 2, -1, 10, 1)).toBe('refuse');
    expect(checker.depth(3, 1, 5, false, 1, 2, -1, 10, 1)).toBe('keep');
    expect(checker.depth(4, 1, 5, false, 1, 2, -1, 10, 1)).toBe('duplicate');
  });
});

describe('QualityCheck on a time column', () => {
  function check(times: readonly number[]): QualityReport {
    const checker = new QualityCheck({ rows: 'times' });
    for (const [index, timeUs] of times.entries()) checker.time(index + 2, index, timeUs);
    return checker.report();
  }

  it('counts what is missing where most steps are equal', () => {
    const report = check([0, 60, 120, 300, 360]);
    expect([found(report), report.intervalUs]).toEqual([{ 'missing-bars': 2 }, 60]);
  });

  it('assumes no interval where they are not', () => {
    const report = check([0, 60, 120, 300, 501, 509]);
    expect([found(report), report.intervalUs, report.gaps, report.gapIntervalsMax]).toEqual([{}, 0, 0, 1]);
    expect(check([5]).intervalUs).toBe(0);
  });

  it('allows several rows of one time but says that times do not rise', () => {
    expect(found(check([0, 60, 60, 120, 180]))).toEqual({ 'time-not-increasing': 1 });
    expect(found(check([0, 60, 30, 90]))).toEqual({ 'time-not-increasing': 1, 'time-backwards': 1 });
  });

  it('gives a verdict on every row', () => {
    const checker = new QualityCheck({ rows: 'times' });
    expect([
      checker.time(2, 1, 5),
      checker.time(3, 1, 5),
      checker.time(4, 2, 5),
      checker.time(5, 3, -5),
    ]).toEqual(['keep', 'duplicate', 'keep', 'refuse']);
    expect(found(checker.report())).toEqual({ 'duplicate-row': 1, 'time-not-increasing': 2, 'bad-time': 1 });
  });
});

describe('the kinds of issues', () => {
  it('are each listed once, two of them only worth knowing', () => {
    expect(new Set(QUALITY_KINDS).size).toBe(QUALITY_KINDS.length);
    expect(QUALITY_KINDS.filter(isInformational)).toEqual(['off-grid-time', 'zero-volume']);
    expect(Object.keys(new QualityCheck({ rows: 'bars' }).report().counts)).toEqual(QUALITY_KINDS);
  });
});
