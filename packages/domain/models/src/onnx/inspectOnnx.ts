import type { ModelManifest } from '../manifest/ModelManifest.ts';
import { refuseModel } from '../refuseModel.ts';
import {
  ONNX_DOUBLE,
  ONNX_FLOAT,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './OnnxModel.ts';
import { OPERATORS } from './operators.ts';
import { readOnnx } from './readOnnx.ts';

/** What onnxruntime 1.30 runs. Older ones come from exporters that nobody installs any more. */
const IR_VERSIONS = { min: 4, max: 13 };
const OPSETS: ReadonlyMap<string, { readonly min: number; readonly max: number }> = new Map([
  ['', { min: 9, max: 26 }],
  ['ai.onnx.ml', { min: 1, max: 5 }],
]);
/** Bits of an element by TensorProto.DataType; types that no model of bars needs are absent. */
const ELEMENT_BITS: ReadonlyMap<number, number> = new Map([
  [1, 32],
  [2, 8],
  [3, 8],
  [4, 16],
  [5, 16],
  [6, 32],
  [7, 64],
  [9, 8],
  [10, 16],
  [11, 64],
  [12, 32],
  [13, 64],
  [16, 16],
]);
const STRING = 8;

/** How a tensor is laid out for the model, and which of its answers counts. */
export interface OnnxSignature {
  readonly input: string;
  /** Shape of the input, the batch first, which is 1. */
  readonly inputShape: readonly number[];
  readonly output: string;
}

/**
 * Looks into an ONNX file before anything runs it: only known operators, nothing outside the file, sizes that are what
 * they say, and inputs and outputs as the manifest has them.
 *
 * Rejects, as `Refusal`: `model-malformed`, `model-too-large`, `model-version-refused`, `model-operator-refused`,
 * `model-external-data`, `model-shape-mismatch`.
 */
export function inspectOnnx(artefact: Uint8Array, manifest: ModelManifest): OnnxSignature {
  const model = readOnnx(artefact);
  checkVersions(model);
  checkGraph(model.graph);
  return signature(model.graph, manifest);
}

function checkVersions({ irVersion, opsets, hasFunctions, hasTraining }: OnnxModel): void {
  if (irVersion < IR_VERSIONS.min || irVersion > IR_VERSIONS.max) {
    throw refuseModel(
      'model-version-refused',
      `the file has the ONNX IR version ${irVersion}`,
      `Export with a version from ${IR_VERSIONS.min} to ${IR_VERSIONS.max}.`,
    );
  }
  for (const [domain, version] of opsets) {
    const known = OPSETS.get(domain);
    if (known === undefined) {
      throw refuseModel(
        'model-operator-refused',
        `the file imports the operator set ${JSON.stringify(domain)}`,
        'Use operators of ai.onnx and ai.onnx.ml only.',
      );
    }
    if (version < known.min || version > known.max) {
      throw refuseModel(
        'model-version-refused',
        `the file has the operator set ${domain || 'ai.onnx'} ${version}`,
        `Export with a version from ${known.min} to ${known.max}.`,
      );
    }
  }
  if (hasFunctions || hasTraining) {
    throw refuseModel(
      'model-operator-refused',
      hasFunctions ? 'the file defines functions' : 'the file holds training graphs',
      'Export for inference, with functions inlined.',
    );
  }
}

function checkGraph(graph: OnnxGraph): void {
  if (graph.hasSparse) {
    throw refuseModel('model-operator-refused', 'the file holds sparse tensors', 'Export dense tensors.');
  }
  for (const tensor of graph.initialisers) checkTensor(tensor);
  for (const node of graph.nodes) checkNode(node);
}

function checkNode({ domain, operator, name, attributes }: OnnxNode): void {
  const place = name === '' ? operator : `${operator} (${name})`;
  if (OPERATORS.get(domain)?.has(operator) !== true) {
    const full = domain === '' ? place : `${domain}.${place}`;
    throw refuseModel(
      'model-operator-refused',
      `the operator ${full} is not among the known ones`,
      'docs/models.md lists what a model may be made of.',
    );
  }
  for (const attribute of attributes) {
    if (attribute.isForeign || (attribute.graphs.length > 0 && operator !== 'If')) {
      throw refuseModel(
        'model-operator-refused',
        `the attribute ${attribute.name} of ${place} holds what it may not`,
        'Export with functions inlined and dense tensors.',
      );
    }
    for (const tensor of attribute.tensors) checkTensor(tensor);
    for (const graph of attribute.graphs) checkGraph(graph);
  }
}

/** A tensor has the bytes that its shape says: no more is set aside for it than was handed in. */
function checkTensor({ name, type, shape, isExternal, rawBytes, listed }: OnnxTensor): void {
  const place = name === '' ? 'a constant' : `the tensor ${name}`;
  if (isExternal) {
    throw refuseModel(
      'model-external-data',
      `${place} has its data outside the file`,
      'Save the model in one file: onnx.save_model(..., save_as_external_data=False).',
    );
  }
  const elements = shape.reduce((product, size) => product * size, 1);
  if (type === STRING) {
    if (listed === elements && rawBytes === undefined) return;
    throw wrongSize(place, shape, `${listed} texts`);
  }
  const bits = ELEMENT_BITS.get(type);
  if (bits === undefined) {
    throw refuseModel(
      'model-operator-refused',
      `${place} has the element type ${type}`,
      'Use floats, whole numbers or booleans.',
    );
  }
  if (rawBytes !== undefined) {
    if (rawBytes * 8 === elements * bits && listed === 0) return;
    throw wrongSize(place, shape, `${rawBytes} bytes`);
  }
  if (listed !== elements) throw wrongSize(place, shape, `${listed} values`);
}

function wrongSize(place: string, shape: readonly number[], found: string) {
  return refuseModel(
    'model-malformed',
    `${place} has the shape [${shape.join(', ')}] and ${found}`,
    'Export the model again.',
  );
}

function signature(graph: OnnxGraph, manifest: ModelManifest): OnnxSignature {
  const stored = new Set(graph.initialisers.map(({ name }) => name));
  const inputs = graph.inputs.filter(({ name }) => !stored.has(name));
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) {
    throw mismatch(`the model has ${inputs.length} inputs`, 'Export a model with one input.');
  }
  const { features, window } = manifest.inputs ?? { features: [], window: 1 };
  return {
    input: input.name,
    inputShape: inputShape(input, features.length, window),
    output: chosenOutput(graph.outputs, manifest).name,
  };
}

