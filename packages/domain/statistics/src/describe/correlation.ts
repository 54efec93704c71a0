import { assert } from '@qca/base';
import { dot } from '@qca/numerics';
import { isConstant, mean, type Numbers } from './moments.ts';
import { averageRanks } from './ranks.ts';

/** Pearson correlation of two series of one length; NaN where either does not vary. */
export function correlation(one: Numbers, other: Numbers): number {
  assert(one.length === other.length, 'correlation: the series have different lengths');
  if (isConstant(one) || isConstant(other)) return Number.NaN;
  const centreOne = mean(one);
  const centreOther = mean(other);
  let cross = 0;
  let squareOne = 0;
  let squareOther = 0;
  for (let index = 0; index < one.length; index += 1) {
    const awayOne = (one[index] as number) - centreOne;
    const awayOther = (other[index] as number) - centreOther;
    cross += awayOne * awayOther;
    squareOne += awayOne * awayOne;
    squareOther += awayOther * awayOther;
  }
  return Math.max(-1, Math.min(1, cross / Math.sqrt(squareOne * squareOther)));
}

/** Spearman correlation: Pearson's of the ranks, ties averaged. */
export function rankCorrelation(one: Numbers, other: Numbers): number {
  return correlation(averageRanks(one), averageRanks(other));
}

/**
 * Pearson correlation of every pair of columns.
 *
 * Shape: `columns` [series][time]; answer [series][series], symmetric, 1 on the diagonal.
 */
export function correlationMatrix(columns: readonly Numbers[]): readonly Float64Array[] {
  const units = columns.map(unitLength);
  const answer = columns.map(() => new Float64Array(columns.length).fill(1));
  for (let row = 0; row < columns.length; row += 1) {
    for (let column = 0; column < row; column += 1) {
      const value = Math.max(-1, Math.min(1, dot(units[row] as Float64Array, units[column] as Float64Array)));
      (answer[row] as Float64Array)[column] = value;
      (answer[column] as Float64Array)[row] = value;
    }
  }
  return answer;
}

/** Centred and of length 1; NaN throughout where nothing varies. */
function unitLength(values: Numbers): Float64Array {
  const centre = mean(values);
  const away = Float64Array.from(values, (value) => value - centre);
  const length = isConstant(values) ? Number.NaN : Math.sqrt(dot(away, away));
  return away.map((value) => value / length);
}
