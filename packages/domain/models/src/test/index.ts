export {
  bytes,
  int,
  type OnnxFileAttribute,
  type OnnxFileNode,
  type OnnxFileParts,
  type OnnxFileTensor,
  type OnnxFileValue,
  onnxFile,
} from './onnxFile.ts';
export { sampleManifest } from './sampleManifest.ts';
export {
  constant,
  ENDLESS,
  F64,
  float,
  I32,
  load,
  MOMENTUM,
  OUTPUT,
  store,
  type WasmFileFunction,
  type WasmFileParts,
  wasmFile,
  withCode,
} from './wasmFile.ts';
