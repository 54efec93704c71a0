import { parseArgs } from 'node:util';
import { Refusal } from '@qca/base';
import { readEnvironment } from '../environment.ts';

export interface GuardConfig {
  readonly folder: string;
  readonly databaseUrl: string;
}

/** Reads the guard's flags and the environment. */
export function readGuardConfig(words: readonly string[]): GuardConfig {
  let folder: string | undefined;
  try {
    folder = parseArgs({ args: [...words], options: { folder: { type: 'string' } } }).values.folder;
  } catch (cause) {
    throw wrongUse('--', (cause as Error).message);
  }
  if (folder === undefined || folder === '') throw wrongUse('--folder', 'no folder is named');
  const { databaseUrl } = readEnvironment();
  if (databaseUrl === undefined) throw wrongUse('environment', 'DATABASE_URL is not set');
  return { folder, databaseUrl };
}

function wrongUse(where: string, what: string): Refusal {
  return new Refusal({
    kind: 'wrong-use',
    what,
    where,
    remedy: 'Start it with DATABASE_URL set and --folder <folder of the platform>; npm start does both.',
  });
}
