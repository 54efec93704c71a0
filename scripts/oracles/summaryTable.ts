import type { Comparison } from './compareCase.ts';

/** A line for each estimator and peer: how many cases, the largest difference, and where it is too large. */
export function summaryTable(comparisons: readonly Comparison[]): string[] {
  const groups = new Map<string, Comparison[]>();
  for (const each of comparisons) {
    const key = `${each.room}\t${each.estimator}\t${each.peer}`;
    groups.set(key, [...(groups.get(key) ?? []), each]);
  }
  const rows = [...groups.values()].map((cases) => {
    const [first] = cases as [Comparison, ...Comparison[]];
    const worst = cases.reduce((most, each) => (each.worst > most.worst ? each : most), first);
    const failed = cases.filter(({ ok }) => !ok).length;
    return [
      first.room,
      first.estimator,
      first.peer,
      `${cases.length - failed}/${cases.length}`,
      worst.difference.toExponential(1),
      failed === 0 ? 'ok' : `${worst.where} (${worst.worst.toPrecision(2)} × the bound)`,
    ];
  });
  const all = [['room', 'estimator', 'peer', 'cases', 'largest difference', ''], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length))) ?? [];
  return all.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
