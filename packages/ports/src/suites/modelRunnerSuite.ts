import { loadModel } from '@qca/models';
import { sampleManifest } from '@qca/models/test';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ModelRunner, ModelSteps, OpenModel, OpenModelOptions } from '../ModelRunner.ts';

export interface ModelRunnerHarness {
  readonly runner: ModelRunner;
  dispose(): Promise<void>;
}

const HOUR_US = 3_600_000_000;
const INSTRUMENTS = ['A', 'B'];
/** Holds what closed above its mean since the start, scaled by a parameter, with a little noise of its own. */
const SOURCE = `
let steps = 0;
export default {
  start({ instruments, parameters }) {
    this.size = parameters.size;
    this.sums = instruments.map(() => 0);
  },
  onBars(bars) {
    steps += 1;
    return this.sums.map((sum, index) => {
      this.sums[index] = sum + bars.close[index];
      const isUp = bars.close[index] * steps > this.sums[index];
      return (isUp ? this.size : 0) + Math.random() / 1_000;
    });
  },
};`;

function sampleModel(warmup = 0) {
  const manifest = sampleManifest('script', { warmup, parameters: { size: 1 } });
  return loadModel(manifest, new TextEncoder().encode(SOURCE), 'sample.js');
}

function sampleSteps(from: number, to: number, changedFrom = to): ModelSteps {
  const indices = Array.from({ length: to - from }, (_, index) => from + index);
  return {
    instruments: INSTRUMENTS,
    timeUs: Float64Array.from(indices, (index) => index * HOUR_US),
    values: Float64Array.from(
      indices.flatMap((index) =>
        INSTRUMENTS.flatMap((_, instrument) => {
          const close = 100 + Math.sin(index * (instrument + 1)) + (index >= changedFrom ? 50 : 0);
          return [close, close + 1, close - 1, close, 10];
        }),
      ),
    ),
  };
}

