import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@qca/base';
import { instrumentId } from '@qca/market';
import { type Columns, startTimes } from '../columns/Columns.ts';
import type { LoadedRecording } from '../LoadedRecording.ts';
import { decodeArrow } from './arrowColumns.ts';
import { damaged, type Manifest, type ManifestRecording, toInstrumentSpec } from './manifest.ts';

/**
 * Reads the recordings of a catalogue. Rejects: a missing, cut or altered Arrow file (its digest stands in the
 * manifest), and a manifest that does not fit it.
 */
export async function readArrowCatalogue(folder: string, manifest: Manifest): Promise<LoadedRecording[]> {
  const recordings: LoadedRecording[] = [];
  for (const entry of manifest.recordings) recordings.push(await readRecording(folder, entry));
  return recordings;
}

async function readRecording(folder: string, entry: ManifestRecording): Promise<LoadedRecording> {
  const path = join(folder, entry.file);
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw damaged(path, `the file of a recording cannot be read (${(error as Error).message})`);
  }
  if (sha256(bytes) !== entry.arrowSha256) {
    throw damaged(path, `its ${bytes.length} bytes do not have the digest that the manifest states`);
  }
  const columns = decodeArrow(bytes, { kind: entry.kind, rows: entry.rows, intervalUs: entry.intervalUs });
  if (typeof columns === 'string') throw damaged(path, columns);
  checkTimes(columns, entry, path);
  const instrument = toInstrumentSpec(entry.instrument, path);
  if (instrumentId(instrument) !== entry.instrument.id) {
    throw damaged(
      path,
      `the manifest names ${entry.instrument.id} but describes ${instrumentId(instrument)}`,
    );
  }
  const { kind, intervalUs, rows, firstTimeUs, lastTimeUs, source, sha256: sourceSha256 } = entry;
  return {
    instrument,
    kind,
    ...(intervalUs === undefined ? {} : { intervalUs }),
    rows,
    firstTimeUs,
    lastTimeUs,
    source,
    sha256: sourceSha256,
    columns,
  };
}

function checkTimes(columns: Columns, entry: ManifestRecording, path: string): void {
  const times = startTimes(columns);
  if (times[0] !== entry.firstTimeUs || times[times.length - 1] !== entry.lastTimeUs) {
    throw damaged(path, 'its first or last time is not the one that the manifest states');
  }
  if (columns.kind === 'bars' && entry.intervalUs === undefined) {
    throw damaged(path, 'the manifest states no interval for its bars');
  }
}
