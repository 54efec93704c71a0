import { mean } from '../describe/moments.ts';
import { fitLine } from '../describe/regression.ts';
import { binomial, blockStarts, combinations } from './combinations.ts';

type Matrix = readonly Float64Array[];

export interface BacktestOverfitting {
  /** Number of blocks. */
  readonly blocks: number;
  /** Ways to take half of the blocks. */
  readonly splits: number;
  /** Share of splits in which the best in sample was at or below the middle out of sample. */
  readonly pbo: number;
  /** The same, strictly below the middle. */
  readonly pboStrict: number;
  readonly meanLogit: number;
  /** Line of the winner's ratio out of sample over its ratio in sample. Below 0: the better it looked, the worse it did. */
  readonly degradationSlope: number;
  readonly degradationIntercept: number;
  /** Share of splits in which the winner lost out of sample. */
  readonly lossProbability: number;
}

/**
 * Probability of backtest overfitting, by combinatorially symmetric cross-validation.
 *
 * Rows go into `blocks` blocks; for each half of them, the column with the best mean over deviation (divisor n − 1) is the winner,
 * and its rank w among all columns in the other half, from 1 for the worst, over N + 1, gives the logit ln(w / (1 − w)).
 * The paper has blocks of one size; where rows do not divide evenly, none is dropped and the first blocks are longer by one. A column that never moves has ratio 0.
 * Shape: `rows` [time][strategy], returns per period. `blocks` even. Source: Bailey, Borwein, López de Prado and Zhu, "The
 * Probability of Backtest Overfitting" (2017).
 */
export function backtestOverfitting(rows: Matrix, blocks: number): BacktestOverfitting {
  const sums = blockSums(rows, blocks);
  const splits = binomial(blocks, blocks / 2);
  const inSample = new Float64Array(splits);
  const outOfSample = new Float64Array(splits);
  const logits = new Float64Array(splits);
  const columns = sums.centres.length;
  const ratiosIn = new Float64Array(columns);
  const ratiosOut = new Float64Array(columns);
  let split = 0;
  for (const chosen of combinations(blocks, blocks / 2)) {
    fillRatios(sums, chosen, ratiosIn, ratiosOut);
    const winner = indexOfMost(ratiosIn);
    const relative = rankOf(ratiosOut, winner) / (columns + 1);
    inSample[split] = ratiosIn[winner] as number;
    outOfSample[split] = ratiosOut[winner] as number;
    logits[split] = Math.log(relative / (1 - relative));
    split += 1;
  }
  const line = fitLine(inSample, outOfSample);
  return {
    blocks,
    splits,
    pbo: share(logits, (logit) => logit <= 0),
    pboStrict: share(logits, (logit) => logit < 0),
    meanLogit: mean(logits),
    degradationSlope: line.slope,
    degradationIntercept: line.intercept,
    lossProbability: share(outOfSample, (ratio) => ratio < 0),
  };
}

/** Numbers of blocks that are even, from 4 to 16: 16 has 12,870 splits, 20 would have 184,756. */
export const USUAL_BLOCKS = [4, 6, 8, 10, 12, 14, 16] as const;

/** The same over several numbers of blocks: one number alone can mislead by tens of percent. Leaves out those with blocks of one row. */
export function backtestOverfittingSpread(
  rows: Matrix,
  choices: readonly number[] = USUAL_BLOCKS,
): BacktestOverfitting[] {
  return choices
    .filter((blocks) => rows.length >= 2 * blocks)
    .map((blocks) => backtestOverfitting(rows, blocks));
}

interface BlockSums {
  readonly columns: number;
  /** Mean of each column, taken off before squaring, so that no digits are lost. */
  readonly centres: Float64Array;
  readonly counts: Float64Array;
  /** Sums and squares by block. Shape: [block × column]. */
  readonly sums: Float64Array;
  readonly squares: Float64Array;
  readonly allSums: Float64Array;
  readonly allSquares: Float64Array;
  readonly rows: number;
}

function blockSums(rows: Matrix, blocks: number): BlockSums {
  const columns = rows[0]?.length ?? 0;
  const centres = new Float64Array(columns);
  for (const row of rows)
    for (let column = 0; column < columns; column += 1)
      centres[column] = (centres[column] as number) + (row[column] as number) / rows.length;
  const starts = blockStarts(rows.length, blocks);
  const sums = new Float64Array(blocks * columns);
  const squares = new Float64Array(blocks * columns);
  const allSums = new Float64Array(columns);
  const allSquares = new Float64Array(columns);
  for (let block = 0; block < blocks; block += 1) {
    for (let time = starts[block] as number; time < (starts[block + 1] as number); time += 1) {
      const row = rows[time] as Float64Array;
      for (let column = 0; column < columns; column += 1) {
        const away = (row[column] as number) - (centres[column] as number);
        const place = block * columns + column;
        sums[place] = (sums[place] as number) + away;
        squares[place] = (squares[place] as number) + away * away;
        allSums[column] = (allSums[column] as number) + away;
        allSquares[column] = (allSquares[column] as number) + away * away;
      }
    }
  }
  const counts = Float64Array.from(
    { length: blocks },
    (_, block) => (starts[block + 1] as number) - (starts[block] as number),
  );
  return { columns, centres, counts, sums, squares, allSums, allSquares, rows: rows.length };
}

function fillRatios(all: BlockSums, chosen: Int32Array, inside: Float64Array, outside: Float64Array): void {
  let count = 0;
  for (const block of chosen) count += all.counts[block] as number;
  for (let column = 0; column < all.columns; column += 1) {
    let sum = 0;
    let square = 0;
    for (let index = 0; index < chosen.length; index += 1) {
      const place = (chosen[index] as number) * all.columns + column;
      sum += all.sums[place] as number;
      square += all.squares[place] as number;
    }
    const centre = all.centres[column] as number;
    inside[column] = ratio(count, sum, square, centre);
    const restSum = (all.allSums[column] as number) - sum;
    outside[column] = ratio(all.rows - count, restSum, (all.allSquares[column] as number) - square, centre);
  }
}

/** Mean over sample deviation, from sums about `centre`. */
function ratio(count: number, sum: number, square: number, centre: number): number {
  const away = sum / count;
  const spread = (square - sum * away) / (count - 1);
  const average = centre + away;
  return average === 0 ? 0 : average / Math.sqrt(Math.max(spread, 0));
}

/** The first of the greatest. */
function indexOfMost(values: Float64Array): number {
  let most = 0;
  for (let index = 1; index < values.length; index += 1)
    if ((values[index] as number) > (values[most] as number)) most = index;
  return most;
}

/** Rank from 1 for the least; equal values share the mean of their ranks. */
function rankOf(values: Float64Array, index: number): number {
  const value = values[index] as number;
  let below = 0;
  let equal = 0;
  for (let other = 0; other < values.length; other += 1) {
    if ((values[other] as number) < value) below += 1;
    else if (values[other] === value) equal += 1;
  }
  return below + (equal + 1) / 2;
}

function share(values: Float64Array, counts: (value: number) => boolean): number {
  return values.reduce((sum, value) => sum + (counts(value) ? 1 : 0), 0) / values.length;
}
