import { accept, type Result, reject } from '@qca/base';
import { readTree, type TreeNode, type UnsoundTree } from './readTree.ts';
import { type DecisionTree, hasCovers, type TreeEnsemble } from './TreeEnsemble.ts';

/**
 * Attributes of an ONNX `TreeEnsembleRegressor` or `TreeEnsembleClassifier` (domain ai.onnx.ml, versions 1 to 3),
 * by the names of the standard: whole numbers and floats as lists, texts as they are.
 */
export interface OnnxTreeAttributes {
  readonly nodes_treeids: ArrayLike<number>;
  readonly nodes_nodeids: ArrayLike<number>;
  readonly nodes_featureids: ArrayLike<number>;
  readonly nodes_values: ArrayLike<number>;
  readonly nodes_modes: ArrayLike<string>;
  readonly nodes_truenodeids: ArrayLike<number>;
  readonly nodes_falsenodeids: ArrayLike<number>;
  /** Read as covers where each node's is the sum of its children's; skl2onnx writes 1 everywhere, which says nothing. */
  readonly nodes_hitrates?: ArrayLike<number>;
  readonly target_treeids?: ArrayLike<number>;
  readonly target_nodeids?: ArrayLike<number>;
  readonly target_ids?: ArrayLike<number>;
  readonly target_weights?: ArrayLike<number>;
  readonly class_treeids?: ArrayLike<number>;
  readonly class_nodeids?: ArrayLike<number>;
  readonly class_ids?: ArrayLike<number>;
  readonly class_weights?: ArrayLike<number>;
  readonly base_values?: ArrayLike<number>;
  /** `SUM` where not given. `AVERAGE` divides by the number of trees; `MIN` and `MAX` are no sums and are refused. */
  readonly aggregate_function?: string;
}

export type UnreadableTrees =
  | UnsoundTree
  | {
      readonly kind: 'uneven-attributes';
      readonly attribute: string;
      readonly length: number;
      readonly expected: number;
    }
  | { readonly kind: 'missing-attribute'; readonly attribute: string }
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
 * Rejects: `unsound-tree`, `uneven-attributes`, `missing-attribute`, `unsupported-mode`, `unsupported-aggregate`,
 * `unknown-target`.
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
  const aggregate = attributes.aggregate_function ?? 'SUM';
  if (aggregate !== 'SUM' && aggregate !== 'AVERAGE')
    return reject({ kind: 'unsupported-aggregate', aggregate });
  const scale = aggregate === 'AVERAGE' ? 1 / Math.max(1, trees.length) : 1;
  return accept({ trees, base: weights.value.base, scale, columns, float32: true });
}

interface Weights {
  /** Sum of the weights a leaf adds to the output, by tree and node. */
  readonly ofLeaf: ReadonlyMap<string, number>;
  readonly base: number;
}

function readWeights(attributes: OnnxTreeAttributes, target: number): Result<Weights, UnreadableTrees> {
  const prefix = attributes.target_ids === undefined ? 'class' : 'target';
  const names = [`${prefix}_ids`, `${prefix}_treeids`, `${prefix}_nodeids`, `${prefix}_weights`] as const;
  const lists = names.map(
    (name) => attributes[name as keyof OnnxTreeAttributes] as ArrayLike<number> | undefined,
  );
  for (const [index, list] of lists.entries()) {
    const attribute = names[index] as string;
    if (list === undefined) return reject({ kind: 'missing-attribute', attribute });
    const expected = (lists[0] as ArrayLike<number>).length;
    if (list.length !== expected)
      return reject({ kind: 'uneven-attributes', attribute, length: list.length, expected });
  }
  const [ids, treeIds, nodeIds, values] = lists as [
    ArrayLike<number>,
    ArrayLike<number>,
    ArrayLike<number>,
    ArrayLike<number>,
  ];
  const known = new Set(Array.from(ids));
  const isSingleScore = prefix === 'class' && known.size === 1;
  const bases = attributes.base_values ?? [];
  if (!isSingleScore && !known.has(target) && target >= bases.length)
    return reject({ kind: 'unknown-target', target });
  const ofLeaf = new Map<string, number>();
  for (let index = 0; index < ids.length; index += 1) {
    if (!isSingleScore && ids[index] !== target) continue;
    const leaf = leafName(treeIds[index] as number, nodeIds[index] as number);
    ofLeaf.set(leaf, (ofLeaf.get(leaf) ?? 0) + (values[index] as number));
  }
  // One base stands for the one score; with two, the second is that of the positive class.
  const base = isSingleScore ? bases[bases.length - 1] : bases[target];
  return accept({ ofLeaf, base: base ?? 0 });
}

function leafName(tree: number, node: number): string {
  return `${tree}/${node}`;
}

const NODE_LISTS = [
  'nodes_treeids',
  'nodes_nodeids',
  'nodes_featureids',
  'nodes_values',
  'nodes_modes',
  'nodes_truenodeids',
  'nodes_falsenodeids',
] as const;

/** Returns the nodes of each tree in the order of the file, with children counted from the tree's first node. */
function readNodes(
  attributes: OnnxTreeAttributes,
  ofLeaf: ReadonlyMap<string, number>,
): Result<ReadonlyMap<number, readonly TreeNode[]>, UnreadableTrees> {
  const count = attributes.nodes_treeids.length;
  for (const attribute of [...NODE_LISTS, 'nodes_hitrates'] as const) {
    const list = attributes[attribute];
    if (list === undefined && attribute === 'nodes_hitrates') continue;
    if (list === undefined) return reject({ kind: 'missing-attribute', attribute });
    if (list.length !== count)
      return reject({ kind: 'uneven-attributes', attribute, length: list.length, expected: count });
  }
  const places = new Map<string, number>();
  const sizes = new Map<number, number>();
  for (let index = 0; index < count; index += 1) {
    const tree = attributes.nodes_treeids[index] as number;
    places.set(leafName(tree, attributes.nodes_nodeids[index] as number), sizes.get(tree) ?? 0);
    sizes.set(tree, (sizes.get(tree) ?? 0) + 1);
  }
  const trees = new Map<number, TreeNode[]>([...sizes.keys()].map((tree) => [tree, []]));
  for (let index = 0; index < count; index += 1) {
    const tree = attributes.nodes_treeids[index] as number;
    const mode = readMode(attributes.nodes_modes[index] as string);
    if (mode === undefined)
      return reject({ kind: 'unsupported-mode', mode: String(attributes.nodes_modes[index]) });
    // A child that is not there is found by readTree: no tree has that many nodes.
    const child = (id: number): number => places.get(leafName(tree, id)) ?? Number.MAX_SAFE_INTEGER;
    const whenTrue = mode.isLeaf ? -1 : child(attributes.nodes_truenodeids[index] as number);
    const whenFalse = mode.isLeaf ? -1 : child(attributes.nodes_falsenodeids[index] as number);
    const value = attributes.nodes_values[index] as number;
    trees.get(tree)?.push({
      left: mode.swaps ? whenFalse : whenTrue,
      right: mode.swaps ? whenTrue : whenFalse,
      feature: attributes.nodes_featureids[index] as number,
      threshold: mode.excludes ? floatBelow(value) : value,
      value: ofLeaf.get(leafName(tree, attributes.nodes_nodeids[index] as number)) ?? 0,
      cover: attributes.nodes_hitrates?.[index],
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
