import { refuseModel } from '../refuseModel.ts';
import type { OnnxAttribute, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor, OnnxValue } from './OnnxModel.ts';
import { ProtoReader, WIRE } from './ProtoReader.ts';

/** The largest networks of bars have some hundred nodes, exported recurrent ones some thousand. */
const NODES_MAX = 20_000;
/** An `If` within an `If` is what exporters write; below that something hides. */
const DEPTH_MAX = 2;
/** Thresholds and weights of a forest stand in attributes; this is a hundred trees of ten thousand nodes, nine lists. */
const NUMBERS_MAX = 8_000_000;
/** Names, texts, attributes, tensors and values: two bytes of a file can be one, and each takes a hundred in memory. */
const THINGS_MAX = 1_000_000;
const RANK_MAX = 8;

/** What is counted over the whole file, so that many small things are no way around a bound. */
interface Count {
  nodes: number;
  numbers: number;
  things: number;
}

function countThing(count: Count): void {
  count.things += 1;
  if (count.things <= THINGS_MAX) return;
  throw refuseModel(
    'model-too-large',
    `the file holds more than ${THINGS_MAX} names and tensors`,
    'Hand in a smaller model.',
  );
}

/** Reads an ONNX file. Rejects, as `Refusal`: `model-malformed`, `model-too-large`. Source: onnx.proto of ONNX 1.23. */
export function readOnnx(bytes: Uint8Array): OnnxModel {
  const reader = new ProtoReader(bytes);
  const count: Count = { nodes: 0, numbers: 0, things: 0 };
  const opsets = new Map<string, number>();
  let irVersion = 0;
  let producer = '';
  let graph: OnnxGraph | undefined;
  let hasFunctions = false;
  let hasTraining = false;
  while (reader.next()) {
    if (reader.field === 1) irVersion = varint(reader);
    else if (reader.field === 2) producer = reader.text();
    else if (reader.field === 8) readOpset(reader.bytes(), opsets, count);
    else if (reader.field === 7) {
      // A second graph would be merged into the first by other readers, and not have been looked at here.
      if (graph !== undefined) throw malformed('it has two graphs');
      graph = readGraph(reader.bytes(), 0, count);
    } else {
      hasFunctions ||= reader.field === 25;
      hasTraining ||= reader.field === 20;
      reader.skip();
    }
  }
  if (graph === undefined) throw malformed('it has no graph');
  return { irVersion, producer, opsets, graph, hasFunctions, hasTraining };
}

function readOpset(bytes: Uint8Array, opsets: Map<string, number>, count: Count): void {
  countThing(count);
  const reader = new ProtoReader(bytes);
  let domain = '';
  let version = 0;
  while (reader.next()) {
    if (reader.field === 1) domain = reader.text();
    else if (reader.field === 2) version = varint(reader);
    else reader.skip();
  }
  opsets.set(domain === 'ai.onnx' ? '' : domain, version);
}

function readGraph(bytes: Uint8Array, depth: number, count: Count): OnnxGraph {
  if (depth > DEPTH_MAX) {
    throw refuseModel('model-too-large', `graphs lie more than ${DEPTH_MAX} deep`, 'Export a flat graph.');
  }
  const reader = new ProtoReader(bytes);
  const nodes: OnnxNode[] = [];
  const initialisers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  let hasSparse = false;
  while (reader.next()) {
    if (reader.field === 1) nodes.push(readNode(reader.bytes(), depth, count));
    else if (reader.field === 5) initialisers.push(readTensor(reader.bytes(), count));
    else if (reader.field === 11) inputs.push(readValue(reader.bytes(), count));
    else if (reader.field === 12) outputs.push(readValue(reader.bytes(), count));
    else {
      hasSparse ||= reader.field === 15;
      reader.skip();
    }
  }
  return { nodes, initialisers, hasSparse, inputs, outputs };
}

function readNode(bytes: Uint8Array, depth: number, count: Count): OnnxNode {
  count.nodes += 1;
  if (count.nodes > NODES_MAX) {
    throw refuseModel(
      'model-too-large',
      `the graph has more than ${NODES_MAX} nodes`,
      'Hand in a smaller model.',
    );
  }
  const reader = new ProtoReader(bytes);
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes: OnnxAttribute[] = [];
  let name = '';
  let operator = '';
  let domain = '';
  while (reader.next()) {
    if (reader.field <= 2) countThing(count);
    if (reader.field === 1) inputs.push(reader.text());
    else if (reader.field === 2) outputs.push(reader.text());
    else if (reader.field === 3) name = reader.text();
    else if (reader.field === 4) operator = reader.text();
    else if (reader.field === 7) domain = reader.text();
    else if (reader.field === 5) attributes.push(readAttribute(reader.bytes(), depth, count));
    else reader.skip();
  }
  return { name, domain: domain === 'ai.onnx' ? '' : domain, operator, inputs, outputs, attributes };
}

/** Fields of AttributeProto that no exporter of plain models writes: references, sparse tensors, types. */
const FOREIGN_FIELDS = new Set([14, 15, 21, 22, 23]);

