import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault, MILLISECOND } from '@qca/base';
import {
  isRunId,
  type Journal,
  journalInUse,
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
    const text = await touching(path, () => readFile(path, 'utf8').catch(absent));
    return text === undefined ? undefined : parseRunRecord(text, id, path);
  }

  return {
    readRun,
    async saveRun(record) {
      refuseBadRunId(record.id);
      const folder = join(runs, record.id);
      await touching(folder, async () => {
        await mkdir(folder, { recursive: true });
        replaceFile(join(folder, 'run.json'), `${JSON.stringify(record, undefined, 2)}\n`, options.durable);
      });
    },
    async listRuns() {
      const names = (await touching(runs, () => readdir(runs, { withFileTypes: true }).catch(absent))) ?? [];
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
      const folder = join(runs, runId);
      const forget = () => journals.delete(journal);
      const journal: Journal = await touching(folder, async () =>
        openJournalFile(folder, runId, { writer, durable: options.durable, forget }),
      );
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
  as: { writer: boolean; durable: boolean; forget: () => void },
): FileJournal {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, 'journal.bin');
  const unlock = as.writer
    ? takeWriterLock(
        join(folder, 'writer.lock'),
        (holder) => journalInUse(runId, holder),
        Date.now() * MILLISECOND,
      )
    : () => {};
  const release = () => {
    unlock();
    as.forget();
  };
  try {
    return new FileJournal(path, { writer: as.writer, durable: as.durable, release });
  } catch (error) {
    unlock();
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

/** Says an error of the file system as a fault that names the place. */
async function touching<Value>(path: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause)) throw cause; // a refusal, or a bug
    throw new Fault(`the store cannot use ${path}: ${cause.message}`, { retryable: false, cause });
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
  throw error;
}
