import { DAY, HOUR, MINUTE, Refusal, type TimeUs } from '@qca/base';

/** A span of time in equal periods. */
export interface Periods {
  readonly firstUs: TimeUs;
  readonly periodUs: number;
  readonly count: number;
  readonly perYear: number;
  readonly name: string;
}

const YEAR = 365.25 * DAY;
const CHOICES = [
  { name: '1d', us: DAY },
  { name: '1h', us: HOUR },
  { name: '5m', us: 5 * MINUTE },
  { name: '1m', us: MINUTE },
] as const;
/** Fewer say nothing of a strategy. */
const COUNT_MIN = 60;
/** More do not fit in a job's result. */
const COUNT_MAX = 20_000;

/** Cuts a span into days, or into the longest periods of which it has sixty. Rejects, as `Refusal`: `too-little-data`. */
export function choosePeriods({
  firstUs,
  lastUs,
}: {
  readonly firstUs: TimeUs;
  readonly lastUs: TimeUs;
}): Periods {
  for (const { name, us } of CHOICES) {
    const count = Math.ceil((lastUs - firstUs) / us);
    if (count >= COUNT_MIN && count <= COUNT_MAX)
      return { firstUs, periodUs: us, count, perYear: YEAR / us, name };
  }
  throw new Refusal({
    kind: 'too-little-data',
    what: `${Math.round((lastUs - firstUs) / MINUTE)} minutes are too few, or too many, to judge a strategy`,
    where: '--data',
    remedy: `Give recordings of ${COUNT_MIN} minutes to ${COUNT_MAX} days.`,
  });
}

/** One step of a walk: what is chosen from, and what the choice is tried on. Indices of periods, ends not included. */
export interface Fold {
  readonly train: { readonly from: number; readonly to: number };
  readonly test: { readonly from: number; readonly to: number };
}

/** Fewer periods in a block are too few to choose by. */
const BLOCK_MIN = 10;

/**
 * Walks forward in `folds` steps: the span is cut into one block more; each block but the first is tested once, by what was
 * best in all periods before it. Earlier blocks are longer by one where they do not divide evenly.
 *
 * Rejects, as `Refusal`: `too-many-folds`.
 */
export function walkForward(count: number, folds: number): readonly Fold[] {
  if (Math.floor(count / (folds + 1)) < BLOCK_MIN)
    throw new Refusal({
      kind: 'too-many-folds',
      what: `${count} periods in ${folds + 1} blocks leave fewer than ${BLOCK_MIN} in each`,
      where: '--folds',
      remedy: `Give at most ${Math.floor(count / BLOCK_MIN) - 1}.`,
    });
  const startOf = (block: number): number =>
    block * Math.floor(count / (folds + 1)) + Math.min(block, count % (folds + 1));
  return Array.from({ length: folds }, (_, fold) => ({
    train: { from: 0, to: startOf(fold + 1) },
    test: { from: startOf(fold + 1), to: startOf(fold + 2) },
  }));
}
