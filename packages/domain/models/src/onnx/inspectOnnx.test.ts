import { Refusal } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../loadModel.ts';
import type { ModelManifest } from '../manifest/ModelManifest.ts';
import { bytes, int, type OnnxFileNode, type OnnxFileParts, onnxFile } from '../test/onnxFile.ts';
import { sampleManifest } from '../test/sampleManifest.ts';
import { findOnnxTrees } from './findOnnxTrees.ts';
import { inspectOnnx } from './inspectOnnx.ts';

const TANH: OnnxFileParts = {
  nodes: [{ operator: 'Tanh', inputs: ['x'], outputs: ['y'] }],
  inputs: [{ name: 'x', shape: ['batch', 1] }],
  outputs: [{ name: 'y', shape: ['batch', 1] }],
};

function refusal(file: Uint8Array, fields: Partial<ModelManifest> = {}): Refusal {
  try {
    loadModel(sampleManifest('onnx', fields), file, 'sample.onnx');
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return error as Refusal;
  }
  throw new Error('was accepted');
}

function withNode(node: OnnxFileNode): OnnxFileParts {
  return { ...TANH, nodes: [node] };
}

function withTensor(tensor: NonNullable<OnnxFileParts['initialisers']>[number]): OnnxFileParts {
  return { ...TANH, initialisers: [{ name: 'w', ...tensor }] };
}

function nested(depth: number): OnnxFileParts {
  const branch = depth === 0 ? { nodes: [] } : nested(depth - 1);
  return withNode({
    operator: 'If',
    inputs: ['x'],
    outputs: ['y'],
    attributes: { then_branch: { graph: branch } },
  });
}

