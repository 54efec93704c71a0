import { basename, dirname, join } from 'node:path';
import { Refusal } from '@qca/base';
import { type InstrumentId, instrumentId } from '@qca/market';
import type { ReadProgress } from '../csv/readPieces.ts';
import type { LoadedRecording } from '../LoadedRecording.ts';
import type { BarRows } from '../rows/BarRows.ts';
import { clockOffsetUs, medianLatencyUs } from './clocks.ts';
import { dataFolders } from './dataFolders.ts';
import { type InstrumentName, resolveInstrument } from './instrumentSpec.ts';
import { joinSides } from './joinSides.ts';
import type { ColumnMapping } from './layout.ts';
import { type FileConfig, type MarketConfig, readMarketConfig, type TermsConfig } from './marketConfig.ts';
import { type MarketName, parseInterval, parseMarketName } from './marketName.ts';
import type { RowProblem } from './Problems.ts';
import { type MarketFile, readMarketFile } from './readMarketFile.ts';
import {
  heardTimes,
  type MarketData,
  type Part,
  priceColumns,
  quantityColumns,
  toRecordings,
} from './toRecordings.ts';

export interface ReadFolderOptions {
  /** Columns of every file that `market.json` does not map itself. */
  readonly mapping?: ColumnMapping;
  /** Whether bad rows stop everything (the default) or are left out, counted and reported. */
  readonly onBadRow?: 'refuse' | 'skip';
  readonly onProgress?: (progress: ReadProgress) => void;
}

/** What became of one file. */
export interface FileReport {
  readonly path: string;
  readonly rows: number;
  /** Rows left out because they were bad. */
  readonly skipped: number;
  readonly problems: readonly RowProblem[];
  /** Set for files that hold no market recording. */
  readonly leftOut?: string;
}

export interface FolderReading {
  readonly recordings: readonly LoadedRecording[];
  readonly files: readonly FileReport[];
  /** Assumptions and oddities worth telling. */
  readonly notes: readonly string[];
}

/** A file on its way to recordings. */
interface Found {
  readonly file: MarketFile;
  readonly name: MarketName;
  readonly config: FileConfig;
  readonly folder: string;
  readonly folderConfig: MarketConfig;
  readonly data: MarketData;
}

/**
 * Reads every market file of a raw folder (or of its folders, when it holds none itself; or one single file).
 *
 * Rejects: no recordings, unreadable files, unknown keys in `market.json`, names that tell no instrument, wrong
 * intervals, and bad rows unless they are to be left out.
 */
export async function readFolder(path: string, options: ReadFolderOptions = {}): Promise<FolderReading> {
  const files: FileReport[] = [];
  const notes: string[] = [];
  const found: Found[] = [];
  for (const folder of await dataFolders(path, 'nearest')) {
    const config = await readMarketConfig(folder.path);
    for (const name of Object.keys(config.files ?? {})) {
      if (!folder.files.includes(name))
        notes.push(`market.json in ${basename(folder.path)}: there is no file '${name}'`);
    }
    for (const name of folder.files) {
      const fileConfig = config.files?.[name] ?? {};
      if (fileConfig.skip === true) continue;
      const one = await readOne(join(folder.path, name), config, fileConfig, options, files, notes);
      if (one !== undefined) found.push(one);
    }
  }
  const joined = joinSides(found, notes);
  for (const { file } of found) {
    if (options.onBadRow !== 'skip') file.problems.refuse();
    files.push({
      path: file.path,
      rows: file.rowsSeen,
      skipped: file.problems.total,
      problems: file.problems.kept,
    });
    if (file.problems.total > 0)
      notes.push(`${file.file}: ${file.problems.total} bad rows left out (${file.problems.summary()})`);
  }
  const recordings = assemble(joined, notes);
  if (recordings.length === 0) {
    throw new Refusal({
      kind: 'no-recordings',
      what: files.length === 0 ? 'There are no CSV files here' : 'None of the files is a market recording',
      where: path,
      remedy:
        'Give a folder of files such as `kraken_btcusd_1m.csv.gz`, or map their columns in market.json.',
    });
  }
  return { recordings, files, notes };
}

async function readOne(
  path: string,
  folderConfig: MarketConfig,
  config: FileConfig,
  options: ReadFolderOptions,
  files: FileReport[],
  notes: string[],
): Promise<Found | undefined> {
  const folder = dirname(path);
  const mapping = { ...options.mapping, ...(config.columns as ColumnMapping | undefined) };
  const name = nameOf(path, folderConfig, config);
  const volumeIn = config.volumeIn ?? (name?.venue === 'unknown' && name.perpetual ? 'quote' : undefined);
  const file = await readMarketFile(
    path,
    {
      mapping,
      ...(config.kind === undefined ? {} : { kind: config.kind }),
      ...(volumeIn === undefined ? {} : { volumeIn }),
    },
    options.onProgress === undefined ? {} : { onProgress: options.onProgress },
  );
  if (file.layout.kind === 'table') {
    const leftOut = `not a market recording (columns ${file.layout.names.slice(0, 6).join(', ')}…)`;
    files.push({ path, rows: 0, skipped: 0, problems: [], leftOut });
    notes.push(`${file.file}: left out, ${leftOut}`);
    return undefined;
  }
  if (name === undefined) throw unnamed(path);
  if (options.onBadRow !== 'skip') file.problems.refuse();
  if (file.rows === undefined) throw noRows(path);
  noteVolumes(file, volumeIn, notes);
  return { file, name, config, folder, folderConfig, data: file.rows };
}

