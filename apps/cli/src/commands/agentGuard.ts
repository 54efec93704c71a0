import { runGuard } from '@qca/agent';
import { VENUES } from '@qca/exchange-ccxt';
import { type Command, Option } from 'commander';
import { findPassphrase, type KeystoreFlags, keystorePath } from './keystoreOptions.ts';
import { url } from './venueOptions.ts';

interface Flags extends KeystoreFlags {
  readonly venue: string;
  readonly key: string;
  readonly url?: string;
}

/** `qca agent guard`: the kill switch beside `qca agent run --mode live`, in a process of its own. */
export function addAgentGuard(noun: Command): void {
  noun
    .command('guard')
    .description('kill switch for live runs of --home: stops an agent and cancels at the venue, by itself')
    .addOption(new Option('--venue <name>', 'the venue').choices(VENUES).makeOptionMandatory())
    .requiredOption('--key <name>', 'name of the key in the keystore; best one of its own')
    .option('--url <base>', 'base of another server that speaks the venue’s protocol', url)
    .option('--keystore <file>', 'file that keeps the keys (default: keys.json in --home)')
    .option('--passphrase-file <file>', 'file with the passphrase, with rights for its owner only')
    .action(async (flags: Flags) => {
      const keystore = keystorePath(flags);
      const passphrase = await findPassphrase(flags, keystore);
      const words = [
        '--folder',
        flags.home,
        '--venue',
        flags.venue,
        '--key',
        flags.key,
        '--keystore',
        keystore,
      ];
      if (flags.url !== undefined) words.push('--url', flags.url);
      process.exitCode = await runGuard(words, passphrase);
    });
}