function readAttribute(bytes: Uint8Array, depth: number, count: Count): OnnxAttribute {
  countThing(count);
  const reader = new ProtoReader(bytes);
  const numbers: number[] = [];
  const texts: string[] = [];
  const tensors: OnnxTensor[] = [];
  const graphs: OnnxGraph[] = [];
  let name = '';
  let single: number | string | undefined;
  let isForeign = false;
  const keep = (value: number): void => {
    count.numbers += 1;
    if (count.numbers > NUMBERS_MAX) {
      throw refuseModel(
        'model-too-large',
        `attributes hold more than ${NUMBERS_MAX} numbers`,
        'Hand in a smaller model.',
      );
    }
    numbers.push(value);
  };
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) {
      reader.expect(WIRE.fixed32);
      single = reader.float32();
    } else if (reader.field === 3) single = varint(reader);
    else if (reader.field === 4) single = latin(reader.bytes());
    else if (reader.field === 5 || reader.field === 10) tensors.push(readTensor(reader.bytes(), count));
    else if (reader.field === 6 || reader.field === 11)
      graphs.push(readGraph(reader.bytes(), depth + 1, count));
    else if (reader.field === 7) reader.numbers('float32', keep);
    else if (reader.field === 8) reader.numbers('int', keep);
    else if (reader.field === 9) {
      countThing(count);
      texts.push(latin(reader.bytes()));
    } else {
      isForeign ||= FOREIGN_FIELDS.has(reader.field);
      reader.skip();
    }
  }
  const list = texts.length > 0 ? texts : numbers.length > 0 ? numbers : undefined;
  return { name, value: list ?? single, tensors, graphs, isForeign };
}

function readTensor(bytes: Uint8Array, count: Count): OnnxTensor {
  countThing(count);
  const reader = new ProtoReader(bytes);
  const shape: number[] = [];
  let name = '';
  let type = 0;
  let isExternal = false;
  let rawBytes: number | undefined;
  let listed = 0;
  const one = (): void => {
    listed += 1;
  };
  while (reader.next()) {
    const { field } = reader;
    if (field === 1) reader.numbers('int', (size) => shape.push(expectSize(size, shape.length)));
    else if (field === 2) type = varint(reader);
    else if (field === 4) reader.numbers('float32', one);
    else if (field === 5 || field === 7 || field === 11) reader.numbers('int', one);
    else if (field === 6) {
      reader.bytes();
      listed += 1;
    } else if (field === 8) name = reader.text();
    else if (field === 9) rawBytes = reader.bytes().length;
    else if (field === 10) reader.numbers('float64', one);
    else if (field === 13) {
      isExternal = true;
      reader.skip();
    } else if (field === 14) isExternal = varint(reader) !== 0 || isExternal;
    else reader.skip();
  }
  return { name, type, shape, isExternal, rawBytes, listed };
}

function expectSize(size: number, rank: number): number {
  if (rank >= RANK_MAX) throw malformed(`a tensor has more than ${RANK_MAX} dimensions`);
  if (!(size >= 0 && size <= 0x7fff_ffff)) throw malformed(`a tensor has the size ${size}`);
  return size;
}

function readValue(bytes: Uint8Array, count: Count): OnnxValue {
  countThing(count);
  const reader = new ProtoReader(bytes);
  let name = '';
  let type: Pick<OnnxValue, 'type' | 'shape'> = { type: 0, shape: undefined };
  while (reader.next()) {
    if (reader.field === 1) name = reader.text();
    else if (reader.field === 2) type = readType(reader.bytes());
    else reader.skip();
  }
  return { name, ...type };
}

function readType(bytes: Uint8Array): Pick<OnnxValue, 'type' | 'shape'> {
  const reader = new ProtoReader(bytes);
  let type = 0;
  let shape: OnnxValue['shape'];
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    const tensor = new ProtoReader(reader.bytes());
    while (tensor.next()) {
      if (tensor.field === 1) type = varint(tensor);
      else if (tensor.field === 2) shape = readShape(tensor.bytes());
      else tensor.skip();
    }
  }
  return { type, shape };
}

function readShape(bytes: Uint8Array): (number | undefined)[] {
  const reader = new ProtoReader(bytes);
  const shape: (number | undefined)[] = [];
  while (reader.next()) {
    if (reader.field !== 1) {
      reader.skip();
      continue;
    }
    const dimension = new ProtoReader(reader.bytes());
    let size: number | undefined;
    while (dimension.next()) {
      if (dimension.field === 1) size = expectSize(varint(dimension), shape.length);
      else dimension.skip();
    }
    if (shape.length >= RANK_MAX) throw malformed(`a value has more than ${RANK_MAX} dimensions`);
    shape.push(size);
  }
  return shape;
}

function varint(reader: ProtoReader): number {
  reader.expect(WIRE.varint);
  return reader.int();
}

/** Attribute texts are bytes by definition; class labels and mode names are plain. */
function latin(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, 256)) text += String.fromCharCode(byte);
  return text;
}

function malformed(what: string) {
  return refuseModel('model-malformed', `the file is no ONNX model: ${what}`, 'Export the model again.');
}
