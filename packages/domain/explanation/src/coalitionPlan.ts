import { assert, type Random } from '@qca/base';
import { type Explained, mixInto } from './Game.ts';
import { shuffle } from './permutationShapley.ts';

/** Which coalitions KernelSHAP asks about, and how much each counts. */
export interface CoalitionPlan {
  readonly players: number;
  /** Shape: [coalition][player]. The first is nobody, the second everybody; each other comes with its complement. */
  readonly coalitions: readonly Uint8Array[];
  /** Weight in the regression, 0 for the first two; the rest sum to at most one. Shape: [coalition]. */
  readonly weights: Float64Array;
  /** Whether it holds every coalition, so that the answer is exact. */
  readonly complete: boolean;
}

/**
 * Chooses coalitions for KernelSHAP within a budget.
 *
 * All 2^n where they fit. Otherwise whole sizes from the outside in (one and all but one, two and all but
 * two …) while they fit, as those weigh most; what is left of the budget is drawn from the sizes between, each
 * draw with its complement, which halves the noise.
 *
 * Source: Lundberg and Lee (2017); Covert and Lee, "Improving KernelSHAP" (2021) for pairs.
 */
export function coalitionPlan({
  players,
  budget,
  random,
}: {
  readonly players: number;
  /** Coalitions besides nobody and everybody. At least 2 × players. */
  readonly budget: number;
  readonly random: Random;
}): CoalitionPlan {
  assert(players >= 1, 'a game needs a player');
  assert(budget >= 2 * players, `a budget of ${budget} coalitions is too small for ${players} players`);
  const coalitions: Uint8Array[] = [new Uint8Array(players), new Uint8Array(players).fill(1)];
  const weights = [0, 0];
  let left = budget;
  let mass = 1;
  let size = 1;
  for (; 2 * size <= players; size += 1) {
    const count = choose(players, size) * (2 * size === players ? 1 : 2);
    if (count > left) break;
    const share = sizeShare(players, size) + (2 * size === players ? 0 : sizeShare(players, players - size));
    for (const members of coalitionsOfSize(players, size)) {
      coalitions.push(members);
      weights.push(share / count);
      if (2 * size === players) continue;
      coalitions.push(complementOf(members));
      weights.push(share / count);
    }
    left -= count;
    mass -= share;
  }
  const complete = 2 * size > players;
  if (!complete)
    drawPairs(
      { coalitions, weights },
      { players, smallest: size, pairs: Math.floor(left / 2), mass, random },
    );
  return { players, coalitions, weights: Float64Array.from(weights), complete };
}

/** Returns the rows a model must predict for a plan. Shape: [coalition × background row][column]. */
export function planRows(
  plan: CoalitionPlan,
  { x, background, players }: Omit<Explained, 'model'>,
): readonly Float64Array[] {
  return plan.coalitions.flatMap((members) =>
    background.map((other) => {
      const row = new Float64Array(x.length);
      mixInto(row, { members, x, other, players });
      return row;
    }),
  );
}

/** Returns the value of each coalition, the mean of its predictions. Shape: `predictions` as `planRows`. */
export function coalitionValues(plan: CoalitionPlan, predictions: ArrayLike<number>): Float64Array {
  const rows = predictions.length / plan.coalitions.length;
  assert(Number.isSafeInteger(rows) && rows >= 1, 'predictions do not match the rows of the plan');
  return Float64Array.from(plan.coalitions, (_, coalition) => {
    let sum = 0;
    for (let row = 0; row < rows; row += 1) sum += predictions[coalition * rows + row] as number;
    return sum / rows;
  });
}

/** Share of the kernel's weight that coalitions of one size hold together: proportional to (n - 1) / (s (n - s)). */
function sizeShare(players: number, size: number): number {
  let total = 0;
  for (let other = 1; other < players; other += 1) total += 1 / (other * (players - other));
  return 1 / (size * (players - size)) / total;
}

interface Draws {
  readonly players: number;
  readonly smallest: number;
  readonly pairs: number;
  readonly mass: number;
  readonly random: Random;
}

/** Draws coalitions of the sizes from `smallest` up to half, each with its complement; they share `mass`. */
function drawPairs(
  { coalitions, weights }: { coalitions: Uint8Array[]; weights: number[] },
  { players, smallest, pairs, mass, random }: Draws,
): void {
  const order = Int32Array.from({ length: players }, (_, player) => player);
  const drawn = new Map<string, { members: Uint8Array; count: number }>();
  for (let pair = 0; pair < pairs; pair += 1) {
    const size = drawSize(players, smallest, random);
    shuffle(order, random);
    const members = new Uint8Array(players);
    for (let place = 0; place < size; place += 1) members[order[place] as number] = 1;
    // A pair has one name, whichever half was drawn, so that it is asked about once.
    const name = (members[0] === 1 ? members : complementOf(members)).join('');
    const known = drawn.get(name);
    if (known === undefined) drawn.set(name, { members, count: 1 });
    else known.count += 1;
  }
  for (const { members, count } of drawn.values()) {
    coalitions.push(members, complementOf(members));
    weights.push((mass * count) / (2 * pairs), (mass * count) / (2 * pairs));
  }
}

function drawSize(players: number, smallest: number, random: Random): number {
  let total = 0;
  for (let size = smallest; size <= players - smallest; size += 1) total += 1 / (size * (players - size));
  let left = random.nextFloat() * total;
  for (let size = smallest; size < players - smallest; size += 1) {
    left -= 1 / (size * (players - size));
    if (left < 0) return size;
  }
  return players - smallest;
}

function complementOf(members: Uint8Array): Uint8Array {
  return members.map((member) => 1 - member);
}

function* coalitionsOfSize(players: number, size: number): Generator<Uint8Array> {
  const chosen = Array.from({ length: size }, (_, index) => index);
  for (;;) {
    const members = new Uint8Array(players);
    for (const player of chosen) members[player] = 1;
    yield members;
    let place = size - 1;
    while (place >= 0 && chosen[place] === players - size + place) place -= 1;
    if (place < 0) return;
    chosen[place] = (chosen[place] as number) + 1;
    for (let next = place + 1; next < size; next += 1) chosen[next] = (chosen[next - 1] as number) + 1;
  }
}

function choose(players: number, size: number): number {
  let choices = 1;
  for (let index = 0; index < size; index += 1) choices = (choices * (players - index)) / (index + 1);
  return Math.round(choices);
}
