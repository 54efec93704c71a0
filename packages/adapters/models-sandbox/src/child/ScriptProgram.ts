import { readFileSync } from 'node:fs';
import { Random } from '@qca/base';
import {
  newQuickJSWASMModule,
  newVariant,
  type QuickJSContext,
  type QuickJSHandle,
  type QuickJSRuntime,
  type QuickJSWASMModule,
  RELEASE_SYNC,
} from 'quickjs-emscripten';
import { COLUMNS, type OpenFrame, type RunRefusalKind, WORDS_MAX } from '../frames.ts';
import { type Program, Stop } from './Program.ts';
import { PRELUDE } from './prelude.ts';

/** QuickJS asks whether to go on after so many turns (JS_INTERRUPT_COUNTER_INIT). */
const TURNS_PER_QUESTION = 10_000;
/** Reading the module and `start` may take as much as so many steps. */
const START_STEPS = 20;
/** Deep enough for a recursion over a year of hours, and inside the stack of its engine. */
const STACK_BYTES = 192 << 10;
/** By what the prelude returns. */
const ANSWERS: readonly (readonly [RunRefusalKind, string])[] = [
  ['model-output-wrong-shape', 'onBars did not return an array'],
  ['model-output-wrong-shape', 'onBars returned another number of values than there are instruments'],
  ['model-output-not-finite', 'onBars returned a value that is no number'],
  ['model-output-not-finite', 'onBars returned a value that is not finite'],
];
/** No `Date` (a clock), no `Proxy` (nobody needs it here). */
const INTRINSICS = {
  BaseObjects: true,
  Eval: true,
  StringNormalize: true,
  RegExp: true,
  RegExpCompiler: true,
  JSON: true,
  MapSet: true,
  TypedArrays: true,
  Promise: true,
  BigInt: true,
  Proxy: false,
  Date: false,
};

/** Returns what makes engines, each with a memory of its own. Files are read now, before the doors are closed. */
export async function loadQuickJs(): Promise<() => Promise<QuickJSWASMModule>> {
  const bytes = readFileSync(new URL(import.meta.resolve('@jitl/quickjs-wasmfile-release-sync/wasm')));
  const wasmBinary = new Uint8Array(bytes).buffer;
  const makeEngine = () => newQuickJSWASMModule(newVariant(RELEASE_SYNC, { wasmBinary }));
  // The first brings in the code around the engine, which is then there for all that follow.
  let first: QuickJSWASMModule | undefined = await makeEngine();
  return async () => {
    const engine = first ?? (await makeEngine());
    first = undefined;
    return engine;
  };
}

/** A script inside QuickJS: an interpreter inside WebAssembly, with its own memory, stack and count of turns. */
export class ScriptProgram implements Program {
  readonly #engine: QuickJSWASMModule;
  readonly #runtime: QuickJSRuntime;
  readonly #context: QuickJSContext;
  readonly #frame: OpenFrame;
  readonly #source: string;
  #questions = 0;
  #shared: Shared | undefined;

