import { Random } from '@qca/base';
import { describe, expect, it } from 'vitest';
import type { AlignedBars } from '../model/alignBars.ts';
import { closesOf, outputsOf, wanderingBars } from '../testing/bars.fixture.ts';
import { copies, type ListedBook } from './copies.ts';
import { futureNoise } from './futureNoise.ts';
import { memory } from './memory.ts';
import { noiseBars } from './noiseBars.ts';
import { CLEAN, LOOKING_AHEAD } from './planted.fixture.ts';
import type { Subject } from './Subject.ts';
import { warmUp } from './warmUp.ts';

const bars = wanderingBars({ seed: 7, steps: 1_500 });
const asks =
  (say: (given: AlignedBars) => Float64Array): Subject =>
  async (given) =>
    say(given);

describe('noise after a moment', () => {
  it('has fifty planted models that look ahead, and fifty that do not', () => {
    expect([LOOKING_AHEAD.length, CLEAN.length]).toEqual([50, 50]);
    expect(new Set([...LOOKING_AHEAD, ...CLEAN].map(({ name }) => name)).size).toBe(100);
  });

  it.each(LOOKING_AHEAD)('catches: $name', async ({ warmup, say }) => {
    const finding = await futureNoise(asks(say), bars, { seed: 1, lead: warmup });
    expect(finding.passed).toBe(false);
    expect(finding.detail).toMatch(/the model looks ahead$/);
  });

  it.each(CLEAN)('has nothing against: $name', async ({ warmup, say }) => {
    const [noise, remembered, started] = [
      await futureNoise(asks(say), bars, { seed: 1, lead: warmup }),
      await memory(asks(say), bars, { seed: 1, horizon: 5, warmup }),
      await warmUp(asks(say), bars, { warmup }),
    ];
    expect([noise, remembered, started].filter(({ passed }) => !passed)).toEqual([]);
  });

  it('leaves the true part as it was, gaps where they were, and bars that can be', () => {
    const gappy = wanderingBars({ seed: 3, steps: 200, missing: 0.2 });
    const noisy = noiseBars(gappy, 99, new Random(1));
    expect(noisy.values.subarray(0, 1000)).toEqual(gappy.values.subarray(0, 1000));
    let changed = 0;
    for (let at = 1000; at < noisy.values.length; at += 5) {
      const [open = 0, high = 0, low = 0, close = 0, volume = 0] = noisy.values.subarray(at, at + 5);
      expect(Number.isNaN(close)).toBe(Number.isNaN(gappy.values[at + 3] as number));
      if (Number.isNaN(close)) continue;
      expect(low > 0 && low <= Math.min(open, close) && high >= Math.max(open, close) && volume >= 0).toBe(
        true,
      );
      if (close !== gappy.values[at + 3]) changed += 1;
    }
    expect(changed).toBeGreaterThan(100);
  });
});

describe('a memory of dates', () => {
  const knows = (part: number, seed: number) => {
    const truth = closesOf(bars, 0);
    const random = new Random(seed);
    const table = new Map(
      Array.from(bars.timeUs, (time, step) => [time, Math.sign((truth[step + 5] ?? 0) - (truth[step] ?? 0))]),
    );
    return asks((given) =>
      outputsOf(given, (step) =>
        random.nextBoolean(part) ? (table.get(given.timeUs[step] as number) ?? 0) : random.nextFloat() - 0.5,
      ),
    );
  };

  it.each([1, 0.5, 0.3])('is found when it decides %d of what is said', async (part) => {
    const finding = await memory(knows(part, 2), bars, { seed: 1, horizon: 5, warmup: 0 });
    expect(finding.passed).toBe(false);
    expect(finding.detail).toMatch(/it remembers this data$/);
  });

  it('is not looked for in silence', async () => {
    const silent = asks((given) => outputsOf(given, () => Number.NaN));
    expect(await memory(silent, bars, { seed: 1, horizon: 5, warmup: 0 })).toMatchObject({
      passed: true,
      value: 0,
    });
  });

  it('is rarely seen where there is none: never in 200 models that say anything', async () => {
    let alarms = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const random = new Random(seed);
      let drift = 0;
      const wandering = asks((given) =>
        outputsOf(given, () => {
          drift = 0.95 * drift + random.nextGaussian();
          return drift;
        }),
      );
      if (!(await memory(wandering, bars, { seed, horizon: 5, warmup: 0 })).passed) alarms += 1;
    }
    expect(alarms).toBe(0);
  });
});

