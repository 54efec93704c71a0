/** One decision tree as arrays, each of shape [node]. Node 0 is the root; children come after their parent. */
export interface DecisionTree {
  /** Node where `x[feature] <= threshold`; -1 in a leaf. */
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** Column that is asked. Not read in a leaf. */
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  /** What a leaf adds. Not read elsewhere. */
  readonly value: Float64Array;
  /** Training rows (or their weight) that came by. Absent where the file does not say: no path-dependent values then. */
  readonly cover: Float64Array | undefined;
}

/** Trees that are added up: prediction = `base` + `scale` × sum of the leaves reached. */
export interface TreeEnsemble {
  readonly trees: readonly DecisionTree[];
  readonly base: number;
  readonly scale: number;
  readonly columns: number;
  /** Whether inputs are rounded to float32 before they are compared, as scikit-learn and ONNX do. */
  readonly float32: boolean;
}

/** Returns what the ensemble says of one row, before any link function. */
export function predictTrees(ensemble: TreeEnsemble, row: Float64Array): number {
  let sum = 0;
  for (const tree of ensemble.trees) {
    let node = 0;
    while ((tree.left[node] as number) >= 0) {
      node = (goesLeft(ensemble, tree, node, row) ? tree.left[node] : tree.right[node]) as number;
    }
    sum += tree.value[node] as number;
  }
  return ensemble.base + ensemble.scale * sum;
}

export function goesLeft(
  ensemble: TreeEnsemble,
  tree: DecisionTree,
  node: number,
  row: Float64Array,
): boolean {
  const input = row[tree.feature[node] as number] as number;
  return (ensemble.float32 ? Math.fround(input) : input) <= (tree.threshold[node] as number);
}

/** Says what is wrong with a tree, or nothing. A sound tree has an end on every path and asks known columns. */
export function treeFault(tree: DecisionTree, columns: number): string | undefined {
  const nodes = tree.left.length;
  if (nodes === 0) return 'has no node';
  const lengths = [tree.right, tree.feature, tree.threshold, tree.value, tree.cover ?? tree.left];
  if (lengths.some((array) => array.length !== nodes)) return 'has arrays of different lengths';
  const parents = new Uint8Array(nodes);
  for (let node = 0; node < nodes; node += 1) {
    const left = tree.left[node] as number;
    const right = tree.right[node] as number;
    if (left < 0 && right < 0) {
      if (!Number.isFinite(tree.value[node])) return `has no finite value at leaf ${node}`;
      continue;
    }
    // Children after their parent: no path can go round.
    if (left <= node || right <= node || left >= nodes || right >= nodes || left === right) {
      return `has children ${left} and ${right} at node ${node}; both must be later nodes`;
    }
    const feature = tree.feature[node] as number;
    if (feature < 0 || feature >= columns)
      return `asks column ${feature} at node ${node}, of ${columns} columns`;
    if (!Number.isFinite(tree.threshold[node])) return `has no finite threshold at node ${node}`;
    if (parents[left] === 1 || parents[right] === 1) return `has two ways to a child of node ${node}`;
    parents[left] = 1;
    parents[right] = 1;
  }
  return undefined;
}

/** Whether every node's cover is positive and the sum of its children's, so that paths have probabilities. */
export function hasCovers({ left, right, cover }: DecisionTree): boolean {
  if (cover === undefined) return false;
  return cover.every((weight, node) => {
    if (!(weight > 0)) return false;
    if ((left[node] as number) < 0) return true;
    const below = (cover[left[node] as number] as number) + (cover[right[node] as number] as number);
    return Math.abs(below - weight) <= 1e-6 * weight;
  });
}
