import type { RunRefusalKind } from '../frames.ts';

/** A model inside the sandbox, whatever its format. */
export interface Program {
  /** Called once, before the first step. */
  start(instruments: readonly string[]): void;
  /**
   * Says what the model says after one more step, into `out`; NaN is no opinion.
   *
   * `bars` has the shape [instrument][open, high, low, close, volume].
   */
  step(timeUs: number, index: number, bars: Float64Array, out: Float64Array): void;
}

/** The reason why a model is stopped, on its way to the parent. */
export class Stop extends Error {
  override readonly name = 'Stop';
  readonly kind: RunRefusalKind;

  constructor(kind: RunRefusalKind, what: string) {
    super(what);
    this.kind = kind;
  }
}
