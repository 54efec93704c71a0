import { fingerprintText } from './fingerprint.ts';
import { QualityCheck, type QualityOptions } from './QualityCheck.ts';
import type { QualityKind, QualityReport } from './QualityReport.ts';

// What the tests of the quality check share.

/** Feeds lines of a bar file whose first column is milliseconds. */
export function checkBars(lines: readonly string[], options: Partial<QualityOptions> = {}): QualityReport {
  const check = new QualityCheck({ rows: 'bars', ...options });
  for (const [index, line] of lines.entries()) {
    const cells = line.split(',').map(Number);
    const [timeMs = Number.NaN, open = 0, high = 0, low = 0, close = 0, volume] = cells;
    check.bar(index + 2, fingerprintText(line), timeMs * 1000, open, high, low, close, volume);
  }
  return check.report();
}

/** The kinds met, and how often. */
export function found(report: QualityReport): Partial<Record<QualityKind, number>> {
  return Object.fromEntries(Object.entries(report.counts).filter(([, count]) => count > 0));
}

/** Line and detail of the issues of one kind. */
export function only(report: QualityReport, kind: QualityKind): [number, string][] {
  return report.issues.filter((issue) => issue.kind === kind).map((issue) => [issue.line, issue.detail]);
}
