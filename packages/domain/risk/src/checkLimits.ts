import { accept, type Result, reject } from '@qca/base';
import type { RiskLimits } from './limits.ts';

/** Why data is not a set of limits. `key` is the path of the culprit, `strategyBreakers.drawdown.max`. */
export type LimitsRejection =
  | { readonly kind: 'missing-limit'; readonly key: string; readonly expected: string }
  | { readonly kind: 'unknown-limit'; readonly key: string }
  | { readonly kind: 'bad-limit'; readonly key: string; readonly value: unknown; readonly expected: string };

/** A value's check, or the checks of an object's keys. `nullable` values may be `null`: the rule is off. */
type Shape = {
  readonly nullable: boolean;
  readonly expected: string;
  readonly holds?: (value: unknown) => boolean;
  readonly keys?: Readonly<Record<string, Shape>>;
};

const number = (expected: string, holds: (value: number) => boolean): Shape => ({
  nullable: false,
  expected,
  holds: (value) => typeof value === 'number' && Number.isFinite(value) && holds(value),
});
const object = (keys: Readonly<Record<string, Shape>>): Shape => ({
  nullable: false,
  expected: 'an object',
  keys,
});
const orNull = (shape: Shape): Shape => ({
  ...shape,
  nullable: true,
  expected: `${shape.expected}, or null for off`,
});

const positive = number('a number above 0', (value) => value > 0);
const fraction = number('a number above 0 and at most 1', (value) => value > 0 && value <= 1);
const notNegative = number('a number of at least 0', (value) => value >= 0);
const decay = number('a number above 0 and below 1', (value) => value > 0 && value < 1);
const atLeastOne = number('a number of at least 1', (value) => value >= 1);
const wholePositive = number('a whole number above 0', (value) => Number.isSafeInteger(value) && value > 0);
const action: Shape = {
  nullable: false,
  expected: "'reduce' or 'halt'",
  holds: (value) => value === 'reduce' || value === 'halt',
};
const flag: Shape = {
  nullable: false,
  expected: 'true or false',
  holds: (value) => typeof value === 'boolean',
};

const breakers = object({
  // A budget's worth and more can be lost with borrowed money, and earned without: only falls from a peak end at 1.
  dailyLoss: orNull(object({ max: positive, action })),
  stopLoss: orNull(object({ max: positive, action })),
  takeProfit: orNull(object({ max: positive, action })),
  trailingStop: orNull(object({ max: positive, action, profitMin: notNegative })),
  drawdown: orNull(object({ max: fraction, action })),
  volatility: orNull(
    object({
      sampleUs: wholePositive,
      decayFast: decay,
      decaySlow: decay,
      ratioMax: atLeastOne,
      floor: notNegative,
      samplesMin: wholePositive,
      action,
    }),
  ),
});

const LIMITS = object({
  orderValueMax: orNull(positive),
  positionValueMax: orNull(positive),
  strategyExposureMax: orNull(positive),
  venueExposureMax: orNull(positive),
  concentrationMax: orNull(positive),
  dailyTurnoverMax: orNull(positive),
  collarBps: orNull(positive),
  collarReducingBps: orNull(positive),
  orderRate: orNull(object({ perSecond: positive, burst: atLeastOne })),
  staleAge: object({
    barsIntervals: orNull(positive),
    tradesUs: orNull(positive),
    quotesUs: orNull(positive),
    depthUs: orNull(positive),
  }),
  strategyBreakers: breakers,
  platformBreakers: breakers,
  haltAllowsReducing: flag,
});

/**
 * Checks plain data, from a configuration file for example, and returns it as limits.
 *
 * Rejects: `missing-limit` (a rule is switched off by `null`, never by leaving it out), `unknown-limit`,
 * `bad-limit`. The first culprit is named, in the order in which `RiskLimits` lists its keys.
 */
export function checkLimits(limits: unknown): Result<RiskLimits, LimitsRejection> {
  const rejection = firstFault(LIMITS, limits, '') ?? crossFault(limits as RiskLimits);
  return rejection === undefined ? accept(limits as RiskLimits) : reject(rejection);
}

function firstFault(shape: Shape, value: unknown, key: string): LimitsRejection | undefined {
  if (value === null && shape.nullable) return undefined;
  if (shape.keys === undefined) return shape.holds?.(value) ? undefined : bad(shape, value, key);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad(shape, value, key);
  const record = value as Readonly<Record<string, unknown>>;
  for (const [name, part] of Object.entries(shape.keys)) {
    const path = key === '' ? name : `${key}.${name}`;
    if (record[name] === undefined) return { kind: 'missing-limit', key: path, expected: part.expected };
    const fault = firstFault(part, record[name], path);
    if (fault !== undefined) return fault;
  }
  for (const name of Object.keys(record)) {
    if (!Object.hasOwn(shape.keys, name)) {
      return { kind: 'unknown-limit', key: key === '' ? name : `${key}.${name}` };
    }
  }
  return undefined;
}

function bad(shape: Shape, value: unknown, key: string): LimitsRejection {
  return { kind: 'bad-limit', key: key === '' ? 'limits' : key, value, expected: shape.expected };
}

/** What one key alone cannot show. */
function crossFault(limits: RiskLimits): LimitsRejection | undefined {
  const { collarBps, collarReducingBps } = limits;
  if (collarReducingBps !== null && (collarBps === null || collarReducingBps < collarBps)) {
    const expected = collarBps === null ? 'null, as collarBps is' : `at least collarBps, ${collarBps}`;
    return { kind: 'bad-limit', key: 'collarReducingBps', value: collarReducingBps, expected };
  }
  const faults = (['strategyBreakers', 'platformBreakers'] as const).filter((name) => {
    const volatility = limits[name].volatility;
    return volatility !== null && volatility.decaySlow <= volatility.decayFast;
  });
  if (faults.length === 0) return undefined;
  const key = `${faults[0]}.volatility.decaySlow`;
  const value = limits[faults[0]!].volatility!.decaySlow;
  return { kind: 'bad-limit', key, value, expected: 'above decayFast: the baseline remembers longer' };
}
