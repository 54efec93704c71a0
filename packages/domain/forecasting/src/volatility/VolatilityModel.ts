/** Which rule the conditional variance follows. Each has one lag of everything. */
export type VolatilityRule = 'garch' | 'gjr-garch' | 'egarch';

/** What the standardised errors are drawn from. Student's t is scaled to variance one. */
export type ErrorLaw = 'normal' | 'studentst';

export type MeanRule = 'constant' | 'zero';

export interface VolatilityModel {
  readonly rule: VolatilityRule;
  readonly law: ErrorLaw;
  readonly mean: MeanRule;
}

/**
 * Parameters of a volatility model. What a model lacks is fixed: `mu` 0 for a zero mean, `gamma` 0 for `garch`,
 * `nu` infinite for normal errors.
 *
 * With e the error, v its variance and z = e / sqrt(v):
 * - `garch` and `gjr-garch`: v' = omega + alpha e² + gamma e² [e < 0] + beta v
 * - `egarch`: log v' = omega + alpha (|z| − sqrt(2/π)) + gamma z + beta log v
 */
export interface VolatilityParameters {
  readonly mu: number;
  readonly omega: number;
  readonly alpha: number;
  readonly gamma: number;
  readonly beta: number;
  readonly nu: number;
}

/** Names of the estimated parameters, spelled and ordered as `arch` does. */
export function parameterNames(model: VolatilityModel): readonly string[] {
  const gamma = model.rule === 'garch' ? [] : ['gamma[1]'];
  return [
    ...(model.mean === 'constant' ? ['mu'] : []),
    'omega',
    'alpha[1]',
    ...gamma,
    'beta[1]',
    ...(model.law === 'studentst' ? ['nu'] : []),
  ];
}

/** Returns the estimated parameters by the names of `parameterNames`. */
export function namedParameters(
  model: VolatilityModel,
  parameters: VolatilityParameters,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    parameterNames(model).map((name) => [
      name,
      parameters[name.replace('[1]', '') as keyof VolatilityParameters],
    ]),
  );
}
