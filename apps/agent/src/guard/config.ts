import { parseArgs } from 'node:util';
import { Refusal } from '@qca/base';
import { readEnvironment } from '../environment.ts';
import { readVenueFlags, VENUE_OPTIONS, type VenueFlags } from '../live/venueFlags.ts';

export interface GuardConfig {
  readonly folder: string;
  /** Absent where a run keeps its journal in files: then there is no inbox to tell. */
  readonly databaseUrl: string | undefined;
  /** Where orders are cancelled when a live run is killed. */
  readonly live: VenueFlags | undefined;
}

/** Reads the guard's flags and the environment. */
export function readGuardConfig(words: readonly string[]): GuardConfig {
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: { ...VENUE_OPTIONS, folder: { type: 'string' }, mode: { type: 'string' } },
    }));
  } catch (cause) {
    throw wrongUse('--', (cause as Error).message);
  }
  const { live, rest } = readVenueFlags(values);
  const { folder } = rest;
  if (typeof folder !== 'string' || folder === '') throw wrongUse('--folder', 'no folder is named');
  const { databaseUrl } = readEnvironment();
  return { folder, databaseUrl, live };
}

function wrongUse(where: string, what: string): Refusal {
  return new Refusal({
    kind: 'wrong-use',
    what,
    where,
    remedy: 'Start it with --folder <folder of the platform or run>; npm start does it.',
  });
}
