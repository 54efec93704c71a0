import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal, sha256 } from '@qca/base';
import { instrumentId } from '@qca/market';
import { formatDecimal, PRICE_DECIMALS } from '@qca/units';
import type { LoadedRecording } from '../LoadedRecording.ts';
import { formatInterval } from '../read/marketName.ts';
import { type FileReport, type ReadFolderOptions, readFolder } from '../read/readFolder.ts';
import { encodeArrow } from './arrowColumns.ts';
import { describeRecording, MANIFEST_FILE, MANIFEST_VERSION, type Manifest } from './manifest.ts';

export interface ImportResult {
  readonly manifest: Manifest;
  readonly files: readonly FileReport[];
  readonly notes: readonly string[];
}

/**
 * Reads raw market files and writes them as a catalogue: one Arrow IPC file per recording, and a manifest.
 *
 * The manifest is written last and appears whole, so an interrupted import never looks like a catalogue.
 * Rejects: as `readFolder`, and a target that is not empty.
 */
export async function importFolder(
  source: string,
  target: string,
  options: ReadFolderOptions = {},
): Promise<ImportResult> {
  await refuseUsedTarget(target);
  const { recordings, files, notes } = await readFolder(source, options);
  await mkdir(target, { recursive: true });
  const names = new Set<string>();
  const described: Manifest['recordings'] = [];
  for (const recording of recordings) {
    const name = freeName(recording, names);
    const bytes = encodeArrow(recording.columns, metadata(recording));
    await writeFile(join(target, name), bytes);
    described.push(describeRecording(recording, name, sha256(bytes)));
  }
  const manifest: Manifest = {
    format: 'qca-catalogue',
    version: MANIFEST_VERSION,
    notes: [...notes],
    recordings: described,
  };
  const partial = join(target, `${MANIFEST_FILE}.partial`);
  await writeFile(partial, `${JSON.stringify(manifest, null, 2)}\n`);
  await rename(partial, join(target, MANIFEST_FILE));
  return { manifest, files, notes };
}

async function refuseUsedTarget(target: string): Promise<void> {
  let entries: readonly string[];
  try {
    entries = await readdir(target);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw new Refusal({
      kind: 'bad-target',
      what: `The target cannot be used: ${(error as Error).message}`,
      where: target,
      remedy: 'Name a new or empty folder.',
    });
  }
  if (entries.length === 0) return;
  throw new Refusal({
    kind: 'target-not-empty',
    what: entries.includes(MANIFEST_FILE)
      ? 'The target already is a catalogue'
      : 'The target folder is not empty',
    where: target,
    remedy: 'Name a new folder, or remove this one first.',
  });
}

/** `kraken-btc-usd-bars-1m.arrow`, with a number behind when several files record the same kind. */
function freeName(recording: LoadedRecording, used: Set<string>): string {
  const market = instrumentId(recording.instrument)
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-');
  const interval = recording.intervalUs === undefined ? '' : `-${formatInterval(recording.intervalUs)}`;
  const stem = `${market}-${recording.kind}${interval}`;
  let name = `${stem}.arrow`;
  for (let number = 2; used.has(name); number += 1) name = `${stem}-${number}.arrow`;
  used.add(name);
  return name;
}

/** What a reader without the manifest needs to understand the numbers. */
function metadata({ instrument, kind, intervalUs, source }: LoadedRecording): Map<string, string> {
  return new Map([
    ['instrument', instrumentId(instrument)],
    ['kind', kind],
    ['tick', formatDecimal(instrument.tick, PRICE_DECIMALS)],
    ['lot', formatDecimal(instrument.lot, instrument.base.decimals)],
    ...(intervalUs === undefined ? [] : [['intervalUs', String(intervalUs)] as const]),
    ['times', 'microseconds since 1970-01-01 UTC'],
    ['source', source],
  ]);
}
