import { present, Refusal, type TimeUs } from '@qca/base';
import { defineInstrument, type Instrument, instrumentId } from '@qca/market';
import type { Catalogue } from '@qca/ports';
import type { LoadedRecording } from './LoadedRecording.ts';
import { RecordedFeed } from './RecordedFeed.ts';
import { formatInterval, parseInterval } from './read/marketName.ts';
import type { FileReport } from './read/readFolder.ts';

/** Recordings in memory, ready to be opened as one feed, with what is worth telling about them. */
export class RecordedCatalogue implements Catalogue {
  readonly recordings: readonly LoadedRecording[];
  readonly instruments: readonly Instrument[];
  /** What became of each raw file; empty for an imported catalogue. */
  readonly files: readonly FileReport[];
  /** Assumptions made and oddities met, one sentence each. */
  readonly notes: readonly string[];

  /** `interval` chooses among bars of several intervals of one instrument, `1h`; without it, the one with most rows. */
  constructor(
    recordings: readonly LoadedRecording[],
    about: {
      readonly files: readonly FileReport[];
      readonly notes: readonly string[];
      readonly interval?: string;
    },
  ) {
    const notes = [...about.notes];
    this.recordings = oneIntervalEach(recordings, about.interval, notes);
    refuseOverlaps(this.recordings);
    this.files = about.files;
    this.notes = notes;
    const specs = new Map(this.recordings.map(({ instrument }) => [instrumentId(instrument), instrument]));
    this.instruments = [...specs.keys()]
      .sort()
      .map((id, index) => defineInstrument(present(specs.get(id), id), index));
  }

  open(range: { readonly fromUs: TimeUs; readonly toUs: TimeUs }): RecordedFeed {
    const indexes = new Map(this.instruments.map((instrument) => [instrument.id, instrument.index]));
    const sources = this.recordings.map((recording) => {
      const id = instrumentId(recording.instrument);
      return { recording, instrument: present(indexes.get(id), id) };
    });
    return new RecordedFeed(this.instruments, sources, range);
  }
}

/** Bars of two lengths would tell the same trading twice: keeps one interval per instrument and notes the others. */
function oneIntervalEach(
  recordings: readonly LoadedRecording[],
  interval: string | undefined,
  notes: string[],
): LoadedRecording[] {
  const wantedUs = interval === undefined ? undefined : parseInterval(interval);
  if (interval !== undefined && wantedUs === undefined) {
    throw new Refusal({
      kind: 'bad-interval',
      what: `'${interval}' is no interval`,
      where: 'interval',
      remedy: 'Write it as 1m, 4h or 1d.',
    });
  }
  const chosen = new Map<string, number>();
  for (const { id, intervalUs } of intervalsByRows(recordings)) {
    if (!chosen.has(id) || intervalUs === wantedUs) chosen.set(id, intervalUs);
  }
  const dropped = new Set<string>();
  for (const { instrument, intervalUs, source } of recordings) {
    const id = instrumentId(instrument);
    const keep = chosen.get(id);
    if (intervalUs === undefined || keep === undefined || intervalUs === keep) continue;
    dropped.add(`${id} ${source}`);
    notes.push(`${source}: left out, ${id} is played in bars of ${formatInterval(keep)}`);
  }
  // The quotes of a file of bid and ask candles go with its bars.
  return recordings.filter(({ instrument, source }) => !dropped.has(`${instrumentId(instrument)} ${source}`));
}

/** All intervals of all instruments, most rows first. */
function intervalsByRows(
  recordings: readonly LoadedRecording[],
): { id: string; intervalUs: number; rows: number }[] {
  const totals = new Map<string, { id: string; intervalUs: number; rows: number }>();
  for (const { instrument, intervalUs, rows } of recordings) {
    if (intervalUs === undefined) continue;
    const id = instrumentId(instrument);
    const key = `${id} ${intervalUs}`;
    totals.set(key, { id, intervalUs, rows: rows + (totals.get(key)?.rows ?? 0) });
  }
  return [...totals.values()].sort((a, b) => b.rows - a.rows || a.intervalUs - b.intervalUs);
}

/** Two recordings of one kind of one instrument may follow each other, but not tell the same time twice. */
function refuseOverlaps(recordings: readonly LoadedRecording[]): void {
  const sorted = [...recordings].sort((a, b) => a.firstTimeUs - b.firstTimeUs);
  const latest = new Map<string, LoadedRecording>();
  for (const recording of sorted) {
    const key = `${instrumentId(recording.instrument)} ${recording.kind}`;
    const before = latest.get(key);
    if (before !== undefined && recording.firstTimeUs <= before.lastTimeUs) {
      throw new Refusal({
        kind: 'overlapping-recordings',
        what: `Two files record the same time of ${key}`,
        where: `${before.source} and ${recording.source}`,
        remedy: 'Remove one of them, or leave it out with `skip` in market.json.',
      });
    }
    latest.set(key, recording);
  }
}
