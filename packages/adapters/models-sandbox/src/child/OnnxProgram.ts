import { InstrumentFeatures } from '@qca/models/features';
import type { Tensor } from 'onnxruntime-node';
import { COLUMNS, type OnnxFrame } from '../frames.ts';
import type { OnnxEngine } from './loadOnnx.ts';
import { type Program, Stop } from './Program.ts';

/** One thread and one order: the same sums in the same order on every run. */
const SESSION = {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 4,
} as const;
const NO_OPTIONS = {};

interface Fed {
  readonly features: InstrumentFeatures;
  readonly feeds: Record<string, Tensor>;
}

/** Gives the session its model. */
export function openSession({ session }: OnnxEngine, bytes: Uint8Array): void {
  try {
    session.loadModel(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength, SESSION);
  } catch (error) {
    throw stopped('model-refused', error);
  }
}

/** An ONNX model, asked once for each instrument and step, with a batch of one: no row can see another. */
export class OnnxProgram implements Program {
  readonly #session: OnnxEngine['session'];
  readonly #frame: OnnxFrame;
  readonly #makeTensor: OnnxEngine['makeTensor'];
  readonly #fetches: Record<string, null>;
  #fed: readonly Fed[] = [];
  #own = new Float64Array(0);

  constructor({ session, makeTensor }: OnnxEngine, frame: OnnxFrame) {
    this.#session = session;
    this.#makeTensor = makeTensor;
    this.#frame = frame;
    this.#fetches = { [frame.signature.output]: null };
  }

  start(instruments: readonly string[]): void {
    const { input, inputShape } = this.#frame.signature;
    this.#fed = instruments.map(() => {
      const features = new InstrumentFeatures(this.#frame.inputs);
      // The tensor is a view of the features: what they write is what the model reads.
      return { features, feeds: { [input]: this.#makeTensor(features.tensor, inputShape) } };
    });
    this.#own = new Float64Array(instruments.length);
  }

  step(timeUs: number, _index: number, bars: Float64Array, out: Float64Array): void {
    for (let instrument = 0; instrument < out.length; instrument += 1) {
      out[instrument] = Number.NaN;
      const { features, feeds } = this.#fed[instrument]!;
      const bar = barAt(bars, instrument * COLUMNS);
      if (bar === undefined || !features.next(bar, timeUs, this.#own[instrument]!)) continue;
      const value = this.#ask(feeds);
      out[instrument] = value;
      this.#own[instrument] = value;
    }
  }

  #ask(feeds: Record<string, Tensor>): number {
    let data: Tensor['data'];
    try {
      data = this.#session.run(feeds, this.#fetches, NO_OPTIONS)[this.#frame.signature.output]!
        .data as Tensor['data'];
    } catch (error) {
      throw stopped('model-crashed', error);
    }
    const value = choose(data, this.#frame);
    if (Number.isFinite(value)) return value;
    throw new Stop('model-output-not-finite', `the model answered ${value}`);
  }
}

function choose(data: ArrayLike<unknown>, { column, levels }: OnnxFrame): number {
  const wanted = levels?.length ?? column + 1;
  if (levels === undefined ? data.length < wanted : data.length !== wanted) {
    throw new Stop('model-output-wrong-shape', `the output has ${data.length} elements instead of ${wanted}`);
  }
  if (levels === undefined) return Number(data[column]);
  let best = 0;
  for (let index = 0; index < data.length; index += 1) {
    const score = Number(data[index]);
    if (!Number.isFinite(score)) return score;
    if (score > Number(data[best])) best = index;
  }
  return levels[best]!;
}

/** Returns the bar, or undefined where the instrument has none. */
function barAt(bars: Float64Array, at: number) {
  for (let column = 0; column < COLUMNS; column += 1)
    if (!Number.isFinite(bars[at + column])) return undefined;
  return {
    open: bars[at]!,
    high: bars[at + 1]!,
    low: bars[at + 2]!,
    close: bars[at + 3]!,
    volume: bars[at + 4]!,
  };
}

function stopped(kind: 'model-refused' | 'model-crashed', error: unknown): Stop {
  const said = (error as Error).message;
  const isMemory = /bad_alloc|alloc(ate|ation)|out of memory/i.test(said);
  return new Stop(isMemory ? 'model-out-of-memory' : kind, `onnxruntime: ${said}`);
}
