import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fingerprintText } from './fingerprint.ts';
import { QualityCheck, type QualityOptions } from './QualityCheck.ts';
import type { QualityKind, QualityReport } from './QualityReport.ts';

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
