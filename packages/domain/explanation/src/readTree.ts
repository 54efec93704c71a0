import { accept, type Result, reject } from '@qca/base';
import { type DecisionTree, treeFault } from './TreeEnsemble.ts';

/** Why a tree was not taken. */
export interface UnsoundTree {
  readonly kind: 'unsound-tree';
  readonly tree: number;
  readonly why: string;
}

/** One node of a tree that is being read. A leaf has no children. */
export interface TreeNode {
  readonly left: number;
  readonly right: number;
  readonly feature: number;
  readonly threshold: number;
  readonly value: number;
  readonly cover: number | undefined;
}

/** A million nodes is a tree of depth 20: more is no small model. */
const NODES_MAX = 1_000_000;

/**
 * Puts nodes in any order, root first, into a sound tree with every child after its parent.
 *
 * Rejects: `unsound-tree` for a missing child, a way round, an unreachable node, or a number out of range.
 */
export function readTree(
  nodes: readonly TreeNode[],
  { tree, columns }: { readonly tree: number; readonly columns: number },
): Result<DecisionTree, UnsoundTree> {
  const unsound = (why: string): Result<DecisionTree, UnsoundTree> =>
    reject({ kind: 'unsound-tree', tree, why });
  if (nodes.length === 0) return unsound('has no node');
  if (nodes.length > NODES_MAX) return unsound(`has ${nodes.length} nodes, more than ${NODES_MAX}`);
  const order: number[] = [];
  const place = new Int32Array(nodes.length).fill(-1);
  const open = [0];
  while (open.length > 0) {
    const at = open.pop() as number;
    const node = nodes[at];
    if (node === undefined) return unsound(`names node ${at}, of ${nodes.length}`);
    if (place[at] !== -1) return unsound(`comes to node ${at} in two ways`);
    place[at] = order.length;
    order.push(at);
    const isLeaf = node.left < 0 && node.right < 0;
    if (!isLeaf) open.push(node.right, node.left);
  }
  if (order.length < nodes.length)
    return unsound(`has ${nodes.length - order.length} nodes that no path reaches`);
  const arranged = order.map((at) => nodes[at] as TreeNode);
  const covers = arranged.map(({ cover }) => cover);
  const read: DecisionTree = {
    left: Int32Array.from(arranged, ({ left }) => (left < 0 ? -1 : (place[left] as number))),
    right: Int32Array.from(arranged, ({ right }) => (right < 0 ? -1 : (place[right] as number))),
    feature: Int32Array.from(arranged, ({ feature }) => feature),
    threshold: Float64Array.from(arranged, ({ threshold }) => threshold),
    value: Float64Array.from(arranged, ({ value }) => value),
    cover: covers.includes(undefined) ? undefined : Float64Array.from(covers as number[]),
  };
  const fault = treeFault(read, columns);
  return fault === undefined ? accept(read) : unsound(fault);
}
