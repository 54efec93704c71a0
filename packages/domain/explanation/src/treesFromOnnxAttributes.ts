import { accept, type Result, reject } from '@qca/base';
import { readTree, type TreeNode, type UnsoundTree } from './readTree.ts';
import { type DecisionTree, hasCovers, type TreeEnsemble } from './TreeEnsemble.ts';

/**
 * Attributes of an ONNX `TreeEnsembleRegressor` or `TreeEnsembleClassifier` (domain ai.onnx.ml, versions 1 to 3), by
 * the names of the standard, as a reader of ONNX files returns them: single values and lists. They are checked here.
 *
 * `nodes_hitrates` are read as covers where each node's is the sum of its children's; skl2onnx writes 1 everywhere,
 * which says nothing.
 */
export type OnnxTreeAttributes = Readonly<Record<string, unknown>>;

export type UnreadableTrees =
  | UnsoundTree
  | {
      readonly kind: 'uneven-attributes';
      readonly attribute: string;
      readonly length: number;
      readonly expected: number;
    }
  | { readonly kind: 'missing-attribute'; readonly attribute: string }
  | { readonly kind: 'wrong-attribute'; readonly attribute: string }
  | { readonly kind: 'unsupported-mode'; readonly mode: string }
  | { readonly kind: 'unsupported-aggregate'; readonly aggregate: string }
  | { readonly kind: 'unknown-target'; readonly target: number };

/**
 * Reads the trees of one output, before `post_transform`: a regressor's value, a classifier's raw score (log-odds
 * for boosted trees). Attributions add up in that space, not in probabilities.
 *
 * `target` is the index of the output or class. A classifier of two classes that stores weights for one class
 * alone has one score, that of the positive class, whatever `target` says. Inputs are float32.
 *
 * Rejects: `unsound-tree`, `uneven-attributes`, `missing-attribute`, `wrong-attribute`, `unsupported-mode`,
 * `unsupported-aggregate`, `unknown-target`.
 */
export function treesFromOnnxAttributes(
  attributes: OnnxTreeAttributes,
  { columns, target = 0 }: { readonly columns: number; readonly target?: number },
): Result<TreeEnsemble, UnreadableTrees> {
  const weights = readWeights(attributes, target);
  if (!weights.ok) return weights;
  const nodes = readNodes(attributes, weights.value.ofLeaf);
  if (!nodes.ok) return nodes;
  const trees: DecisionTree[] = [];
  for (const [index, tree] of [...nodes.value.values()].entries()) {
    const read = readTree(tree, { tree: index, columns });
    if (!read.ok) return read;
    trees.push(hasCovers(read.value) ? read.value : { ...read.value, cover: undefined });
  }
  const aggregate = attributes['aggregate_function'] ?? 'SUM';
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    return reject({ kind: 'unsupported-aggregate', aggregate: String(aggregate) });
  const scale = aggregate === 'AVERAGE' ? 1 / Math.max(1, trees.length) : 1;
  return accept({ trees, base: weights.value.base, scale, columns, float32: true });
}

interface Weights {
  /** Sum of the weights a leaf adds to the output, by tree and node. */
  readonly ofLeaf: ReadonlyMap<string, number>;
  readonly base: number;
}

function readWeights(attributes: OnnxTreeAttributes, target: number): Result<Weights, UnreadableTrees> {
  const prefix = attributes['target_ids'] === undefined ? 'class' : 'target';
  const lists = readLists(attributes, {
    [`${prefix}_ids`]: 'whole',
    [`${prefix}_treeids`]: 'whole',
    [`${prefix}_nodeids`]: 'whole',
    [`${prefix}_weights`]: 'number',
  });
  if (!lists.ok) return lists;
  const [ids = [], treeIds = [], nodeIds = [], values = []] = lists.value as readonly (readonly number[])[];
  const baseLists = readLists(
    attributes,
    attributes['base_values'] === undefined ? {} : { base_values: 'number' },
  );
  if (!baseLists.ok) return baseLists;
  const bases = (baseLists.value[0] ?? []) as readonly number[];
  const known = new Set(ids);
  const isSingleScore = prefix === 'class' && known.size === 1;
  if (!isSingleScore && !known.has(target) && target >= bases.length)
    return reject({ kind: 'unknown-target', target });
  const ofLeaf = new Map<string, number>();
  ids.forEach((id, index) => {
    if (!isSingleScore && id !== target) return;
    const leaf = leafName(treeIds[index] as number, nodeIds[index] as number);
    ofLeaf.set(leaf, (ofLeaf.get(leaf) ?? 0) + (values[index] as number));
  });
  // One base stands for the one score; with two, the second is that of the positive class.
  const base = isSingleScore ? bases.at(-1) : bases[target];
  return accept({ ofLeaf, base: base ?? 0 });
}

