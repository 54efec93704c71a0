import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { Random } from '@qca/base';
import { type LoadedModel, loadModel, type ModelManifest } from '@qca/models';
import { InstrumentFeatures } from '@qca/models/features';
import { onnxFile, sampleManifest } from '@qca/models/test';
import { readModel, SandboxedModelRunner } from '@qca/models-sandbox';
import type { ModelSteps } from '@qca/ports';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { check, type Runner, type Workload } from './Workload.ts';

const HOUR_US = 3_600_000_000;
const COLUMNS = 5;
const SEED = 1;
const DIGITS = 9;

/** Opens the model anew for each run, outside the clock, and times its answers: talk between processes included. */
class Sandboxed implements Runner {
  readonly name = 'ours';
  readonly version = '';
  readonly warmUps = 1;
  hash = '';
  readonly #runner = new SandboxedModelRunner();
  readonly #model: LoadedModel;
  readonly #steps: ModelSteps;

  constructor(model: LoadedModel, steps: ModelSteps) {
    this.#model = model;
    this.#steps = steps;
  }

  async run(): Promise<number> {
    const model = await this.#runner.open(this.#model, { seed: SEED });
    try {
      const start = performance.now();
      const outputs = await model.predict(this.#steps);
      const took = performance.now() - start;
      this.hash = hashOf(outputs);
      return (outputs.length * 1_000) / took;
    } finally {
      await model.close();
    }
  }
}

/** The same work in this process, without a wall around it. */
function bare(name: string, work: () => Float64Array | Promise<Float64Array>): Runner & { hash: string } {
  return {
    name,
    version: '',
    warmUps: 1,
    hash: '',
    async run() {
      const start = performance.now();
      const outputs = await work();
      const took = performance.now() - start;
      this.hash = hashOf(outputs);
      return (outputs.length * 1_000) / took;
    },
  };
}

function prepared(unit: string, model: LoadedModel, steps: ModelSteps, peer: Runner & { hash: string }) {
  const ours = new Sandboxed(model, steps);
  return { unit, ours, peers: [peer], check: () => [check('answers', peer.hash, ours.hash)] };
}

function hashOf(outputs: Float64Array): string {
  // Logarithms of two engines differ in their last digit.
  const texts = Array.from(outputs, (output) => (output + 0).toPrecision(DIGITS));
  return createHash('sha256').update(texts.join()).digest('hex');
}

function randomWalk(count: number, instruments: readonly string[]): ModelSteps {
  const random = new Random(SEED);
  const closes = instruments.map(() => 100);
  const values = new Float64Array(count * instruments.length * COLUMNS);
  let at = 0;
  for (let step = 0; step < count; step += 1) {
    for (let instrument = 0; instrument < closes.length; instrument += 1) {
      const open = closes[instrument]!;
      const close = open * Math.exp(0.01 * random.nextGaussian());
      closes[instrument] = close;
      values.set([open, Math.max(open, close) * 1.002, Math.min(open, close) * 0.998, close, 1_000], at);
      at += COLUMNS;
    }
  }
  return { instruments, timeUs: Float64Array.from({ length: count }, (_, step) => step * HOUR_US), values };
}

interface Script {
  start(context: { instruments: readonly string[]; parameters: Readonly<Record<string, number>> }): void;
  onBars(bars: Readonly<Record<string, Float64Array | number>>): readonly (number | null)[];
}

const scriptInSandbox: Workload = {
  name: 'model-script',
  title:
    'a momentum strategy in JavaScript over 20,000 bars of two instruments, in QuickJS in a process of its own',
  async prepare() {
    const model = await readModel(example('momentum.js'));
    const steps = randomWalk(10_000, model.manifest.universe);
    const { default: script } = (await import(example('momentum.js'))) as { readonly default: Script };
    return prepared(
      'bars/s',
      model,
      steps,
      bare('the same in V8, unguarded', () => runScript(script, model.manifest, steps)),
    );
  },
};

function runScript(
  script: Script,
  manifest: ModelManifest,
  { timeUs, values, instruments }: ModelSteps,
): Float64Array {
  const count = instruments.length;
  const outputs = new Float64Array(timeUs.length * count);
  script.start({ instruments, parameters: manifest.parameters ?? {} });
  for (let step = 0; step < timeUs.length; step += 1) {
    const column = (index: number) =>
      Float64Array.from(
        { length: count },
        (_, instrument) => values[(step * count + instrument) * COLUMNS + index]!,
      );
    const bars = { open: column(0), high: column(1), low: column(2), close: column(3), volume: column(4) };
    const answer = script.onBars({ ...bars, time: timeUs[step]! / 1_000, index: step });
    for (let instrument = 0; instrument < count; instrument += 1) {
      const value = step < manifest.warmup ? null : answer[instrument];
      outputs[step * count + instrument] = value ?? Number.NaN;
    }
  }
  return outputs;
}

interface Strategy {
  readonly memory: { readonly buffer: ArrayBuffer };
  _initialize?(): void;
  setParameter(index: number, value: number): void;
  start(instruments: number): number;
  output(): number;
  onBars(time: number, index: number): void;
}
/** Of the runtime's engine, what is used: the types at hand describe no more of it. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const wasmInSandbox: Workload = {
  name: 'model-wasm',
  title:
    'a channel breakout in WebAssembly over 400,000 bars of two instruments, turns counted, in a process of its own',
  async prepare() {
    const model = await readModel(example('channel-breakout.wasm'));
    const steps = randomWalk(200_000, model.manifest.universe);
    return prepared(
      'bars/s',
      model,
      steps,
      bare('the same module, unguarded', () => runWasm(model, steps)),
    );
  },
};

function runWasm(
  { artefact, manifest }: LoadedModel,
  { timeUs, values, instruments }: ModelSteps,
): Float64Array {
  const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;
  const env = { abort: () => undefined, seed: () => SEED };
  const strategy = new Instance(new Module(artefact), { env }).exports as Strategy;
  const count = instruments.length;
  const outputs = new Float64Array(timeUs.length * count);
  strategy._initialize?.();
  const parameters = Object.entries(manifest.parameters ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [index, [, value]] of parameters.entries()) strategy.setParameter(index, value);
  const input = strategy.start(count) / 8;
  const output = strategy.output() / 8;
  const view = new Float64Array(strategy.memory.buffer);
  const width = count * COLUMNS;
  for (let step = 0; step < timeUs.length; step += 1) {
    view.set(values.subarray(step * width, (step + 1) * width), input);
    view.fill(-Number.MAX_VALUE, output, output + count);
    strategy.onBars(timeUs[step]! / 1_000, step);
    for (let instrument = 0; instrument < count; instrument += 1) {
      const value = step < manifest.warmup ? -Number.MAX_VALUE : view[output + instrument]!;
      outputs[step * count + instrument] = value === -Number.MAX_VALUE ? Number.NaN : value;
    }
  }
  return outputs;
}

const FEATURES = 32;
const HIDDEN = 64;
const LEVELS = 3;

const onnxInSandbox: Workload = {
  name: 'model-onnx',
  title: `a network of ${FEATURES}-${HIDDEN}-${HIDDEN}-${LEVELS} asked 20,000 times with a batch of one, features included`,
  async prepare() {
    const model = loadModel(sampleManifest('onnx', networkManifest()), network(), 'network.onnx');
    const steps = randomWalk(20_000, ['A']);
    return preparedOnnx(model, steps);
  },
};

function networkManifest(): Partial<ModelManifest> {
  const features = Array.from({ length: FEATURES }, (_, lag) => ({
    indicator: 'close',
    transform: 'log' as const,
    lag,
  }));
  return { inputs: { features, window: 1 }, output: { meaning: 'target-weights', column: 1 } };
}

/** Three dense layers with ReLU between and tanh behind, of random weights. */
function network(): Uint8Array {
  const random = new Random(SEED);
  const weights = (name: string, shape: readonly [number, number]) => ({
    name,
    shape,
    floats: Array.from({ length: shape[0] * shape[1] }, () => random.nextGaussian() / Math.sqrt(shape[0])),
  });
  return onnxFile({
    nodes: [
      { operator: 'Gemm', inputs: ['x', 'w1'], outputs: ['a1'] },
      { operator: 'Relu', inputs: ['a1'], outputs: ['h1'] },
      { operator: 'Gemm', inputs: ['h1', 'w2'], outputs: ['a2'] },
      { operator: 'Relu', inputs: ['a2'], outputs: ['h2'] },
      { operator: 'Gemm', inputs: ['h2', 'w3'], outputs: ['a3'] },
      { operator: 'Tanh', inputs: ['a3'], outputs: ['y'] },
    ],
    initialisers: [
      weights('w1', [FEATURES, HIDDEN]),
      weights('w2', [HIDDEN, HIDDEN]),
      weights('w3', [HIDDEN, LEVELS]),
    ],
    inputs: [{ name: 'x', shape: [1, FEATURES] }],
    outputs: [{ name: 'y', shape: [1, LEVELS] }],
  });
}

const treesInSandbox: Workload = {
  name: 'model-onnx-trees',
  title: 'the boosted trees of the worked example asked 20,000 times with a batch of one, features included',
  async prepare() {
    const model = await readModel(example('boosted-trees.onnx'));
    return preparedOnnx(model, randomWalk(20_000, model.manifest.universe));
  },
};

async function preparedOnnx(model: LoadedModel, steps: ModelSteps) {
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential' } as const;
  const session = await InferenceSession.create(model.artefact, options);
  const peer = bare('onnxruntime-node, unguarded', () => runOnnx(session, model.manifest, steps));
  return prepared('inferences/s', model, steps, peer);
}

async function runOnnx(
  session: InferenceSession,
  { inputs, output, warmup }: ModelManifest,
  { timeUs, values }: ModelSteps,
): Promise<Float64Array> {
  const features = new InstrumentFeatures(inputs!);
  const [input, answer] = [session.inputNames[0] as string, session.outputNames[0] as string];
  const feeds = { [input]: new Tensor('float32', features.tensor, [1, features.tensor.length]) };
  const column = output.column ?? 0;
  const outputs = new Float64Array(timeUs.length).fill(Number.NaN);
  for (let step = 0; step < timeUs.length; step += 1) {
    const [open, high, low, close, volume] = values.subarray(step * COLUMNS) as unknown as readonly number[];
    const bar = { open: open!, high: high!, low: low!, close: close!, volume: volume! };
    if (!features.next(bar, timeUs[step]!, 0)) continue;
    const value = Number((await session.run(feeds, [answer]))[answer]!.data[column]);
    if (step >= warmup) outputs[step] = value;
  }
  return outputs;
}

function example(name: string): string {
  return fileURLToPath(new URL(`../../examples/models/${name}`, import.meta.url));
}

/** Models behind all walls, beside the same work with none. */
export const MODELS: readonly Workload[] = [scriptInSandbox, wasmInSandbox, onnxInSandbox, treesInSandbox];
