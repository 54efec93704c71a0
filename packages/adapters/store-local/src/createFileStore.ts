import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, MILLISECOND } from '@qca/base';
import {
  isRunId,
  type Journal,
  RUNS_MAX,
  type RunRecord,
  refuseBadRunId,
  type Store,
  unknownRun,
} from '@qca/ports';
import { FileJournal } from './FileJournal.ts';
import { MemoryProjections } from './MemoryProjections.ts';
import { newestFirst } from './newestFirst.ts';
import { parseRunRecord } from './parseRunRecord.ts';
import { takeWriterLock } from './writerLock.ts';

export interface FileStoreOptions {
  /** Folder that holds `runs/<id>/{run.json,journal.bin,writer.lock}`; made when missing. */
  readonly root: string;
  /** See `FileJournalOptions`. */
  readonly durable: boolean;
}

/**
 * A store in a folder. Runs and journals are files; projections are folded into memory from the journal by whoever
 * needs them, so a new process starts without any.
 */
export function createFileStore(options: FileStoreOptions): Store {
  const runs = join(options.root, 'runs');
  const journals = new Set<Journal>();

  async function readRun(id: string): Promise<RunRecord | undefined> {
    refuseBadRunId(id);
    const path = join(runs, id, 'run.json');
    const text = await readFile(path, 'utf8').catch(absent);
    return text === undefined ? undefined : parseRunRecord(text, id, path);
  }

  return {
    readRun,
    async saveRun(record) {
      refuseBadRunId(record.id);
      const folder = join(runs, record.id);
      try {
        await mkdir(folder, { recursive: true });
        replaceFile(join(folder, 'run.json'), `${JSON.stringify(record, undefined, 2)}\n`, options.durable);
      } catch (cause) {
        const what = `the record of a run could not be written in ${folder}: ${(cause as Error).message}`;
        throw new Fault(what, { retryable: false, cause });
      }
    },
    async listRuns() {
      const names = (await readdir(runs, { withFileTypes: true }).catch(absent)) ?? [];
      const folders = names
        .filter((entry) => entry.isDirectory() && isRunId(entry.name))
        .map((entry) => entry.name);
      const records = await Promise.all(folders.map(readRun));
      return records
        .filter((record) => record !== undefined)
        .sort(newestFirst)
        .slice(0, RUNS_MAX);
    },
    async openJournal(runId, { writer }) {
      if ((await readRun(runId)) === undefined) throw unknownRun(runId, options.root);
      const journal = openJournalFile(join(runs, runId), runId, { writer, durable: options.durable });
      journals.add(journal);
      return journal;
    },
    projections: new MemoryProjections(),
    async close() {
      for (const journal of journals) await journal.close();
      journals.clear();
    },
  };
}

function openJournalFile(
  folder: string,
  runId: string,
  as: { writer: boolean; durable: boolean },
): FileJournal {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.bin');
  const release = as.writer
    ? takeWriterLock(join(folder, 'writer.lock'), runId, Date.now() * MILLISECOND)
    : () => {};
  try {
    return new FileJournal(path, { ...as, release });
  } catch (error) {
    release();
    throw error;
  }
}

/** Writes beside the file and renames, so that a reader or a crash sees the old content or the new, never a part. */
function replaceFile(path: string, text: string, durable: boolean): void {
  const draft = `${path}.${process.pid}.draft`;
  const file = openSync(draft, 'w');
  try {
    writeSync(file, text);
    if (durable) fsyncSync(file);
  } finally {
    closeSync(file);
  }
  try {
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
