/** One bar as indicators see it. Only the values an indicator names in `inputs` are read. */
export interface BarValues {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export type BarField = keyof BarValues;

/** Bars column by column, all of one length. Shape: [bar], oldest first. */
export interface BarColumns {
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** One running indicator: what it answers depends on the bars given so far and nothing else. */
export interface Indicator {
  /**
   * Takes the next bar and writes the values of this bar into `out`, one for each output of the definition.
   *
   * Returns false, and writes NaN, until it is warm. Rejects, as `Refusal`: `bad-input`, for a value of the bar that
   * is read and is no finite number; the state is then as before.
   */
  next(bar: BarValues, out: Float64Array): boolean;
}

export interface IndicatorParameter {
  /** As TA-Lib's abstract interface has it: `timeperiod`. */
  readonly name: string;
  readonly default: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/** A value for each parameter of the definition. */
export type IndicatorParameters = Readonly<Record<string, number>>;

export interface IndicatorDefinition {
  /** Kebab-case: `rsi`. */
  readonly name: string;
  readonly summary: string;
  /** Whose definition it follows. */
  readonly source: string;
  readonly parameters: readonly IndicatorParameter[];
  /** What of a bar is read. */
  readonly inputs: readonly BarField[];
  /** What is read must be above zero: a logarithm is taken of it. */
  readonly positive?: true;
  /** Snake case; one output alone is called `value`. */
  readonly outputs: readonly string[];
  /** Returns the number of bars before the first value. Parameters left out have their defaults. */
  lookback(parameters: IndicatorParameters): number;
  /** Parameters left out have their defaults. Rejects, as `Refusal`: `bad-input`. */
  create(parameters: IndicatorParameters): Indicator;
  /** As `create`, for bars that hold nothing but finite numbers: the indicator does not look. */
  createUnchecked(parameters: IndicatorParameters): Indicator;
  /** The same over whole columns that were checked, to the bit, where a loop of its own is faster. Shape: [output][bar]. */
  columns?(parameters: IndicatorParameters, bars: BarColumns): Float64Array[];
}
