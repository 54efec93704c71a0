import { formatTime, MILLISECOND, Refusal } from '@qca/base';
import { encodeVenueKey, Secret, type VenueKey } from '@qca/ports';
import type { Command } from 'commander';
import { askSecret, readInput } from '../askSecret.ts';
import { printJson, printLines } from '../output.ts';
import {
  addKeystoreOptions,
  type KeystoreFlags,
  keystorePath,
  openKeystore,
  refuseUnknownWords,
} from './keystoreOptions.ts';

interface Flags extends KeystoreFlags {
  readonly venue: string;
}

/** `qca keys add <name>`: keeps a venue's key, read from the terminal or from standard input, never from the command line. */
export function addKeysAdd(noun: Command): void {
  const command = noun
    .command('add <name>')
    .description('keep the key of a venue, typed or piped in')
    .requiredOption('--venue <venue>', 'the venue the key is for');
  addKeystoreOptions(command).action(async (name: string, flags: Flags) => {
    refuseUnknownWords(command, 1);
    const createdUs = Date.now() * MILLISECOND;
    const text = encodeVenueKey(process.stdin.isTTY ? await askKey(flags.venue) : await readKey(flags.venue));
    await openKeystore(flags).add({ name, venue: flags.venue, createdUs, text });
    const keystore = keystorePath(flags);
    const key = { name, venue: flags.venue, created: formatTime(createdUs) };
    if (flags.json === true) return printJson({ key, keystore });
    printLines([`The key ${name} for ${flags.venue} is kept in ${keystore}.`]);
  });
}

async function askKey(venue: string): Promise<VenueKey> {
  const key = await askSecret('Key');
  const secret = await askSecret('Secret');
  const password = await askSecret('Password, empty if the venue gave none');
  return venueKey(venue, [key.reveal(), secret.reveal(), password.reveal()]);
}

/** Standard input holds two or three lines (key, secret, password), or a JSON document for secrets of several lines. */
async function readKey(venue: string): Promise<VenueKey> {
  const text = (await readInput()).reveal().trim();
  return venueKey(venue, text.startsWith('{') ? partsOf(text) : text.split(/\r?\n/));
}

function partsOf(text: string): readonly unknown[] {
  try {
    const { key, secret, password = '', ...more } = JSON.parse(text);
    return [key, secret, password, ...Object.values(more)];
  } catch {
    return []; // and not the parser's message, which repeats the text
  }
}

function venueKey(venue: string, [key, secret, password = '', ...more]: readonly unknown[]): VenueKey {
  if (isWord(key) && isWord(secret) && typeof password === 'string' && more.length === 0) {
    const third = password.trim() === '' ? undefined : new Secret(password.trim());
    return { venue, key: new Secret(key.trim()), secret: new Secret(secret.trim()), password: third };
  }
  throw new Refusal({
    kind: 'bad-key',
    what: 'this is not a key and its secret',
    where: process.stdin.isTTY ? 'terminal' : 'standard input',
    remedy:
      'Give key and secret on a line each, a third line if the venue gave a password, or {"key","secret","password"} as JSON.',
  });
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}