describe('the warm-up', () => {
  const sinceStart = asks((given) =>
    outputsOf(given, (step, column) =>
      closesOf(given, column)[0] === undefined
        ? 0
        : (closesOf(given, column)[step] as number) / (closesOf(given, column)[0] as number),
    ),
  );

  it('is too short for a model that never forgets where its data began', async () => {
    const few = wanderingBars({ seed: 7, steps: 400 });
    expect(await warmUp(sinceStart, few, { warmup: 50 })).toMatchObject({ passed: false, name: 'warm-up' });
  });

  it('may leave the rounding of an average that forgets', async () => {
    const average = asks((given) => {
      const closes = given.instruments.map((_, column) => closesOf(given, column));
      const state = closes.map((series) => series[0] as number);
      return outputsOf(given, (step, column) => {
        state[column] =
          (state[column] as number) * 0.9 + 0.1 * ((closes[column] as Float64Array)[step] as number);
        return state[column] as number;
      });
    });
    const { passed, value } = await warmUp(average, bars, { warmup: 100 });
    expect(passed).toBe(true);
    expect(value).toBeGreaterThan(0);
  });

  it('is too short when an opinion comes later than it says', async () => {
    const late = asks((given) => outputsOf(given, (step) => (step < 60 ? Number.NaN : 1)));
    expect((await warmUp(late, bars, { warmup: 50 })).passed).toBe(false);
  });
});

describe('a copy', () => {
  const random = new Random(11);
  const own = Float64Array.from({ length: 2_000 }, (_, index) =>
    index % 7 === 0 ? random.nextFloat() : Number.NaN,
  );
  const book = (weights: Float64Array, name: string): ListedBook => ({
    name,
    hash: name,
    instruments: ['a', 'b'],
    timeUs: Float64Array.from({ length: weights.length / 2 }, (_, step) => step),
    weights,
  });
  const later = (weights: Float64Array, steps: number) =>
    weights.map((_, cell) => (cell < 2 * steps ? 0 : (weights[cell - 2 * steps] as number)));

  it.each([0, 3, 60])('that comes %i bars later is found', (lag) => {
    const finding = copies(book(later(own, lag), 'follower'), 'follower', [book(own, 'original')]);
    expect(finding).toMatchObject({ passed: false, most: { hash: 'original', lagBars: lag } });
    expect(finding.value).toBeGreaterThan(0.99);
  });

  it('with a little noise is still one; one that leads, or is itself, is none', () => {
    const noisy = own.map((weight) => weight + 0.1 * (random.nextFloat() - 0.5));
    expect(copies(book(noisy, 'noisy'), 'noisy', [book(own, 'original')]).passed).toBe(false);
    expect(copies(book(own, 'leader'), 'leader', [book(later(own, 5), 'follower')]).passed).toBe(true);
    expect(copies(book(own, 'same'), 'same', [book(own, 'same')])).toMatchObject({
      passed: true,
      most: undefined,
    });
  });

  it('is not seen between models of their own, nor where moments are not shared', () => {
    const other = own.map((weight) => (Number.isNaN(weight) ? weight : random.nextFloat()));
    expect(copies(book(other, 'other'), 'other', [book(own, 'original')]).passed).toBe(true);
    const elsewhere = {
      ...book(own, 'elsewhere'),
      timeUs: Float64Array.from({ length: 1_000 }, (_, step) => step + 5_000),
    };
    expect(copies(book(own, 'here'), 'here', [elsewhere]).most).toBeUndefined();
  });
});
