import { type Estimator, Inputs } from '@qca/numerics';
import { ALLOCATION_ESTIMATORS } from './allocationEstimators.ts';

type ByAsset = Record<string, number>;

/** Outputs of the room's estimators, as a reader of the JSON finds them. */
export interface Answer {
  readonly weights: ByAsset;
  readonly perf: number[];
  readonly kkt: number;
  readonly risk: number;
  readonly mu: ByAsset;
  readonly vol: ByAsset;
  readonly cov: number[][];
  readonly sum: number;
  readonly delta: number;
  readonly returns: number[] & ByAsset;
  readonly volatilities: number[];
  readonly order: (string | number)[];
  readonly linkage: number[][];
  readonly clusters: ByAsset;
  readonly correlation: number[][];
  readonly risk_contributions: ByAsset;
  readonly allocation: ByAsset;
  readonly cents: ByAsset & { trades: ByAsset; holdings: ByAsset; cost: number; cash: number };
  readonly leftover: number;
  readonly leftover_cents: number;
  readonly trades: ByAsset;
  readonly is_inside: boolean;
  readonly turnover: number;
  readonly cost: number;
  readonly mean: number;
  readonly terminal: number[];
  readonly drawdown: number[];
  readonly probability_of_ruin: number;
  readonly probability_of_loss: number;
}

/** Runs an estimator of this room by its name, as anybody may: from plain values. */
export function run(
  name: string,
  given: Record<string, unknown>,
  among: readonly Estimator[] = ALLOCATION_ESTIMATORS,
): Answer {
  const estimator = among.find((each) => each.name === name);
  if (estimator === undefined) throw new Error(`there is no estimator ${name}`);
  return estimator.run(Inputs.check(estimator, given)) as unknown as Answer;
}

/** What is refused, as the message says it; fails when nothing is. */
export function refusal(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('nothing was refused');
}
