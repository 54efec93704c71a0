import { stripTypeScriptTypes } from 'node:module';
import { loadModel, type ModelManifest } from '@qca/models';
import {
  ENDLESS,
  F64,
  float,
  I32,
  load,
  MOMENTUM,
  OUTPUT,
  onnxFile,
  sampleManifest,
  store,
  wasmFile,
  withCode,
} from '@qca/models/test';
import type { ModelLimits } from '@qca/ports';
import { describe, expect, it } from 'vitest';
import { SandboxedModelRunner } from './SandboxedModelRunner.ts';

// Each test is one attack. It is refused or contained with its reason, and the process that runs the tests lives on.

const runner = new SandboxedModelRunner();
const STEPS = 3;

async function attack(
  manifest: ModelManifest,
  artefact: Uint8Array,
  limits: Partial<ModelLimits> = {},
  reuse = false,
): Promise<number[]> {
  const model = await runner.open(loadModel(manifest, artefact, manifest.artefact), {
    seed: 1,
    limits,
    reuse,
  });
  try {
    const steps = {
      instruments: ['A'],
      timeUs: Float64Array.from({ length: STEPS }, (_, index) => index * 3_600_000_000),
      values: new Float64Array(STEPS * 5).fill(100),
    };
    return [...(await model.predict(steps))];
  } finally {
    await model.close();
  }
}

const script = (source: string, limits?: Partial<ModelLimits>, reuse = false) =>
  attack(sampleManifest('script'), new TextEncoder().encode(source), limits, reuse);
/** A script whose `onBars` has this body. */
const onBars = (body: string, limits?: Partial<ModelLimits>) =>
  script(`export default { onBars(bars) { ${body} } };`, limits);
const wasm = (parts: Parameters<typeof wasmFile>[0], limits?: Partial<ModelLimits>) =>
  attack(sampleManifest('wasm'), wasmFile(parts), limits);

