/** Parts of an ONNX file, written as they are given: nothing here checks that they make sense. */
export interface OnnxFileParts {
  readonly irVersion?: number;
  readonly opsets?: readonly (readonly [domain: string, version: number])[];
  readonly nodes?: readonly OnnxFileNode[];
  readonly initialisers?: readonly OnnxFileTensor[];
  readonly inputs?: readonly OnnxFileValue[];
  readonly outputs?: readonly OnnxFileValue[];
  /** Bytes appended to the model, and to its graph. */
  readonly more?: Uint8Array;
  readonly moreGraph?: Uint8Array;
}

export interface OnnxFileNode {
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly domain?: string;
  readonly attributes?: Readonly<Record<string, OnnxFileAttribute>>;
}

/** A whole number, whole numbers, floats, a text, texts, a tensor, or the parts of a graph. */
export type OnnxFileAttribute =
  | number
  | readonly number[]
  | Float32Array
  | string
  | readonly string[]
  | { readonly tensor: OnnxFileTensor }
  | { readonly graph: OnnxFileParts };

export interface OnnxFileTensor {
  readonly name?: string;
  readonly shape: readonly number[];
  /** TensorProto.DataType; float where none is given. */
  readonly type?: number;
  readonly raw?: Uint8Array;
  readonly floats?: readonly number[];
  readonly ints?: readonly number[];
  readonly isExternal?: boolean;
}

export interface OnnxFileValue {
  readonly name: string;
  readonly type?: number;
  readonly shape?: readonly (number | string)[];
}

const FLOAT = 1;

/** Returns an ONNX file of these parts. Source: onnx.proto of ONNX 1.23. */
export function onnxFile(parts: OnnxFileParts): Uint8Array {
  const opsets = parts.opsets ?? [['', 17]];
  return join(
    int(1, parts.irVersion ?? 8),
    ...opsets.map(([domain, version]) => bytes(8, join(text(1, domain), int(2, version)))),
    bytes(7, graphBytes(parts)),
    parts.more ?? new Uint8Array(0),
  );
}

/** Returns a field of the wire format that holds bytes. */
export function bytes(field: number, content: Uint8Array): Uint8Array {
  return join(varint(field * 8 + 2), varint(content.length), content);
}

/** Returns a field of the wire format that holds a whole number. */
export function int(field: number, value: number): Uint8Array {
  return join(varint(field * 8), varint(value));
}

function graphBytes({
  nodes = [],
  initialisers = [],
  inputs = [],
  outputs = [],
  moreGraph,
}: OnnxFileParts): Uint8Array {
  return join(
    ...nodes.map((node) => bytes(1, nodeBytes(node))),
    text(2, 'graph'),
    ...initialisers.map((tensor) => bytes(5, tensorBytes(tensor))),
    ...inputs.map((value) => bytes(11, valueBytes(value))),
    ...outputs.map((value) => bytes(12, valueBytes(value))),
    moreGraph ?? new Uint8Array(0),
  );
}

function nodeBytes({ operator, inputs, outputs, domain, attributes = {} }: OnnxFileNode): Uint8Array {
  return join(
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...(domain === undefined ? [] : [text(7, domain)]),
    ...Object.entries(attributes).map(([name, value]) => bytes(5, attributeBytes(name, value))),
  );
}

function attributeBytes(name: string, value: OnnxFileAttribute): Uint8Array {
  const named = text(1, name);
  if (typeof value === 'number') return join(named, int(3, value), int(20, 2));
  if (typeof value === 'string') return join(named, text(4, value), int(20, 3));
  if (value instanceof Float32Array) {
    return join(
      named,
      bytes(7, new Uint8Array(value.buffer, value.byteOffset, value.byteLength)),
      int(20, 6),
    );
  }
  if ('tensor' in value) return join(named, bytes(5, tensorBytes(value.tensor)), int(20, 4));
  if ('graph' in value) return join(named, bytes(6, graphBytes(value.graph)), int(20, 5));
  const list = value as readonly (number | string)[];
  if (typeof list[0] === 'string')
    return join(named, ...list.map((each) => text(9, String(each))), int(20, 8));
  return join(named, ...list.map((each) => int(8, Number(each))), int(20, 7));
}

function tensorBytes({
  name,
  shape,
  type = FLOAT,
  raw,
  floats,
  ints,
  isExternal,
}: OnnxFileTensor): Uint8Array {
  return join(
    ...shape.map((size) => int(1, size)),
    int(2, type),
    ...(floats === undefined ? [] : [bytes(4, new Uint8Array(Float32Array.from(floats).buffer))]),
    ...(ints ?? []).map((value) => int(7, value)),
    ...(name === undefined ? [] : [text(8, name)]),
    ...(raw === undefined ? [] : [bytes(9, raw)]),
    ...(isExternal === true
      ? [bytes(13, join(text(1, 'location'), text(2, '/etc/passwd'))), int(14, 1)]
      : []),
  );
}

function valueBytes({ name, type = FLOAT, shape }: OnnxFileValue): Uint8Array {
  const sizes = shape?.map((size) => bytes(1, typeof size === 'number' ? int(1, size) : text(2, size)));
  const tensor = join(int(1, type), ...(sizes === undefined ? [] : [bytes(2, join(...sizes))]));
  return join(text(1, name), bytes(2, bytes(1, tensor)));
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value));
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest >= 0x80n) {
    out.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  out.push(Number(rest));
  return Uint8Array.from(out);
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
