import type { Recording } from '@qca/ports';
import type { Columns } from './columns/Columns.ts';

/** A recording with its columns in memory. */
export interface LoadedRecording extends Recording {
  readonly columns: Columns;
}
