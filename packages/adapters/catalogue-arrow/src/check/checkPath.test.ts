import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type CheckedFile, type CheckOptions, checkPath } from './checkPath.ts';

let root: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'check-'));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

async function checked(
  content: string | Uint8Array,
  options?: CheckOptions,
  name = 'some.csv',
): Promise<CheckedFile> {
  writeFileSync(join(root, name), content);
  const { files } = await checkPath(join(root, name), options);
  return files[0] as CheckedFile;
}

const issues = ({ issues: all }: CheckedFile): [number, string][] =>
  all.map(({ line, kind }) => [line, kind]);

const DAY_MS = 86_400_000;
const bars = (...rows: readonly string[]): string => `ts_ms,open,high,low,close,volume\n${rows.join('\n')}\n`;

describe('checkPath', () => {
  it('names line, kind and reason of everything wrong with bars', async () => {
    const file = await checked(
      bars(
        '60000,1,2,1,2,5',
        '120000,1,2,1,2,0',
        '120000,1,2,1,2,0',
        '60000,1,2,1,2,5',
        '300000,1,2,1,3,5',
        '360000,1,NaN,1,2,5',
        '420000,1,2,1,2,-5',
        'soon,1,2,1,2,5',
        '480000,1,2,1,2',
        '540000,-1,2,1,2,5',
      ),
    );
    expect(file.rows).toBe(10);
    expect(file.first).toBe('1970-01-01T00:01:00.000000Z');
    expect(file.last).toBe('1970-01-01T00:09:00.000000Z');
    expect(file.counts).toMatchObject({
      'zero-volume': 1,
      'duplicate-row': 2,
      'time-backwards': 1,
      'bad-range': 1,
      'bad-price': 2,
      'bad-volume': 1,
      'bad-time': 1,
      'malformed-row': 1,
    });
    expect(issues(file)).toEqual(
      expect.arrayContaining([
        [3, 'zero-volume'],
        [4, 'duplicate-row'],
        [5, 'duplicate-row'],
        [5, 'time-backwards'],
        [6, 'bad-range'],
        [7, 'bad-price'],
        [8, 'bad-volume'],
        [9, 'bad-time'],
        [10, 'malformed-row'],
        [11, 'bad-price'],
      ]),
    );
    expect(file.issues.map(({ line }) => line)).toEqual(
      [...file.issues.map(({ line }) => line)].sort((a, b) => a - b),
    );
  });

  it('checks times and numbers of files that no instrument is known for', async () => {
    const file = await checked(
      'Date,AAPL,note\n1990-01-02,0.264,a\n1990-01-03,nan,b\n1990-01-04,,c\n1990-01-03,0.3,d\n1990-01-08,0.3\n',
    );
    expect(file.kind).toBe('table');
    expect(issues(file)).toEqual([
      [3, 'not-a-number'],
      [4, 'empty-value'],
      [5, 'time-backwards'],
      [6, 'malformed-row'],
    ]);
    expect(file.issues[0]?.detail).toBe("column 'AAPL' is 'nan'");
  });

  it('counts missing rows of a table with a steady step', async () => {
    const days = [0, 1, 2, 3, 6, 7, 8].map((day) => `${20 * DAY_MS * 365 + day * DAY_MS},${day}`);
    const file = await checked(`ts_ms,value\n${days.join('\n')}\n`);
    expect(file.counts).toEqual({ 'missing-bars': 2 });
    expect(file.intervalUs).toBe(DAY_MS * 1000);
  });

  it('finds defects of trades, quotes and depth', async () => {
    const trades = await checked(
      'ts_ms,price,qty,side,trade_id\n1000000000000,1,1,buy,7\n1000000000001,0,1,buy,8\n1000000000002,1,1,buy,10\n',
    );
    expect(trades.kind).toBe('trades');
    expect(trades.counts).toMatchObject({ 'bad-price': 1, 'trade-id-gap': expect.any(Number) });
    const quotes = await checked('ts_ms,bid_px,bid_qty,ask_px,ask_qty\n1000000000000,2,1,1,1\n');
    expect(quotes.kind).toBe('quotes');
    expect(quotes.counts).toEqual({ 'crossed-quote': 1 });
    const depth = await checked(
      'ts_ms,kind,first_update_id,last_update_id,prev_last_update_id,side,price,qty\n' +
        '1000000000000,update,1,2,0,b,1,1\n1000000000001,update,5,6,4,b,1,x\n1000000000002,update,9,9,8,b,1,1\n',
    );
    expect(depth.kind).toBe('depth');
    expect(depth.counts).toMatchObject({ 'bad-volume': 1, 'update-id-gap': 1 });
  });

  it('finds candles whose ask is bad or below the bid', async () => {
    const head = 'ts_ms,bid_open,bid_high,bid_low,bid_close,ask_open,ask_high,ask_low,ask_close';
    const file = await checked(
      `${head}\n0,1,1,1,1,2,2,2,2\n60000,1,1,1,1,2,2,0.5,0.9\n120000,1,1,1,1,2,1,1,1\n180000,1,1,1,1,0,2,2,2\n`,
    );
    expect(issues(file)).toEqual([
      [3, 'crossed-quote'],
      [4, 'bad-range'],
      [5, 'bad-price'],
    ]);
  });

  it('tells where a compressed file was cut off', async () => {
    const rows = Array.from(
      { length: 2_000 },
      (_, at) => `${1e12 + at * 60_000},${at + 1},${at + 1},${at + 1},${at + 1},1`,
    );
    const whole = gzipSync(bars(...rows));
    const file = await checked(whole.subarray(0, whole.length >> 1), {}, 'cut.csv.gz');
    expect(file.rows).toBeGreaterThan(100);
    expect(file.rows).toBeLessThan(2_000);
    expect(issues(file).at(-1)).toEqual([file.rows + 2, 'truncated-file']);
  });

  it.each([
    ['no byte', ''],
    ['a header only', 'ts_ms,open\n'],
  ])('says that a file with %s is empty', async (_, content) => {
    expect(issues(await checked(content))).toEqual([[1, 'empty-file']]);
  });

  it('keeps the counts exact when it lists no more', async () => {
    const file = await checked(
      bars('60000,1,1,1,1,1', ...Array.from({ length: 9 }, () => '60000,1,1,1,1,1')),
      { issuesMax: 3 },
    );
    expect(file.counts['duplicate-row']).toBe(9);
    expect(file.issues.filter(({ kind }) => kind === 'duplicate-row')).toHaveLength(3);
    expect(file.complete).toBe(false);
  });

  it('checks all files below a folder, by path', async () => {
    await checked(bars('60000,1,1,1,1,1'), {}, 'b.csv');
    await checked(bars('60000,1,1,1,1,1'), {}, 'a.csv');
    expect((await checkPath(root)).files.map(({ file }) => file)).toEqual(['a.csv', 'b.csv']);
  });

  it('refuses a path without CSV files, and one that is not there', async () => {
    await expect(checkPath(root)).rejects.toMatchObject({ kind: 'no-files' });
    await expect(checkPath(join(root, 'none'))).rejects.toMatchObject({ kind: 'no-such-folder' });
  });

  it('refuses a mapping to a column that is not there', async () => {
    await expect(checked(bars('60000,1,1,1,1,1'), { mapping: { close: 'last' } })).rejects.toMatchObject({
      kind: 'unknown-column',
    });
  });
});
