import { Refusal } from '@qca/base';
import type { BarValues, Indicator } from '@qca/indicators';
import type { ModelFeature, ModelInputs } from '../manifest/ModelManifest.ts';
import { findSource } from './findSource.ts';

const HOUR_US = 3_600_000_000;
const DAY_US = 86_400_000_000;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;

/** A running indicator, asked once for each bar however many features read it. */
interface Running {
  readonly indicator: Indicator;
  readonly out: Float64Array;
}

interface Column {
  readonly feature: ModelFeature;
  readonly running: Running | undefined;
  readonly output: number;
  /** Values of the last bars, for the lag; the one to be taken next is overwritten next. */
  readonly past: Float64Array;
}

/**
 * The features of one instrument, bar by bar, as an ONNX model is fed with them.
 *
 * What it holds depends on the bars given so far and nothing else, so no later bar can be seen in it.
 */
export class InstrumentFeatures {
  /** Shape: [window][feature], oldest bar first. */
  readonly tensor: Float32Array;
  readonly #window: number;
  readonly #columns: readonly Column[];
  readonly #running: readonly Running[];
  #bars = 0;
  /** Newest bars in a row whose features are all known, at most the window. */
  #known = 0;

  /** Rejects, as `Refusal`: `unknown-indicator`, and `bad-input` for parameters that the indicator does not have. */
  constructor({ features, window }: ModelInputs) {
    const running = new Map<string, Running>();
    this.#window = window;
    this.#columns = features.map((feature) => makeColumn(feature, running));
    this.#running = [...running.values()];
    this.tensor = new Float32Array(window * features.length);
  }

  /**
   * Takes the next bar, which closed at `timeUs`; returns whether `tensor` is known.
   *
   * `ownOutput` is what the model said last, 0 at first.
   */
  next(bar: BarValues, timeUs: number, ownOutput: number): boolean {
    for (const running of this.#running) ask(running, bar);
    const width = this.#columns.length;
    const last = (this.#window - 1) * width;
    this.tensor.copyWithin(0, width);
    let isKnown = true;
    for (let index = 0; index < width; index += 1) {
      const column = this.#columns[index]!;
      const value = finish(column.feature, this.#lagged(column, plainValue(column, bar, timeUs, ownOutput)));
      this.tensor[last + index] = value;
      // A float beyond what float32 holds is as little known as none.
      isKnown &&= Number.isFinite(this.tensor[last + index]!);
    }
    this.#bars += 1;
    this.#known = isKnown ? Math.min(this.#known + 1, this.#window) : 0;
    return this.#known === this.#window;
  }

  #lagged({ past }: Column, value: number): number {
    if (past.length === 1) return value;
    past[this.#bars % past.length] = value;
    return past[(this.#bars + 1) % past.length]!;
  }
}

/** A bar that an indicator cannot read, such as a volume of nothing under a logarithm, leaves it as it was, and not known. */
function ask({ indicator, out }: Running, bar: BarValues): void {
  try {
    indicator.next(bar, out);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    out.fill(Number.NaN);
  }
}

function makeColumn(feature: ModelFeature, running: Map<string, Running>): Column {
  const past = new Float64Array((feature.lag ?? 0) + 1).fill(Number.NaN);
  const source = findSource(feature);
  if (source === undefined) return { feature, running: undefined, output: 0, past };
  const parameters = Object.entries(feature.parameters ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  const key = JSON.stringify([feature.indicator, parameters]);
  const known = running.get(key) ?? {
    indicator: source.definition.create(feature.parameters ?? {}),
    out: new Float64Array(source.definition.outputs.length),
  };
  running.set(key, known);
  return { feature, running: known, output: source.output, past };
}

function plainValue(
  { feature, running, output }: Column,
  bar: BarValues,
  timeUs: number,
  own: number,
): number {
  const value =
    running === undefined ? sourceValue(feature.indicator, bar, timeUs, own) : running.out[output]!;
  if (feature.transform === 'ratio-to-close') return value / bar.close - 1;
  if (feature.transform === 'log') return value > 0 ? Math.log(value) : Number.NaN;
  return value;
}

function sourceValue(name: string, bar: BarValues, timeUs: number, own: number): number {
  switch (name) {
    case 'hour-of-day':
      return Math.floor((timeUs % DAY_US) / HOUR_US);
    case 'day-of-week':
      return (Math.floor(timeUs / DAY_US) + FIRST_WEEKDAY) % 7;
    case 'own-output':
      return own;
    default:
      return bar[name as keyof BarValues];
  }
}

function finish({ offset = 0, scale = 1, clip }: ModelFeature, value: number): number {
  const scaled = (value - offset) * scale;
  return clip === undefined || Number.isNaN(scaled) ? scaled : Math.min(clip, Math.max(-clip, scaled));
}
