export { hashModel, type LoadedModel } from './LoadedModel.ts';
export { ARTEFACT_BYTES_MAX, loadModel } from './loadModel.ts';
export {
  MODEL_INTERVALS,
  type ModelFeature,
  type ModelFormat,
  type ModelInputs,
  type ModelManifest,
  type ModelOutput,
  modelManifest,
} from './manifest/ModelManifest.ts';
export { checkManifest, MANIFEST_BYTES_MAX, readManifest } from './manifest/readManifest.ts';
export { findOnnxTrees, type OnnxAttributes, type OnnxTrees } from './onnx/findOnnxTrees.ts';
export { inspectOnnx, type OnnxSignature } from './onnx/inspectOnnx.ts';
export type { ModelRefusalKind } from './refuseModel.ts';
export { prepareWasm, TURNS_EXPORT } from './wasm/prepareWasm.ts';
