import type { TimeUs } from '@qca/base';

/** What can be wrong, or worth knowing, about the rows of a file. */
export type QualityKind =
  /** The row could not be read at all; told by the reader through `note`. */
  | 'malformed-row'
  /** The time is not a whole number of microseconds since 1970. */
  | 'bad-time'
  /** The same text as an earlier row, character by character. */
  | 'duplicate-row'
  /** A second, different row for a time that can have only one. */
  | 'duplicate-time'
  /** Earlier than the row before it. */
  | 'time-backwards'
  /** Not later than the row before it, where times should strictly rise (bars, plain time columns). */
  | 'time-not-increasing'
  /** Bars that the interval leaves room for and the file does not have; counted in bars. */
  | 'missing-bars'
  /** A step between neighbouring times that is no multiple of the interval. */
  | 'off-grid-time'
  /** Zero, negative, NaN or infinite price. */
  | 'bad-price'
  /** Negative, NaN or infinite volume or size. */
  | 'bad-volume'
  /** High below low, or open or close outside of [low, high]. */
  | 'bad-range'
  /** A bar without any trade. */
  | 'zero-volume'
  /** Ask below bid. */
  | 'crossed-quote'
  /** A book update does not follow the one before it. */
  | 'update-id-gap'
  /** An update id below the one before it. */
  | 'update-id-backwards'
  /** Trade ids between the first and the last that no row has; counted in ids. */
  | 'trade-id-gap'
  /** A trade id below the one before it. */
  | 'trade-id-backwards'
  /** A trade id that an earlier, different row had. */
  | 'duplicate-trade-id';

/** In the order in which a summary shows them. */
export const QUALITY_KINDS: readonly QualityKind[] = [
  'malformed-row',
  'bad-time',
  'duplicate-row',
  'duplicate-time',
  'time-backwards',
  'time-not-increasing',
  'missing-bars',
  'off-grid-time',
  'bad-price',
  'bad-volume',
  'bad-range',
  'zero-volume',
  'crossed-quote',
  'update-id-gap',
  'update-id-backwards',
  'trade-id-gap',
  'trade-id-backwards',
  'duplicate-trade-id',
];

export interface QualityIssue {
  /** Line of the file, from 1, the header included. */
  readonly line: number;
  readonly kind: QualityKind;
  readonly detail: string;
}

/** What one file turned out to hold. */
export interface QualityReport {
  /** Rows checked, malformed ones included, the header not. */
  readonly rows: number;
  /** Earliest and latest good time; NaN in a file without any. */
  readonly firstTimeUs: TimeUs;
  readonly lastTimeUs: TimeUs;
  /** Exact, however few of the issues are listed. In rows, except `missing-bars` (bars) and `trade-id-gap` (ids). */
  readonly counts: Readonly<Record<QualityKind, number>>;
  /** At most `ISSUES_LISTED_MAX` of each kind, the first ones met, by line. */
  readonly issues: readonly QualityIssue[];
  /** The interval given or found (the most common step); 0 where times follow none. */
  readonly intervalUs: number;
  /** Runs of missing bars, and the longest step in intervals (1 where nothing is missing). */
  readonly gaps: number;
  readonly gapIntervalsMax: number;
  /** Rows too far back to be compared any more: while 0, duplicates and missing bars are exact over the whole file. */
  readonly rowsForgotten: number;
}

/** A hundred lines per kind show a pattern; more only hide the other kinds. */
export const ISSUES_LISTED_MAX = 100;

const INFORMATIONAL: ReadonlySet<QualityKind> = new Set(['zero-volume', 'off-grid-time']);

/** Returns whether a kind is worth knowing rather than wrong. */
export function isInformational(kind: QualityKind): boolean {
  return INFORMATIONAL.has(kind);
}
