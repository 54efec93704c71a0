import { Refusal } from '@qca/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadModel } from '../loadModel.ts';
import type { ModelManifest } from '../manifest/ModelManifest.ts';
import { sampleManifest } from '../test/sampleManifest.ts';
import {
  constant,
  ENDLESS,
  F64,
  I32,
  MOMENTUM,
  type WasmFileParts,
  wasmFile,
  withCode,
} from '../test/wasmFile.ts';
import { prepareWasm, TURNS_EXPORT, WASM_BYTES_MAX } from './prepareWasm.ts';

interface Strategy {
  readonly [TURNS_EXPORT]: { value: number };
  onBars(time: number, index: number): void;
}
/** The engine that runs what is prepared here; the types at hand do not describe it. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}
const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

function run(parts: WasmFileParts): Strategy {
  const prepared = prepareWasm(wasmFile(parts), sampleManifest('wasm'));
  return new Instance(new Module(prepared), {}).exports as Strategy;
}

function refusal(file: Uint8Array, fields: Partial<ModelManifest> = {}): Refusal {
  try {
    loadModel(sampleManifest('wasm', fields), file, 'sample.wasm');
  } catch (error) {
    expect(error).toBeInstanceOf(Refusal);
    return error as Refusal;
  }
  throw new Error('was accepted');
}

const SEED = { module: 'env', name: 'seed', type: [0x60, 0, 1, F64] };
const ABORT = { module: 'env', name: 'abort', type: [0x60, 4, I32, I32, I32, I32, 0] };

describe('a prepared module', () => {
  it('counts one turn for each call and each time around a loop', () => {
    // A local counts from its argument to zero: loop; local.get 1; i32.eqz; if; return; end; local 1 -= 1; br 0
    const code = [
      0x03, 0x40, 0x20, 1, 0x45, 0x04, 0x40, 0x0f, 0x0b, 0x20, 1, 0x41, 1, 0x6b, 0x21, 1, 0x0c, 0, 0x0b,
    ];
    const strategy = run(withCode(code));
    strategy[TURNS_EXPORT].value = 100;
    strategy.onBars(0, 10);
    // One call, and eleven heads: ten that go on and one that leaves.
    expect(strategy[TURNS_EXPORT].value).toBe(100 - 1 - 11);
  });

  it('is stopped in an endless loop and in endless recursion', () => {
    for (const code of [ENDLESS, [0x20, 0, 0x20, 1, 0x10, 2]]) {
      const strategy = run(withCode(code));
      strategy[TURNS_EXPORT].value = 1_000;
      expect(() => strategy.onBars(0, 0)).toThrow(/unreachable/);
      expect(strategy[TURNS_EXPORT].value).toBe(0);
    }
  });

  it('keeps what it computes', () => {
    const strategy = run({});
    strategy[TURNS_EXPORT].value = 1;
    strategy.onBars(0, 0);
    expect(strategy[TURNS_EXPORT].value).toBe(0);
  });

  it('goes past every instruction that is allowed', () => {
    const zero = constant(0);
    const code = [
      0x02, 0x40, 0x0b, // block
      ...zero, 0x04, 0x40, 0x01, 0x05, 0x01, 0x0b, // if, nop, else, nop
      0x02, 0x40, ...zero, 0x0e, 1, 0, 0, 0x0b, // br_table
      0x42, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f, 0x1a, // i64.const of ten bytes, drop
      0x43, 0, 0, 0x80, 0x3f, 0xfc, 0x00, 0x1a, // f32.const, i32.trunc_sat_f32_s
      ...zero, 0x45, 0x1a, ...zero, 0xc0, 0x1a, // i32.eqz, i32.extend8_s
      ...zero, ...zero, ...zero, 0x1c, 1, I32, 0x1a, // select with a type
      0x3f, 0x00, 0x1a, ...zero, 0x40, 0x00, 0x1a, // memory.size, memory.grow
      ...zero, ...zero, ...zero, 0xfc, 0x0a, 0, 0, // memory.copy
      ...zero, ...zero, ...zero, 0xfc, 0x0b, 0, // memory.fill
      0x23, 0x00, 0x1a, // global.get
    ]; // biome-ignore format: one instruction a line
    const strategy = run({ ...withCode(code), sections: { 6: [1, I32, 1, 0x41, 0, 0x0b] } });
    strategy[TURNS_EXPORT].value = 10;
    strategy.onBars(0, 0);
    expect(strategy[TURNS_EXPORT].value).toBe(9);
  });

  it('may import what AssemblyScript asks for', () => {
    expect(() => prepareWasm(wasmFile({ imports: [SEED, ABORT] }), sampleManifest('wasm'))).not.toThrow();
  });

  it('loses its custom sections', () => {
    const custom = [0, 5, 4, ...new TextEncoder().encode('name')];
    const plain = wasmFile();
    expect(prepareWasm(Uint8Array.of(...plain, ...custom), sampleManifest('wasm'))).toEqual(
      prepareWasm(plain, sampleManifest('wasm')),
    );
  });
});

describe('a module', () => {
  it.each<[string, WasmFileParts, string]>([
    [
      'an import of the system',
      { imports: [{ ...SEED, module: 'wasi_snapshot_preview1', name: 'fd_write' }] },
      'model-import-refused',
    ],
    [
      'an import of another type',
      { imports: [{ ...SEED, type: [0x60, 0, 1, I32] }] },
      'model-import-refused',
    ],
    [
      'an imported memory',
      { sections: { 2: [1, 3, 0x65, 0x6e, 0x76, 6, ...[...'memory'].map((c) => c.charCodeAt(0)), 2, 0, 1] } },
      'model-import-refused',
    ],
    ['a memory without maximum', { memory: [0, 1] }, 'model-memory-unbounded'],
    ['a memory of 4 GiB', { memory: [1, 1, 0x80, 0x80, 0x04] }, 'model-memory-unbounded'],
    ['a shared memory', { memory: [3, 1, 2] }, 'model-instruction-refused'],
    ['a 64-bit memory', { memory: [5, 1, 2] }, 'model-instruction-refused'],
    ['a start section', { sections: { 8: [0] } }, 'model-instruction-refused'],
    ['a section for exceptions', { sections: { 13: [0] } }, 'model-instruction-refused'],
    [
      'a table of everything',
      { sections: { 4: [1, 0x70, 0, 0xff, 0xff, 0xff, 0x7f] } },
      'model-instruction-refused',
    ],
    ['vectors', withCode([0xfd, 0x0c, ...Array<number>(16).fill(0), 0x1a]), 'model-instruction-refused'],
    ['threads', withCode([0xfe, 0x03, 0x00]), 'model-instruction-refused'],
    ['references', withCode([0xd0, 0x70, 0x1a]), 'model-instruction-refused'],
    ['a tail call', withCode([0x12, 0x00]), 'model-instruction-refused'],
    ['table.grow', withCode([0xfc, 0x0f, 0x00]), 'model-instruction-refused'],
    ['a second memory', withCode([0x3f, 0x01, 0x1a]), 'model-instruction-refused'],
    ['a long spelling of the one memory', withCode([0x3f, 0x80, 0x00, 0x1a]), 'model-instruction-refused'],
    ['code that refills its turns', withCode([0x41, 0x7f, 0x24, 0x00]), 'model-malformed'],
    [
      'an export named as the counter',
      {
        exports: [
          ['memory', 2, 0],
          [TURNS_EXPORT, 0, 0],
        ],
      },
      'model-malformed',
    ],
    [
      'an export twice',
      {
        exports: [
          ['memory', 2, 0],
          ['memory', 2, 0],
        ],
      },
      'model-malformed',
    ],
    ['no memory to the outside', { exports: [['start', 0, 0]] }, 'model-export-missing'],
    [
      'no onBars',
      { functions: { start: MOMENTUM['start']!, output: MOMENTUM['output']! } },
      'model-export-missing',
    ],
    [
      'an onBars of another type',
      { functions: { ...MOMENTUM, onBars: MOMENTUM['start']! } },
      'model-export-missing',
    ],
  ])('is refused with %s', (_name, parts, kind) => {
    expect(refusal(wasmFile(parts)).kind).toBe(kind);
  });

  it('is refused without setParameter where the manifest has parameters', () => {
    expect(refusal(wasmFile(), { parameters: { fast: 1 } }).message).toContain('setParameter');
  });

  it('is refused when it is large', () => {
    expect(refusal(new Uint8Array(WASM_BYTES_MAX + 1)).kind).toBe('model-too-large');
  });

  it('never crashes the reader, and what is let through has as many turns as it is given, whatever byte is another', () => {
    const file = wasmFile(withCode(ENDLESS));
    const at = fc.integer({ min: 8, max: file.length - 1 });
    fc.assert(
      fc.property(at, fc.integer({ min: 0, max: 255 }), (place, value) => {
        const broken = file.slice();
        broken[place] = value;
        let strategy: Strategy;
        try {
          const prepared = prepareWasm(broken, sampleManifest('wasm'));
          strategy = new Instance(new Module(prepared), {}).exports as Strategy;
        } catch (error) {
          // By the reader here, or by the engine behind it.
          expect(['Refusal', 'CompileError', 'RuntimeError']).toContain((error as Error).name);
          return;
        }
        strategy[TURNS_EXPORT].value = 1_000;
        try {
          strategy.onBars(0, 0);
        } catch (error) {
          expect(['RuntimeError', 'RangeError']).toContain((error as Error).name);
        }
        expect(strategy[TURNS_EXPORT].value).toBeLessThan(1_000);
      }),
      { numRuns: 500 },
    );
  });
});
