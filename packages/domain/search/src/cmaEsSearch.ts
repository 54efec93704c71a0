import { CmaEs } from './CmaEs.ts';
import { Dialogue, type Search } from './Search.ts';
import { checkSpace, pointAt, type Space } from './Space.ts';

/** Of the width of every range: the first steps reach all of it from the middle. */
const SIGMA = 0.3;

/**
 * Searches by CMA-ES in the unit cube of a space. Made for numbers: whole ones are steps in it, and the options of a choice
 * count as neighbours in their order. Asks for no more than one generation until that is answered.
 *
 * Source: `CmaEs`. Rejects, as `Refusal`: `bad-space`.
 */
export function cmaEsSearch(
  space: Space,
  seed: number,
  options: { readonly population?: number } = {},
): Search {
  checkSpace(space);
  const size = Object.keys(space).length;
  const core = new CmaEs({
    mean: new Float64Array(size).fill(0.5),
    sigma: SIGMA,
    lower: new Float64Array(size),
    upper: new Float64Array(size).fill(1),
    seed,
    ...options,
  });
  const dialogue = new Dialogue();
  let units = core.ask();
  let first = 0;
  let losses = new Float64Array(units.length);
  let told = 0;
  return {
    ask: (count) => {
      if (told === units.length && units.length > 0) {
        core.tell(losses);
        units = core.ask();
        first = dialogue.asked;
        losses = new Float64Array(units.length);
        told = 0;
      }
      const open = units.slice(dialogue.asked - first, dialogue.asked - first + count);
      return open.map((unit) => dialogue.ask(pointAt(space, unit)));
    },
    tell: (index, loss) => {
      losses[index - first] = dialogue.tell(index, loss).loss;
      told += 1;
    },
    get best() {
      return dialogue.best;
    },
  };
}
