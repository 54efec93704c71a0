import type { Rows } from '@qca/numerics';
import { symmetric } from './covariance.ts';

/** How far two clusters are: their nearest members, the mean over pairs, or the rise of the variance within. */
export type Linkage = 'single' | 'complete' | 'average' | 'weighted' | 'ward';

/** One merger of two clusters. Leaves are numbered from 0, the cluster made by merger k is n + k. */
export interface Merger {
  /** The lower number of the two. */
  readonly left: number;
  readonly right: number;
  readonly distance: number;
  /** Leaves below. */
  readonly size: number;
}

/** Distance of correlations, √((1 − ρ) ÷ 2), in [0, 1]. Source: López de Prado (2016). */
export function correlationDistance(correlation: Rows): Rows {
  return symmetric(correlation.length, (one, other) =>
    one === other ? 0 : Math.sqrt(Math.min(1, Math.max(0, (1 - (correlation[one]?.[other] as number)) / 2))),
  );
}

/**
 * Agglomerative clustering: n − 1 mergers, nearest first.
 *
 * Shape: distance [leaf][leaf], symmetric. Of equally near pairs, those first in the columns merge first. Children are
 * ordered by number, as SciPy's `linkage` orders them. Source: Lance and Williams (1967).
 */
export function cluster(distance: Rows, linkage: Linkage): readonly Merger[] {
  const leaves = distance.length;
  const between = distance.map((row) => row.slice());
  const alive = Array.from({ length: leaves }, (_, index) => ({ slot: index, id: index, size: 1 }));
  const mergers: Merger[] = [];
  while (alive.length > 1) {
    const { first, second, nearest } = nearestPair(alive, between);
    const [one, other] = [alive[first] as Alive, alive[second] as Alive];
    for (const third of alive) {
      if (third === one || third === other) continue;
      const updated = updatedDistance(linkage, { one, other, third, between, nearest });
      (between[one.slot] as Float64Array)[third.slot] = updated;
      (between[third.slot] as Float64Array)[one.slot] = updated;
    }
    const size = one.size + other.size;
    mergers.push({
      left: Math.min(one.id, other.id),
      right: Math.max(one.id, other.id),
      distance: nearest,
      size,
    });
    alive[first] = { slot: one.slot, id: leaves + mergers.length - 1, size };
    alive.splice(second, 1);
  }
  return mergers;
}

/** The leaves from left to right below the last merger: near ones stand together. */
export function leafOrder(mergers: readonly Merger[]): readonly number[] {
  const leaves = mergers.length + 1;
  const order: number[] = [];
  const waiting = [2 * leaves - 2];
  while (waiting.length > 0) {
    const id = waiting.pop() as number;
    if (id < leaves) {
      order.push(id);
      continue;
    }
    const { left, right } = mergers[id - leaves] as Merger;
    waiting.push(right, left);
  }
  return order;
}

/** Number of the cluster of each leaf when the tree is cut into `count`, numbered by their first leaf from 0. */
export function cutTree(mergers: readonly Merger[], count: number): readonly number[] {
  const leaves = mergers.length + 1;
  const parents = Array.from({ length: 2 * leaves - 1 }, (_, id) => id);
  for (let index = 0; index < leaves - count; index += 1) {
    const { left, right } = mergers[index] as Merger;
    parents[left] = leaves + index;
    parents[right] = leaves + index;
  }
  const labels = new Map<number, number>();
  return Array.from({ length: leaves }, (_, leaf) => {
    let root = leaf;
    while (parents[root] !== root) root = parents[root] as number;
    const label = labels.get(root) ?? labels.size;
    labels.set(root, label);
    return label;
  });
}

interface Alive {
  /** Row of the distances that is this cluster's. */
  readonly slot: number;
  readonly id: number;
  readonly size: number;
}

function nearestPair(alive: readonly Alive[], between: Rows) {
  let first = 0;
  let second = 1;
  let nearest = Number.POSITIVE_INFINITY;
  for (let one = 0; one < alive.length; one += 1) {
    const row = between[(alive[one] as Alive).slot] as Float64Array;
    for (let other = one + 1; other < alive.length; other += 1) {
      const distance = row[(alive[other] as Alive).slot] as number;
      if (distance >= nearest) continue;
      nearest = distance;
      first = one;
      second = other;
    }
  }
  return { first, second, nearest };
}

interface Update {
  readonly one: Alive;
  readonly other: Alive;
  readonly third: Alive;
  readonly between: Rows;
  readonly nearest: number;
}

function updatedDistance(linkage: Linkage, { one, other, third, between, nearest }: Update): number {
  const toOne = between[one.slot]?.[third.slot] as number;
  const toOther = between[other.slot]?.[third.slot] as number;
  switch (linkage) {
    case 'single':
      return Math.min(toOne, toOther);
    case 'complete':
      return Math.max(toOne, toOther);
    case 'weighted':
      return (toOne + toOther) / 2;
    case 'average':
      return (one.size * toOne + other.size * toOther) / (one.size + other.size);
    case 'ward': {
      const total = one.size + other.size + third.size;
      return Math.sqrt(
        ((one.size + third.size) * toOne * toOne +
          (other.size + third.size) * toOther * toOther -
          third.size * nearest * nearest) /
          total,
      );
    }
  }
}
