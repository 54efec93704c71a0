import { ALLOCATION_ESTIMATORS, linearEstimators } from '@qca/allocation';
import { Refusal } from '@qca/base';
import { EXPLANATION_ESTIMATORS } from '@qca/explanation';
import { FORECASTING_ESTIMATORS } from '@qca/forecasting';
import { INDICATORS_ESTIMATORS } from '@qca/indicators';
import { type Estimator, type Field, Inputs } from '@qca/numerics';
import { OPTIONS_ESTIMATORS } from '@qca/options';
import { loadSolver } from '@qca/solver-highs';
import { STATISTICS_ESTIMATORS } from '@qca/statistics';
import { otherNames, otherNamesOf } from './otherNames.ts';

/** Every estimator of the quantitative rooms, by name. Loads the solver of linear programs once. */
export async function openEstimators(): Promise<ReadonlyMap<string, Estimator>> {
  const { solve } = await loadSolver();
  const all = [
    ...STATISTICS_ESTIMATORS,
    ...INDICATORS_ESTIMATORS,
    ...FORECASTING_ESTIMATORS,
    ...OPTIONS_ESTIMATORS,
    ...ALLOCATION_ESTIMATORS,
    ...linearEstimators(solve),
    ...EXPLANATION_ESTIMATORS,
  ];
  return new Map(all.map((estimator) => [estimator.name, estimator]));
}

/** An estimator as it is listed: everything but the function. */
export interface EstimatorEntry {
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  /** Other names that stand for it. */
  readonly other_names: readonly string[];
  readonly inputs: readonly Field[];
  readonly outputs: readonly Field[];
}

export function describeEstimator({ name, summary, source, inputs, outputs }: Estimator): EstimatorEntry {
  return { name, summary, source, other_names: otherNamesOf(name), inputs, outputs };
}

/**
 * Runs an estimator on plain data. The answer is plain data, too: numbers without a value are `nan`, `inf` and `-inf`.
 *
 * Rejects, as `Refusal`: `unknown-estimator`, `bad-input`.
 */
export function runEstimator(
  estimators: ReadonlyMap<string, Estimator>,
  name: string,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const estimator = estimators.get(name);
  if (estimator === undefined) {
    throw new Refusal({
      kind: 'unknown-estimator',
      what: `there is no estimator ${name}`,
      where: 'command line',
      remedy: `${nearest([...estimators.keys(), ...otherNames()], name.toLowerCase().replaceAll('_', '-'))}qca stats list names all of them.`,
    });
  }
  const answer = estimator.run(Inputs.check(estimator, given));
  return Object.fromEntries(Object.entries(answer).map(([key, value]) => [key, plain(value)]));
}

/** What tables of worked numbers say beside inputs and answers. */
const REMARKS = [
  'what',
  'case',
  'published',
  'published_note',
  'computed',
  'expected',
  'source',
  'note',
  'tol',
];

/**
 * Takes from a record what an estimator asks for. Names that are no inputs of it are set aside when they are remarks, or inputs or
 * answers of some estimator: one file may serve several. Any other name stays, and is refused with what may stand there.
 */
export function pickInputs(
  estimators: ReadonlyMap<string, Estimator>,
  name: string,
  given: Readonly<Record<string, unknown>>,
): { readonly inputs: Record<string, unknown>; readonly aside: readonly string[] } {
  const own = new Set(estimators.get(name)?.inputs.map((field) => field.name));
  const known = new Set(REMARKS);
  for (const { inputs, outputs } of estimators.values())
    for (const field of [...inputs, ...outputs]) known.add(field.name);
  const aside = Object.keys(given).filter((key) => !own.has(key) && known.has(key));
  return { inputs: Object.fromEntries(Object.entries(given).filter(([key]) => !aside.includes(key))), aside };
}

/** Spells values so that JSON can carry them: typed arrays as lists, numbers without a value as words. */
function plain(value: unknown): unknown {
  if (typeof value === 'number') {
    if (Number.isNaN(value)) return 'nan';
    if (Number.isFinite(value)) return value;
    return value > 0 ? 'inf' : '-inf';
  }
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as ArrayLike<unknown>, plain);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}

/** Names that hold the wanted one, and then those that share most of its words. */
function nearest(names: readonly string[], wanted: string): string {
  const words = wanted.split(/[\s_-]+/).filter((word) => word.length > 2);
  const shared = (name: string): number => words.filter((word) => name.includes(word)).length;
  const like = names
    .filter((name) => name.includes(wanted) || shared(name) > 0)
    .sort(
      (one, other) =>
        Number(other.includes(wanted)) - Number(one.includes(wanted)) || shared(other) - shared(one),
    )
    .slice(0, 5);
  return like.length === 0 ? '' : `Did you mean ${like.join(', ')}? `;
}
