/** How one prediction is divided among players. `base` plus the sum of `phi` is `prediction`. */
export interface Attribution {
  /** Shape: [player]. Units: those of the prediction. */
  readonly phi: Float64Array;
  /** Value of the empty coalition: what the model says on average when it is told nothing. */
  readonly base: number;
  /** Value of the coalition of all players. */
  readonly prediction: number;
}

/** Goes with every attribution that is shown to people. */
export const ATTRIBUTION_NOTE =
  'Attributions say which inputs moved the output of the model. They are of the model, not causes of the market.';
