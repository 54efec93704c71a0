import type { LinearProgram, ProgramSolution, QuadraticProgram } from '@qca/allocation';
import { Fault } from '@qca/base';
import highsLoader, { type Highs, type ModelData } from 'highs';

/** Solves linear and convex quadratic programs by HiGHS, compiled to WebAssembly. Loading waits; solving does not. */
export interface HighsSolver {
  /** `highs 1.15.1`, as it says itself. */
  readonly version: string;
  /** A linear program, by simplex. Raises `Fault` where HiGHS stops before an end. */
  solve(program: LinearProgram): ProgramSolution;
  /**
   * A convex quadratic program, by active sets; the curvature that HiGHS adds by itself is switched off. Raises `Fault` where
   * the active sets go round in circles, as they can where turnover is limited.
   */
  solveQuadratic(program: QuadraticProgram): ProgramSolution;
}

/** How far HiGHS may leave rows and reduced costs: a thousandth of its own default, since weights are compared to 1e-9. */
const TOLERANCE = 1e-10;
/** Entries of a covariance of hourly returns are small; HiGHS drops what is below. This is its least. */
const SMALLEST_ENTRY = 1e-12;
/** Programs of this house take well under a second; beyond this something is wrong with one. */
const SECONDS_MAX = 60;

/** A quadratic program ends in a few steps for each variable and row, or goes round in circles. */
const QP_STEPS_PER_SIZE = 20;

/** Loads HiGHS once; the solver may be used from then on without waiting. */
export async function loadSolver(): Promise<HighsSolver> {
  // The library's types are those of its CommonJS door, where this would be an object; Node takes the other door.
  const highs = await (highsLoader as unknown as () => Promise<Highs>)();
  return {
    version: `highs ${highs.version.string}`,
    solve: (program) => solve(highs, modelOf(program)),
    solveQuadratic: (program) => solve(highs, quadraticModelOf(program)),
  };
}

function solve(highs: Highs, data: ModelData): ProgramSolution {
  const model = highs.createModel();
  try {
    model.options.set({
      output_flag: false,
      time_limit: SECONDS_MAX,
      primal_feasibility_tolerance: TOLERANCE,
      dual_feasibility_tolerance: TOLERANCE,
      small_matrix_value: SMALLEST_ENTRY,
      qp_regularization_value: 0,
      qp_iteration_limit: QP_STEPS_PER_SIZE * (data.numCols + data.numRows),
    });
    // After the options: HiGHS drops small entries when it is given a program.
    model.passModel(data);
    model.run();
    const { modelStatus } = highs.constants;
    if (model.getModelStatus() === modelStatus.unboundedOrInfeasible) {
      // Presolve saw that there is no optimum, and not why.
      model.options.set({ presolve: 'off' });
      model.run();
    }
    const status = model.getModelStatus();
    switch (status) {
      case modelStatus.optimal:
        return {
          status: 'optimal',
          x: clamped(data, model.getSolution().colValue),
          objective: model.getObjectiveValue(),
        };
      case modelStatus.infeasible:
        return { status: 'infeasible' };
      case modelStatus.unbounded:
        return { status: 'unbounded' };
      default:
        throw new Fault(`HiGHS stopped with status ${status}`, { retryable: false });
    }
  } finally {
    model.dispose();
  }
}

/** Takes the last rounding beyond a bound away. */
function clamped({ colLower, colUpper }: ModelData, x: Float64Array): Float64Array {
  return x.map((value, index) =>
    Math.min(Math.max(value, colLower[index] as number), colUpper[index] as number),
  );
}

/** Numbers go to HiGHS as they are: nothing is written as text, so no digit is lost. */
function modelOf({ cost, lower, upper, rows }: LinearProgram): ModelData {
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (const row of rows) {
    for (let entry = 0; entry < row.indices.length; entry += 1) {
      if (row.values[entry] === 0) continue;
      indices.push(row.indices[entry] as number);
      values.push(row.values[entry] as number);
    }
    starts.push(indices.length);
  }
  return {
    numCols: cost.length,
    numRows: rows.length,
    colCost: cost,
    colLower: lower,
    colUpper: upper,
    rowLower: Float64Array.from(rows, (row) => row.lower),
    rowUpper: Float64Array.from(rows, (row) => row.upper),
    matrix: { format: 'csr', numRows: rows.length, numCols: cost.length, starts, indices, values },
  };
}

/** The lower triangle, column by column. */
function quadraticModelOf(program: QuadraticProgram): ModelData {
  const dimension = program.cost.length;
  const starts = [0];
  const indices: number[] = [];
  const values: number[] = [];
  for (let column = 0; column < dimension; column += 1) {
    for (let row = column; row < program.hessian.length; row += 1) {
      indices.push(row);
      values.push(program.hessian[row]?.[column] as number);
    }
    starts.push(indices.length);
  }
  return {
    ...modelOf(program),
    hessian: { format: 'triangular', dimension, starts, indices, values },
  };
}
