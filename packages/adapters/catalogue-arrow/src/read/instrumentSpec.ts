import { Refusal, type Result } from '@qca/base';
import { type InstrumentSpec, VENUE_ASSET_DECIMALS, type VenueId, venueAsset } from '@qca/market';
import {
  type Amount,
  PRICE_DECIMALS,
  type Price,
  parseAmount,
  parseBps,
  parseRatio,
  type Quantity,
  type Ratio,
  toRatio,
} from '@qca/units';
import type { DecimalColumn } from '../columns/DecimalColumn.ts';
import { formatStep, parseStep, powerStep, type Step, stepAtoms } from '../columns/Step.ts';
import type { TermsConfig } from './marketConfig.ts';
import { parseInterval } from './marketName.ts';
import { feeSchedule, GENERIC_MARGIN, venueDefaults } from './venues.ts';

/** What an instrument is, before its terms are known. */
export interface InstrumentName {
  readonly venue: VenueId;
  readonly kind: 'spot' | 'perpetual';
  readonly base: string;
  readonly quote: string;
}

/** The columns of an instrument whose values must be whole steps. */
export interface SteppedColumns {
  readonly prices: readonly DecimalColumn[];
  readonly quantities: readonly DecimalColumn[];
}

export interface ResolvedInstrument {
  readonly spec: InstrumentSpec;
  readonly tick: Step;
  readonly lot: Step;
  /** Base units assumed where the data has no sizes. */
  readonly assumedSize: number | undefined;
  /** What was assumed or changed, for the person to read. */
  readonly notes: readonly string[];
}

/**
 * Settles an instrument's terms: `market.json` over the venue table, and steps refined to what the data needs. A price
 * off the tick never moves: the tick becomes the power of ten that fits all prices, and a note says so.
 */
export function resolveInstrument(
  name: InstrumentName,
  columns: SteppedColumns,
  overrides: readonly TermsConfig[],
): ResolvedInstrument {
  const venue = venueDefaults(name.venue);
  const terms: TermsConfig = Object.assign({}, ...overrides);
  const pair = `${name.base}/${name.quote}`;
  const id = `${name.venue}:${pair}`;
  const notes: string[] = [];
  const tickText = terms.tick ?? venue.steps[pair]?.tick;
  const tick = fittingStep('tick', tickText, columns.prices, notes, id);
  const lot = fittingStep(
    'lot',
    terms.lot ?? venue.steps[pair]?.lot ?? venue.lot,
    columns.quantities,
    notes,
    id,
  );
  const assumedSize = terms.assumedSize ?? venue.assumedSize;
  const margin = name.kind === 'perpetual' ? marginTerms(terms, venue.margin ?? GENERIC_MARGIN) : undefined;
  const spec: InstrumentSpec = {
    venue: name.venue,
    kind: name.kind,
    base: venueAsset(name.base),
    quote: venueAsset(name.quote),
    tick: stepAtoms(tick, PRICE_DECIMALS) as Price,
    lot: stepAtoms(lot, VENUE_ASSET_DECIMALS) as Quantity,
    minimumNotional: minimumNotional(terms.minimumNotional ?? venue.minimumNotional[name.quote] ?? '0'),
    fees: feeSchedule(
      terms.fees?.map((tier) => [tier.volumeMin, tier.makerBps, tier.takerBps] as const) ?? venue.tiers,
    ),
    assumedSpread: toRatio(parsed(parseBps(terms.assumedSpreadBps ?? venue.assumedSpreadBps))),
    ...(terms.feeAsset === undefined ? {} : { feeAsset: terms.feeAsset }),
    ...(margin === undefined ? {} : { margin }),
  };
  return { spec, tick, lot, assumedSize: assumedSize === undefined ? undefined : Number(assumedSize), notes };
}

/** Takes the step of the table when all values are whole multiples of it, else the power of ten that fits them. */
function fittingStep(
  word: 'tick' | 'lot',
  text: string | undefined,
  columns: readonly DecimalColumn[],
  notes: string[],
  where: string,
): Step {
  const decimals = Math.max(0, ...columns.map((column) => column.decimalsMax));
  const decimalsMax = word === 'tick' ? PRICE_DECIMALS : VENUE_ASSET_DECIMALS;
  if (decimals > decimalsMax) throw tooFine(word, decimals, decimalsMax, where);
  if (text === undefined) {
    const step = powerStep(decimals);
    notes.push(`${word} ${formatStep(step)} taken from the data`);
    return step;
  }
  const listed = parsed(parseStepText(text));
  if (columns.every((column) => column.fits(listed))) return listed;
  const step = powerStep(decimals);
  notes.push(
    `${word} refined from ${formatStep(listed)} to ${formatStep(step)}: the data has values between`,
  );
  return step;
}

function tooFine(word: 'tick' | 'lot', decimals: number, decimalsMax: number, where: string): Refusal {
  const what = word === 'tick' ? 'Prices' : 'Quantities';
  return new Refusal({
    kind: 'too-precise',
    what: `${what} have up to ${decimals} decimals, more than the ${decimalsMax} that can be kept`,
    where,
    remedy: `Round them to ${decimalsMax} decimals in the files.`,
  });
}

function parseStepText(text: string): Result<Step, string> {
  const step = parseStep(text);
  return step === undefined ? { ok: false, rejection: `'${text}' is no step` } : { ok: true, value: step };
}

function marginTerms(terms: TermsConfig, fallback: NonNullable<InstrumentSpec['margin']>): typeof fallback {
  if (terms.margin === undefined) return fallback;
  return {
    initialRatio: parsed<Ratio, unknown>(parseRatio(terms.margin.initialRatio)),
    maintenanceRatio: parsed<Ratio, unknown>(parseRatio(terms.margin.maintenanceRatio)),
    fundingIntervalUs: parseInterval(terms.margin.fundingInterval) as number,
  };
}

function minimumNotional(text: string): Amount {
  return parsed(parseAmount(text, VENUE_ASSET_DECIMALS));
}

/** Unwraps values that the table or the schema has already checked. */
function parsed<Value, Rejection>(result: Result<Value, Rejection>): Value {
  if (!result.ok) throw new TypeError(`unusable market terms: ${JSON.stringify(result.rejection)}`);
  return result.value;
}
