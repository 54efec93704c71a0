import { assert, Refusal } from '@qca/base';
import { inspectOnnx, type LoadedModel, type ModelFormat, prepareWasm } from '@qca/models';
import {
  expectSteps,
  MODEL_LIMITS,
  type ModelLimits,
  type ModelRunner,
  type ModelSteps,
  type OpenModel,
  type OpenModelOptions,
} from '@qca/ports';
import { COLUMNS, FRAME, type OpenFrame } from './frames.ts';
import { ModelProcess } from './ModelProcess.ts';
import { launch, standingWalls, type Walls } from './walls.ts';

/** Steps in one question: few enough that an honest model answers in time, many enough that talking costs nothing. */
const STEPS_ASKED: Readonly<Record<ModelFormat, number>> = { script: 128, wasm: 2_048, onnx: 512 };
/** A question is at most so large, however many instruments it speaks of. */
const VALUES_ASKED_MAX = 1 << 20;

/** Processes that wait for another run: as many as there are runs at once on a small machine. */
const IDLE_MAX = 4;
const IDLE_MS = 5_000;

/** Runs each model in a process of its own, which can do nothing but answer. */
export class SandboxedModelRunner implements ModelRunner {
  /** By all that was said when they were opened. */
  readonly #idle = new Map<ModelProcess, string>();

  async open(model: LoadedModel, options: OpenModelOptions): Promise<OpenModel> {
    const { seed, limits: given, variant = {}, reuse = false } = options;
    const limits = { ...MODEL_LIMITS, ...given };
    const { manifest } = model;
    const where = `${manifest.name} ${manifest.version}`;
    const frame = openFrame(model, { seed, limits, variant, where });
    const words = JSON.stringify([model.hash, frame, limits]);
    const child =
      (reuse ? this.#take(words) : undefined) ?? (await this.#start(model, frame, { limits, where }));
    const leave = reuse ? (): Promise<void> => this.#keep(child, words) : (): Promise<void> => child.close();
    return new SandboxedModel(child, { limits, stepsAsked: STEPS_ASKED[manifest.format], leave });
  }

  /** Returns what stands around each model on this machine. */
  walls(): Promise<Walls> {
    return standingWalls();
  }

  async #start(
    model: LoadedModel,
    frame: OpenFrame,
    { limits, where }: { readonly limits: ModelLimits; readonly where: string },
  ): Promise<ModelProcess> {
    const artefact = prepared(model);
    const child = new ModelProcess(await launch(model.manifest.format, limits), where);
    try {
      child.send(FRAME.open, Buffer.from(JSON.stringify(frame)));
      child.send(FRAME.artefact, artefact);
      await child.receive(FRAME.ready, 0, limits.openMs);
      return child;
    } catch (error) {
      await child.close();
      throw error;
    }
  }

  #take(words: string): ModelProcess | undefined {
    for (const [child, said] of this.#idle) {
      if (said !== words) continue;
      this.#idle.delete(child);
      if (!child.isWaiting) continue;
      child.hold();
      return child;
    }
    return undefined;
  }

  async #keep(child: ModelProcess, words: string): Promise<void> {
    if (!child.isWaiting || this.#idle.size >= IDLE_MAX) return child.close();
    this.#idle.set(child, words);
    // Waiting keeps nobody alive: a process that has nothing else to do ends, and the child with it.
    child.release();
    setTimeout(() => {
      if (this.#idle.get(child) === words && this.#idle.delete(child)) void child.close();
    }, IDLE_MS).unref();
  }
}

interface Keeping {
  readonly limits: ModelLimits;
  readonly stepsAsked: number;
  /** Ends the child, or keeps it for another run. */
  readonly leave: () => Promise<void>;
}

class SandboxedModel implements OpenModel {
  readonly #child: ModelProcess;
  readonly #limits: ModelLimits;
  readonly #stepsAsked: number;
  #instruments: string | undefined;
  readonly #leave: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();
  #closed: Promise<void> | undefined;

