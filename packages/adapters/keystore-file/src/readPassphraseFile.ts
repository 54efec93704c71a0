import { Refusal } from '@qca/base';
import { Secret } from '@qca/ports';
import { readPrivateFile } from './privateFile.ts';

/** A passphrase is a line. */
const BYTES_MAX = 4_096;

/**
 * Reads a passphrase from a file that only its owner may read; the line end is not part of it.
 *
 * Rejects, as `Refusal`: `no-passphrase-file`, `bad-passphrase-file`, `open-permissions`, `file-too-large`.
 */
export function readPassphraseFile(path: string): Secret {
  const text = readPrivateFile(path, BYTES_MAX);
  if (text === undefined) {
    throw new Refusal({
      kind: 'no-passphrase-file',
      what: 'the file of the passphrase is not there',
      where: path,
      remedy: 'Write the passphrase into it, with rights for its owner only: chmod 600.',
    });
  }
  const line = text.replace(/\r?\n$/, '');
  if (line !== '' && !line.includes('\n')) return new Secret(line);
  throw new Refusal({
    kind: 'bad-passphrase-file',
    what: 'the file of the passphrase does not hold one line',
    where: path,
    remedy: 'Write the passphrase alone into it.',
  });
}