/** What every runner of models promises. `make` gives one that nobody else uses. */
export function modelRunnerSuite(name: string, make: () => Promise<ModelRunnerHarness>): void {
  describe(`model runner: ${name}`, () => {
    let harness: ModelRunnerHarness;

    beforeAll(async () => {
      harness = await make();
    });
    afterAll(() => harness.dispose());

    async function withModel<T>(
      use: (model: OpenModel) => Promise<T>,
      options: Partial<OpenModelOptions> & { readonly warmup?: number } = {},
    ): Promise<T> {
      const { warmup, ...rest } = options;
      const model = await harness.runner.open(sampleModel(warmup), { seed: 1, ...rest });
      try {
        return await use(model);
      } finally {
        await model.close();
      }
    }
    const outputsOf = (steps: ModelSteps, options: Partial<OpenModelOptions> = {}) =>
      withModel((model) => model.predict(steps), options);

    it('says what the model says', async () => {
      const steps = sampleSteps(0, 50);
      const outputs = await outputsOf(steps);
      const sums = [0, 0];
      const expected = Array.from({ length: 100 }, (_, cell) => {
        const close = steps.values[cell * 5 + 3]!;
        sums[cell % 2]! += close;
        return close * (Math.floor(cell / 2) + 1) > sums[cell % 2]! ? 1 : 0;
      });
      expect(Array.from(outputs, Math.floor)).toEqual(expected);
    });

    it('gives the same twice, and something else for another seed', async () => {
      const steps = sampleSteps(0, 20);
      const [first, second, other] = await Promise.all([
        outputsOf(steps),
        outputsOf(steps),
        outputsOf(steps, { seed: 2 }),
      ]);
      expect(second).toEqual(first);
      expect(other).not.toEqual(first);
    });

    it('carries on from one call to the next, in the order of the calls', async () => {
      const whole = await outputsOf(sampleSteps(0, 30));
      const parts = await withModel((model) =>
        Promise.all([
          model.predict(sampleSteps(0, 7)),
          model.predict(sampleSteps(7, 8)),
          model.predict(sampleSteps(8, 30)),
        ]),
      );
      expect(parts.flatMap((part) => [...part])).toEqual([...whole]);
    });

    it('starts from nothing each time it is opened', async () => {
      const steps = sampleSteps(0, 10);
      const fresh = await outputsOf(steps);
      await outputsOf(sampleSteps(5, 40));
      expect(await outputsOf(steps)).toEqual(fresh);
    });

    it('starts from nothing where it may run in the place of a run before', async () => {
      const steps = sampleSteps(0, 10);
      const fresh = await outputsOf(steps);
      const reuse = { reuse: true };
      await outputsOf(sampleSteps(5, 40), reuse);
      expect(await outputsOf(steps, reuse)).toEqual(fresh);
      expect(await outputsOf(steps, { ...reuse, seed: 2 })).not.toEqual(fresh);
      const [first, second] = await Promise.all([outputsOf(steps, reuse), outputsOf(steps, reuse)]);
      expect([first, second]).toEqual([fresh, fresh]);
    });

    it('does not answer in the place of the run after it', async () => {
      const first = await harness.runner.open(sampleModel(), { seed: 1, reuse: true });
      await first.predict(sampleSteps(0, 3));
      await first.close();
      const second = await harness.runner.open(sampleModel(), { seed: 1, reuse: true });
      const late = first.predict(sampleSteps(3, 6));
      await expect(late).rejects.toMatchObject({ name: 'Refusal' });
      await first.close();
      expect(await second.predict(sampleSteps(0, 3))).toHaveLength(6);
      await second.close();
    });

    it('does not let a step know what comes after it', async () => {
      const [plain, changed] = await Promise.all([
        outputsOf(sampleSteps(0, 40)),
        outputsOf(sampleSteps(0, 40, 25)),
      ]);
      expect(changed.subarray(0, 50)).toEqual(plain.subarray(0, 50));
      expect(changed.subarray(50)).not.toEqual(plain.subarray(50));
    });

    it('has no opinion before the warm-up is over, and sees it all the same', async () => {
      const steps = sampleSteps(0, 10);
      const [all, late] = await Promise.all([
        outputsOf(steps),
        withModel((model) => model.predict(steps), { warmup: 4 }),
      ]);
      expect([...late.subarray(0, 8)].every(Number.isNaN)).toBe(true);
      expect(late.subarray(8)).toEqual(all.subarray(8));
    });

    it('takes other values for parameters', async () => {
      const outputs = await outputsOf(sampleSteps(0, 20), { variant: { size: 3 } });
      expect(new Set(Array.from(outputs, Math.floor))).toEqual(new Set([0, 3]));
    });

    it('refuses a parameter that the model does not have', async () => {
      await expect(outputsOf(sampleSteps(0, 1), { variant: { speed: 3 } })).rejects.toMatchObject({
        kind: 'unknown-parameter',
      });
    });

    it('answers nothing about nothing', async () => {
      expect(await outputsOf(sampleSteps(0, 0))).toEqual(new Float64Array(0));
    });

    it('ends when it is closed, however often', async () => {
      await withModel(async (model) => {
        await model.close();
        await model.close();
        await expect(model.predict(sampleSteps(0, 1))).rejects.toMatchObject({ name: 'Refusal' });
      });
    });

    it('crashes on steps that are none', async () => {
      await withModel(async (model) => {
        const steps = sampleSteps(0, 2);
        expect(() => model.predict({ ...steps, values: steps.values.subarray(1) })).toThrow(
          'are not 2 steps',
        );
        expect(() => model.predict({ ...steps, instruments: [] })).toThrow('without instruments');
      });
    });

    it('crashes when the instruments change', async () => {
      await withModel(async (model) => {
        await model.predict(sampleSteps(0, 1));
        await expect(model.predict({ ...sampleSteps(1, 2), instruments: ['B', 'A'] })).rejects.toThrow(
          'keeps its instruments',
        );
      });
    });
  });
}
