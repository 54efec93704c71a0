import {
  CholeskyDecomposition,
  EigenvalueDecomposition,
  LuDecomposition,
  Matrix,
  QrDecomposition,
  SingularValueDecomposition,
} from 'ml-matrix';

/** Rows of numbers, all of one length. Shape: [row][column]. */
export type Rows = readonly Float64Array[];

export interface Eigen {
  /** Ascending. */
  readonly values: Float64Array;
  /** Shape: [value][component]; unit length, sign free. */
  readonly vectors: Rows;
}

/** Lower triangle L with L Lᵀ = `symmetric`, or nothing when that is not positive definite. */
export function cholesky(symmetric: Rows): Rows | undefined {
  const decomposition = new CholeskyDecomposition(matrixOf(symmetric));
  return decomposition.isPositiveDefinite() ? rowsOf(decomposition.lowerTriangularMatrix) : undefined;
}

/** Solves `square` x = `right`, or nothing when the matrix is singular to working precision. */
export function solve(square: Rows, right: ArrayLike<number>): Float64Array | undefined {
  const decomposition = new LuDecomposition(matrixOf(square));
  if (decomposition.isSingular()) return undefined;
  return Float64Array.from(decomposition.solve(Matrix.columnVector(Array.from(right))).to1DArray());
}

/** Solves a symmetric positive definite system by Cholesky; by LU where it is not definite. */
export function solveSymmetric(symmetric: Rows, right: ArrayLike<number>): Float64Array | undefined {
  const decomposition = new CholeskyDecomposition(matrixOf(symmetric));
  if (!decomposition.isPositiveDefinite()) return solve(symmetric, right);
  return Float64Array.from(decomposition.solve(Matrix.columnVector(Array.from(right))).to1DArray());
}

/** Inverse, or nothing when the matrix is singular to working precision. */
export function inverse(square: Rows): Rows | undefined {
  const decomposition = new LuDecomposition(matrixOf(square));
  if (decomposition.isSingular()) return undefined;
  return rowsOf(decomposition.solve(Matrix.eye(square.length)));
}

/** Eigenvalues and vectors of a symmetric matrix. */
export function symmetricEigen(symmetric: Rows): Eigen {
  const decomposition = new EigenvalueDecomposition(matrixOf(symmetric), { assumeSymmetric: true });
  const order = decomposition.realEigenvalues
    .map((value, index) => ({ value, index }))
    .sort((one, other) => one.value - other.value);
  const columns = decomposition.eigenvectorMatrix;
  return {
    values: Float64Array.from(order, ({ value }) => value),
    vectors: order.map(({ index }) => Float64Array.from(columns.getColumn(index))),
  };
}

/** Regressors nearer to dependent than this would be told apart by rounding alone. */
const RANK_TOLERANCE = 1e-12;

/**
 * Coefficients with the smallest sum of squared residuals of `rows` x − `right`; the shortest ones where several fit equally.
 *
 * Shape: rows [observation][regressor], right [observation].
 */
export function leastSquares(rows: Rows, right: ArrayLike<number>): Float64Array {
  const matrix = matrixOf(rows);
  const vector = Matrix.columnVector(Array.from(right));
  if (matrix.rows >= matrix.columns) {
    const qr = new QrDecomposition(matrix);
    const sizes = qr.upperTriangularMatrix.diagonal().map(Math.abs);
    if (Math.min(...sizes) > RANK_TOLERANCE * Math.max(...sizes))
      return Float64Array.from(qr.solve(vector).to1DArray());
  }
  return Float64Array.from(
    new SingularValueDecomposition(matrix, { autoTranspose: true }).solve(vector).to1DArray(),
  );
}

/** Matrix product. */
export function multiply(left: Rows, right: Rows): Rows {
  const columns = right[0]?.length ?? 0;
  return left.map((row) => {
    const product = new Float64Array(columns);
    for (let inner = 0; inner < row.length; inner += 1) {
      const factor = row[inner] as number;
      const other = right[inner] as Float64Array;
      for (let column = 0; column < columns; column += 1) {
        product[column] = (product[column] as number) + factor * (other[column] as number);
      }
    }
    return product;
  });
}

/** Matrix times vector. */
export function multiplyVector(rows: Rows, vector: ArrayLike<number>): Float64Array {
  return Float64Array.from(rows, (row) => dot(row, vector));
}

export function transpose(rows: Rows): Rows {
  const columns = rows[0]?.length ?? 0;
  return Array.from({ length: columns }, (_, column) =>
    Float64Array.from(rows, (row) => row[column] as number),
  );
}

/** Inner product; both of one length. */
export function dot(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < one.length; index += 1)
    sum += (one[index] as number) * (other[index] as number);
  return sum;
}

/** The identity matrix. */
export function identity(size: number): Rows {
  return Array.from({ length: size }, (_, row) => {
    const values = new Float64Array(size);
    values[row] = 1;
    return values;
  });
}

function matrixOf(rows: Rows): Matrix {
  return new Matrix(rows.map((row) => Array.from(row)));
}

function rowsOf(matrix: Matrix): Rows {
  return Array.from({ length: matrix.rows }, (_, row) => Float64Array.from(matrix.getRow(row)));
}
