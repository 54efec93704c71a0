import { Random } from '@qca/base';
import { CmaEs } from '@qca/search';
import { totalReturn } from '@qca/statistics';
import { type AlignedBars, sliceBars } from '../model/alignBars.ts';
import { inTurn } from '../model/inTurn.ts';
import { bendPath, plausible } from './bendPath.ts';

export interface AdversaryOptions {
  readonly seed: number;
  /** Paths that each of the two searches may try. */
  readonly budget: number;
  /** Steps of the path: what comes before warms the model up and is left as it was. */
  readonly steps: number;
  readonly lead: number;
  /** Paths tried at once. */
  readonly width?: number;
}

/** A model on a market: what it would have returned from bar to bar. Shape: [step]. */
export type Attempt = (bars: AlignedBars) => Promise<Float64Array>;

export interface AdversaryFinding {
  /** Return on the true market over the same steps, and on the worst paths that each search found. */
  readonly truth: number;
  readonly searched: number;
  readonly random: number;
  readonly budget: number;
  readonly steps: number;
  /** The worst path and the returns on it, for whoever wants to see it. */
  readonly worst: { readonly bars: AlignedBars; readonly returns: Float64Array };
  /** Worst return after each try of the search. Shape: [try]. */
  readonly progress: readonly number[];
}

/** A path has so many blocks that are bent one by one: more would need a larger budget than a report has. */
const BLOCKS = 6;

/**
 * Searches for the market path that hurts a model most, within what blocks of this market have done before.
 *
 * An evolution strategy bends drift and spread of six blocks of a true piece of the market; random bending gets the same number
 * of tries. Where the search finds no more than chance, the model has no weakness of this kind that so many tries could find.
 */
export async function adversary(
  attempt: Attempt,
  bars: AlignedBars,
  options: AdversaryOptions,
): Promise<AdversaryFinding> {
  const { seed, budget, steps, lead, width = 2 } = options;
  const random = new Random(seed).fork('adversary');
  const from = random.nextBelow(Math.max(1, bars.timeUs.length - lead - steps));
  const piece = sliceBars(bars, from, Math.min(bars.timeUs.length, from + lead + steps));
  const warmed = Math.min(lead, piece.timeUs.length - 2);
  const bounds = plausible(bars, Math.max(2, Math.floor(steps / BLOCKS)));
  const size = BLOCKS * (bars.instruments.length + 1);
  const tryShape = async (shape: ArrayLike<number>): Promise<Tried> => {
    const bent = join(piece, warmed, bendPath(sliceBars(piece, warmed, piece.timeUs.length), shape, bounds));
    const returns = (await attempt(bent)).slice(warmed + 1);
    return { bars: bent, returns, total: totalReturn(returns) };
  };
  const truth = totalReturn((await attempt(piece)).slice(warmed + 1));
  const searched = await evolve(tryShape, { size, budget, seed, width });
  const shapes = Array.from({ length: budget }, () =>
    Float64Array.from({ length: size }, () => random.nextFloat()),
  );
  const luck = await tryAll(tryShape, shapes, width);
  const worst = searched.worst.total <= luck.worst.total ? searched.worst : luck.worst;
  return {
    truth,
    searched: searched.worst.total,
    random: luck.worst.total,
    budget,
    steps: piece.timeUs.length - warmed - 1,
    worst: { bars: worst.bars, returns: worst.returns },
    progress: searched.progress,
  };
}

interface Tried {
  readonly bars: AlignedBars;
  readonly returns: Float64Array;
  readonly total: number;
}
type TryShape = (shape: ArrayLike<number>) => Promise<Tried>;
interface Found {
  readonly worst: Tried;
  readonly progress: readonly number[];
}

async function evolve(
  tryShape: TryShape,
  { size, budget, seed, width }: { size: number; budget: number; seed: number; width: number },
): Promise<Found> {
  const search = new CmaEs({
    mean: new Float64Array(size).fill(0.5),
    sigma: 0.3,
    lower: new Float64Array(size),
    upper: new Float64Array(size).fill(1),
    // Small generations: with a few dozen tries, learning often is worth more than learning well.
    population: 8,
    seed,
  });
  let worst: Tried | undefined;
  const progress: number[] = [];
  while (progress.length < budget) {
    const points = search.ask();
    if (points.length === 0) break;
    const tried = await inTurn(points.slice(0, budget - progress.length), tryShape, width);
    for (const each of tried) {
      if (worst === undefined || each.total < worst.total) worst = each;
      progress.push(worst.total);
    }
    if (tried.length < points.length) break;
    search.tell(tried.map(({ total }) => total));
  }
  return { worst: worst ?? (await tryShape(new Float64Array(size).fill(0.5))), progress };
}

async function tryAll(tryShape: TryShape, shapes: readonly Float64Array[], width: number): Promise<Found> {
  const tried = await inTurn(shapes, tryShape, width);
  let worst = tried[0] as Tried;
  for (const each of tried) if (each.total < worst.total) worst = each;
  return { worst, progress: [] };
}

/** The piece up to `at`, and the bent rest, whose first step is the last of what came before it. */
function join(piece: AlignedBars, at: number, bent: AlignedBars): AlignedBars {
  const row = piece.values.length / piece.timeUs.length;
  const values = piece.values.slice();
  values.set(bent.values, at * row);
  return { ...piece, values };
}
