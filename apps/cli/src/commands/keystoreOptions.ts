import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '@qca/base';
import { FileKeystore, readPassphraseFile, takePassphrase } from '@qca/keystore-file';
import type { Secret } from '@qca/ports';
import type { Command } from 'commander';
import { askSecret } from '../askSecret.ts';

/** Flags that every command on keys has. */
export interface KeystoreFlags {
  readonly json?: true;
  readonly home: string;
  readonly keystore?: string;
  readonly passphraseFile?: string;
}

/** Adds the flags. Words that a command does not know may be secrets, so they are not left to be repeated in an error. */
export function addKeystoreOptions(command: Command): Command {
  return command
    .option('--keystore <file>', 'file that keeps the keys (default: keys.json in --home)')
    .option('--passphrase-file <file>', 'file with the passphrase, with rights for its owner only')
    .allowExcessArguments()
    .allowUnknownOption();
}

/**
 * Rejects words beyond those a command knows, as `Refusal` `unknown-words`, without repeating them.
 *
 * `words` is how many it knows.
 */
export function refuseUnknownWords(command: Command, words: number): void {
  if (command.args.length <= words) return;
  throw new Refusal({
    kind: 'unknown-words',
    what: 'the command line has words or flags that this command does not know; they are not repeated here',
    where: 'command line',
    remedy:
      'Keys and secrets are typed when asked for, or piped in. If one was on the command line, others may have read it: replace it at the venue.',
  });
}

/** The file that the flags name. */
export function keystorePath({ home, keystore }: KeystoreFlags): string {
  return keystore ?? join(home, 'keys.json');
}

/** Opens the keystore that the flags name; its passphrase is looked for when it is first needed. */
export function openKeystore(flags: KeystoreFlags): FileKeystore {
  const path = keystorePath(flags);
  return new FileKeystore({ path, passphrase: () => findPassphrase(flags, path) });
}

/** Finds the passphrase: in a file, in the environment, or by asking whoever sits at the terminal. */
export async function findPassphrase({ passphraseFile }: KeystoreFlags, path: string): Promise<Secret> {
  const fromVariable = takePassphrase(process.env);
  if (passphraseFile !== undefined) return readPassphraseFile(passphraseFile);
  if (fromVariable !== undefined) return fromVariable;
  if (!process.stdin.isTTY) {
    throw new Refusal({
      kind: 'no-passphrase',
      what: 'nobody is here to type the passphrase of the keystore',
      where: path,
      remedy: 'Name a file with --passphrase-file, or set QCA_PASSPHRASE.',
    });
  }
  if (existsSync(path)) return askSecret('Passphrase of the keystore');
  const chosen = await askSecret('New passphrase for the keystore');
  const again = await askSecret('The same again');
  if (chosen.reveal() === again.reveal()) return chosen;
  throw new Refusal({
    kind: 'passphrases-differ',
    what: 'the two passphrases are not the same',
    where: 'terminal',
    remedy: 'Nothing was changed; start again.',
  });
}
