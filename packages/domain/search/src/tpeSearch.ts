import { assert, Random } from '@qca/base';
import { Parzen } from './Parzen.ts';
import { type Answer, Dialogue, type Search } from './Search.ts';
import { checkSpace, type Point, pointAt, type Space } from './Space.ts';

export interface TpeOptions {
  /** Points drawn at random before the estimate is used. */
  readonly startup?: number;
  /** Points drawn from the good ones for each that is asked for. */
  readonly candidates?: number;
}

/** As in Bergstra (2013): too few points say nothing about where the good ones lie. */
const STARTUP = 10;
const CANDIDATES = 24;
/** The best tenth are the good ones, at most 25 of them. */
const GOOD_PART = 0.1;
const GOOD_MAX = 25;

/**
 * Searches where good points have been denser than bad ones: tree-structured Parzen estimator. Points asked for and not yet
 * answered count as bad, so that points asked for together lie apart.
 *
 * Source: Bergstra, Bardenet, Bengio and Kégl, "Algorithms for hyper-parameter optimization" (2011), section 4; kernels hold
 * all parameters of a point together, as in Falkner, Klein and Hutter, "BOHB" (2018). Rejects, as `Refusal`: `bad-space`.
 */
export function tpeSearch(space: Space, seed: number, options: TpeOptions = {}): Search {
  checkSpace(space);
  const { startup = STARTUP, candidates = CANDIDATES } = options;
  assert(startup > 0 && candidates > 0, `${startup} points at random, ${candidates} candidates`);
  const dimensions = Object.values(space);
  const random = new Random(seed);
  const dialogue = new Dialogue();
  const waiting = new Map<number, Point>();
  const next = (): Point => {
    const { answers } = dialogue;
    if (answers.length < startup)
      return pointAt(
        space,
        dimensions.map(() => random.nextFloat()),
      );
    const [good, bad] = split(answers);
    const dense = new Parzen(space, good);
    const sparse = new Parzen(space, [...bad, ...waiting.values()]);
    let best: { readonly units: Float64Array; readonly gain: number } | undefined;
    for (let drawn = 0; drawn < candidates; drawn += 1) {
      const units = dense.draw(random);
      const gain = dense.logDensity(units) - sparse.logDensity(units);
      if (best === undefined || gain > best.gain) best = { units, gain };
    }
    return pointAt(space, best?.units ?? []);
  };
  return {
    ask: (count) =>
      Array.from({ length: count }, () => {
        const question = dialogue.ask(next());
        waiting.set(question.index, question.point);
        return question;
      }),
    tell: (index, loss) => {
      dialogue.tell(index, loss);
      waiting.delete(index);
    },
    get best() {
      return dialogue.best;
    },
  };
}

function split(answers: readonly Answer[]): [Point[], Point[]] {
  const ranked = [...answers].sort((a, b) =>
    a.loss === b.loss ? a.index - b.index : a.loss < b.loss ? -1 : 1,
  );
  const count = Math.min(GOOD_MAX, Math.ceil(GOOD_PART * ranked.length));
  const points = ranked.map(({ point }) => point);
  return [points.slice(0, count), points.slice(count)];
}
