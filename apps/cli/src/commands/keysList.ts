import { formatTime } from '@qca/base';
import type { Command } from 'commander';
import { printJson, printLines, table } from '../output.ts';
import {
  addKeystoreOptions,
  type KeystoreFlags,
  keystorePath,
  openKeystore,
  refuseUnknownWords,
} from './keystoreOptions.ts';

/** `qca keys list`: names and venues, which need no passphrase. */
export function addKeysList(noun: Command): void {
  const command = noun.command('list').description('list the keys that are kept, without their secrets');
  addKeystoreOptions(command).action(async (flags: KeystoreFlags) => {
    refuseUnknownWords(command, 0);
    const entries = await openKeystore(flags).entries();
    const keys = entries.map(({ name, venue, createdUs }) => ({
      name,
      venue,
      created: formatTime(createdUs),
    }));
    if (flags.json === true) return printJson({ keys, keystore: keystorePath(flags) });
    printLines(
      table([['key', 'venue', 'created'], ...keys.map((key) => [key.name, key.venue, key.created])]),
    );
  });
}
