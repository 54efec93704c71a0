import { Random } from '@qca/base';
import { COLUMNS, type OpenFrame } from '../frames.ts';
import { type Program, Stop } from './Program.ts';

/** A cell that is left so is no opinion. */
const UNTOUCHED = -Number.MAX_VALUE;
const START_STEPS = 20;
const TURNS_MAX = 0x7fff_ffff;
/** What a prepared module calls its counter. The same word as TURNS_EXPORT of @qca/models. */
const TURNS_EXPORT = 'qca_turns';

interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly [TURNS_EXPORT]: { value: number };
  readonly _initialize?: () => void;
  readonly setParameter?: (index: number, value: number) => void;
  readonly start: (instruments: number) => number;
  readonly output: () => number;
  readonly onBars: (time: number, index: number) => void;
}

/** A WebAssembly module that was prepared by `prepareWasm`: nothing to call but its own, and a counter of turns. */
export class WasmProgram implements Program {
  readonly #exports: Exports;
  readonly #frame: OpenFrame;
  #view: Float64Array;
  /** In float64s. */
  #input = 0;
  #output = 0;

  constructor(module: object, frame: OpenFrame) {
    this.#frame = frame;
    const random = new Random(frame.seed);
    const env = {
      abort(): never {
        throw new Stop('model-crashed', 'the module called abort');
      },
      seed: () => random.nextFloat(),
    };
    this.#exports = instantiate(module, env);
    this.#view = new Float64Array(
      this.#exports.memory.buffer,
      0,
      this.#exports.memory.buffer.byteLength >> 3,
    );
  }

  start(instruments: readonly string[]): void {
    const { _initialize, setParameter, start, output } = this.#exports;
    const count = instruments.length;
    this.#run(START_STEPS, () => {
      _initialize?.();
      for (const [index, [, value]] of this.#frame.parameters.entries()) setParameter?.(index, value);
      this.#input = start(count) >>> 0;
      this.#output = output() >>> 0;
    });
    this.#input = this.#place('start', this.#input, count * COLUMNS);
    this.#output = this.#place('output', this.#output, count);
  }

  step(timeUs: number, index: number, bars: Float64Array, out: Float64Array): void {
    const view = this.#refreshed();
    const output = this.#output;
    view.set(bars, this.#input);
    view.fill(UNTOUCHED, output, output + out.length);
    this.#run(1, () => this.#exports.onBars(timeUs / 1_000, index));
    const after = this.#refreshed();
    for (let instrument = 0; instrument < out.length; instrument += 1) {
      const value = after[output + instrument]!;
      if (value === UNTOUCHED) out[instrument] = Number.NaN;
      else if (Number.isFinite(value)) out[instrument] = value;
      else throw new Stop('model-output-not-finite', `onBars wrote ${value} for instrument ${instrument}`);
    }
  }

  #run(steps: number, work: () => void): void {
    const counter = this.#exports[TURNS_EXPORT];
    counter.value = Math.min(this.#frame.turns * steps, TURNS_MAX);
    try {
      work();
    } catch (error) {
      if (error instanceof Stop) throw error;
      if (counter.value === 0) {
        throw new Stop(
          'model-out-of-turns',
          `the module took more than ${this.#frame.turns} turns in a step`,
        );
      }
      throw new Stop('model-crashed', `the module trapped: ${(error as Error).message}`);
    }
  }

  #refreshed(): Float64Array {
    const { buffer } = this.#exports.memory;
    if (this.#view.buffer !== buffer) this.#view = new Float64Array(buffer, 0, buffer.byteLength >> 3);
    return this.#view;
  }

  #place(name: string, address: number, cells: number): number {
    if (address % 8 === 0 && address / 8 + cells <= this.#refreshed().length) return address / 8;
    throw new Stop(
      'model-refused',
      `${name} returned the address ${address}, which does not hold ${cells} float64s`,
    );
  }
}

/** Of the runtime's engine, what is used: the types at hand describe no more of it. */
interface Engine {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: { readonly env: object }) => { readonly exports: unknown };
}

const { Module, Instance } = (globalThis as unknown as { readonly WebAssembly: Engine }).WebAssembly;

/** Compiles a prepared module, which is then instantiated for each run. */
export function compile(bytes: Uint8Array): object {
  return valid(() => new Module(bytes));
}

function instantiate(module: object, env: object): Exports {
  return valid(() => new Instance(module, { env })).exports as Exports;
}

function valid<T>(make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new Stop('model-refused', `the module is not valid: ${(error as Error).message}`);
  }
}
