import { stripTypeScriptTypes } from 'node:module';
import { assert, Refusal } from '@qca/base';
import { inspectOnnx, type LoadedModel, type ModelFormat, prepareWasm, readScript } from '@qca/models';
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

/** Runs each model in a process of its own, which can do nothing but answer. */
export class SandboxedModelRunner implements ModelRunner {
  async open(
    model: LoadedModel,
    { seed, limits: given, variant = {} }: OpenModelOptions,
  ): Promise<OpenModel> {
    const limits = { ...MODEL_LIMITS, ...given };
    const { manifest } = model;
    const where = `${manifest.name} ${manifest.version}`;
    const frame = openFrame(model, { seed, limits, variant, where });
    const artefact = prepared(model, where);
    const child = new ModelProcess(await launch(manifest.format, limits), where);
    try {
      child.send(FRAME.open, Buffer.from(JSON.stringify(frame)));
      child.send(FRAME.artefact, artefact);
      await child.receive(FRAME.ready, 0, limits.openMs);
    } catch (error) {
      await child.close();
      throw error;
    }
    return new SandboxedModel(child, limits, STEPS_ASKED[manifest.format]);
  }

  /** Returns what stands around each model on this machine. */
  walls(): Promise<Walls> {
    return standingWalls();
  }
}

class SandboxedModel implements OpenModel {
  readonly #child: ModelProcess;
  readonly #limits: ModelLimits;
  readonly #stepsAsked: number;
  #instruments: string | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(child: ModelProcess, limits: ModelLimits, stepsAsked: number) {
    this.#child = child;
    this.#limits = limits;
    this.#stepsAsked = stepsAsked;
  }

  predict(steps: ModelSteps): Promise<Float64Array> {
    expectSteps(steps);
    const answer = this.#last.then(() => this.#predict(steps));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    await this.#child.close();
  }

  async #predict({ timeUs, values, instruments }: ModelSteps): Promise<Float64Array> {
    try {
      await this.#introduce(instruments);
      const count = instruments.length;
      const width = count * COLUMNS;
      const outputs = new Float64Array(timeUs.length * count);
      const asked = Math.max(1, Math.min(this.#stepsAsked, Math.floor(VALUES_ASKED_MAX / width)));
      for (let from = 0; from < timeUs.length; from += asked) {
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
      await this.#child.close();
      throw error;
    }
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
  const unknown = Object.keys(variant).find((name) => parameters[name] === undefined);
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

/** Returns what the child is given: types stripped from a script, turns counted in a WebAssembly module. */
function prepared({ manifest, artefact }: LoadedModel, where: string): Uint8Array {
  if (manifest.format === 'wasm') return prepareWasm(artefact, manifest);
  if (manifest.format === 'onnx') return artefact;
  const text = readScript(artefact);
  if (!/\.m?ts$/.test(manifest.artefact)) return Buffer.from(text);
  try {
    return Buffer.from(stripTypeScriptTypes(text));
  } catch (error) {
    throw new Refusal({
      kind: 'model-malformed',
      what: `the types of the script cannot be stripped: ${(error as Error).message.split('\n', 1)[0]}`,
      where,
      remedy: 'Use only syntax that can be erased: no enum, no parameter properties, no namespaces.',
    });
  }
}
