import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { predictTrees, type TreeEnsemble, treesFromOnnxAttributes } from '@qca/explanation';
import { findOnnxTrees, loadModel } from '@qca/models';
import { InstrumentFeatures } from '@qca/models/features';
import { readModel, SandboxedModelRunner } from '@qca/models-sandbox';
import asc from 'assemblyscript/asc';
import { describe, expect, it } from 'vitest';

const HOUR_US = 3_600_000_000;
const FOLDER = new URL('./', import.meta.url);
const pathOf = (name: string): string => fileURLToPath(new URL(name, FOLDER));

/** Columns of bars, oldest first. */
interface Bars {
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
  readonly volume: readonly number[];
}

/** What a training script wrote beside its model. */
interface Examples {
  readonly bars: Bars;
  /** Bar of the first answer below. */
  readonly firstRow: number;
  /** Features of the newest bar, as Python computed them. Shape: [row][feature]. */
  readonly inputs: readonly (readonly number[])[];
  /** The model's output tensor in Python. Shape: [row][element]. */
  readonly outputs: readonly (readonly number[])[];
  /** What the outputs mean by the manifest. Shape: [row]. */
  readonly answers: readonly number[];
}

async function readExamples(name: string): Promise<Examples> {
  return JSON.parse(await readFile(pathOf(`${name}.examples.json`), 'utf8'));
}

/** Bars that open, rise, fall and close at one price. */
function flatBars(closes: readonly number[]): Bars {
  return { open: closes, high: closes, low: closes, close: closes, volume: closes.map(() => 1) };
}

/** Runs a committed model on bars of some instruments. Shape of the answer: [instrument][bar]. */
async function answersOf(
  file: string,
  markets: readonly Bars[],
  variant: Readonly<Record<string, number>> = {},
): Promise<readonly (readonly number[])[]> {
  const { manifest, artefact } = await readModel(pathOf(file));
  // Short examples: what a model says while it warms up is looked at, too.
  const model = loadModel({ ...manifest, warmup: 0 }, artefact, file);
  const count = markets[0]?.close.length ?? 0;
  const open = await new SandboxedModelRunner().open(model, { seed: 1, variant });
  try {
    const answers = await open.predict({
      timeUs: Float64Array.from({ length: count }, (_, bar) => (bar + 1) * HOUR_US),
      values: Float64Array.from(
        Array.from({ length: count }, (_, bar) =>
          markets.flatMap(({ open, high, low, close, volume }) => [
            open[bar]!,
            high[bar]!,
            low[bar]!,
            close[bar]!,
            volume[bar]!,
          ]),
        ).flat(),
      ),
      instruments: markets.map((_, index) => `MARKET${index}`),
    });
    return markets.map((_, market) =>
      Array.from({ length: count }, (_, bar) => answers[bar * markets.length + market]!),
    );
  } finally {
    await open.close();
  }
}

describe.each(['boosted-trees', 'lstm-chance', 'dense-chance', 'ppo-levels'])('%s', (name) => {
  it('is fed with the features that Python computed', async () => {
    const { manifest } = await readModel(pathOf(`${name}.onnx`));
    const { bars, firstRow, inputs } = await readExamples(name);
    const given = manifest.inputs!;
    const features = new InstrumentFeatures({ ...given, window: 1 });
    // What the model said last is an answer and no feature of the bars; it is compared below.
    const compared = given.features.flatMap(({ indicator }, index) =>
      indicator === 'own-output' ? [] : [index],
    );
    bars.close.forEach((close, bar) => {
      const values = {
        open: bars.open[bar]!,
        high: bars.high[bar]!,
        low: bars.low[bar]!,
        close,
        volume: bars.volume[bar]!,
      };
      features.next(values, (bar + 1) * HOUR_US, 0);
      const row = inputs[bar - firstRow];
      if (row === undefined) return;
      // Sums run in another order than numpy's, and float32 keeps seven digits.
      for (const index of compared) expect(features.tensor[index]).toBeCloseTo(row[index]!, 5);
    });
    expect(inputs).toHaveLength(bars.close.length - firstRow);
  });

  it('says in the sandbox what Python said', async () => {
    const { bars, firstRow, answers } = await readExamples(name);
    const [said] = await answersOf(`${name}.onnx`, [bars]);
    answers.forEach((answer, row) => {
      expect(said?.[firstRow + row]).toBeCloseTo(answer, 5);
    });
  });

  it('is small', async () => {
    expect((await readFile(pathOf(`${name}.onnx`))).length).toBeLessThan(300_000);
  });
});

it('boosted-trees can be explained from the file: its trees say what the model says', async () => {
  const { manifest, artefact } = await readModel(pathOf('boosted-trees.onnx'));
  const columns = manifest.inputs?.features.length ?? 0;
  const found = findOnnxTrees(artefact);
  const trees = treesFromOnnxAttributes(found?.attributes ?? {}, { columns });
  expect(trees.ok).toBe(true);
  const ensemble = (trees as { value: TreeEnsemble }).value;
  const { inputs, answers } = await readExamples('boosted-trees');
  inputs.forEach((row, index) => {
    expect(predictTrees(ensemble, Float64Array.from(row))).toBeCloseTo(answers[index]!, 7);
  });
});

