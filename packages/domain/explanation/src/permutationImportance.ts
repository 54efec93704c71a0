import { assert, type Random } from '@qca/base';
import type { Model } from './Game.ts';
import type { Players } from './Players.ts';
import { shuffle } from './permutationShapley.ts';

export type ImportanceLoss = 'mse' | 'mae' | 'r2';

export interface Importance {
  /** Loss of the model on the rows as they are: mean squared or absolute error, or 1 - R². */
  readonly loss: number;
  /** How much the loss grows when a player's columns are taken from other rows. Shape: [repeat][player]. */
  readonly importances: readonly Float64Array[];
  /** Mean over repeats. Shape: [player]. */
  readonly mean: Float64Array;
  /** Standard deviation over repeats, divided by their number. Shape: [player]. */
  readonly deviation: Float64Array;
}

/**
 * Permutation importance: how much worse the model gets when the link between a player's columns and the rest is cut.
 *
 * Each order in `orders` is a permutation of the rows, used for every player in turn.
 * Source: Breiman, "Random forests" (2001), as `sklearn.inspection.permutation_importance`.
 * Warning: with columns that depend on each other both look unimportant, and rows arise that the market never shows.
 */
export function permutationImportance({
  model,
  rows,
  targets,
  players,
  loss,
  orders,
}: {
  readonly model: Model;
  /** Shape: [row][column]. */
  readonly rows: readonly Float64Array[];
  /** Shape: [row]. */
  readonly targets: Float64Array;
  readonly players: Players;
  readonly loss: ImportanceLoss;
  /** Shape: [repeat][row]. */
  readonly orders: readonly Int32Array[];
}): Importance {
  assert(rows.length === targets.length && rows.length > 0, 'rows and targets differ in number');
  assert(orders.length > 0, 'permutation importance needs at least one order of the rows');
  for (const order of orders) assertPermutation(order, rows.length);
  const mixed = new Float64Array(rows[0]?.length ?? 0);
  const predict = (player: number, order: Int32Array | undefined): Float64Array =>
    Float64Array.from(rows, (row, index) => {
      const other = order === undefined ? row : (rows[order[index] as number] as Float64Array);
      for (let column = 0; column < mixed.length; column += 1) {
        mixed[column] = (players.playerOf[column] === player ? other : row)[column] as number;
      }
      return model(mixed);
    });
  const whole = lossOf(predict(-1, undefined), targets, loss);
  const importances = orders.map((order) =>
    Float64Array.from(
      { length: players.count },
      (_, player) => lossOf(predict(player, order), targets, loss) - whole,
    ),
  );
  const overRepeats = (value: (repeat: Float64Array, player: number) => number): Float64Array =>
    Float64Array.from(
      { length: players.count },
      (_, player) => importances.reduce((sum, repeat) => sum + value(repeat, player), 0) / importances.length,
    );
  const mean = overRepeats((repeat, player) => repeat[player] as number);
  const variance = overRepeats(
    (repeat, player) => ((repeat[player] as number) - (mean[player] as number)) ** 2,
  );
  return { loss: whole, importances, mean, deviation: variance.map(Math.sqrt) };
}

/**
 * Draws orders of rows. Blocks longer than one row are moved whole, which keeps what neighbouring bars share.
 *
 * Shape: [repeat][row].
 */
export function drawOrders({
  rows,
  repeats,
  block,
  random,
}: {
  readonly rows: number;
  readonly repeats: number;
  readonly block: number;
  readonly random: Random;
}): readonly Int32Array[] {
  const blocks = Math.ceil(rows / block);
  return Array.from({ length: repeats }, () => {
    const order = Int32Array.from({ length: blocks }, (_, index) => index);
    shuffle(order, random);
    return Int32Array.from(
      Array.from(order).flatMap((first) =>
        Array.from({ length: Math.min(block, rows - first * block) }, (_, offset) => first * block + offset),
      ),
    );
  });
}

function assertPermutation(order: Int32Array, rows: number): void {
  const seen = new Set(order);
  const isPermutation =
    order.length === rows && seen.size === rows && order.every((row) => row >= 0 && row < rows);
  assert(isPermutation, 'an order of the rows names each row once');
}

function lossOf(predictions: Float64Array, targets: Float64Array, loss: ImportanceLoss): number {
  const meanOf = (value: (row: number) => number): number =>
    targets.reduce((sum, _, row) => sum + value(row), 0) / targets.length;
  const gap = (row: number): number => (predictions[row] as number) - (targets[row] as number);
  if (loss === 'mae') return meanOf((row) => Math.abs(gap(row)));
  const squared = meanOf((row) => gap(row) ** 2);
  if (loss === 'mse') return squared;
  const mean = meanOf((row) => targets[row] as number);
  return squared / meanOf((row) => ((targets[row] as number) - mean) ** 2);
}