  constructor(engine: QuickJSWASMModule, source: string, frame: OpenFrame) {
    this.#engine = engine;
    this.#frame = frame;
    this.#source = source;
    this.#runtime = engine.newRuntime();
    this.#runtime.setMemoryLimit(frame.memoryBytes);
    this.#runtime.setMaxStackSize(STACK_BYTES);
    this.#runtime.setInterruptHandler(() => {
      this.#questions -= 1;
      return this.#questions < 0;
    });
    this.#context = this.#runtime.newContext({ intrinsics: INTRINSICS });
  }

  start(instruments: readonly string[]): void {
    const context = this.#context;
    this.#refill(START_STEPS);
    const random = new Random(this.#frame.seed);
    const inputs = this.#share((instruments.length * COLUMNS + 2) * 8);
    const outputs = this.#share(instruments.length * 8);
    const prelude = this.#expect(context.evalCode(PRELUDE, 'prelude.js'));
    const door = this.#call(prelude, [
      context.newNumber(instruments.length),
      inputs.buffer,
      outputs.buffer,
      ...Array.from({ length: 4 }, () => context.newNumber(random.nextUint32() | 0)),
    ]);
    const module = this.#expect(context.evalCode(this.#source, 'model.js', { type: 'module' }));
    if (context.getPromiseState(module).type !== 'fulfilled') {
      throw new Stop('model-refused', 'the script waits at its top level');
    }
    this.#call(context.getProp(door, 'begin'), [
      context.getProp(module, 'default'),
      context.newString(JSON.stringify(instruments)),
      context.newString(JSON.stringify(Object.fromEntries(this.#frame.parameters))),
    ]);
    this.#shared = {
      inputs: inputs.address,
      outputs: outputs.address,
      step: context.getProp(door, 'step'),
      memory: this.#engine.getWasmMemory() as unknown as Shared['memory'],
      view: new Float64Array(0),
    };
  }

  step(timeUs: number, index: number, bars: Float64Array, out: Float64Array): void {
    const shared = this.#shared!;
    const count = out.length;
    const view = viewOf(shared);
    let at = shared.inputs;
    for (let column = 0; column < COLUMNS; column += 1) {
      for (let instrument = 0; instrument < count; instrument += 1) {
        view[at] = bars[instrument * COLUMNS + column]!;
        at += 1;
      }
    }
    view[at] = timeUs / 1_000;
    view[at + 1] = index;
    this.#refill(1);
    const answer = this.#expect(this.#context.callFunction(shared.step, this.#context.undefined));
    const code = this.#context.getNumber(answer);
    answer.dispose();
    const wrong = code === 0 ? undefined : ANSWERS[code - 1];
    if (wrong !== undefined) throw new Stop(wrong[0], wrong[1]);
    const after = viewOf(shared);
    for (let instrument = 0; instrument < count; instrument += 1)
      out[instrument] = after[shared.outputs + instrument]!;
  }

  #refill(steps: number): void {
    this.#questions = Math.ceil((this.#frame.turns * steps) / TURNS_PER_QUESTION);
  }

  /** Sets memory aside that the host writes and reads, and only the prelude holds. Address in float64s. */
  #share(bytes: number): { readonly buffer: QuickJSHandle; readonly address: number } {
    // The context copies what it is given and says not where to, so its own parts are asked (0.32.0, pinned).
    const { memory, ffi, ctx } = this.#context as unknown as ContextParts;
    const block = memory.newHeapBufferPointer(new Uint8Array(bytes));
    const { pointer } = block.value;
    if (pointer % 8 !== 0) throw new Error(`the shared memory lies at ${pointer}`);
    const buffer = memory.heapValueHandle(ffi.QTS_NewArrayBuffer(ctx.value, pointer, bytes));
    return { buffer, address: pointer / 8 };
  }

  #call(callee: QuickJSHandle, given: readonly QuickJSHandle[]): QuickJSHandle {
    return this.#expect(this.#context.callFunction(callee, this.#context.undefined, ...given));
  }

  #expect(result: ReturnType<QuickJSContext['callFunction']>): QuickJSHandle {
    if (result.error === undefined) return result.value;
    if (this.#questions < 0) {
      throw new Stop('model-out-of-turns', `the script took more than ${this.#frame.turns} turns in a step`);
    }
    const said = this.#describe(result.error);
    if (said.includes('out of memory'))
      throw new Stop('model-out-of-memory', 'the script asked for too much memory');
    throw new Stop('model-crashed', `the script threw ${said}`);
  }

  /** Errors are the script's own objects: reading them may run its code, so there are turns for that, too. */
  #describe(error: QuickJSHandle): string {
    this.#refill(1);
    const read = (name: string): string => {
      const property = this.#context.getProp(error, name);
      return this.#context.typeof(property) === 'string'
        ? this.#context.getString(property).slice(0, WORDS_MAX)
        : '';
    };
    if (this.#context.typeof(error) !== 'object') return `a ${this.#context.typeof(error)}`;
    const trace = read('stack').split('\n', 1)[0]?.trim() ?? '';
    return `${read('name')}: ${read('message')} ${trace}`.trim();
  }
}

interface Shared {
  /** In float64s, from the start of the engine's memory. */
  readonly inputs: number;
  readonly outputs: number;
  readonly step: QuickJSHandle;
  readonly memory: { readonly buffer: ArrayBuffer };
  view: Float64Array;
}

/** A memory that grew has a new buffer, and views of the old one are empty. */
function viewOf(shared: Shared): Float64Array {
  if (shared.view.buffer !== shared.memory.buffer) shared.view = new Float64Array(shared.memory.buffer);
  return shared.view;
}

interface ContextParts {
  readonly memory: {
    newHeapBufferPointer(bytes: Uint8Array): { readonly value: { readonly pointer: number } };
    heapValueHandle(pointer: number): QuickJSHandle;
  };
  readonly ffi: { QTS_NewArrayBuffer(context: unknown, pointer: number, bytes: number): number };
  readonly ctx: { readonly value: unknown };
}