  constructor(child: ModelProcess, { limits, stepsAsked, leave }: Keeping) {
    this.#child = child;
    this.#limits = limits;
    this.#stepsAsked = stepsAsked;
    this.#leave = leave;
  }

  predict(steps: ModelSteps): Promise<Float64Array> {
    expectSteps(steps);
    const answer = this.#last.then(() => this.#predict(steps));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  close(): Promise<void> {
    this.#closed ??= this.#leave();
    return this.#closed;
  }

  async #predict({ timeUs, values, instruments }: ModelSteps): Promise<Float64Array> {
    try {
      this.#expectOpen();
      await this.#introduce(instruments);
      const count = instruments.length;
      const width = count * COLUMNS;
      const outputs = new Float64Array(timeUs.length * count);
      const asked = Math.max(1, Math.min(this.#stepsAsked, Math.floor(VALUES_ASKED_MAX / width)));
      for (let from = 0; from < timeUs.length; from += asked) {
        this.#expectOpen();
        const to = Math.min(from + asked, timeUs.length);
        const question = new Float64Array((to - from) * (1 + width));
        question.set(timeUs.subarray(from, to));
        question.set(values.subarray(from * width, to * width), to - from);
        this.#child.send(FRAME.steps, new Uint8Array(question.buffer));
        const answer = await this.#child.receive(
          FRAME.outputs,
          (to - from) * count * 8,
          this.#limits.answerMs,
        );
        outputs.set(new Float64Array(answer.buffer), from * count);
      }
      return outputs;
    } catch (error) {
      if (this.#closed === undefined) await this.#child.close();
      throw error;
    }
  }

  /** Once it was closed, the child may be at work for another. */
  #expectOpen(): void {
    if (this.#closed !== undefined) throw this.#child.ending('model-crashed', 'the model was closed');
  }

  async #introduce(instruments: readonly string[]): Promise<void> {
    const names = JSON.stringify(instruments);
    assert(
      this.#instruments === undefined || this.#instruments === names,
      'an open model keeps its instruments',
    );
    if (this.#instruments === names) return;
    this.#instruments = names;
    this.#child.send(FRAME.instruments, Buffer.from(names));
    await this.#child.receive(FRAME.ready, 0, this.#limits.answerMs);
  }
}

interface Opening {
  readonly seed: number;
  readonly limits: ModelLimits;
  readonly variant: Readonly<Record<string, number>>;
  readonly where: string;
}

function openFrame(
  { manifest, artefact }: LoadedModel,
  { seed, limits, variant, where }: Opening,
): OpenFrame {
  const { format, output, warmup, inputs, parameters = {} } = manifest;
  const unknown = Object.keys(variant).find((name) => !Object.hasOwn(parameters, name));
  if (unknown !== undefined) {
    const known = Object.keys(parameters).join(', ') || 'none';
    throw new Refusal({
      kind: 'unknown-parameter',
      what: `the model has no parameter ${unknown}`,
      where,
      remedy: `It has: ${known}.`,
    });
  }
  const frame: OpenFrame = {
    format,
    isTypeScript: /\.m?ts$/.test(manifest.artefact),
    meaning: output.meaning,
    warmup,
    seed,
    turns: limits.turns,
    memoryBytes: limits.memoryBytes,
    parameters: Object.entries({ ...parameters, ...variant }).sort(([a], [b]) => (a < b ? -1 : 1)),
  };
  if (format !== 'onnx' || inputs === undefined) return frame;
  const signature = inspectOnnx(artefact, manifest);
  return { ...frame, onnx: { inputs, signature, column: output.column ?? 0, levels: output.levels } };
}

/** Returns what the child is given: turns are counted in a WebAssembly module. */
function prepared({ manifest, artefact }: LoadedModel): Uint8Array {
  if (manifest.format === 'wasm') return prepareWasm(artefact, manifest);
  return artefact;
}
