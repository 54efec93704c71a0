import { encodeRecord, type RecordLog } from '../RecordLog.ts';

/** A log that goes when the process does: for tests, and for chains in memory. */
export class MemoryRecordLog<Record> implements RecordLog<Record> {
  readonly records: Record[];

  constructor(records: readonly Record[] = []) {
    this.records = [...records];
  }

  append(record: Record): void {
    this.records.push(record);
  }

  appendAll(records: readonly Record[]): void {
    this.records.push(...records);
  }

  close(): void {}

  /** What a later process finds: every record through its line. */
  reopened(parse: (line: unknown) => Record): MemoryRecordLog<Record> {
    return new MemoryRecordLog(this.records.map((record) => parse(JSON.parse(encodeRecord(record)))));
  }
}
