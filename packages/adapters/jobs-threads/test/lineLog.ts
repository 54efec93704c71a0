import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { encodeRecord, type RecordLog } from '@qca/ports';
import { type JobRecord, parseJobRecord } from '../src/JobRecord.ts';

/** A log in a file, as an app hands one in; a line that a crash has cut off is no record. */
export function lineLog(path: string): RecordLog<JobRecord> {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const records = text
    .split('\n')
    .slice(0, -1)
    .map((line) => parseJobRecord(JSON.parse(line)));
  const appendAll = (more: readonly JobRecord[]): void => {
    for (const record of more) {
      appendFileSync(path, `${encodeRecord(record)}\n`);
      records.push(record);
    }
  };
  return {
    records,
    append: (record) => appendAll([record]),
    appendAll,
    close: () => {},
  };
}