type Item = 'whole' | 'number' | 'text';

/** Returns the named lists in their order, all of one length and of the items they should hold. */
function readLists(
  attributes: OnnxTreeAttributes,
  expected: Readonly<Record<string, Item>>,
): Result<readonly (readonly (number | string)[])[], UnreadableTrees> {
  const lists: (readonly (number | string)[])[] = [];
  for (const [attribute, item] of Object.entries(expected)) {
    const list = attributes[attribute];
    if (list === undefined) return reject({ kind: 'missing-attribute', attribute });
    if (!Array.isArray(list) || !list.every((value) => isItem(value, item)))
      return reject({ kind: 'wrong-attribute', attribute });
    const { length } = lists[0] ?? list;
    if (list.length !== length)
      return reject({ kind: 'uneven-attributes', attribute, length: list.length, expected: length });
    lists.push(list);
  }
  return accept(lists);
}

function isItem(value: unknown, item: Item): boolean {
  if (item === 'text') return typeof value === 'string';
  return item === 'whole' ? Number.isSafeInteger(value) : Number.isFinite(value);
}

function leafName(tree: number, node: number): string {
  return `${tree}/${node}`;
}

/** Returns the nodes of each tree in the order of the file, with children counted from the tree's first node. */
function readNodes(
  attributes: OnnxTreeAttributes,
  ofLeaf: ReadonlyMap<string, number>,
): Result<ReadonlyMap<number, readonly TreeNode[]>, UnreadableTrees> {
  const lists = readLists(attributes, {
    nodes_treeids: 'whole',
    nodes_nodeids: 'whole',
    nodes_featureids: 'whole',
    nodes_values: 'number',
    nodes_truenodeids: 'whole',
    nodes_falsenodeids: 'whole',
    nodes_modes: 'text',
    ...(attributes['nodes_hitrates'] === undefined ? {} : { nodes_hitrates: 'number' as const }),
  });
  if (!lists.ok) return lists;
  const [treeIds = [], nodeIds = [], features = [], values = [], whenTrue = [], whenFalse = []] =
    lists.value as readonly (readonly number[])[];
  const modes = lists.value[6] as readonly string[];
  const hitRates = lists.value[7] as readonly number[] | undefined;
  const places = new Map<string, number>();
  const trees = new Map<number, TreeNode[]>();
  const sizes = new Map<number, number>();
  treeIds.forEach((tree, index) => {
    places.set(leafName(tree, nodeIds[index] as number), sizes.get(tree) ?? 0);
    sizes.set(tree, (sizes.get(tree) ?? 0) + 1);
    trees.set(tree, []);
  });
  for (const [index, tree] of treeIds.entries()) {
    const mode = readMode(modes[index] as string);
    if (mode === undefined) return reject({ kind: 'unsupported-mode', mode: modes[index] as string });
    // A child that is not there is found by readTree: no tree has that many nodes.
    const child = (id: number | undefined): number =>
      mode.isLeaf ? -1 : (places.get(leafName(tree, id as number)) ?? Number.MAX_SAFE_INTEGER);
    const [left, right] = mode.swaps ? [whenFalse, whenTrue] : [whenTrue, whenFalse];
    const value = values[index] as number;
    trees.get(tree)?.push({
      left: child(left[index]),
      right: child(right[index]),
      feature: features[index] as number,
      threshold: mode.excludes ? floatBelow(value) : value,
      value: ofLeaf.get(leafName(tree, nodeIds[index] as number)) ?? 0,
      cover: hitRates?.[index],
    });
  }
  return accept(trees);
}

interface Mode {
  readonly isLeaf?: true;
  /** The true branch is the one above the threshold. */
  readonly swaps?: true;
  /** The threshold itself belongs above. */
  readonly excludes?: true;
}

/** Says how a comparison becomes `x <= threshold`; equality does not, and is not supported. */
function readMode(mode: string): Mode | undefined {
  switch (mode) {
    case 'LEAF':
      return { isLeaf: true };
    case 'BRANCH_LEQ':
      return {};
    case 'BRANCH_LT':
      return { excludes: true };
    case 'BRANCH_GT':
      return { swaps: true };
    case 'BRANCH_GTE':
      return { swaps: true, excludes: true };
    default:
      return undefined;
  }
}

/** Returns the next float32 below: for float32 inputs, x < t is x <= floatBelow(t). */
function floatBelow(value: number): number {
  const float = new Float32Array([value]);
  // A threshold between two floats already excludes itself.
  const rounded = float[0] as number;
  if (rounded < value) return rounded;
  const bits = new Int32Array(float.buffer);
  if (rounded === 0) bits[0] = 0x8000_0001 | 0;
  else bits[0] = (bits[0] as number) + (rounded > 0 ? -1 : 1);
  return float[0] as number;
}
