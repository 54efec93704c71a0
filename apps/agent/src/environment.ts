import { takePassphrase as takeFrom } from '@qca/keystore-file';
import type { Secret } from '@qca/ports';
import { databaseUrlFrom } from '@qca/store-postgres';

/** The only reading of the environment in this app, beside the passphrase. */
export function readEnvironment(): { readonly databaseUrl: string | undefined } {
  return { databaseUrl: databaseUrlFrom(process.env) };
}

/** Takes the keystore's passphrase out of the environment, so that no program started from here finds it there. */
export function takePassphrase(): Secret | undefined {
  return takeFrom(process.env);
}
