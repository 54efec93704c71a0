import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { MILLISECOND, Refusal } from '@qca/base';
import { encodeRecord, type RecordLog } from '@qca/ports';
import { LineFile } from './LineFile.ts';
import { takeWriterLock } from './writerLock.ts';

export interface FileRecordLogOptions<Record> {
  /** Made when missing, with its folders. The lock lies beside it, `<path>.lock`. */
  readonly path: string;
  /** Reads what stands in one line; throws where that is no record. */
  readonly parse: (line: unknown) => Record;
}

/** One line for each record, on the disk before `append` returns, written by one process at a time. */
export class FileRecordLog<Record> implements RecordLog<Record> {
  readonly #records: Record[];
  readonly #file: LineFile;
  readonly #unlock: () => void;

  /** Rejects, as `Refusal`: `log-in-use`, `corrupt-log`, `corrupt-lock`. */
  constructor({ path, parse }: FileRecordLogOptions<Record>) {
    mkdirSync(dirname(path), { recursive: true });
    const unlock = takeWriterLock(
      `${path}.lock`,
      (holder) => logInUse(path, holder),
      Date.now() * MILLISECOND,
    );
    try {
      this.#file = new LineFile(path);
      this.#records = this.#file.found.map((line, index) => read(line, parse, `${path}:${index + 1}`));
    } catch (error) {
      unlock();
      throw error;
    }
    this.#unlock = unlock;
  }

  get records(): readonly Record[] {
    return this.#records;
  }

  append(record: Record): void {
    this.appendAll([record]);
  }

  appendAll(records: readonly Record[]): void {
    if (records.length === 0) return;
    this.#file.append(...records.map(encodeRecord));
    for (const record of records) this.#records.push(record);
  }

  close(): void {
    this.#file.close();
    this.#unlock();
  }
}

function read<Record>(line: string, parse: (line: unknown) => Record, where: string): Record {
  try {
    return parse(JSON.parse(line));
  } catch {
    throw new Refusal({
      kind: 'corrupt-log',
      what: 'a line of the log of what was to be sent is no record',
      where,
      remedy: 'Restore the file. Without it, actions of the past could be done twice.',
    });
  }
}

function logInUse(path: string, holder: string): Refusal {
  return new Refusal({
    kind: 'log-in-use',
    what: `somebody sends by this log already: ${holder}`,
    where: path,
    remedy: 'Stop it, or send from an account of your own.',
  });
}
