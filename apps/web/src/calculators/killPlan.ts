import type { KillPlan } from '@qca/api';

/** Moves one name earlier (−1) or later (+1); at an end it stays. */
export function moveInOrder(order: readonly string[], index: number, by: -1 | 1): string[] {
  const moved = [...order];
  const [one, other] = [moved[index], moved[index + by]];
  if (one === undefined || other === undefined) return moved;
  moved[index] = other;
  moved[index + by] = one;
  return moved;
}

export function samePlan(a: KillPlan, b: KillPlan): boolean {
  return a.reduce === b.reduce && a.order.join('\n') === b.order.join('\n');
}
