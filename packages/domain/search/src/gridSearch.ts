import { Refusal } from '@qca/base';
import { Dialogue, type Search } from './Search.ts';
import { checkSpace, countOf, type Point, type Space, valueOfIndex } from './Space.ts';

/** A grid of more points is not tried but left running: search it another way. */
export const GRID_POINTS_MAX = 1_000_000;

/**
 * Tries every point once, the last parameter changing fastest.
 *
 * Rejects, as `Refusal`: `bad-space`; also for a range without a step, and for more than `GRID_POINTS_MAX` points.
 */
export function gridSearch(space: Space): Search & { readonly size: number } {
  checkSpace(space);
  const dimensions = Object.entries(space);
  const counts = dimensions.map(([name, dimension]) => {
    const count = countOf(dimension);
    if (!Number.isFinite(count)) throw bad(`${name} has no step`, 'Give from:to:step.');
    return count;
  });
  const size = counts.reduce((product, count) => product * count, 1);
  if (size > GRID_POINTS_MAX) throw bad(`${size} points`, `Give wider steps: at most ${GRID_POINTS_MAX}.`);
  const dialogue = new Dialogue();
  const pointOf = (index: number): Point => {
    let rest = index;
    const values = dimensions
      .map(([name, dimension], place) => ({ name, dimension, count: counts[place] as number }))
      .reverse()
      .map(({ name, dimension, count }) => {
        const value = valueOfIndex(dimension, rest % count);
        rest = Math.floor(rest / count);
        return [name, value] as const;
      });
    return Object.fromEntries(values.reverse());
  };
  return {
    size,
    ask: (count) =>
      Array.from({ length: Math.min(count, size - dialogue.asked) }, () =>
        dialogue.ask(pointOf(dialogue.asked)),
      ),
    tell: (index, loss) => void dialogue.tell(index, loss),
    get best() {
      return dialogue.best;
    },
  };
}

function bad(what: string, remedy: string): Refusal {
  return new Refusal({ kind: 'bad-space', what: `grid: ${what}`, where: '--space', remedy });
}
