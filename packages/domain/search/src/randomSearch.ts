import { Random } from '@qca/base';
import { Dialogue, type Search } from './Search.ts';
import { checkSpace, pointAt, type Space } from './Space.ts';

/**
 * Tries points drawn evenly and independently from the space; the yardstick for every other search.
 *
 * Source: Bergstra and Bengio, "Random search for hyper-parameter optimization" (2012). Rejects, as `Refusal`: `bad-space`.
 */
export function randomSearch(space: Space, seed: number): Search {
  const random = new Random(seed);
  const size = Object.keys(space).length;
  return fromUnits(space, () => Float64Array.from({ length: size }, () => random.nextFloat()));
}

/** A search whose points do not hang on the answers. */
export function fromUnits(space: Space, next: (index: number) => ArrayLike<number>): Search {
  checkSpace(space);
  const dialogue = new Dialogue();
  return {
    ask: (count) => Array.from({ length: count }, () => dialogue.ask(pointAt(space, next(dialogue.asked)))),
    tell: (index, loss) => void dialogue.tell(index, loss),
    get best() {
      return dialogue.best;
    },
  };
}
