import { Refusal } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hashModel } from '../LoadedModel.ts';
import { ARTEFACT_BYTES_MAX, loadModel } from '../loadModel.ts';
import { MANIFEST_BYTES_MAX, readManifest } from './readManifest.ts';

const SCRIPT = {
  schema: 'qca-model/1',
  name: 'momentum',
  version: '1.0.0',
  author: 'A. Developer',
  licence: 'Apache-2.0',
  summary: 'Holds what rose over the last days.',
  format: 'script',
  artefact: 'momentum.js',
  universe: ['BTCUSDT', 'binance:ETH-USDT'],
  interval: '1h',
  horizon: 24,
  warmup: 168,
  output: { meaning: 'target-weights' },
  parameters: { fast: 24, slow: 168 },
  variants: { slower: { slow: 336 } },
};
const { parameters: _parameters, variants: _variants, ...CORE } = SCRIPT;
const ONNX = {
  ...CORE,
  format: 'onnx',
  artefact: 'direction.onnx',
  output: { meaning: 'probability-up', tensor: 'probabilities', column: 1 },
  inputs: { features: [{ indicator: 'rsi', parameters: { timeperiod: 14 }, lag: 1 }], window: 24 },
  trainedUntil: '2024-01-01',
};

function refusal(value: unknown): Refusal {
  try {
    readManifest(typeof value === 'string' ? value : JSON.stringify(value), 'm.json');
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    expect((error as Refusal).kind).toBe('bad-manifest');
    return error as Refusal;
  }
  throw new Error('was accepted');
}

describe('a manifest', () => {
  it.each([SCRIPT, ONNX, { ...CORE, format: 'wasm', artefact: 'm.wasm', universe: ['*'] }])(
    'is read as it was written',
    (value) => {
      expect(readManifest(JSON.stringify(value), 'm.json')).toEqual(value);
    },
  );

  it.each<[string, unknown, string]>([
    ['text that is no JSON', '{', 'not JSON'],
    ['what is no object', '[]', 'the manifest'],
    ['an unknown field', { ...SCRIPT, price: 1 }, 'price'],
    ['another schema', { ...SCRIPT, schema: 'qca-model/2' }, 'schema'],
    ['a missing field', { ...SCRIPT, licence: undefined }, 'licence'],
    ['a name of two lines', { ...SCRIPT, author: 'a\nb' }, 'author'],
    ['a version that is none', { ...SCRIPT, version: 'new' }, 'version'],
    ['an unknown format', { ...SCRIPT, format: 'pickle' }, 'format'],
    ['an artefact in another folder', { ...SCRIPT, artefact: '../m.js' }, 'artefact'],
    ['an artefact of another format', { ...SCRIPT, artefact: 'm.onnx' }, 'no file of the format script'],
    ['no instrument', { ...SCRIPT, universe: [] }, 'universe'],
    ['an instrument twice', { ...SCRIPT, universe: ['A', 'A'] }, 'twice'],
    ['* beside others', { ...SCRIPT, universe: ['*', 'A'] }, 'stands alone'],
    ['an unknown interval', { ...SCRIPT, interval: '2h' }, 'interval'],
    ['no horizon', { ...SCRIPT, horizon: 0 }, 'horizon'],
    ['half a bar of warm-up', { ...SCRIPT, warmup: 0.5 }, 'warmup'],
    ['an unknown meaning', { ...SCRIPT, output: { meaning: 'buy' } }, 'meaning'],
    ['a variant of no parameter', { ...SCRIPT, variants: { a: { other: 1 } } }, 'other is no parameter'],
    [
      'a variant of what every object has',
      { ...SCRIPT, variants: { a: { toString: 1 } } },
      'toString is no parameter',
    ],
    ['features of a script', { ...SCRIPT, inputs: ONNX.inputs }, 'reads bars itself'],
    ['tensors of a script', { ...SCRIPT, output: ONNX.output }, 'has no tensors'],
    ['ONNX without inputs', { ...ONNX, inputs: undefined }, 'needs them'],
    ['ONNX with parameters', { ...ONNX, parameters: { a: 1 } }, 'has none'],
    [
      'ONNX with a column and levels',
      { ...ONNX, output: { ...ONNX.output, levels: [0, 1] } },
      'exclude each other',
    ],
    ['a window of nothing', { ...ONNX, inputs: { ...ONNX.inputs, window: 0 } }, 'window'],
    [
      'a lag into the future',
      { ...ONNX, inputs: { window: 1, features: [{ indicator: 'rsi', lag: -1 }] } },
      'lag',
    ],
    ['a day that is none', { ...ONNX, trainedUntil: '2024-02-30' }, 'trainedUntil'],
    ['a text without end', ' '.repeat(MANIFEST_BYTES_MAX + 1), 'characters'],
  ])('is refused with %s', (_name, value, reason) => {
    expect(refusal(value).message).toContain(reason);
  });

  it('is refused with all its faults named, and where', () => {
    const { message, where } = refusal({ ...SCRIPT, horizon: 0, warmup: -1 });
    expect(message).toMatch(/horizon.*warmup/);
    expect(where).toBe('m.json');
  });

  it('never crashes on what it is given', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        refusal(JSON.stringify(value));
      }),
    );
  });
});

describe('the hash of a model', () => {
  const artefact = new Uint8Array([1, 2, 3]);
  const manifest = readManifest(JSON.stringify(SCRIPT), 'm.json');

  it('is the same for another order of keys', () => {
    const turned = Object.fromEntries(Object.entries(SCRIPT).reverse());
    expect(hashModel(readManifest(JSON.stringify(turned, null, 4), 'm.json'), artefact)).toBe(
      hashModel(manifest, artefact),
    );
  });

  it('differs with one byte of either', () => {
    const hashes = [
      hashModel(manifest, artefact),
      hashModel(manifest, new Uint8Array([1, 2, 4])),
      hashModel({ ...manifest, horizon: 25 }, artefact),
    ];
    expect(new Set(hashes).size).toBe(3);
  });
});

describe('an artefact', () => {
  const manifest = readManifest(JSON.stringify(SCRIPT), 'm.json');

  it.each<[string, number, string]>([
    ['nothing', 0, 'model-empty'],
    ['too much', ARTEFACT_BYTES_MAX + 1, 'model-too-large'],
  ])('is refused when it holds %s', (_name, bytes, kind) => {
    expect(() => loadModel(manifest, new Uint8Array(bytes), 'm.js')).toThrow(
      expect.objectContaining({ kind }),
    );
  });
});
