import type { EquityPoint } from '@qca/api';
import type { Curve } from '@qca/ui';

/** A stretch without points so many times longer than usual is a gap, and drawn as one. */
const GAP_TIMES = 20;

/** Curves of what each strategy gained or lost since its first point shown. Pixels: floats are right here. */
export function equityCurves(points: readonly EquityPoint[]): readonly Curve[] {
  const byStrategy = new Map<string, EquityPoint[]>();
  for (const point of points) {
    const list = byStrategy.get(point.strategy) ?? [];
    list.push(point);
    byStrategy.set(point.strategy, list);
  }
  return [...byStrategy].map(([strategy, list]) => ({
    key: strategy,
    name: strategy,
    points: withGaps(list, Number(list[0]?.equity ?? 0)),
  }));
}

function withGaps(list: readonly EquityPoint[], first: number): Curve['points'] {
  const steps = list.slice(1).map((point, index) => point.timeUs - (list[index] as EquityPoint).timeUs);
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0;
  return list.flatMap((point, index) => {
    const shown = { timeUs: point.timeUs, value: Number(point.equity) - first };
    const step = steps[index - 1] ?? 0;
    return usual > 0 && step > usual * GAP_TIMES
      ? [{ timeUs: point.timeUs - step + 1, value: null }, shown]
      : [shown];
  });
}