const isNaNAll = (values: readonly number[]): boolean => values.every((value) => Number.isNaN(value));

describe('momentum', () => {
  it('holds what rose by its volatility and not what fell, and decides once in holdBars', async () => {
    const up = Array.from({ length: 10 }, (_, bar) => 100 * 1.1 ** bar);
    const turning = [...up.slice(0, 6), 1, 1, 1, 1];
    const [rising, falling, turned] = await answersOf(
      'momentum.js',
      [flatBars(up), flatBars([...up].reverse()), flatBars(turning)],
      { lookback: 4, holdBars: 2, volatilityTarget: 0.5, barsPerYear: 100, weightMax: 1 },
    );
    expect(isNaNAll(rising!.slice(0, 4))).toBe(true);
    // Volatility is log(1.1) an hour, of 100 hours a year; a third of the equity is this market's.
    const weight = 0.5 / (Math.log(1.1) * Math.sqrt(100)) / 3;
    for (const value of rising!.slice(4)) expect(value).toBeCloseTo(weight, 12);
    expect(falling!.slice(4)).toEqual(new Array(6).fill(0));
    // Decisions fall on bars 4, 6 and 8; bar 5 keeps what bar 4 said.
    expect(turned![4]).toBeCloseTo(weight, 12);
    expect(turned!.slice(5)).toEqual([turned![4], 0, 0, 0, 0]);
  });
});

describe('mean reversion', () => {
  it('buys a fall until the price is back, and does not bet against what runs away', async () => {
    const [fallen, gone] = await answersOf(
      'mean-reversion.js',
      [flatBars([10, 11, 10, 11, 9, 10, 11]), flatBars([10, 10, 10, 10, 10, 20, 20])],
      { lookback: 5, entry: 1.5, stop: 1.9, weight: 0.5 },
    );
    expect(isNaNAll(fallen!.slice(0, 4))).toBe(true);
    // 9 is 1.2 / 0.748 = 1.60 deviations below the mean of the five; then 10 is 0.27 below, and 11 above.
    expect(fallen!.slice(4)).toEqual([0.25, 0.25, 0]);
    // The last of 10, 10, 10, 10, 20 is exactly 2 deviations above; then 20 is 1.22 above.
    expect(gone!.slice(4)).toEqual([0, 0, 0]);
  });
});

describe('pairs', () => {
  const given = { lookback: 5, entry: 1.5, exit: 0.5, stop: 1.9, weight: 1 };
  const second = new Array(6).fill(100);

  it('buys the cheap one and owes the dear one, until the ratio is back', async () => {
    const first = [10, 11, 10, 11, 9, 10].map((power) => 100 * 1.01 ** power);
    const [cheap, dear] = await answersOf('pairs.js', [flatBars(first), flatBars(second)], given);
    expect(isNaNAll(cheap!.slice(0, 4))).toBe(true);
    // The spread has the same scores as the prices above: -1.60, then -0.27, which is near the mean.
    expect(cheap!.slice(4)).toEqual([0.5, 0]);
    expect(dear!.slice(4)).toEqual([-0.5, 0]);
  });

  it('refuses another number of markets than two', async () => {
    await expect(answersOf('pairs.js', [flatBars(second)])).rejects.toThrow(/two instruments/);
  });
});

describe('channel breakout', () => {
  it('is long above the channel and flat below it', async () => {
    const closes = [100, 103, 101, 102, 103, 104, 106, 105, 104, 103];
    const given = { entry: 4, exit: 2 };
    const still = flatBars(closes.map(() => 1));
    const [said, other] = await answersOf('channel-breakout.wasm', [flatBars(closes), still], given);
    expect(isNaNAll(said!.slice(0, 4))).toBe(true);
    // 104 is the first close above the four before it; the second 104 is the first below the two before it.
    expect(said!.slice(4)).toEqual([0, 0.5, 0.5, 0.5, 0, 0]);
    expect(other!.slice(4)).toEqual(new Array(6).fill(0));
  });

  it('is built from the source beside it', async () => {
    const source = await readFile(pathOf('assembly/channel-breakout.ts'), 'utf8');
    // The path is part of the module: AssemblyScript names it where an assertion fails.
    const ENTRY = 'examples/models/assembly/channel-breakout.ts';
    const built: { bytes?: Uint8Array } = {};
    const { error } = await asc.main(
      [
        ENTRY,
        '-o',
        'built.wasm',
        '-O',
        '--runtime',
        'stub',
        '--maximumMemory',
        '64',
        '--exportStart',
        '_initialize',
      ],
      {
        readFile: (name) => (name === ENTRY ? source : null),
        writeFile: (name, content) => {
          if (name === 'built.wasm') built.bytes = content as Uint8Array;
        },
        listFiles: () => [],
      },
    );
    expect(error).toBeNull();
    const committed = await readFile(pathOf('channel-breakout.wasm'));
    expect(Buffer.from(built.bytes!).equals(committed)).toBe(true);
  });
});
