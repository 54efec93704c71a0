import type { AlignedBars } from '../model/alignBars.ts';
import { closesOf, outputsOf } from '../testing/bars.fixture.ts';

// Models as functions of all the data, which lets them cheat; the sandbox would not. Fifty that look ahead, each in another way or
// by another distance, and fifty that do not.

export interface Planted {
  readonly name: string;
  readonly warmup: number;
  readonly say: (bars: AlignedBars) => Float64Array;
}

type Closes = readonly Float64Array[];
type Rule = (closes: Closes, step: number, column: number, bars: AlignedBars) => number;

function model(name: string, warmup: number, rule: Rule): Planted {
  return {
    name,
    warmup,
    say: (bars) => {
      const closes = bars.instruments.map((_, column) => closesOf(bars, column));
      return outputsOf(bars, (step, column) =>
        step < warmup ? Number.NaN : rule(closes, step, column, bars),
      );
    },
  };
}

const at = (closes: Closes, column: number, step: number): number => {
  const series = closes[column] as Float64Array;
  return series[Math.max(0, Math.min(series.length - 1, step))] as number;
};
const change = (closes: Closes, column: number, from: number, to: number): number =>
  at(closes, column, to) / at(closes, column, from) - 1;
const mean = (closes: Closes, column: number, from: number, to: number): number => {
  let sum = 0;
  for (let step = from; step <= to; step += 1) sum += at(closes, column, step);
  return sum / (to - from + 1);
};
const spread = (closes: Closes, column: number, from: number, to: number): number => {
  const centre = mean(closes, column, from, to);
  let squares = 0;
  for (let step = from; step <= to; step += 1) squares += (at(closes, column, step) - centre) ** 2;
  return Math.sqrt(squares / (to - from + 1));
};
const extreme = (closes: Closes, column: number, from: number, to: number, sign: number): number => {
  let most = Number.NEGATIVE_INFINITY;
  for (let step = from; step <= to; step += 1) most = Math.max(most, sign * at(closes, column, step));
  return sign * most;
};

/** How the future gets in, for several distances each. */
const WAYS: readonly {
  readonly name: string;
  readonly distances: readonly number[];
  readonly rule: (distance: number) => Rule;
}[] = [
  // The label of training used as a feature: tomorrow's return.
  {
    name: 'shifted label',
    distances: [1, 2, 5, 12, 24, 48, 100],
    rule: (d) => (c, s, i) => Math.sign(change(c, i, s, s + d)),
  },
  {
    name: 'shifted label as a number',
    distances: [1, 3, 24],
    rule: (d) => (c, s, i) => change(c, i, s, s + d),
  },
  {
    name: 'centred window',
    distances: [1, 2, 3, 7, 12, 24],
    rule: (d) => (c, s, i) => (at(c, i, s) < mean(c, i, s - d, s + d) ? 1 : 0),
  },
  {
    name: 'centred deviation',
    distances: [3, 12],
    rule: (d) => (c, s, i) => 0.01 / (spread(c, i, s - d, s + d) + 1e-9),
  },
  // Orders at the bar's open, decided on its close: the weight of a bar stands one bar too early.
  {
    name: 'same-bar close',
    distances: [1, 2, 3],
    rule: (d) => (c, s, i) => (change(c, i, s, s + d) > 0 ? 0.5 : 0),
  },
  {
    name: 'same-bar high',
    distances: [1, 2],
    rule: (d) => (c, s, i, bars) =>
      (bars.values[
        (Math.min(s + d, bars.timeUs.length - 1) * bars.instruments.length + i) * 5 + 1
      ] as number) >
      at(c, i, s) * 1.01
        ? 1
        : 0,
  },
  {
    name: 'future volume',
    distances: [1, 5],
    rule: (d) => (_c, s, i, bars) =>
      bars.values[(Math.min(s + d, bars.timeUs.length - 1) * bars.instruments.length + i) * 5 + 4] as number,
  },
  // Scaling by the whole sample, d parts of it.
  {
    name: 'mean of the whole sample',
    distances: [0, 50],
    rule: (d) => (c, s, i) => at(c, i, s) - mean(c, i, d, (c[i] as Float64Array).length - 1),
  },
  {
    name: 'deviation of the whole sample',
    distances: [0, 50],
    rule: (d) => (c, s, i) => change(c, i, s - 5, s) / spread(c, i, d, (c[i] as Float64Array).length - 1),
  },
  {
    name: 'range of the whole sample',
    distances: [0, 20],
    rule: (d) => (c, s, i) =>
      (at(c, i, s) - extreme(c, i, d, (c[i] as Float64Array).length - 1, -1)) /
      (extreme(c, i, d, (c[i] as Float64Array).length - 1, 1) + 1),
  },
  {
    name: 'rank in the whole sample',
    distances: [0, 100],
    rule: (d) => (c, s, i) =>
      (c[i] as Float64Array).subarray(d).filter((close) => close < at(c, i, s)).length,
  },
  // The universe of those that did well in the end.
  {
    name: 'survivorship',
    distances: [0, 1, 10, 200],
    rule: (d) => (c, s, i) =>
      change(c, i, 0, (c[i] as Float64Array).length - 1 - d) >=
      Math.max(...c.map((_, other) => change(c, other, 0, (c[other] as Float64Array).length - 1 - d)))
        ? change(c, i, s - 3, s)
        : 0,
  },
  {
    name: 'next extreme',
    distances: [5, 20, 60],
    rule: (d) => (c, s, i) => (extreme(c, i, s, s + d, 1) === at(c, i, s) ? -1 : 1),
  },
  {
    name: 'stop that knew better',
    distances: [10, 40],
    rule: (d) => (c, s, i) =>
      change(c, i, s - 5, s) > 0 && extreme(c, i, s, s + d, -1) > at(c, i, s) * 0.99 ? 1 : 0,
  },
  {
    name: 'smoothed both ways',
    distances: [2, 5],
    rule: (d) => (c, s, i) => mean(c, i, s - 2 * d, s) - mean(c, i, s - d, s + d),
  },
  {
    name: 'other market, later',
    distances: [1, 4],
    rule: (d) => (c, s, i) => change(c, (i + 1) % c.length, s, s + d),
  },
  {
    name: 'last value filled backwards',
    distances: [1, 6],
    rule: (d) => (c, s, i) => (s % (d + 1) === 0 ? at(c, i, s) : at(c, i, s - (s % (d + 1)) + d + 1)),
  },
  {
    name: 'only on rare days',
    distances: [24, 48],
    rule: (d) => (c, s, i) => (s % d === 0 ? Math.sign(change(c, i, s, s + d)) : 0),
  },
];

