import { Refusal } from '@qca/base';
import type { Rows } from '@qca/numerics';
import { infeasible, type Limits, programOf } from './Limits.ts';
import type { LinearProgram, Row, SolveLinear } from './LinearProgram.ts';
import { returnRow, tidied, unbounded, withRow } from './meanVariance.ts';

/** A choice of weights over scenarios, each as likely as the next, such as the days of a history. */
export interface Scenarios {
  /** Simple returns without gaps. Shape: [scenario][asset]; in the order of time for drawdowns. */
  readonly returns: Rows;
  readonly limits: Limits;
  /** Least expected return, with the expectations it is counted in. */
  readonly target?: { readonly mu: Float64Array; readonly least: number };
}

/** Vertices of scenario programs are right to the solver's tolerance, not to the last digit. */
const SNAP = 1e-9;

/**
 * Least conditional value at risk: the mean loss of the worst 1 − confidence of the scenarios.
 *
 * Minimises a + Σu ÷ ((1 − β) T) with u ≥ −r·w − a. Source: Rockafellar and Uryasev (2000).
 */
export function minimumCvarProgram(scenarios: Scenarios, confidence: number): LinearProgram {
  checkConfidence(confidence);
  const builder = new Builder(scenarios);
  const threshold = builder.add(1, Number.NEGATIVE_INFINITY);
  const share = 1 / (scenarios.returns.length * (1 - confidence));
  for (const row of scenarios.returns) {
    const excess = builder.add(share, 0);
    builder.require(row, [threshold, 1, excess, 1], 0);
  }
  return builder.program();
}

/**
 * Least conditional drawdown at risk: the mean of the deepest 1 − confidence of the drawdowns, one for each scenario,
 * below the highest sum of returns so far (nothing is compounded).
 *
 * Source: Chekhlov, Uryasev and Zabarankin (2005).
 */
export function minimumCdarProgram(scenarios: Scenarios, confidence: number): LinearProgram {
  checkConfidence(confidence);
  const builder = new Builder(scenarios);
  const threshold = builder.add(1, Number.NEGATIVE_INFINITY);
  const share = 1 / (scenarios.returns.length * (1 - confidence));
  for (const drawdown of drawdownVariables(builder, scenarios.returns)) {
    const excess = builder.add(share, 0);
    builder.require(undefined, [excess, 1, drawdown, -1, threshold, 1], 0);
  }
  return builder.program();
}

/** Least of the deepest drawdown below the highest sum of returns so far (nothing is compounded). */
export function minimumMaxDrawdownProgram(scenarios: Scenarios): LinearProgram {
  const builder = new Builder(scenarios);
  const deepest = builder.add(1, 0);
  for (const drawdown of drawdownVariables(builder, scenarios.returns))
    builder.require(undefined, [deepest, 1, drawdown, -1], 0);
  return builder.program();
}

/** Least mean absolute deviation from the mean. Source: Konno and Yamazaki (1991). */
export function minimumMadProgram(scenarios: Scenarios): LinearProgram {
  const { returns } = scenarios;
  const builder = new Builder(scenarios);
  const count = returns.length;
  const means = Float64Array.from(
    returns[0] ?? [],
    (_, asset) => returns.reduce((sum, row) => sum + (row[asset] as number), 0) / count,
  );
  for (const row of returns) {
    const deviation = row.map((value, asset) => value - (means[asset] as number));
    const size = builder.add(1 / count, 0);
    builder.require(deviation, [size, 1], 0);
    builder.require(
      deviation.map((value) => -value),
      [size, 1],
      0,
    );
  }
  return builder.program();
}

/** The program that expects most, with the risk that `program` makes small no larger than `largest`. */
export function maximumReturnProgram(
  program: LinearProgram,
  mu: Float64Array,
  largest: number,
): LinearProgram {
  const indices = [...program.cost.keys()].filter((index) => program.cost[index] !== 0);
  const risk: Row = {
    indices,
    values: indices.map((index) => program.cost[index] as number),
    lower: Number.NEGATIVE_INFINITY,
    upper: largest,
  };
  return {
    ...withRow(program, risk),
    cost: program.cost.map((_, index) => -(mu[index] ?? 0)),
  };
}

/** Solves a program of this room by what is handed in. Rejects, as `Refusal`: `infeasible`, `unbounded`. */
export function solveScenarios(program: LinearProgram, limits: Limits, solve: SolveLinear): Float64Array {
  const solution = solve(program);
  if (solution.status === 'infeasible') throw infeasible(wishesOnly(program, limits), limits.assets);
  if (solution.status === 'unbounded') throw unbounded();
  return tidied(solution.x.slice(0, limits.assets.length), limits, SNAP);
}

/** Scenarios can always be met: only the limits, which come first, can be in each other's way. */
function wishesOnly(program: LinearProgram, limits: Limits): LinearProgram {
  const base = programOf(limits);
  const count = base.cost.length;
  const last = program.rows.findLastIndex(({ name }) => name !== undefined);
  return { ...base, cost: base.cost.subarray(0, count), rows: program.rows.slice(0, last + 1) };
}

/** One drawdown per scenario: u ≥ u before − r·w, u ≥ 0. */
function drawdownVariables(builder: Builder, returns: Rows): number[] {
  let before: number | undefined;
  return returns.map((row) => {
    const drawdown = builder.add(0, 0);
    builder.require(row, before === undefined ? [drawdown, 1] : [drawdown, 1, before, -1], 0);
    before = drawdown;
    return drawdown;
  });
}

/** Puts variables and rows behind those of the limits. */
class Builder {
  readonly #base: LinearProgram;
  readonly #cost: number[] = [];
  readonly #lower: number[] = [];
  readonly #rows: Row[] = [];

  constructor({ returns, limits, target }: Scenarios) {
    if (returns.length === 0) {
      throw new Refusal({
        kind: 'no-scenarios',
        what: 'there is no row in which every return is known',
        where: 'returns',
        remedy: 'Leave out the assets with the shortest history.',
      });
    }
    const program = programOf(limits);
    this.#base = target === undefined ? program : withRow(program, returnRow(target.mu, target.least));
  }

  /** Adds a variable and returns its place. */
  add(cost: number, lower: number): number {
    this.#cost.push(cost);
    this.#lower.push(lower);
    return this.#base.cost.length + this.#cost.length - 1;
  }

  /** Asks that weights × `returns` and the places given with their factors come to `least` or more. */
  require(returns: Float64Array | undefined, places: readonly number[], least: number): void {
    const indices: number[] = [];
    const values: number[] = [];
    returns?.forEach((value, asset) => {
      indices.push(asset);
      values.push(value);
    });
    for (let index = 0; index < places.length; index += 2) {
      indices.push(places[index] as number);
      values.push(places[index + 1] as number);
    }
    this.#rows.push({ indices, values, lower: least, upper: Number.POSITIVE_INFINITY });
  }

  program(): LinearProgram {
    const { cost, lower, upper, rows } = this.#base;
    return {
      cost: Float64Array.from([...cost, ...this.#cost]),
      lower: Float64Array.from([...lower, ...this.#lower]),
      upper: Float64Array.from([...upper, ...this.#cost.map(() => Number.POSITIVE_INFINITY)]),
      rows: [...rows, ...this.#rows],
    };
  }
}

function checkConfidence(confidence: number): void {
  if (confidence > 0 && confidence < 1) return;
  throw new Refusal({
    kind: 'bad-confidence',
    what: `the confidence is ${confidence}`,
    where: 'beta',
    remedy: 'Give a share between 0 and 1, such as 0.95.',
  });
}
