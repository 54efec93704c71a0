/**
 * A linear program as a value: minimise `cost`·x with `lower` ≤ x ≤ `upper` and every row between its two ends.
 *
 * Bounds and ends may be infinite. The room describes programs; what solves them is handed in.
 */
export interface LinearProgram {
  readonly cost: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  readonly rows: readonly Row[];
}

/** lower ≤ Σ values × x[indices] ≤ upper. */
export interface Row {
  readonly indices: readonly number[];
  readonly values: ArrayLike<number>;
  readonly lower: number;
  readonly upper: number;
  /** What a person calls it: `group tech`. Rows without a name are part of the definition, not a wish. */
  readonly name?: string;
}

/** A linear program with ½ xᵀHx added to its cost; convex. */
export interface QuadraticProgram extends LinearProgram {
  /** Symmetric, positive semidefinite, over the first variables; those beyond have no quadratic cost. */
  readonly hessian: readonly Float64Array[];
}

export type ProgramSolution =
  | { readonly status: 'optimal'; readonly x: Float64Array; readonly objective: number }
  | { readonly status: 'infeasible' }
  | { readonly status: 'unbounded' };

export type LinearSolution = ProgramSolution;

/** Something that solves linear programs: the HiGHS adapter, or a test's own. Rejects what it cannot finish. */
export type SolveLinear = (program: LinearProgram) => LinearSolution;

/** Value of a row at x. */
export function rowValue({ indices, values }: Row, x: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < indices.length; index += 1)
    sum += (values[index] as number) * (x[indices[index] as number] as number);
  return sum;
}
