import type { DecisionRow } from '@qca/api';

/** The rules that decided, each once, by name; with the chosen one even where it decided nothing yet. */
export function rulesOf(
  decisions: readonly Pick<DecisionRow, 'rule'>[],
  chosen: string | undefined,
): readonly string[] {
  const rules = new Set(decisions.map(({ rule }) => rule).filter((rule) => rule !== ''));
  if (chosen !== undefined) rules.add(chosen);
  return [...rules].sort();
}
