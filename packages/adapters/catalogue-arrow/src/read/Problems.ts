import { Refusal } from '@qca/base';
import type { QualityKind } from '@qca/market';

/** A row that cannot be used, in the words of the quality report. */
export interface RowProblem {
  readonly file: string;
  /** Counted from 1, the header included. */
  readonly line: number;
  readonly kind: QualityKind;
  readonly detail: string;
}

/** Problems kept word for word; beyond, they are counted only. Bounds memory on hopeless files. */
const KEPT_MAX = 1_000;

/** Problems named in a refusal: enough to see the pattern. */
const NAMED_MAX = 5;

/** The bad rows of one file. */
export class Problems {
  readonly file: string;
  readonly kept: RowProblem[] = [];
  readonly counts = new Map<QualityKind, number>();
  total = 0;

  constructor(file: string) {
    this.file = file;
  }

  add(line: number, kind: QualityKind, detail: string): void {
    this.total += 1;
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1);
    if (this.kept.length < KEPT_MAX) this.kept.push({ file: this.file, line, kind, detail });
  }

  /** Counts by kind in words, `44428 duplicate-row, 3 bad-price`. */
  summary(): string {
    return [...this.counts].map(([kind, count]) => `${count} ${kind}`).join(', ');
  }

  /** Throws a refusal that names the first bad rows, when there are any. */
  refuse(): void {
    const first = this.kept[0];
    if (first === undefined) return;
    const named = this.kept
      .slice(0, NAMED_MAX)
      .map((problem) => `line ${problem.line}: ${problem.kind}, ${problem.detail}`);
    const more = this.total > NAMED_MAX ? `; and ${this.total - NAMED_MAX} more` : '';
    throw new Refusal({
      kind: 'bad-rows',
      what: `${this.total} bad ${this.total === 1 ? 'row' : 'rows'} (${this.summary()}): ${named.join('; ')}${more}`,
      where: `${this.file}:${first.line}`,
      remedy: 'Mend the file, or leave bad rows out with `onBadRow: skip`; `qca data check` lists them all.',
    });
  }
}
