/**
 * What a sender writes down before it acts, so that after a crash it acts once and not twice. One process writes it.
 *
 * Records are plain data, `bigint` included. What `append` has returned from survives a crash; it waits until it does.
 */
export interface RecordLog<Record> {
  /** Everything written so far, in order. */
  readonly records: readonly Record[];
  append(record: Record): void;
  /** The same for many, which then wait for the disk together. A crash may keep the first few of them. */
  appendAll(records: readonly Record[]): void;
  close(): void;
}

/** One line of JSON; whole numbers of any size are text in it. */
export function encodeRecord(record: unknown): string {
  return JSON.stringify(record, (_, value: unknown) =>
    typeof value === 'bigint' ? value.toString() : value,
  );
}
