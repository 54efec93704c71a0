import { readOnnx } from './readOnnx.ts';

/** Attributes by their names in the standard, as `treesFromOnnxAttributes` of @qca/explanation takes them. */
export type OnnxAttributes = Readonly<
  Record<string, number | string | readonly number[] | readonly string[]>
>;

export interface OnnxTrees {
  readonly operator: 'TreeEnsembleRegressor' | 'TreeEnsembleClassifier';
  readonly attributes: OnnxAttributes;
}

/**
 * Returns the tree ensemble that reads the model's input itself, or undefined: behind a scaler or another operator its
 * columns are not the features.
 *
 * Rejects, as `Refusal`: those of `readOnnx`.
 */
export function findOnnxTrees(artefact: Uint8Array): OnnxTrees | undefined {
  const { graph } = readOnnx(artefact);
  const stored = new Set(graph.initialisers.map(({ name }) => name));
  const inputs = new Set(graph.inputs.map(({ name }) => name).filter((name) => !stored.has(name)));
  for (const { domain, operator, inputs: read, attributes } of graph.nodes) {
    const isTrees = operator === 'TreeEnsembleRegressor' || operator === 'TreeEnsembleClassifier';
    if (domain !== 'ai.onnx.ml' || !isTrees || !inputs.has(read[0] ?? '')) continue;
    const named = attributes.flatMap(({ name, value }) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return { operator, attributes: Object.fromEntries(named) };
  }
  return undefined;
}
