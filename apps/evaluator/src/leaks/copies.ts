import type { TargetBook } from '@qca/strategies';
import type { LeakFinding } from './Subject.ts';

/** What a listed model held, to find those who follow it. */
export interface ListedBook extends TargetBook {
  readonly name: string;
  readonly hash: string;
}

export interface CopyFinding extends LeakFinding {
  /** The model that this one is most like, and how many bars behind it comes; undefined without listed models. */
  readonly most: { readonly hash: string; readonly name: string; readonly lagBars: number } | undefined;
}

/** Above this a follower is a copy: the threshold of the Bittensor subnet 8 plagiarism rules. */
const SIMILARITY_MAX = 0.75;
/** Two and a half days of hourly bars: a copy that comes later has lost what it copied. */
const LAGS = 60;
/** Shared moments below which nothing is compared. */
const SHARED_MIN = 100;

/**
 * Looks for listed models whose changes of weight this model repeats, at the same moment or up to 60 bars later.
 *
 * Similarity is the correlation of changes in weight over the instruments and moments both know, at the best lag. Changes and
 * not weights, because two models that both hold a rising market are not copies of each other.
 */
export function copies(book: TargetBook, hash: string, listed: readonly ListedBook[]): CopyFinding {
  let best = { value: 0, lagBars: 0, other: undefined as ListedBook | undefined };
  for (const other of listed) {
    if (other.hash === hash) continue;
    const aligned = align(book, other);
    for (let lagBars = 0; aligned !== undefined && lagBars <= LAGS; lagBars += 1) {
      const value = laggedCorrelation(aligned, lagBars);
      if (value > best.value) best = { value, lagBars, other };
    }
  }
  const passed = best.value < SIMILARITY_MAX;
  const name = best.other?.name ?? '';
  return {
    name: 'copy',
    passed,
    value: best.value,
    threshold: SIMILARITY_MAX,
    detail:
      best.other === undefined
        ? `nothing like it among ${listed.length} listed models`
        : `${passed ? 'most like' : 'a copy of'} ${name}: its changes follow those by ${best.lagBars} bars with a correlation of ${best.value.toFixed(2)}`,
    most: best.other === undefined ? undefined : { hash: best.other.hash, name, lagBars: best.lagBars },
  };
}

interface Aligned {
  /** Changes of weight of one instrument after another, a gap of zeros between them. */
  readonly ours: readonly Float64Array[];
  readonly theirs: readonly Float64Array[];
}

function align(book: TargetBook, other: TargetBook): Aligned | undefined {
  const place = new Map(Array.from(other.timeUs, (time, step) => [time, step]));
  const shared = Array.from(book.timeUs, (time, step) => ({ step, there: place.get(time) })).filter(
    (each): each is { step: number; there: number } => each.there !== undefined,
  );
  const columns = book.instruments.flatMap((id, column) => {
    const there = other.instruments.indexOf(id);
    return there < 0 ? [] : [{ column, there }];
  });
  if (shared.length < SHARED_MIN || columns.length === 0) return undefined;
  return {
    ours: columns.map(({ column }) =>
      changes(
        book,
        shared.map(({ step }) => step),
        column,
      ),
    ),
    theirs: columns.map(({ there }) =>
      changes(
        other,
        shared.map((each) => each.there),
        there,
      ),
    ),
  };
}

function changes(
  { weights, instruments }: TargetBook,
  steps: readonly number[],
  column: number,
): Float64Array {
  let before = 0;
  return Float64Array.from(steps, (step) => {
    const now = weights[step * instruments.length + column] as number;
    if (Number.isNaN(now)) return 0;
    const change = now - before;
    before = now;
    return change;
  });
}

function laggedCorrelation({ ours, theirs }: Aligned, lag: number): number {
  let product = 0;
  let one = 0;
  let other = 0;
  for (const [column, own] of ours.entries()) {
    const their = theirs[column] as Float64Array;
    for (let step = lag; step < own.length; step += 1) {
      const x = own[step] as number;
      const y = their[step - lag] as number;
      product += x * y;
      one += x * x;
      other += y * y;
    }
  }
  return one > 0 && other > 0 ? product / Math.sqrt(one * other) : 0;
}
