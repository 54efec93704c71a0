import { accept, type Result, reject } from '@qca/base';

/** What one parameter may be. Parameters are plain data, so that a run can be written down and repeated. */
export type ParameterLimit =
  | {
      readonly kind: 'number';
      /** Both ends are allowed. */
      readonly min: number;
      readonly max: number;
      readonly whole?: true;
      /** Key of a parameter that must be greater than this one. */
      readonly below?: string;
    }
  | { readonly kind: 'choice'; readonly choices: readonly string[] }
  /** A free name such as an instrument id; empty means that the strategy chooses. */
  | { readonly kind: 'name' }
  | { readonly kind: 'flag' };

export type ParameterLimits = Readonly<Record<string, ParameterLimit>>;

export type ParameterRejection =
  | { readonly kind: 'not-parameters'; readonly detail: string }
  | { readonly kind: 'unknown-parameter'; readonly key: string; readonly detail: string }
  | {
      readonly kind: 'bad-parameter';
      readonly key: string;
      readonly detail: string;
      /** The value and the end of its range that it passed, where both are numbers. */
      readonly range?: { readonly value: number; readonly limit: number };
    };

/** Names a whole number between two ends. */
export function wholeNumber(min: number, max: number, below?: string): ParameterLimit {
  return below === undefined
    ? { kind: 'number', min, max, whole: true }
    : { kind: 'number', min, max, whole: true, below };
}

/** Names a number between two ends. */
export function numberBetween(min: number, max: number, below?: string): ParameterLimit {
  return below === undefined ? { kind: 'number', min, max } : { kind: 'number', min, max, below };
}

/**
 * Lays given values over a strategy's defaults and holds them against its limits.
 *
 * A strategy without limits still refuses unknown keys and values of another type than its defaults.
 * Rejects: `not-parameters`, `unknown-parameter`, `bad-parameter`, each with the key and what is allowed.
 */
export function checkParameters<Parameters>(
  strategy: { readonly defaults: Parameters; readonly limits?: ParameterLimits },
  given: unknown = {},
): Result<Parameters, ParameterRejection> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    return reject({
      kind: 'not-parameters',
      detail: `parameters are an object of keys and values, not ${show(given)}`,
    });
  }
  const defaults = strategy.defaults as Readonly<Record<string, unknown>>;
  const known = Object.keys(defaults).sort();
  for (const key of Object.keys(given).sort()) {
    if (!Object.hasOwn(defaults, key)) {
      return reject({ kind: 'unknown-parameter', key, detail: `"${key}" is none of ${known.join(', ')}` });
    }
  }
  const merged: Record<string, unknown> = { ...defaults, ...given };
  for (const key of known) {
    const complaint = complain(key, merged, defaults[key], strategy.limits?.[key]);
    if (complaint === undefined) continue;
    const range = rangeOf(key, merged, strategy.limits?.[key]);
    return reject({
      kind: 'bad-parameter',
      key,
      detail: complaint,
      ...(range === undefined ? {} : { range }),
    });
  }
  return accept(merged as Parameters);
}

function complain(
  key: string,
  values: Readonly<Record<string, unknown>>,
  usual: unknown,
  limit: ParameterLimit | undefined,
): string | undefined {
  const value = values[key];
  if (typeof value !== typeof usual) return `"${key}" is ${show(value)}; it must be a ${typeof usual}`;
  if (typeof value === 'number' && !Number.isFinite(value)) return `"${key}" is ${value}; it must be finite`;
  if (limit?.kind === 'choice' && !limit.choices.includes(value as string)) {
    return `"${key}" is ${show(value)}; it must be one of ${limit.choices.join(', ')}`;
  }
  if (limit?.kind !== 'number') return undefined;
  const number = value as number;
  if (number < limit.min || number > limit.max || (limit.whole === true && !Number.isInteger(number))) {
    return `"${key}" is ${number}; it must be a ${limit.whole === true ? 'whole ' : ''}number from ${limit.min} to ${limit.max}`;
  }
  if (limit.below !== undefined && number >= (values[limit.below] as number)) {
    return `"${key}" is ${number}; it must be below "${limit.below}", which is ${values[limit.below]}`;
  }
  return undefined;
}

function rangeOf(
  key: string,
  values: Readonly<Record<string, unknown>>,
  limit: ParameterLimit | undefined,
): { value: number; limit: number } | undefined {
  const value = values[key];
  if (limit?.kind !== 'number' || typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  if (value < limit.min) return { value, limit: limit.min };
  if (value > limit.max || limit.below === undefined) return { value, limit: limit.max };
  const above = values[limit.below];
  return { value, limit: typeof above === 'number' && Number.isFinite(above) ? above : limit.max };
}

function show(value: unknown): string {
  return value === undefined ? 'undefined' : (JSON.stringify(value) ?? typeof value);
}
