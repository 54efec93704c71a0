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
import { shuffleBars, shuffledTime } from './shuffledTime.ts';
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
    const findings = [
      await futureNoise(asks(say), bars, { seed: 1, lead: warmup }),
      await memory(asks(say), bars, { seed: 1, horizon: 5, warmup }),
      await shuffledTime(asks(say), bars, { seed: 1, warmup }),
      await warmUp(asks(say), bars, { warmup }),
    ];
    expect(findings.filter(({ passed }) => !passed)).toEqual([]);
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

describe('bars in random order', () => {
  it('are the same bars: closes end where they did, forms and volumes are all there', () => {
    const shuffled = shuffleBars(bars, new Random(3));
    for (const column of [0, 1]) {
      const [before, after] = [closesOf(bars, column), closesOf(shuffled, column)];
      expect((after.at(-1) as number) / (before.at(-1) as number)).toBeCloseTo(1, 9);
      expect(after[0]).toBe(before[0]);
      const volumes = (given: AlignedBars) =>
        Array.from(given.timeUs, (_, step) => given.values[(step * 2 + column) * 5 + 4] as number).sort(
          (a, b) => a - b,
        );
      expect(volumes(shuffled)).toEqual(volumes(bars));
    }
    expect(shuffled.values).not.toEqual(bars.values);
  });

  it('raise no alarm where two instruments are one, in 200 models that say anything', async () => {
    const twins = {
      ...bars,
      values: bars.values.map((_, at) => bars.values[Math.floor(at / 10) * 10 + (at % 5)] as number),
    };
    let alarms = 0;
    for (let seed = 0; seed < 200; seed += 1) {
      const random = new Random(seed);
      let drift = 0;
      const wandering = asks((given) => {
        const said = Float64Array.from(given.timeUs, () => {
          drift = 0.9 * drift + random.nextGaussian();
          return drift;
        });
        return outputsOf(given, (step) => said[step] as number);
      });
      if (!(await shuffledTime(wandering, twins, { seed, warmup: 0 })).passed) alarms += 1;
    }
    expect(alarms).toBe(0);
  });

  it('still tell the next one to those who look at it, and to nobody else', async () => {
    const caught: string[] = [];
    for (const { name, warmup, say } of LOOKING_AHEAD)
      if (!(await shuffledTime(asks(say), bars, { seed: 1, warmup })).passed) caught.push(name);
    // Not all: what looks at the whole sample or far ahead knows little of the very next bar. The noise finds those.
    expect(caught).toEqual(
      expect.arrayContaining([
        'shifted label (1)',
        'shifted label (24)',
        'centred window (2)',
        'same-bar close (1)',
        'smoothed both ways (2)',
      ]),
    );
    expect(caught.length).toBeGreaterThan(25);
    // A market that trends: skill in it is real, and none of it is left when the order goes.
    const trending = { ...bars, values: bars.values.slice() };
    for (let step = 1, price = 100; step < 1_500; step += 1) {
      price *= 1 + (Math.floor(step / 50) % 2 === 0 ? 0.01 : -0.01);
      for (let cell = step * 10; cell < step * 10 + 10; cell += 1)
        if (cell % 5 !== 4) trending.values[cell] = price;
    }
    const follower = asks((given) =>
      outputsOf(given, (step, column) =>
        step === 0
          ? 0
          : Math.sign(
              (closesOf(given, column)[step] as number) - (closesOf(given, column)[step - 1] as number),
            ),
      ),
    );
    expect(
      (
        await shuffledTime(
          follower,
          {
            ...trending,
            timeUs: trending.timeUs.subarray(1, 600),
            values: trending.values.subarray(10, 6000),
          },
          { seed: 1, warmup: 5 },
        )
      ).passed,
    ).toBe(true);
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
