import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { formatTime, Refusal } from '@qca/base';
import { type InstrumentSpec, instrumentId } from '@qca/market';
import {
  type Amount,
  formatDecimal,
  PRICE_DECIMALS,
  type Price,
  parseDecimal,
  type Quantity,
  RATIO_DECIMALS,
  type Ratio,
} from '@qca/units';
import { z } from 'zod';
import type { LoadedRecording } from '../LoadedRecording.ts';
import { feeAssetSchema } from '../read/marketConfig.ts';
import { formatInterval } from '../read/marketName.ts';

/** The file that makes a folder a catalogue. */
export const MANIFEST_FILE = 'catalogue.json';

/** Raised when an older reader would misread a newer catalogue, or the other way round. */
export const MANIFEST_VERSION = 1;

const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
const digest = z.string().regex(/^[0-9a-f]{64}$/);
const asset = z.strictObject({ id: z.string().min(1), decimals: z.number().int().min(0).max(18) });

const instrumentSchema = z.strictObject({
  id: z.string(),
  venue: z.string().min(1),
  kind: z.enum(['spot', 'perpetual']),
  base: asset,
  quote: asset,
  /** Prices and amounts in whole units of their asset, fees and spread as fractions. */
  tick: decimal,
  lot: decimal,
  minimumNotional: decimal,
  fees: z.array(z.strictObject({ volumeMin: z.number(), maker: decimal, taker: decimal })).min(1),
  feeAsset: feeAssetSchema.optional(),
  assumedSpread: decimal,
  margin: z
    .strictObject({
      initialRatio: decimal,
      maintenanceRatio: decimal,
      fundingIntervalUs: z.number().positive(),
    })
    .optional(),
});

const recordingSchema = z.strictObject({
  file: z.string().regex(/^[a-z0-9.-]+\.arrow$/, 'a file name without folders'),
  kind: z.enum(['bars', 'trades', 'quotes', 'depth', 'funding']),
  interval: z.string().optional(),
  intervalUs: z.number().int().positive().optional(),
  rows: z.number().int().positive(),
  first: z.string(),
  last: z.string(),
  firstTimeUs: z.number().int(),
  lastTimeUs: z.number().int(),
  /** The raw file it was made from, and its digest. */
  source: z.string(),
  sha256: digest,
  /** Of the Arrow file itself. */
  arrowSha256: digest,
  instrument: instrumentSchema,
});

const manifestSchema = z.strictObject({
  format: z.literal('qca-catalogue'),
  version: z.number(),
  notes: z.array(z.string()),
  recordings: z.array(recordingSchema).min(1),
});

export type Manifest = z.infer<typeof manifestSchema>;
export type ManifestRecording = Manifest['recordings'][number];

/** Describes a recording and the Arrow file it was written to. */
export function describeRecording(
  recording: LoadedRecording,
  file: string,
  arrowSha256: string,
): ManifestRecording {
  const { kind, intervalUs, rows, firstTimeUs, lastTimeUs, source, sha256 } = recording;
  return {
    file,
    kind,
    ...(intervalUs === undefined ? {} : { interval: formatInterval(intervalUs), intervalUs }),
    rows,
    first: formatTime(firstTimeUs),
    last: formatTime(lastTimeUs),
    firstTimeUs,
    lastTimeUs,
    source,
    sha256,
    arrowSha256,
    instrument: describeInstrument(recording.instrument),
  };
}

function describeInstrument(spec: InstrumentSpec): ManifestRecording['instrument'] {
  return {
    id: instrumentId(spec),
    venue: spec.venue,
    kind: spec.kind,
    base: spec.base,
    quote: spec.quote,
    tick: formatDecimal(spec.tick, PRICE_DECIMALS),
    lot: formatDecimal(spec.lot, spec.base.decimals),
    minimumNotional: formatDecimal(spec.minimumNotional, spec.quote.decimals),
    fees: spec.fees.map(({ volumeMin, maker, taker }) => ({
      volumeMin,
      maker: formatDecimal(maker, RATIO_DECIMALS),
      taker: formatDecimal(taker, RATIO_DECIMALS),
    })),
    assumedSpread: formatDecimal(spec.assumedSpread, RATIO_DECIMALS),
    ...(spec.feeAsset === undefined ? {} : { feeAsset: spec.feeAsset }),
    ...(spec.margin === undefined
      ? {}
      : {
          margin: {
            initialRatio: formatDecimal(spec.margin.initialRatio, RATIO_DECIMALS),
            maintenanceRatio: formatDecimal(spec.margin.maintenanceRatio, RATIO_DECIMALS),
            fundingIntervalUs: spec.margin.fundingIntervalUs,
          },
        }),
  };
}

/** Reads the exact terms of an instrument back. Rejects: numbers that are no exact decimals of their scale. */
export function toInstrumentSpec(described: ManifestRecording['instrument'], where: string): InstrumentSpec {
  const exact = (text: string, decimals: number): bigint => {
    const parsed = parseDecimal(text, decimals);
    if (parsed.ok) return parsed.value;
    throw damaged(where, `'${text}' is no decimal of at most ${decimals} places`);
  };
  const { base, quote, margin } = described;
  const ratio = (text: string): Ratio => exact(text, RATIO_DECIMALS) as Ratio;
  return {
    venue: described.venue,
    kind: described.kind,
    base,
    quote,
    tick: exact(described.tick, PRICE_DECIMALS) as Price,
    lot: exact(described.lot, base.decimals) as Quantity,
    minimumNotional: exact(described.minimumNotional, quote.decimals) as Amount,
    fees: described.fees.map(({ volumeMin, maker, taker }) => ({
      volumeMin,
      maker: ratio(maker),
      taker: ratio(taker),
    })),
    assumedSpread: ratio(described.assumedSpread),
    ...(described.feeAsset === undefined ? {} : { feeAsset: described.feeAsset }),
    ...(margin === undefined
      ? {}
      : {
          margin: {
            initialRatio: ratio(margin.initialRatio),
            maintenanceRatio: ratio(margin.maintenanceRatio),
            fundingIntervalUs: margin.fundingIntervalUs,
          },
        }),
  };
}

/** Reads a folder's manifest; undefined when it has none. Rejects: damaged manifests and other versions. */
export async function readManifest(folder: string): Promise<Manifest | undefined> {
  const path = join(folder, MANIFEST_FILE);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw damaged(path, (error as Error).message);
  }
  const version = (json as { version?: unknown } | null)?.version;
  if (typeof version === 'number' && version !== MANIFEST_VERSION) {
    throw new Refusal({
      kind: 'unknown-catalogue-version',
      what: `The catalogue has version ${version}, this program reads version ${MANIFEST_VERSION}`,
      where: path,
      remedy: 'Import the raw files again with this program.',
    });
  }
  const parsed = manifestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw damaged(path, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'unreadable'}`);
}

/** A refusal for a catalogue whose parts do not fit together any more. */
export function damaged(where: string, what: string): Refusal {
  return new Refusal({
    kind: 'damaged-catalogue',
    what: `The catalogue is damaged: ${what}`,
    where,
    remedy: 'Import the raw files again.',
  });
}
