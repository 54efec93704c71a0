import type { LoadedModel } from '@qca/models';
import type { ModelRunner } from '@qca/ports';
import { type AlignedBars, sliceBars } from './alignBars.ts';

/** Steps in one message to the model's process: some hundred kilobytes for a few instruments. */
const CHUNK_STEPS = 512;

export interface RunOptions {
  readonly seed: number;
  readonly variant?: Readonly<Record<string, number>>;
  /** One of many short runs whose answers prove nothing about each other: it may begin in a process that another has left. */
  readonly reuse?: true;
  readonly onProgress?: (part: number) => void;
}

/**
 * Starts a model from nothing, gives it the bars one after another, and ends it. Shape: [step][instrument].
 *
 * Rejects what `ModelRunner.open` and `OpenModel.predict` reject.
 */
export async function runModel(
  runner: ModelRunner,
  model: LoadedModel,
  bars: AlignedBars,
  { seed, variant, reuse, onProgress = () => {} }: RunOptions,
): Promise<Float64Array> {
  const opened = await runner.open(model, {
    seed,
    ...(variant === undefined ? {} : { variant }),
    ...(reuse === undefined ? {} : { reuse }),
  });
  try {
    const outputs = new Float64Array(bars.timeUs.length * bars.instruments.length);
    for (let from = 0; from < bars.timeUs.length; from += CHUNK_STEPS) {
      const { timeUs, values, instruments } = sliceBars(bars, from, from + CHUNK_STEPS);
      outputs.set(await opened.predict({ timeUs, values, instruments }), from * instruments.length);
      onProgress(Math.min(1, (from + CHUNK_STEPS) / bars.timeUs.length));
    }
    return outputs;
  } finally {
    await opened.close();
  }
}