describe.concurrent('a hostile script', () => {
  it.each<[string, string, string]>([
    ['endless loop', 'while (true) {}', 'model-out-of-turns'],
    [
      'endless loop that catches its end',
      'for (;;) try { for (;;); } catch {} finally { continue; }',
      'model-out-of-turns',
    ],
    ['regular expression that never ends', "/^(a+)+$/.test('a'.repeat(60) + '!')", 'model-out-of-turns'],
    ['memory bomb', 'const all = []; for (;;) all.push(new Float64Array(1e6));', 'model-out-of-memory'],
    ['text that doubles', "let text = 'x'; for (;;) text += text;", 'model-crashed'],
    ['deep recursion', 'const f = () => f() + 1; return [f()];', 'model-crashed'],
    ['recursion through what is built in', 'const f = () => [1].map(f); f();', 'model-crashed'],
    ['NaN orders', 'return [NaN];', 'model-output-not-finite'],
    ['infinite orders', 'return [1 / 0];', 'model-output-not-finite'],
    ['an order of the whole world', 'return [1e300];', 'model-output-out-of-range'],
    ['orders that are no numbers', 'return [{ valueOf() { return 1; } }];', 'model-output-not-finite'],
    ['huge output', 'return new Float64Array(1e6);', 'model-output-wrong-shape'],
    ['an output of claimed length', 'return { length: 2 ** 53 };', 'model-output-wrong-shape'],
    [
      'an output that changes while it is read',
      'return { length: 1, get 0() { for (;;); } };',
      'model-out-of-turns',
    ],
    ['an error that runs on', 'throw { get name() { for (;;); } };', 'model-crashed'],
    ['an error of huge text', "throw new Error('x'.repeat(1e6));", 'model-crashed'],
    ['a promise as an answer', 'return Promise.resolve([1]);', 'model-output-wrong-shape'],
    ['leaving the process', 'process.exit(0);', 'model-crashed'],
    [
      'leaving the process by its constructor',
      "(function () {}).constructor('return process')().exit(0);",
      'model-crashed',
    ],
    ['spawning a process', "require('child_process').execSync('id');", 'model-crashed'],
    [
      'reading a file',
      "import('node:fs').then((fs) => fs.readFileSync('/etc/passwd')); return [fs];",
      'model-crashed',
    ],
    ['reaching a network', "fetch('http://127.0.0.1/');", 'model-crashed'],
    ['asking the clock', 'return [Date.now()];', 'model-crashed'],
    ['changing what is built in', 'Array.prototype.push = () => 0;', 'model-crashed'],
    ['changing the root of all objects', '({}).__proto__.polluted = 1;', 'model-crashed'],
  ])('%s', async (_name, body, kind) => {
    await expect(onBars(body)).rejects.toMatchObject({ name: 'Refusal', kind });
  });

  it('types that break their reader', async () => {
    const typed = (source: string) =>
      attack(sampleManifest('script', { artefact: 'm.ts' }), new TextEncoder().encode(source));
    await expect(typed('('.repeat(1_000_000))).rejects.toMatchObject({ kind: 'model-refused' });
    // The reader in this process is as it was.
    expect(stripTypeScriptTypes('let a: number = 1')).toBe('let a         = 1');
    expect(await typed('export default { onBars(): number[] { return [1]; } };')).toEqual([1, 1, 1]);
  });

  it('work inside one built-in function that counts no turns', async () => {
    const endless = onBars('[].indexOf.call({ length: 2 ** 53 - 1 }, 1);', { answerMs: 500 });
    await expect(endless).rejects.toMatchObject({ kind: 'model-timeout' });
  });

  it('work inside one built-in function, with the processor time as the wall', async () => {
    const endless = onBars('[].indexOf.call({ length: 2 ** 53 - 1 }, 1);', { processorSeconds: 1 });
    await expect(endless).rejects.toMatchObject({ kind: 'model-timeout' });
  });

  it('an endless loop before the first step', async () => {
    await expect(script('for (;;);')).rejects.toMatchObject({ kind: 'model-out-of-turns' });
  });

  it('finding anything of the outside', async () => {
    const names = [
      'process',
      'require',
      'fetch',
      'Date',
      'performance',
      'setTimeout',
      'console',
      'WebAssembly',
      'os',
      'std',
    ];
    const found = `[${names.map((name) => `typeof ${name}`).join(', ')}].filter((type) => type !== 'undefined').length`;
    // The prelude is not on the stack of names either: its own variables are out of reach.
    expect(await onBars(`return [${found} + (typeof inputs === 'undefined' ? 0 : 1)];`)).toEqual([0, 0, 0]);
  });

  it('timing by a counter of another thread', async () => {
    expect(
      await onBars("return [typeof SharedArrayBuffer + typeof Atomics === 'undefinedundefined' ? 1 : 0];"),
    ).toEqual([1, 1, 1]);
  });

  it('smuggling state from one run to the next', async () => {
    const source = `globalThis.seen ??= 0; export default { onBars() { return [globalThis.seen++]; } };`;
    expect([await script(source), await script(source)]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it('smuggling state to a run in the same process', async () => {
    const source = `globalThis.seen ??= 0;
      Object.keys(globalThis); // what is built in is frozen; what is not is gone with its engine
      export default { onBars() { Object.seen = 1; return [globalThis.seen++]; } };`;
    const again = source.replace('Object.seen = 1;', '');
    for (let count = 0; count < 2; count += 1) expect(await script(again, {}, true)).toEqual([0, 1, 2]);
    await expect(script(source, {}, true)).rejects.toMatchObject({ kind: 'model-crashed' });
  });

  it('reading the future', async () => {
    // Everything that can be reached from what it is given holds one bar for one instrument.
    const body = `
      const cells = [bars.open, bars.high, bars.low, bars.close, bars.volume].map((column) => column.buffer.byteLength / 8);
      return [cells.every((count) => count === 1) && Object.keys(bars).length === 7 ? 1 : 0];`;
    expect(await onBars(body)).toEqual([1, 1, 1]);
  });

  it('changing the answer after it was given', async () => {
    expect(await onBars('globalThis.kept ??= [0]; kept[0] = bars.index; return kept;')).toEqual([0, 1, 2]);
  });
});

describe.concurrent('a hostile WebAssembly module', () => {
  it.each<[string, Parameters<typeof wasmFile>[0], string]>([
    ['endless loop', withCode(ENDLESS), 'model-out-of-turns'],
    // start, output and onBars are the functions 0 to 2.
    ['endless recursion', withCode([0x20, 0, 0x20, 1, 0x10, 2]), 'model-crashed'],
    ['trap', withCode([0x00]), 'model-crashed'],
    ['reading beyond its memory', withCode([0x41, 0x7f, 0x2b, 3, 0, 0x1a]), 'model-crashed'],
    ['NaN orders', withCode(store(OUTPUT, float(Number.NaN))), 'model-output-not-finite'],
    ['infinite orders', withCode(store(OUTPUT, float(Number.NEGATIVE_INFINITY))), 'model-output-not-finite'],
    ['an order of the whole world', withCode(store(OUTPUT, float(11))), 'model-output-out-of-range'],
    [
      'an address outside its memory',
      { functions: { ...MOMENTUM, output: { parameters: [], results: [I32], code: [0x41, 0x78] } } },
      'model-refused',
    ],
    ['what the engine does not take', withCode([0x1a]), 'model-refused'],
    [
      'calling abort',
      {
        imports: [{ module: 'env', name: 'abort', type: [0x60, 4, I32, I32, I32, I32, 0] }],
        functions: {
          start: { parameters: [I32], results: [I32], code: [0x41, 0] },
          output: { parameters: [], results: [I32], code: [0x41, 0] },
          onBars: {
            parameters: [F64, I32],
            results: [],
            code: [0x20, 1, 0x20, 1, 0x20, 1, 0x20, 1, 0x10, 0],
          },
        },
      },
      'model-crashed',
    ],
  ])('%s', async (_name, parts, kind) => {
    await expect(wasm(parts)).rejects.toMatchObject({ name: 'Refusal', kind });
  });

  it('smuggling state to a run in the same process', async () => {
    // Answers what lies in a cell of its memory, and writes one more into it.
    const cell = 40_000;
    const code = [...store(OUTPUT, load(cell)), ...store(cell, [...load(cell), ...float(1), 0xa0])];
    const run = () => attack(sampleManifest('wasm'), wasmFile(withCode(code)), {}, true);
    expect([await run(), await run()]).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ]);
  });

  it('growing its memory for ever', async () => {
    // loop: memory.grow 1; i32.const -1; i32.ne; br_if 0; end; then the pages there are, divided by ten, as its answer
    const grow = [0x03, 0x40, 0x41, 1, 0x40, 0, 0x41, 0x7f, 0x47, 0x0d, 0, 0x0b];
    const answer = store(OUTPUT, [0x3f, 0, 0xb7, ...float(10), 0xa3]);
    expect(await wasm(withCode([...grow, ...answer]))).toEqual([0.2, 0.2, 0.2]);
  });
});

describe.concurrent('a hostile ONNX file', () => {
  const input = { name: 'x', shape: [1, 1] };
  const output = { name: 'y', shape: [1, 1] };
  const onnx = (parts: Parameters<typeof onnxFile>[0], limits?: Partial<ModelLimits>) =>
    attack(sampleManifest('onnx'), onnxFile({ inputs: [input], outputs: [output], ...parts }), limits);
  const sizes = (name: string, ints: readonly number[]) => ({ name, type: 7, shape: [ints.length], ints });

  it('memory bomb in a few bytes', async () => {
    // 64 GB of the input, side by side, and then their sum.
    const bomb = onnx({
      nodes: [
        { operator: 'Expand', inputs: ['x', 'sizes'], outputs: ['wide'] },
        { operator: 'ReduceSum', inputs: ['wide', 'axes'], outputs: ['y'], attributes: { keepdims: 1 } },
      ],
      initialisers: [sizes('sizes', [1 << 17, 1 << 17]), sizes('axes', [0, 1])],
    });
    await expect(bomb).rejects.toMatchObject({ kind: 'model-out-of-memory' });
  });

  it('memory bomb that the runtime computes while it loads', async () => {
    const bomb = onnx({
      nodes: [
        { operator: 'ConstantOfShape', inputs: ['sizes'], outputs: ['wide'] },
        { operator: 'ReduceSum', inputs: ['wide', 'axes'], outputs: ['one'], attributes: { keepdims: 1 } },
        { operator: 'Add', inputs: ['x', 'one'], outputs: ['y'] },
      ],
      initialisers: [sizes('sizes', [1 << 17, 1 << 17]), sizes('axes', [0, 1])],
    });
    await expect(bomb).rejects.toMatchObject({
      kind: expect.stringMatching(/^model-(out-of-memory|refused|crashed)$/),
    });
  });

  it('work without end', async () => {
    // A square of 2,000 by itself, again and again.
    const side = 2_000;
    const nodes = Array.from({ length: 2_000 }, (_, index) => ({
      operator: 'MatMul',
      inputs: [`m${index}`, `m${index}`],
      outputs: [`m${index + 1}`],
    }));
    const endless = onnx(
      {
        nodes: [
          { operator: 'Expand', inputs: ['x', 'sizes'], outputs: ['m0'] },
          ...nodes,
          { operator: 'ReduceMax', inputs: ['m2000'], outputs: ['y'], attributes: { keepdims: 1 } },
        ],
        initialisers: [sizes('sizes', [side, side])],
      },
      { answerMs: 1_000 },
    );
    await expect(endless).rejects.toMatchObject({ kind: 'model-timeout' });
  });

  it('NaN orders', async () => {
    const nodes = [{ operator: 'Log', inputs: ['n'], outputs: ['y'] }];
    const negative = { operator: 'Neg', inputs: ['x'], outputs: ['n'] };
    await expect(onnx({ nodes: [negative, ...nodes] })).rejects.toMatchObject({
      kind: 'model-output-not-finite',
    });
  });

  it('an output of another size than it says', async () => {
    const nodes = [{ operator: 'Expand', inputs: ['x', 'sizes'], outputs: ['y'] }];
    const levels = { meaning: 'target-weights' as const, levels: [0, 1] };
    const file = onnxFile({
      nodes,
      initialisers: [sizes('sizes', [1, 3])],
      inputs: [input],
      outputs: [{ name: 'y', shape: ['n', 'm'] }],
    });
    await expect(attack(sampleManifest('onnx', { output: levels }), file)).rejects.toMatchObject({
      kind: 'model-output-wrong-shape',
    });
  });
});
