import { assert } from '@qca/base';
import { ATTRIBUTION_NOTE, type Attribution } from './Attribution.ts';
import type { Players } from './Players.ts';

/** One decision, explained. */
export interface DecisionExplanation {
  readonly prediction: number;
  readonly base: number;
  /** Largest push first. */
  readonly pushes: readonly Push[];
  /** What the players that are not listed add up to. */
  readonly rest: number;
  readonly note: string;
}

export interface Push {
  readonly player: string;
  readonly phi: number;
  /** |phi| as a fraction of the sum of all |phi|. 0 when nothing pushes. */
  readonly share: number;
  readonly direction: 'up' | 'down' | 'none';
}

/** Lists what moved one prediction away from the base, the largest `most` players by |phi|. */
export function explainDecision(
  { phi, base, prediction }: Attribution,
  { players, most }: { readonly players: Players; readonly most: number },
): DecisionExplanation {
  assert(phi.length === players.count, 'the attribution has another number of players');
  const total = phi.reduce((sum, value) => sum + Math.abs(value), 0);
  const order = Array.from(phi.keys()).sort((one, other) => {
    const bySize = Math.abs(phi[other] as number) - Math.abs(phi[one] as number);
    return bySize === 0 ? one - other : bySize;
  });
  const pushes = order.slice(0, most).map((player) => {
    const value = phi[player] as number;
    return {
      player: players.names[player] as string,
      phi: value,
      share: total === 0 ? 0 : Math.abs(value) / total,
      direction: directionOf(value),
    };
  });
  const rest = order.slice(most).reduce((sum, player) => sum + (phi[player] as number), 0);
  return { prediction, base, pushes, rest, note: ATTRIBUTION_NOTE };
}

function directionOf(phi: number): Push['direction'] {
  if (phi === 0) return 'none';
  return phi > 0 ? 'up' : 'down';
}

/** What a model leans on over many decisions. */
export interface AttributionSummary {
  /** Mean of |phi|. Shape: [player]. */
  readonly meanAbs: Float64Array;
  /** Mean of phi. Shape: [player]. */
  readonly mean: Float64Array;
  /** `meanAbs` as a fraction of its sum. Shape: [player]. */
  readonly share: Float64Array;
  /**
   * Pearson correlation of a column with its phi: near 1, more of it pushes the output up; near -1, down; near 0,
   * it depends. NaN where the player has several columns, or either never changes. Shape: [player].
   */
  readonly direction: Float64Array;
}

/** Sums up attributions of many rows. Shape: `phi` [row][player], `rows` [row][column]. */
export function summariseAttributions({
  phi,
  rows,
  players,
}: {
  readonly phi: readonly Float64Array[];
  readonly rows: readonly Float64Array[];
  readonly players: Players;
}): AttributionSummary {
  assert(phi.length > 0 && phi.length === rows.length, 'attributions and rows differ in number');
  const overRows = (value: (phi: number) => number): Float64Array =>
    Float64Array.from(
      { length: players.count },
      (_, player) => phi.reduce((sum, row) => sum + value(row[player] as number), 0) / phi.length,
    );
  const meanAbs = overRows(Math.abs);
  const total = meanAbs.reduce((sum, value) => sum + value, 0);
  const direction = Float64Array.from({ length: players.count }, (_, player) => {
    const column = players.playerOf.indexOf(player);
    if (column < 0 || players.playerOf.indexOf(player, column + 1) >= 0) return Number.NaN;
    return correlation(
      rows.map((row) => row[column] as number),
      phi.map((row) => row[player] as number),
    );
  });
  return {
    meanAbs,
    mean: overRows((value) => value),
    share: meanAbs.map((value) => (total === 0 ? 0 : value / total)),
    direction,
  };
}

function correlation(one: readonly number[], other: readonly number[]): number {
  const meanOf = (values: readonly number[]): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  // Equal values can differ from their mean in the last digit, which would make noise look like a direction.
  if (one.every((value) => value === one[0]) || other.every((value) => value === other[0])) return Number.NaN;
  const oneMean = meanOf(one);
  const otherMean = meanOf(other);
  let product = 0;
  let oneSquare = 0;
  let otherSquare = 0;
  one.forEach((value, index) => {
    const left = value - oneMean;
    const right = (other[index] as number) - otherMean;
    product += left * right;
    oneSquare += left * left;
    otherSquare += right * right;
  });
  return Math.min(1, Math.max(-1, product / Math.sqrt(oneSquare * otherSquare)));
}