/** Models that look ahead: fifty. */
export const LOOKING_AHEAD: readonly Planted[] = WAYS.flatMap(({ name, distances, rule }) =>
  distances.map((distance) => model(`${name} (${distance})`, 120, rule(distance))),
);

const CLEAN_WAYS: readonly {
  readonly name: string;
  readonly lengths: readonly number[];
  readonly rule: (length: number) => Rule;
}[] = [
  {
    name: 'momentum',
    lengths: [1, 2, 3, 5, 10, 20, 40, 60, 80, 110],
    rule: (n) => (c, s, i) => Math.sign(change(c, i, s - n, s)),
  },
  {
    name: 'reversal',
    lengths: [1, 2, 4, 8, 16, 32, 64, 100],
    rule: (n) => (c, s, i) => -change(c, i, s - n, s) * 10,
  },
  {
    name: 'average',
    lengths: [2, 5, 10, 25, 50, 100],
    rule: (n) => (c, s, i) => (at(c, i, s) > mean(c, i, s - n, s) ? 1 : 0),
  },
  {
    name: 'z-score',
    lengths: [10, 20, 30, 50, 90],
    rule: (n) => (c, s, i) => (mean(c, i, s - n, s) - at(c, i, s)) / (spread(c, i, s - n, s) + 1e-9),
  },
  {
    name: 'breakout',
    lengths: [5, 20, 55, 100],
    rule: (n) => (c, s, i) => (at(c, i, s) >= extreme(c, i, s - n, s, 1) ? 1 : 0),
  },
  {
    name: 'target volatility',
    lengths: [10, 30, 60, 110],
    rule: (n) => (c, s, i) => Math.min(1, 0.5 / (spread(c, i, s - n, s) + 1e-9)),
  },
  {
    name: 'pair',
    lengths: [5, 15, 45, 90],
    rule: (n) => (c, s, i) => change(c, (i + 1) % c.length, s - n, s) - change(c, i, s - n, s),
  },
  {
    name: 'hour of the day',
    lengths: [3, 8, 12, 24],
    rule: (n) => (_c, s, _i, bars) => (((bars.timeUs[s] as number) / 3.6e9) % n < n / 2 ? 1 : 0),
  },
  { name: 'always', lengths: [0, 1], rule: (n) => () => n },
  {
    name: 'volume',
    lengths: [1, 10, 60],
    rule: (n) => (_c, s, i, bars) =>
      (bars.values[(s * bars.instruments.length + i) * 5 + 4] as number) -
      (bars.values[((s - n) * bars.instruments.length + i) * 5 + 4] as number),
  },
];

/** Models that do not: fifty. */
export const CLEAN: readonly Planted[] = CLEAN_WAYS.flatMap(({ name, lengths, rule }) =>
  lengths.map((length) => model(`${name} (${length})`, 120, rule(length))),
);