function noteVolumes(file: MarketFile, volumeIn: string | undefined, notes: string[]): void {
  const rows = file.rows as Partial<BarRows>;
  if (rows.volumesSwapped !== undefined && rows.volumesSwapped > 0) {
    notes.push(
      `${file.file}: base and quote volume exchanged in ${rows.volumesSwapped} rows, where price × base says that the labels are`,
    );
  }
  if (volumeIn === 'quote')
    notes.push(`${file.file}: volume taken as value in the quote asset, divided by the close`);
}

function nameOf(path: string, folderConfig: MarketConfig, config: FileConfig): MarketName | undefined {
  const parsed = parseMarketName(basename(path), basename(dirname(path)));
  const stated = config.instrument === undefined ? undefined : parseInstrumentId(config.instrument);
  const interval = config.interval === undefined ? undefined : parseInterval(config.interval);
  if (stated === undefined && parsed === undefined) return undefined;
  const name = { ...(parsed as MarketName), ...stated };
  if (stated === undefined && name.venue === 'unknown' && folderConfig.venue !== undefined)
    name.venue = folderConfig.venue;
  return interval === undefined ? name : { ...name, intervalUs: interval };
}

function parseInstrumentId(id: InstrumentId): Pick<MarketName, 'venue' | 'base' | 'quote' | 'perpetual'> {
  const [venue = '', pair = ''] = id.split(':');
  const perpetual = pair.endsWith('-PERP');
  const [base = '', quote = ''] = (perpetual ? pair.slice(0, -'-PERP'.length) : pair).split('/');
  return { venue, base, quote, perpetual };
}

function unnamed(path: string): Refusal {
  return new Refusal({
    kind: 'unknown-instrument',
    what: 'The file name tells no instrument',
    where: path,
    remedy:
      'Rename it to `<venue>_<base><quote>_<interval>.csv`, or state `files["<name>"].instrument` in market.json.',
  });
}

function noRows(path: string): Refusal {
  return new Refusal({
    kind: 'no-rows',
    what: 'The file has a header but no rows',
    where: path,
    remedy: 'Remove it from the folder, or fetch it again.',
  });
}

/** Settles clocks per folder and venue, terms per instrument, and turns rows into columns. */
function assemble(found: readonly Found[], notes: string[]): LoadedRecording[] {
  const groups = new Map<InstrumentId, Found[]>();
  for (const one of found) {
    const id = instrumentId(specName(one.name));
    groups.set(id, [...(groups.get(id) ?? []), one]);
  }
  const clocks = settleClocks(found, notes);
  const recordings: LoadedRecording[] = [];
  const seen = new Set<InstrumentId>();
  for (const id of [...groups.keys()].sort()) {
    const group = groups.get(id) as Found[];
    const first = group[0] as Found;
    const resolved = resolveInstrument(
      nameForSpec(first.name),
      {
        prices: group.flatMap((one) => priceColumns(one.data)),
        quantities: group.flatMap((one) => quantityColumns(one.data)),
      },
      group.flatMap((one) => overridesOf(one, id)),
    );
    notes.push(...resolved.notes.map((note) => `${id}: ${note}`));
    seen.add(id);
    for (const one of group) {
      recordings.push(...toRecordings(toPart(one, clocks), resolved, notes));
    }
  }
  for (const id of new Set(found.flatMap((one) => Object.keys(one.folderConfig.instruments ?? {})))) {
    if (!seen.has(id)) notes.push(`market.json: no file records '${id}'`);
  }
  return recordings;
}

function overridesOf(one: Found, id: InstrumentId): TermsConfig[] {
  const { venues, instruments } = one.folderConfig;
  return [venues?.[one.name.venue], instruments?.[id]].filter((terms) => terms !== undefined);
}

function nameForSpec(name: MarketName): InstrumentName {
  return {
    venue: name.venue,
    kind: name.perpetual ? 'perpetual' : 'spot',
    base: name.base,
    quote: name.quote,
  };
}

function specName(name: MarketName): Parameters<typeof instrumentId>[0] {
  const { venue, kind, base, quote } = nameForSpec(name);
  return { venue, kind, base: { id: base, decimals: 8 }, quote: { id: quote, decimals: 8 } };
}

function toPart(one: Found, clocks: ReadonlyMap<string, Part['clock']>): Part {
  return {
    data: one.data,
    path: one.file.path,
    source: one.file.file,
    sha256: one.file.sha256,
    statedIntervalUs: one.name.intervalUs,
    clock: clocks.get(`${one.folder}\n${one.name.venue}`) ?? { offsetUs: 0, latencyUs: 0 },
  };
}

/** One recorder per folder, hence one offset; each venue of it has its own median latency. */
function settleClocks(found: readonly Found[], notes: string[]): Map<string, Part['clock']> {
  const clocks = new Map<string, Part['clock']>();
  for (const folder of new Set(found.map((one) => one.folder))) {
    const ours = found.filter((one) => one.folder === folder);
    const offsetUs = clockOffsetUs(ours.flatMap((one) => heardTimes(one.data) ?? []));
    if (offsetUs > 0) {
      notes.push(
        `${basename(folder)}: the recorder's clock runs behind the venue's; ${offsetUs} µs added to all hearing times`,
      );
    }
    for (const venue of new Set(ours.map((one) => one.name.venue))) {
      const times = ours
        .filter((one) => one.name.venue === venue)
        .flatMap((one) => heardTimes(one.data) ?? []);
      clocks.set(`${folder}\n${venue}`, { offsetUs, latencyUs: medianLatencyUs(times, offsetUs) });
    }
  }
  return clocks;
}
