import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import { z } from 'zod';
import { FIELDS } from './layout.ts';
import { parseInterval } from './marketName.ts';

/** The file beside recordings that overrides what the project assumes about them. */
export const MARKET_CONFIG_FILE = 'market.json';

const decimal = z.string().regex(/^\d{1,30}(\.\d{1,18})?$/, 'write a decimal in quotes, such as "0.01"');
const signedDecimal = z
  .string()
  .regex(/^-?\d{1,30}(\.\d{1,18})?$/, 'write a decimal in quotes, such as "2.5"');
const interval = z
  .string()
  .refine((text) => parseInterval(text) !== undefined, 'write an interval such as "1m", "4h" or "1d"');

const fees = z
  .array(z.strictObject({ volumeMin: z.number().min(0), makerBps: signedDecimal, takerBps: signedDecimal }))
  .min(1)
  .refine((tiers) => tiers[0]?.volumeMin === 0, 'the first tier must start at volumeMin 0')
  .refine(
    (tiers) =>
      tiers.every((tier, index) => index === 0 || tier.volumeMin > (tiers[index - 1]?.volumeMin ?? 0)),
    'tiers must stand by rising volumeMin',
  );

/** What the venue takes its fees in; quote where nothing is said. */
export const feeAssetSchema = z.union([
  z.enum(['quote', 'received']),
  z.strictObject({
    asset: z.string().regex(/^[A-Z0-9.]+$/, 'write an asset in upper case'),
    discountBps: z.number().min(0).max(10_000),
  }),
]);

const terms = {
  fees: fees.optional(),
  feeAsset: feeAssetSchema.optional(),
  tick: decimal.optional(),
  lot: decimal.optional(),
  minimumNotional: decimal.optional(),
  assumedSpreadBps: decimal.optional(),
  /** Base units at the best prices and per bar, where the data has prices without sizes. */
  assumedSize: decimal.optional(),
  margin: z
    .strictObject({ initialRatio: decimal, maintenanceRatio: decimal, fundingInterval: interval })
    .optional(),
};

const instrumentIdText = z
  .string()
  .regex(
    /^[a-z0-9.-]+:[A-Z0-9.]+\/[A-Z0-9.]+(-PERP)?$/,
    'write an instrument as "venue:BASE/QUOTE", with -PERP behind a perpetual',
  );

const column = z.union([z.string().min(1), z.number().int().min(1)]);

const fileTerms = z.strictObject({
  instrument: instrumentIdText.optional(),
  kind: z.enum(['bars', 'quote-bars', 'trades', 'quotes', 'depth', 'funding']).optional(),
  interval: interval.optional(),
  /** Header name, or position from 1, per field. */
  columns: z.partialRecord(z.enum(FIELDS as [string, ...string[]]), column).optional(),
  volumeIn: z.enum(['base', 'quote']).optional(),
  /** Leaves the file out. */
  skip: z.boolean().optional(),
});

const schema = z.strictObject({
  /** Where the recordings come from and under which terms: for people. */
  source: z.string().optional(),
  licence: z.string().optional(),
  note: z.string().optional(),
  /** Venue of files whose names do not tell. */
  venue: z
    .string()
    .regex(/^[a-z0-9.-]+$/, 'write the venue in lower case')
    .optional(),
  venues: z.record(z.string(), z.strictObject(terms)).optional(),
  instruments: z.record(instrumentIdText, z.strictObject(terms)).optional(),
  files: z.record(z.string(), fileTerms).optional(),
});

export type MarketConfig = z.infer<typeof schema>;
export type TermsConfig = NonNullable<MarketConfig['venues']>[string];
export type FileConfig = z.infer<typeof fileTerms>;

/** Reads `market.json` of a folder, an empty one when there is none. Rejects: no JSON, unknown keys, bad values. */
export async function readMarketConfig(folder: string): Promise<MarketConfig> {
  const path = join(folder, MARKET_CONFIG_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  return parseMarketConfig(text, path);
}

/** Parses the text of a `market.json`; `where` names it in refusals. */
export function parseMarketConfig(text: string, where: string): MarketConfig {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new Refusal({
      kind: 'bad-market-config',
      what: `market.json is not JSON: ${(error as Error).message}`,
      where,
      remedy: 'Mend the file, or remove it to use the defaults.',
    });
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const keys = [
    ...(issue?.path ?? []).map(String),
    ...(issue?.code === 'unrecognized_keys' ? [issue.keys[0]] : []),
  ];
  const unknown = issue?.code === 'unrecognized_keys';
  throw new Refusal({
    kind: unknown ? 'unknown-key' : 'bad-market-config',
    what: unknown
      ? `Key '${keys.join('.')}' is not known`
      : `Key '${keys.join('.')}': ${issue?.message ?? 'bad value'}`,
    where: `${where} at ${keys.join('.')}`,
    remedy: unknown
      ? 'Check its spelling, or remove it; the known keys are listed in the README of catalogue-arrow.'
      : 'Correct the value.',
  });
}
