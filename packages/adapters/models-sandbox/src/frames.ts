import type { ModelInputs, ModelManifest, OnnxSignature } from '@qca/models';

/** What one side says to the other: four bytes of length (little-endian), one of its kind, and so many bytes. */
export const FRAME = {
  /** To the child: JSON of `OpenFrame`. */
  open: 1,
  /** To the child: script text, WebAssembly, or ONNX. */
  artefact: 2,
  /** To the child: JSON of the instruments' names. */
  instruments: 3,
  /** To the child: float64, time of each step (microseconds), then [step][instrument][5]. */
  steps: 4,
  /** From the child: it did what it was asked, and waits. */
  ready: 5,
  /** From the child: float64, [step][instrument]. */
  outputs: 6,
  /** From the child: JSON of `RefusedFrame`. It is its last word. */
  refused: 7,
} as const;

export const HEADER_BYTES = 5;
/** Columns of a bar: open, high, low, close, volume. */
export const COLUMNS = 5;

export interface OpenFrame {
  readonly format: ModelManifest['format'];
  /** Of a script: its types are stripped first, by the child, for the reader of types is easily broken. */
  readonly isTypeScript: boolean;
  readonly meaning: ModelManifest['output']['meaning'];
  readonly warmup: number;
  readonly seed: number;
  readonly turns: number;
  readonly memoryBytes: number;
  /** Sorted by name. */
  readonly parameters: readonly (readonly [name: string, value: number])[];
  readonly onnx?: OnnxFrame;
}

export interface OnnxFrame {
  readonly inputs: ModelInputs;
  readonly signature: OnnxSignature;
  readonly column: number;
  readonly levels: readonly number[] | undefined;
}

/** Why a model is stopped while it runs. */
export const RUN_REFUSALS = [
  'model-refused',
  'model-out-of-turns',
  'model-timeout',
  'model-out-of-memory',
  'model-crashed',
  'model-output-not-finite',
  'model-output-out-of-range',
  'model-output-wrong-shape',
] as const;
export type RunRefusalKind = (typeof RUN_REFUSALS)[number];

export interface RefusedFrame {
  readonly kind: RunRefusalKind;
  readonly what: string;
}

/** A stranger's words are cut to a length that fits a report. */
export const WORDS_MAX = 300;
