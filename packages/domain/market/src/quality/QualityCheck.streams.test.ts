import { describe, expect, it } from 'vitest';
import { fingerprintText } from './fingerprint.ts';
import { QualityCheck } from './QualityCheck.ts';
import type { QualityReport } from './QualityReport.ts';
import { found, only } from './quality.fixture.ts';

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
