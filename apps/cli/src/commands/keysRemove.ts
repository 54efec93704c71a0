import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import {
  addKeystoreOptions,
  type KeystoreFlags,
  keystorePath,
  openKeystore,
  refuseUnknownWords,
} from './keystoreOptions.ts';

/** `qca keys remove <name>`: forgets a key here; at the venue it stays valid until it is deleted there. */
export function addKeysRemove(noun: Command): void {
  const command = noun.command('remove <name>').description('forget a key');
  addKeystoreOptions(command).action(async (name: string, flags: KeystoreFlags) => {
    refuseUnknownWords(command, 1);
    await openKeystore(flags).remove(name);
    if (flags.json === true) return printJson({ removed: name, keystore: keystorePath(flags) });
    printLines([`The key ${name} is forgotten here. At the venue it is valid until you delete it there.`]);
  });
}