describe('an ONNX file', () => {
  it.each<[string, readonly (number | string)[] | undefined, number, number, readonly number[]]>([
    ['a row', ['batch', 2], 2, 1, [1, 2]],
    ['a row of fixed batch', [1, 2], 2, 1, [1, 2]],
    ['rows of a window', ['batch', 3, 2], 2, 3, [1, 3, 2]],
    ['a window in a row', ['batch', 6], 2, 3, [1, 6]],
    ['whatever comes', undefined, 2, 3, [1, 6]],
  ])('is read when it takes %s', (_name, shape, features, window, expected) => {
    const inputs = { features: Array(features).fill({ indicator: 'close' }), window };
    const file = onnxFile({ ...TANH, inputs: [{ name: 'x', ...(shape === undefined ? {} : { shape }) }] });
    expect(inspectOnnx(file, sampleManifest('onnx', { inputs }))).toEqual({
      input: 'x',
      inputShape: expected,
      output: 'y',
    });
  });

  it('is read with everything a common exporter writes', () => {
    const file = onnxFile({
      irVersion: 10,
      opsets: [
        ['', 22],
        ['ai.onnx.ml', 3],
      ],
      nodes: [
        { operator: 'MatMul', inputs: ['x', 'w'], outputs: ['h'] },
        {
          operator: 'Constant',
          inputs: [],
          outputs: ['c'],
          attributes: { value: { tensor: { shape: [2], type: 7, ints: [1, -1] } } },
        },
        { operator: 'Reshape', inputs: ['h', 'c'], outputs: ['r'] },
        {
          operator: 'Scaler',
          domain: 'ai.onnx.ml',
          inputs: ['r'],
          outputs: ['y'],
          attributes: { scale: [1] },
        },
      ],
      initialisers: [{ name: 'w', shape: [1, 1], raw: new Uint8Array(4) }],
      inputs: [
        { name: 'x', shape: [1, 1] },
        { name: 'w', shape: [1, 1] },
      ],
      outputs: [{ name: 'y', shape: [1, 1] }],
      more: int(999, 1),
    });
    expect(inspectOnnx(file, sampleManifest('onnx'))).toMatchObject({ input: 'x', output: 'y' });
  });

  it.each<[string, OnnxFileParts, string]>([
    [
      'an unknown operator',
      withNode({ operator: 'Steal', inputs: ['x'], outputs: ['y'] }),
      'model-operator-refused',
    ],
    [
      'a custom operator under a known name',
      withNode({ operator: 'Tanh', domain: 'evil', inputs: ['x'], outputs: ['y'] }),
      'model-operator-refused',
    ],
    ['the import of custom operators', { ...TANH, opsets: [['com.microsoft', 1]] }, 'model-operator-refused'],
    ['chance', withNode({ operator: 'RandomNormal', inputs: [], outputs: ['y'] }), 'model-operator-refused'],
    [
      'a loop without bound',
      withNode({ operator: 'Loop', inputs: ['x'], outputs: ['y'], attributes: { body: { graph: {} } } }),
      'model-operator-refused',
    ],
    [
      'a graph where none belongs',
      withNode({ operator: 'Tanh', inputs: ['x'], outputs: ['y'], attributes: { body: { graph: {} } } }),
      'model-operator-refused',
    ],
    [
      'a loop that hides in a branch',
      withNode({
        operator: 'If',
        inputs: ['x'],
        outputs: ['y'],
        attributes: {
          then_branch: { graph: { nodes: [{ operator: 'Scan', inputs: [], outputs: ['y'] }] } },
        },
      }),
      'model-operator-refused',
    ],
    ['branches in branches', nested(3), 'model-too-large'],
    ['functions of its own', { ...TANH, more: bytes(25, new Uint8Array(0)) }, 'model-operator-refused'],
    ['a training graph', { ...TANH, more: bytes(20, new Uint8Array(0)) }, 'model-operator-refused'],
    ['sparse tensors', { ...TANH, moreGraph: bytes(15, new Uint8Array(0)) }, 'model-operator-refused'],
    ['data outside the file', withTensor({ shape: [1], isExternal: true }), 'model-external-data'],
    [
      'a constant with data outside the file',
      withNode({
        operator: 'Constant',
        inputs: [],
        outputs: ['y'],
        attributes: { value: { tensor: { shape: [1], isExternal: true } } },
      }),
      'model-external-data',
    ],
    [
      'a tensor of 2 GB in four bytes',
      withTensor({ shape: [1 << 14, 1 << 15], raw: new Uint8Array(4) }),
      'model-malformed',
    ],
    ['a tensor that lists less than it says', withTensor({ shape: [3], floats: [1, 2] }), 'model-malformed'],
    ['a tensor of texts without them', withTensor({ shape: [3], type: 8 }), 'model-malformed'],
    ['a size that overflows', withTensor({ shape: [2 ** 40], raw: new Uint8Array(4) }), 'model-malformed'],
    ['a size below zero', withTensor({ shape: [-1], raw: new Uint8Array(4) }), 'model-malformed'],
    [
      'a tensor of many dimensions',
      withTensor({ shape: Array(9).fill(1), raw: new Uint8Array(4) }),
      'model-malformed',
    ],
    [
      'complex numbers',
      withTensor({ shape: [1], type: 14, raw: new Uint8Array(8) }),
      'model-operator-refused',
    ],
    ['an ancient version', { ...TANH, irVersion: 2 }, 'model-version-refused'],
    ['operators of the future', { ...TANH, opsets: [['', 99]] }, 'model-version-refused'],
    ['a second graph', { ...TANH, more: bytes(7, new Uint8Array(0)) }, 'model-malformed'],
    [
      'two inputs',
      {
        ...TANH,
        inputs: [
          { name: 'x', shape: [1, 1] },
          { name: 'z', shape: [1, 1] },
        ],
      },
      'model-shape-mismatch',
    ],
    [
      'an input of doubles',
      { ...TANH, inputs: [{ name: 'x', type: 11, shape: [1, 1] }] },
      'model-shape-mismatch',
    ],
    ['an input of another size', { ...TANH, inputs: [{ name: 'x', shape: [1, 7] }] }, 'model-shape-mismatch'],
    ['an input of another rank', { ...TANH, inputs: [{ name: 'x', shape: [1] }] }, 'model-shape-mismatch'],
    [
      'no output of floats',
      { ...TANH, outputs: [{ name: 'y', type: 7, shape: [1] }] },
      'model-shape-mismatch',
    ],
    [
      'two outputs of floats',
      {
        ...TANH,
        outputs: [
          { name: 'y', shape: [1, 1] },
          { name: 'z', shape: [1, 1] },
        ],
      },
      'model-shape-mismatch',
    ],
    ['an empty output', { ...TANH, outputs: [{ name: 'y', shape: [1, 0] }] }, 'model-shape-mismatch'],
  ])('is refused with %s', (_name, parts, kind) => {
    expect(refusal(onnxFile(parts))).toMatchObject({ kind, where: 'sample.onnx' });
  });

  it('is refused with a huge count of nodes', () => {
    const node: OnnxFileNode = { operator: 'Tanh', inputs: ['x'], outputs: ['y'] };
    const file = onnxFile({ ...TANH, nodes: Array<OnnxFileNode>(20_001).fill(node) });
    expect(refusal(file).kind).toBe('model-too-large');
  });

  it.each<[string, (many: Uint8Array) => OnnxFileParts]>([
    // Two bytes each: a tag, and a length of nothing.
    [
      'tensors',
      (many) => ({ ...TANH, moreGraph: many.map((byte, at) => (at % 2 === 0 ? 5 * 8 + 2 : byte)) }),
    ],
    [
      'values',
      (many) => ({ ...TANH, moreGraph: many.map((byte, at) => (at % 2 === 0 ? 12 * 8 + 2 : byte)) }),
    ],
    ['imports', (many) => ({ ...TANH, more: many.map((byte, at) => (at % 2 === 0 ? 8 * 8 + 2 : byte)) })],
    [
      'names and attributes',
      (many) => ({
        ...TANH,
        moreGraph: bytes(
          1,
          many.map((byte, at) => (at % 2 === 0 ? [1, 2, 5][at % 3]! * 8 + 2 : byte)),
        ),
      }),
    ],
  ])('is refused with a huge count of empty %s', (_name, parts) => {
    expect(refusal(onnxFile(parts(new Uint8Array(2_000_004)))).kind).toBe('model-too-large');
  });

  it('is refused when the manifest names an output that it has not', () => {
    const output = { meaning: 'target-weights', tensor: 'z' } as const;
    expect(refusal(onnxFile(TANH), { output }).message).toContain('y');
  });

  it.each([{ column: 1 }, { levels: [-1, 0, 1] }])(
    'is refused when its output has fewer elements than %j',
    (more) => {
      const output = { meaning: 'target-weights', ...more } as const;
      expect(refusal(onnxFile(TANH), { output }).kind).toBe('model-shape-mismatch');
    },
  );

  it.each<[string, ModelManifest['inputs'], string]>([
    ['an unknown indicator', { window: 1, features: [{ indicator: 'crystal-ball' }] }, 'unknown-indicator'],
    ['an unknown output', { window: 1, features: [{ indicator: 'sma', output: 'x' }] }, 'unknown-indicator'],
    [
      'parameters of a column',
      { window: 1, features: [{ indicator: 'close', parameters: { a: 1 } }] },
      'unknown-indicator',
    ],
    [
      'a wrong parameter',
      { window: 1, features: [{ indicator: 'sma', parameters: { days: 3 } }] },
      'bad-input',
    ],
  ])('is refused with %s', (_name, inputs, kind) => {
    expect(refusal(onnxFile(TANH), { inputs }).kind).toBe(kind);
  });

  it('is refused, and never crashes the reader, when any byte of it is another', () => {
    const file = onnxFile(nested(1));
    fc.assert(
      fc.property(fc.nat(file.length - 1), fc.integer({ min: 0, max: 255 }), (at, value) => {
        const broken = file.slice();
        broken[at] = value;
        try {
          inspectOnnx(broken, sampleManifest('onnx'));
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is refused, and never crashes the reader, when it is noise or cut off', () => {
    const file = onnxFile(TANH);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(file.length - 1), (noise, length) => {
        expect(refusal(Uint8Array.of(0xff, ...noise)).kind).toBe('model-malformed');
        if (length > 0) expect(refusal(file.slice(0, length)).kind).toMatch(/^model-/);
      }),
    );
  });
});

describe('trees in an ONNX file', () => {
  const TREE: OnnxFileNode = {
    operator: 'TreeEnsembleRegressor',
    domain: 'ai.onnx.ml',
    inputs: ['x'],
    outputs: ['y'],
    attributes: {
      nodes_treeids: [0, 0, 0],
      nodes_values: Float32Array.of(0.5, 0, 0),
      nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
      target_weights: Float32Array.of(-1, 1.5),
      post_transform: 'NONE',
      n_targets: 1,
    },
  };

  it('are found with their attributes as they are', () => {
    expect(findOnnxTrees(onnxFile({ ...TANH, nodes: [TREE] }))).toEqual({
      operator: 'TreeEnsembleRegressor',
      attributes: {
        nodes_treeids: [0, 0, 0],
        nodes_values: [0.5, 0, 0],
        nodes_modes: ['BRANCH_LEQ', 'LEAF', 'LEAF'],
        target_weights: [-1, 1.5],
        post_transform: 'NONE',
        n_targets: 1,
      },
    });
  });

  it('are not found behind another operator, whose columns are not the features', () => {
    const scaled = { ...TREE, inputs: ['s'] };
    const scaler: OnnxFileNode = { operator: 'Scaler', domain: 'ai.onnx.ml', inputs: ['x'], outputs: ['s'] };
    expect(findOnnxTrees(onnxFile({ ...TANH, nodes: [scaler, scaled] }))).toBeUndefined();
    expect(findOnnxTrees(onnxFile(TANH))).toBeUndefined();
  });
});
