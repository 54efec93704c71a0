import { assert } from '@qca/base';
import type { LoadedModel } from '@qca/models';

/** Bars that closed, in time order. */
export interface ModelSteps {
  /** Shape: [step]. Moment at which the bars of the step closed, microseconds, rising. */
  readonly timeUs: Float64Array;
  /** Shape: [step][instrument][open, high, low, close, volume]. NaN where an instrument has no bar. */
  readonly values: Float64Array;
  /** Names of the instruments, the same in every call of one open model. */
  readonly instruments: readonly string[];
}

/** What an open model may use. A model that asks for more is stopped, with the reason. */
export interface ModelLimits {
  /** Memory of its process, bytes, beyond what the runtime itself takes. */
  readonly memoryBytes: number;
  /** Time to open, milliseconds of the wall clock. */
  readonly openMs: number;
  /** Time without an answer, milliseconds of the wall clock: the last wall, for what no count of steps stops. */
  readonly answerMs: number;
  /** Script and WASM: loop turns and calls for one step. Counted, so that it is the same on every machine. */
  readonly turns: number;
  /** Processor time of the whole life, seconds. */
  readonly processorSeconds: number;
}

export const MODEL_LIMITS: ModelLimits = {
  memoryBytes: 256 << 20,
  openMs: 30_000,
  answerMs: 60_000,
  turns: 5_000_000,
  processorSeconds: 3_600,
};

export interface OpenModelOptions {
  /** Of the random numbers that a script or a WASM module may draw. */
  readonly seed: number;
  readonly limits?: Partial<ModelLimits>;
  /** Values instead of the manifest's for some of its parameters. */
  readonly variant?: Readonly<Record<string, number>>;
  /**
   * It may run where the same model, opened with the same words, ran before and was closed: its engine starts from
   * nothing, and only the walls around that are the same. Opens some ten times as fast, for many short runs. Leave it
   * out where it matters that one run can leave nothing to the next, whatever it broke.
   */
  readonly reuse?: boolean;
}

/** A model at work. What it has seen stays with it until it is closed, and with nobody else. */
export interface OpenModel {
  /**
   * Returns what the model says after each step. Shape: [step][instrument]; NaN where it has no opinion (yet).
   *
   * Step k depends on steps up to k, of this call and those before, and on nothing else. Calls are answered one after
   * another. Rejects, as `Refusal`: `model-out-of-turns`, `model-timeout`, `model-out-of-memory`, `model-crashed`,
   * `model-output-not-finite`, `model-output-out-of-range`, `model-output-wrong-shape`. After that the model is closed.
   */
  predict(steps: ModelSteps): Promise<Float64Array>;
  /** Ends it. Calling again is harmless. */
  close(): Promise<void>;
}

/** Runs models of strangers so that they can do nothing but answer. */
export interface ModelRunner {
  /** Rejects, as `Refusal`: those of `predict`, `model-refused`, `unknown-parameter`. */
  open(model: LoadedModel, options: OpenModelOptions): Promise<OpenModel>;
}

/** Crashes on steps whose parts do not fit each other: they come from code, not from people. */
export function expectSteps({ timeUs, values, instruments }: ModelSteps): void {
  assert(instruments.length > 0, 'steps without instruments');
  assert(
    values.length === timeUs.length * instruments.length * 5,
    `${values.length} values are not ${timeUs.length} steps of ${instruments.length} instruments`,
  );
}
