import type { StrategyStatus } from '@qca/api';

/** Budgets before and after a move, and what does not fit. Reporting asset. */
export interface BudgetMove {
  readonly from: { readonly name: string; readonly before: number; readonly after: number };
  readonly to: { readonly name: string; readonly before: number; readonly after: number };
}

export type BudgetFault = 'same-strategy' | 'not-an-amount' | 'more-than-budget';

const AMOUNT = /^\d{1,15}(\.\d{1,8})?$/;

/** Holds a move against the budgets. The agent decides; this says beforehand what will be. */
export function budgetMove(
  strategies: readonly StrategyStatus[],
  { from, to, amount }: { readonly from: string; readonly to: string; readonly amount: string },
): BudgetMove | BudgetFault {
  const source = strategies.find(({ name }) => name === from);
  const target = strategies.find(({ name }) => name === to);
  if (source === undefined || target === undefined || source === target) return 'same-strategy';
  const value = Number(amount);
  if (!AMOUNT.test(amount) || value === 0) return 'not-an-amount';
  if (value > source.budget) return 'more-than-budget';
  return {
    from: { name: from, before: source.budget, after: source.budget - value },
    to: { name: to, before: target.budget, after: target.budget + value },
  };
}
