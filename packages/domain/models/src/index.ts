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
  PLAIN_FEATURES,
} from './manifest/ModelManifest.ts';
export { checkManifest, MANIFEST_BYTES_MAX, readManifest } from './manifest/readManifest.ts';
