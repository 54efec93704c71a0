import { assert, present, type Random } from '@qca/base';
import { solveSymmetric } from '@qca/numerics';
import type { Attribution } from './Attribution.ts';
import { type CoalitionPlan, coalitionPlan } from './coalitionPlan.ts';
import type { Game } from './Game.ts';

/**
 * KernelSHAP: the weighted least squares whose solution is the Shapley value, over all coalitions (exact) or
 * a sample of them. The sum of phi is exact either way.
 *
 * Source: Lundberg and Lee, "A unified approach to interpreting model predictions" (2017).
 */
export function kernelShap(
  game: Game,
  { budget, random }: { readonly budget: number; readonly random: Random },
): Attribution & { readonly complete: boolean; readonly evaluations: number } {
  const plan = coalitionPlan({ players: game.players, budget, random });
  const values = Float64Array.from(plan.coalitions, (members) => game.value(members));
  return { ...kernelAttribution(plan, values), complete: plan.complete, evaluations: values.length };
}

/**
 * Solves the regression of KernelSHAP for values found elsewhere, as by a model that answers in batches.
 *
 * With A = sum w z z' and b = sum w z (v - v0), and the constraint that phi sums to v(all) - v(none),
 * phi = A^-1 (b + lambda 1), with lambda from the constraint.
 *
 * Shape: `values` is [coalition] of the plan. Source: Covert and Lee, "Improving KernelSHAP" (2021).
 */
export function kernelAttribution(plan: CoalitionPlan, values: Float64Array): Attribution {
  assert(values.length === plan.coalitions.length, 'values do not match the coalitions of the plan');
  const { players } = plan;
  const base = values[0] as number;
  const prediction = values[1] as number;
  if (players === 1) return { phi: Float64Array.of(prediction - base), base, prediction };
  const matrix = Array.from({ length: players }, () => new Float64Array(players));
  const right = new Float64Array(players);
  plan.coalitions.forEach((members, coalition) => {
    const weight = plan.weights[coalition] as number;
    const pull = weight * ((values[coalition] as number) - base);
    for (let player = 0; player < players; player += 1) {
      if (members[player] !== 1) continue;
      right[player] = (right[player] as number) + pull;
      const row = matrix[player] as Float64Array;
      for (let other = 0; other < players; other += 1)
        row[other] = (row[other] as number) + weight * (members[other] as number);
    }
  });
  // Every plan holds the coalitions of one player, so the matrix is positive definite.
  const free = present(solveSymmetric(matrix, right), 'solution of KernelSHAP');
  const ones = present(solveSymmetric(matrix, new Float64Array(players).fill(1)), 'solution of KernelSHAP');
  const lambda = (prediction - base - sumOf(free)) / sumOf(ones);
  return { phi: free.map((value, player) => value + lambda * (ones[player] as number)), base, prediction };
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}
