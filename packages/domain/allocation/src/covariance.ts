import { cholesky, dot, type Rows, symmetricEigen } from '@qca/numerics';
import { exponentiallyWeighted, mean, TRADING_DAYS } from './expectedReturns.ts';
import { columnOf } from './returns.ts';

/**
 * Yearly sample covariance (divisor n − 1), each pair over the rows in which both are known, repaired to be positive
 * semidefinite where gaps broke that.
 *
 * Shape: returns [date][asset]; the answer [asset][asset].
 */
export function sampleCovariance(returns: Rows, frequency = TRADING_DAYS): Rows {
  return repairSemidefinite(scale(pairwiseCovariance(returns), frequency));
}

/**
 * Yearly covariance with exponential weights: the products of deviations from each column's plain mean, weighted by
 * 1 − 2 ÷ (span + 1) for every row back; repaired to be positive semidefinite.
 *
 * Source: the definition of PyPortfolioOpt `exp_cov`.
 */
export function exponentialCovariance(returns: Rows, span = 180, frequency = TRADING_DAYS): Rows {
  const columns = columnsOf(returns);
  const deviations = columns.map((values) => {
    const middle = mean(values);
    return values.map((value) => value - middle);
  });
  const covariance = symmetric(columns.length, (one, other) =>
    exponentiallyWeighted(
      (deviations[one] as Float64Array).map((value, row) => value * (deviations[other]?.[row] as number)),
      span,
    ),
  );
  return repairSemidefinite(scale(covariance, frequency));
}

/**
 * Yearly mean products of the shortfalls of returns below `benchmark`; a return that is not known falls short by nothing. Repaired to be
 * positive semidefinite.
 *
 * Source: the definition of PyPortfolioOpt `semicovariance`.
 */
export function semicovariance(returns: Rows, benchmark: number, frequency = TRADING_DAYS): Rows {
  const columns = columnsOf(returns).map((values) =>
    values.map((value) => (value < benchmark ? value - benchmark : 0)),
  );
  const products = symmetric(
    columns.length,
    (one, other) => dot(columns[one] as Float64Array, columns[other] as Float64Array) / returns.length,
  );
  return repairSemidefinite(scale(products, frequency));
}

/** Sample covariance of a period, each pair over the rows in which both are known; not repaired. */
export function pairwiseCovariance(returns: Rows): Rows {
  const columns = columnsOf(returns);
  return symmetric(columns.length, (one, other) => {
    const { products, count } = pairMoments(columns[one] as Float64Array, columns[other] as Float64Array);
    return products / (count - 1);
  });
}

/** Pearson correlation, each pair with means and deviations over the rows in which both are known. */
export function pairwiseCorrelation(returns: Rows): Rows {
  const columns = columnsOf(returns);
  return symmetric(columns.length, (one, other) => {
    if (one === other) return 1;
    const moments = pairMoments(columns[one] as Float64Array, columns[other] as Float64Array);
    return moments.products / Math.sqrt(moments.squaresOne * moments.squaresOther);
  });
}

/** Correlations of a covariance matrix. */
export function correlationOf(covariance: Rows): Rows {
  const deviations = deviationsOf(covariance);
  return symmetric(covariance.length, (one, other) =>
    one === other
      ? 1
      : (covariance[one]?.[other] as number) / ((deviations[one] as number) * (deviations[other] as number)),
  );
}

/** Standard deviations of a covariance matrix. */
export function deviationsOf(covariance: Rows): Float64Array {
  return Float64Array.from(covariance, (row, index) => Math.sqrt(row[index] as number));
}

/** A matrix this near to definite is left alone: the rounding of its own entries is of this size. */
const DEFINITE_TOLERANCE = 1e-16;

/**
 * The matrix itself where it is positive semidefinite, or not known throughout; else with its negative eigenvalues set to zero.
 *
 * Source: PyPortfolioOpt `fix_nonpositive_semidefinite`, spectral.
 */
export function repairSemidefinite(matrix: Rows): Rows {
  if (matrix.some((row) => row.some(Number.isNaN))) return matrix;
  const shifted = matrix.map((row, index) =>
    row.map((value, column) => (column === index ? value + DEFINITE_TOLERANCE : value)),
  );
  if (cholesky(shifted) !== undefined) return matrix;
  const { values, vectors } = symmetricEigen(matrix);
  return symmetric(matrix.length, (one, other) => {
    let sum = 0;
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] as number;
      const vector = vectors[index] as Float64Array;
      if (value > 0) sum += value * (vector[one] as number) * (vector[other] as number);
    }
    return sum;
  });
}

/** A symmetric matrix from its lower triangle. */
export function symmetric(size: number, value: (row: number, column: number) => number): Rows {
  const rows = Array.from({ length: size }, () => new Float64Array(size));
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column <= row; column += 1) {
      const entry = value(row, column);
      (rows[row] as Float64Array)[column] = entry;
      (rows[column] as Float64Array)[row] = entry;
    }
  }
  return rows;
}

/** Every entry times `factor`. */
export function scale(matrix: Rows, factor: number): Rows {
  return matrix.map((row) => row.map((value) => value * factor));
}

function columnsOf(rows: Rows): readonly Float64Array[] {
  return Array.from(rows[0] ?? [], (_, column) => columnOf(rows, column));
}

/** Sums of squares and products of deviations over the rows in which both are known. */
function pairMoments(one: Float64Array, other: Float64Array) {
  let count = 0;
  let sumOne = 0;
  let sumOther = 0;
  for (let row = 0; row < one.length; row += 1) {
    const x = one[row] as number;
    const y = other[row] as number;
    if (Number.isNaN(x + y)) continue;
    count += 1;
    sumOne += x;
    sumOther += y;
  }
  const meanOne = sumOne / count;
  const meanOther = sumOther / count;
  let products = 0;
  let squaresOne = 0;
  let squaresOther = 0;
  for (let row = 0; row < one.length; row += 1) {
    const x = (one[row] as number) - meanOne;
    const y = (other[row] as number) - meanOther;
    if (Number.isNaN(x + y)) continue;
    products += x * y;
    squaresOne += x * x;
    squaresOther += y * y;
  }
  return { count, products, squaresOne, squaresOther };
}
