import { join, relative } from 'node:path';
import { formatTime, Refusal } from '@qca/base';
import type { QualityKind } from '@qca/market';
import { RowScanner } from '../csv/RowScanner.ts';
import type { ReadProgress } from '../csv/readPieces.ts';
import { readPieces } from '../csv/readPieces.ts';
import { dataFolders } from '../read/dataFolders.ts';
import type { ColumnMapping, LayoutKind } from '../read/layout.ts';
import { type FileConfig, readMarketConfig } from '../read/marketConfig.ts';
import { parseInterval, parseMarketName } from '../read/marketName.ts';
import { FileCheck } from './FileCheck.ts';

/** What can be said of a row: the quality report's words, and what only a reader of files can find. */
export type IssueKind =
  | QualityKind
  /** A word such as NaN, inf or null where the column has numbers. */
  | 'not-a-number'
  /** Nothing where the column has numbers. */
  | 'empty-value'
  /** The compressed file ends early or is damaged; what follows the line could not be read. */
  | 'truncated-file'
  /** No row at all. */
  | 'empty-file';

export interface FileIssue {
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly kind: IssueKind;
  readonly detail: string;
}

/** What one file turned out to hold. */
export interface CheckedFile {
  /** Relative to the checked path, or the name of the only file. */
  readonly file: string;
  /** What the columns were recognised as; `table` for anything that is no market recording. */
  readonly kind: LayoutKind;
  /** Rows, bad ones included, the header not. */
  readonly rows: number;
  /** Earliest and latest time, ISO 8601 UTC; null where no column is a time. */
  readonly first: string | null;
  readonly last: string | null;
  /** Interval stated or found, in microseconds; 0 where times follow none. */
  readonly intervalUs: number;
  /** Exact. In rows, except `missing-bars` (bars) and `trade-id-gap` (ids). Kinds that were not found are absent. */
  readonly counts: Readonly<Partial<Record<IssueKind, number>>>;
  /** By line. */
  readonly issues: readonly FileIssue[];
  /** Whether issues were left out of the list because there are more than `ISSUES_MAX` of one kind. */
  readonly complete: boolean;
}

/** Issues listed of each kind in a file: all of them in any file worth keeping, and a bound on memory in others. */
export const ISSUES_MAX = 100_000;

export interface CheckOptions {
  readonly mapping?: ColumnMapping;
  readonly onProgress?: (progress: ReadProgress) => void;
  /** `ISSUES_MAX` when absent. */
  readonly issuesMax?: number;
}

/**
 * Checks every CSV file below a path and changes nothing. Works on files that no instrument is known for.
 *
 * Rejects: a path that does not exist or holds no CSV file, and a `market.json` that cannot be read.
 */
export async function checkPath(
  path: string,
  options: CheckOptions = {},
): Promise<{ readonly files: readonly CheckedFile[] }> {
  const files: CheckedFile[] = [];
  for (const folder of await dataFolders(path, 'all')) {
    const config = await readMarketConfig(folder.path);
    for (const name of folder.files) {
      const full = join(folder.path, name);
      files.push(await checkFile(full, relative(path, full) || name, config.files?.[name] ?? {}, options));
    }
  }
  if (files.length > 0) return { files };
  throw new Refusal({
    kind: 'no-files',
    what: 'There are no CSV files here',
    where: path,
    remedy: 'Give a CSV file, or a folder with some.',
  });
}

async function checkFile(
  path: string,
  shownName: string,
  config: FileConfig,
  options: CheckOptions,
): Promise<CheckedFile> {
  const stated = config.interval ?? undefined;
  const intervalUs =
    stated === undefined
      ? parseMarketName(shownName.split('/').at(-1) ?? '', '')?.intervalUs
      : parseInterval(stated);
  const check = new FileCheck({
    path,
    mapping: { ...options.mapping, ...(config.columns as ColumnMapping | undefined) },
    intervalUs,
    issuesMax: options.issuesMax ?? ISSUES_MAX,
  });
  const scanner: RowScanner = new RowScanner(() => check.row(scanner));
  try {
    await readPieces(path, (piece) => scanner.push(piece), options.onProgress);
    scanner.finish();
  } catch (error) {
    if (!(error instanceof Refusal) || !error.kind.endsWith('-gzip')) throw error;
    check.cutOff(scanner.line + 1, error.message);
  }
  const { report, issues, counts, kind } = check.finish();
  return {
    file: shownName,
    kind,
    rows: report.rows,
    first: Number.isNaN(report.firstTimeUs) ? null : formatTime(report.firstTimeUs),
    last: Number.isNaN(report.lastTimeUs) ? null : formatTime(report.lastTimeUs),
    intervalUs: report.intervalUs,
    counts,
    issues,
    complete: check.complete,
  };
}
