import type { LoadedModel } from '@qca/models';
import type { ModelRunner, ModelSteps, OpenModel, OpenModelOptions } from '@qca/ports';

/** What a model is while it is open: answers to one step after another, with a memory of its own. */
export type StepModel = (step: {
  readonly timeUs: number;
  readonly closes: readonly number[];
  readonly index: number;
}) => readonly number[];

/** Runs functions instead of models, in this process: for tests of what is done with the answers. */
export class FunctionRunner implements ModelRunner {
  readonly #begin: (options: OpenModelOptions) => StepModel;
  opened = 0;

  constructor(begin: (options: OpenModelOptions) => StepModel) {
    this.#begin = begin;
  }

  async open(_model: LoadedModel, options: OpenModelOptions): Promise<OpenModel> {
    this.opened += 1;
    const answer = this.#begin(options);
    let index = 0;
    return {
      predict: async ({ timeUs, values, instruments }: ModelSteps) => {
        const outputs = new Float64Array(timeUs.length * instruments.length);
        for (let step = 0; step < timeUs.length; step += 1) {
          const closes = instruments.map(
            (_, column) => values[(step * instruments.length + column) * 5 + 3] as number,
          );
          outputs.set(answer({ timeUs: timeUs[step] as number, closes, index }), step * instruments.length);
          index += 1;
        }
        return outputs;
      },
      close: async () => {},
    };
  }
}

/** Holds what stands above its average of `length` bars. */
export function averageModel(length: number): StepModel {
  const history: number[][] = [];
  return ({ closes }) =>
    closes.map((close, column) => {
      const seen = history[column] ?? [];
      history[column] = seen;
      seen.push(close);
      if (seen.length > length) seen.shift();
      if (seen.length < length) return Number.NaN;
      return close > seen.reduce((sum, value) => sum + value, 0) / length ? 1 / closes.length : 0;
    });
}