function inputShape({ name, type, shape }: OnnxValue, features: number, window: number): number[] {
  if (type !== ONNX_FLOAT) {
    throw mismatch(`the input ${name} is no tensor of float32`, 'Export a model that takes float32.');
  }
  const shapes = [
    [1, window * features],
    [1, window, features],
  ];
  const fitting = shapes.find(
    (each) =>
      shape === undefined ||
      (shape.length === each.length &&
        shape.every((size, axis) => size === undefined || size === each[axis])),
  );
  if (fitting !== undefined) return fitting;
  const found = shape?.map((size) => size ?? '?').join(', ');
  throw mismatch(
    `the input ${name} has the shape [${found}], and the manifest names ${features} features in a window of ${window}`,
    `Give it the shape [1, ${window * features}] or [1, ${window}, ${features}].`,
  );
}

function chosenOutput(outputs: readonly OnnxValue[], { output }: ModelManifest): OnnxValue {
  const floats = outputs.filter(({ type }) => type === ONNX_FLOAT || type === ONNX_DOUBLE);
  const names = floats.map(({ name }) => name).join(', ') || 'none';
  const fitting = output.tensor === undefined ? floats : floats.filter(({ name }) => name === output.tensor);
  const [chosen] = fitting;
  if (chosen === undefined || fitting.length > 1) {
    throw mismatch(
      output.tensor === undefined
        ? `the model has ${floats.length} outputs of floats (${names})`
        : `the model has no output ${output.tensor} of floats; those of floats are: ${names}`,
      'Name one of them as output.tensor; scikit-learn: export with zipmap False.',
    );
  }
  checkElements(chosen, output);
  return chosen;
}

function checkElements({ name, shape }: OnnxValue, output: ModelManifest['output']): void {
  if (shape === undefined) return;
  // A free size is the batch, which is 1, where it comes first; elsewhere it is only known when the model has run.
  if (shape.some((size, axis) => size === undefined && axis > 0)) return;
  const elements = shape.reduce<number>((product, size) => product * (size ?? 1), 1);
  const wanted = output.levels?.length ?? (output.column ?? 0) + 1;
  if (output.levels === undefined ? elements >= wanted : elements === wanted) return;
  throw mismatch(
    `the output ${name} has ${elements} elements, and the manifest speaks of ${wanted}`,
    'Mend output.column or output.levels.',
  );
}

function mismatch(what: string, remedy: string) {
  return refuseModel('model-shape-mismatch', what, remedy);
}
