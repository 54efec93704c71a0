import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from './fingerprint.ts';
import { QualityCheck } from './QualityCheck.ts';
import { checkBars, found } from './quality.fixture.ts';

const DATA = new URL('../../../../../../shared/data/', import.meta.url);
const DIRTY = 'dirty/bittrex_LTC_BTC_5m_with_duplicates.csv.gz';
const L2 = 'l2-binance-2024-08-08';

function readLines(path: string): string[] {
  return gunzipSync(readFileSync(new URL(path, DATA)))
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .slice(1);
}

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
