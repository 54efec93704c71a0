import { z } from 'zod';

/** What the interval of a model's bars may be, with its length in microseconds. */
export const MODEL_INTERVALS = {
  '1m': 60_000_000,
  '5m': 300_000_000,
  '15m': 900_000_000,
  '30m': 1_800_000_000,
  '1h': 3_600_000_000,
  '4h': 14_400_000_000,
  '1d': 86_400_000_000,
} as const;

/** A model sees no more instruments than this: two hundred listings fill the largest venues' useful part. */
const UNIVERSE_MAX = 200;
/** More features than bars to learn from are not a model. */
const FEATURES_MAX = 512;
const WINDOW_MAX = 2_048;
/** 256 KiB of floats, moved on by one bar at each step. */
const ELEMENTS_MAX = 65_536;
/** More than a year of hourly bars. */
const BARS_MAX = 10_000;
const PARAMETERS_MAX = 64;
/** Variants count as trials; a search belongs to the research loop and not into a manifest. */
const VARIANTS_MAX = 64;

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused.
    .regex(/^[^\u0000-\u001f\u007f]*$/u, 'must be one line of plain text');
const word = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case words joined by hyphens');
const parameterName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/, 'must be a name such as fastPeriod');
const parameters = z
  .record(parameterName, z.number())
  .refine(
    (given) => Object.keys(given).length <= PARAMETERS_MAX,
    `holds at most ${PARAMETERS_MAX} parameters`,
  );

const feature = z.strictObject({
  /** Standard name of an indicator, or one of the plain features. */
  indicator: word,
  parameters: parameters.optional(),
  /** Which output, where the indicator has several: `signal` of `macd`. Its first where none is named. */
  output: z.string().min(1).max(40).optional(),
  /** `ratio-to-close`: value ÷ close − 1. `log`: natural logarithm; not known where the value is not positive. */
  transform: z.enum(['none', 'ratio-to-close', 'log']).optional(),
  /** Value of so many bars before, bars of this instrument. */
  lag: z.int().min(0).max(1_000).optional(),
  /** Last comes (value − offset) × scale, then a cut to ± clip. */
  offset: z.number().optional(),
  scale: z.number().optional(),
  clip: z.number().positive().optional(),
});

const inputs = z
  .strictObject({
    features: z.array(feature).min(1).max(FEATURES_MAX),
    /** Bars in one tensor, oldest first. 1: [1, features]. More: [1, window, features], or [1, window × features]. */
    window: z.int().min(1).max(WINDOW_MAX),
  })
  .refine(
    ({ features, window }) => features.length * window <= ELEMENTS_MAX,
    `features times window is more than ${ELEMENTS_MAX}`,
  );

const output = z.strictObject({
  /**
   * Of each instrument: `target-weights` the part of equity to hold, short below zero; `expected-return` the simple
   * return over the horizon; `probability-up` the chance that this return is above zero.
   */
  meaning: z.enum(['target-weights', 'expected-return', 'probability-up']),
  /** ONNX: which output tensor. The only one of floats where none is named. */
  tensor: z.string().min(1).max(200).optional(),
  /** ONNX: which element of the tensor, from 0. */
  column: z.int().min(0).max(4_095).optional(),
  /** ONNX: the tensor scores choices, and the value of the best-scored one counts. [-1, 0, 1]: short, flat, long. */
  levels: z.array(z.number()).min(2).max(256).optional(),
});

const universe = z
  .array(
    z.string().regex(/^(\*|[A-Za-z0-9][A-Za-z0-9:/._-]{0,63})$/, 'must be an instrument id, a symbol, or *'),
  )
  .min(1)
  .max(UNIVERSE_MAX)
  .refine((ids) => new Set(ids).size === ids.length, 'names an instrument twice')
  .refine((ids) => !ids.includes('*') || ids.length === 1, '* stands alone');

/** What a developer says of a model: how it is fed, what its answers mean, whose it is. */
export const modelManifest = z.strictObject({
  schema: z.literal('qca-model/1'),
  name: word,
  version: z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/, 'must read like 1.0.0'),
  author: line(120),
  /** SPDX identifier, `Apache-2.0`, or `proprietary`. */
  licence: line(64),
  summary: line(500),
  format: z.enum(['onnx', 'wasm', 'script']),
  /** File beside the manifest. */
  artefact: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/, 'must be a plain file name'),
  /** Instrument ids as the catalogue writes them, or symbols such as BTCUSDT; ['*'] for whatever there is. */
  universe,
  interval: z.enum(Object.keys(MODEL_INTERVALS) as [keyof typeof MODEL_INTERVALS]),
  /** Bars ahead that an output speaks of. */
  horizon: z.int().min(1).max(BARS_MAX),
  /** Bars from the start whose outputs do not count. */
  warmup: z.int().min(0).max(BARS_MAX),
  output,
  /** ONNX only, and there always: how bars become the tensor. */
  inputs: inputs.optional(),
  /** The last moment whose data the training saw. Evaluation begins after it, purged. */
  trainedUntil: z.union([z.iso.date(), z.iso.datetime()]).optional(),
  /** Script and WASM: parameters with their values where nobody says otherwise. */
  parameters: parameters.optional(),
  /** Named sets of other values for some parameters. Each that was ever tried belongs here: they count as trials. */
  variants: z
    .record(word, parameters)
    .refine((given) => Object.keys(given).length <= VARIANTS_MAX, `holds at most ${VARIANTS_MAX} variants`)
    .optional(),
});

export type ModelManifest = z.infer<typeof modelManifest>;
export type ModelFormat = ModelManifest['format'];
export type ModelInputs = z.infer<typeof inputs>;
export type ModelFeature = z.infer<typeof feature>;
export type ModelOutput = ModelManifest['output'];
