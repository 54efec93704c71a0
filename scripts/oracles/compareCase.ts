import { runEstimator } from '@qca/evaluator';
import type { Estimator } from '@qca/numerics';

/** Inputs and what a peer answers to them. */
export interface OracleCase {
  readonly estimator: string;
  /** `scipy.stats.norm`. */
  readonly peer: string;
  readonly inputs: Readonly<Record<string, unknown>>;
  /** Some or all outputs. Numbers without a value are `nan`, `inf`, `-inf`. */
  readonly expected: Readonly<Record<string, unknown>>;
  readonly tolerance: { readonly relative?: number; readonly absolute?: number };
}

export interface Comparison {
  readonly room: string;
  readonly estimator: string;
  readonly peer: string;
  readonly ok: boolean;
  /** Largest difference, as a part of what was allowed: 1 is the bound. */
  readonly worst: number;
  /** Largest difference as it is. */
  readonly difference: number;
  /** Where it was, or why there is no answer. */
  readonly where: string;
}

/** Asks the estimator what the peer was asked, and holds the answers together. */
export function compareCase(
  estimators: ReadonlyMap<string, Estimator>,
  room: string,
  oracle: OracleCase,
): Comparison {
  const { estimator, peer, inputs, expected, tolerance } = oracle;
  const base = { room, estimator, peer };
  let answer: Record<string, unknown>;
  try {
    answer = runEstimator(estimators, estimator, inputs);
  } catch (error) {
    const where = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    return {
      ...base,
      ok: false,
      worst: Number.POSITIVE_INFINITY,
      difference: Number.POSITIVE_INFINITY,
      where,
    };
  }
  let worst = { part: 0, difference: 0, where: '' };
  for (const [name, wanted] of Object.entries(expected)) {
    for (const found of differences(answer[name], wanted, name, tolerance))
      if (found.part > worst.part) worst = found;
  }
  return {
    ...base,
    ok: worst.part <= 1,
    worst: worst.part,
    difference: worst.difference,
    where: worst.where,
  };
}

interface Difference {
  readonly part: number;
  readonly difference: number;
  readonly where: string;
}

function* differences(
  actual: unknown,
  wanted: unknown,
  where: string,
  tolerance: OracleCase['tolerance'],
): Generator<Difference> {
  if (Array.isArray(wanted)) {
    if (!Array.isArray(actual) || actual.length !== wanted.length) {
      yield never(
        `${where}: ${wanted.length} values wanted, ${Array.isArray(actual) ? actual.length : typeof actual} found`,
      );
      return;
    }
    for (const [index, item] of wanted.entries())
      yield* differences(actual[index], item, `${where}[${index}]`, tolerance);
    return;
  }
  if (typeof wanted === 'object' && wanted !== null) {
    const record = (actual ?? {}) as Record<string, unknown>;
    for (const [key, item] of Object.entries(wanted))
      yield* differences(record[key], item, `${where}.${key}`, tolerance);
    return;
  }
  if (typeof wanted === 'number' && typeof actual === 'number') {
    const difference = Math.abs(actual - wanted);
    const allowed = (tolerance.absolute ?? 0) + (tolerance.relative ?? 0) * Math.abs(wanted);
    yield { part: difference === 0 ? 0 : difference / allowed, difference, where };
    return;
  }
  if (actual !== wanted)
    yield never(`${where}: ${JSON.stringify(wanted)} wanted, ${JSON.stringify(actual)} found`);
}

function never(where: string): Difference {
  return { part: Number.POSITIVE_INFINITY, difference: Number.POSITIVE_INFINITY, where };
}
