/** What of an ONNX file is looked at. Names as in the format. */
export interface OnnxModel {
  readonly irVersion: number;
  readonly producer: string;
  /** Version of each operator set by its domain; '' is ai.onnx. */
  readonly opsets: ReadonlyMap<string, number>;
  readonly graph: OnnxGraph;
  readonly hasFunctions: boolean;
  readonly hasTraining: boolean;
}

export interface OnnxGraph {
  readonly nodes: readonly OnnxNode[];
  readonly initialisers: readonly OnnxTensor[];
  readonly hasSparse: boolean;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly name: string;
  readonly domain: string;
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: readonly OnnxAttribute[];
}

export interface OnnxAttribute {
  readonly name: string;
  /** One number or text, or a list of them; undefined where the attribute holds tensors or graphs. */
  readonly value: number | string | readonly number[] | readonly string[] | undefined;
  readonly tensors: readonly OnnxTensor[];
  readonly graphs: readonly OnnxGraph[];
  /** It stands for an attribute of a function, or holds a sparse tensor or a type: nothing that may be. */
  readonly isForeign: boolean;
}

export interface OnnxTensor {
  readonly name: string;
  /** Number in TensorProto.DataType. */
  readonly type: number;
  readonly shape: readonly number[];
  readonly isExternal: boolean;
  /** Bytes of raw data; undefined where the values are listed. */
  readonly rawBytes: number | undefined;
  /** Values listed one by one. */
  readonly listed: number;
}

export interface OnnxValue {
  readonly name: string;
  /** Number in TensorProto.DataType; 0 where it is no tensor. */
  readonly type: number;
  /** Sizes; undefined where the size is free or the rank is. */
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** Numbers of TensorProto.DataType that are spoken of. */
export const ONNX_FLOAT = 1;
export const ONNX_DOUBLE = 11;
