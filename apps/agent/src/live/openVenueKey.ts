import { join } from 'node:path';
import { Refusal } from '@qca/base';
import { FileKeystore, readPassphraseFile } from '@qca/keystore-file';
import { readVenueKey, type Secret, type VenueKey } from '@qca/ports';
import type { VenueFlags } from './venueFlags.ts';

/** Opens the keystore that the flags name, `keys.json` in the folder otherwise, and reads the venue's key. Rejects, as `Refusal`: `no-passphrase`, and what keystore and key refuse. */
export async function openVenueKey(
  flags: VenueFlags,
  folder: string,
  passphrase: Secret | undefined,
): Promise<VenueKey> {
  const keystore = flags.keystore ?? join(folder, 'keys.json');
  const passphraseFile = flags['passphrase-file'];
  const file = new FileKeystore({
    path: keystore,
    passphrase: async () => {
      if (passphraseFile !== undefined) return readPassphraseFile(passphraseFile);
      if (passphrase !== undefined) return passphrase;
      throw new Refusal({
        kind: 'no-passphrase',
        what: 'the passphrase of the keystore is not known to this process',
        where: keystore,
        remedy: 'Name a file with --passphrase-file, or set QCA_PASSPHRASE.',
      });
    },
  });
  return readVenueKey(file, { name: flags.key, venue: flags.venue });
}
