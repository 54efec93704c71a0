import { Refusal } from '@qca/base';
import { deployPlan, NETWORKS, networkOf, type PlatformPeople, platformPlan } from '@qca/chain-evm';
import { readVenueKey } from '@qca/ports';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { type Address, createWalletClient, type Hex, http, isAddress } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { note, printJson, printLines } from '../output.ts';
import { contractLines, keepManifest, openArtefacts, readerOf } from './chainOptions.ts';
import {
  addKeystoreOptions,
  type KeystoreFlags,
  openKeystore,
  refuseUnknownWords,
} from './keystoreOptions.ts';

interface Flags extends KeystoreFlags {
  readonly network: string;
  readonly rpc: string;
  readonly key: string;
  readonly guardian: Address;
  readonly attester: Address;
  readonly operator: Address;
  readonly signers: readonly Address[];
}

/** `qca chain deploy`: everything to a network of one's choice. Cut off, it goes on where it was; done, it sends nothing. */
export function addChainDeploy(noun: Command): void {
  const command = noun
    .command('deploy')
    .description('deploy every contract to a network; what is there already is left alone');
  addKeystoreOptions(command)
    .addOption(
      new Option('--network <name>', 'the network')
        .choices(NETWORKS.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .requiredOption('--rpc <url>', 'where a node of that network answers')
    .requiredOption('--key <name>', 'key in the keystore that pays, kept for a venue named like the network')
    .requiredOption('--guardian <address>', 'cancels, pauses, disputes; best a Safe', address)
    .requiredOption('--attester <address>', 'says which account speaks for which person', address)
    .requiredOption('--operator <address>', 'the agent’s key, that trades through the executor', address)
    .requiredOption('--signers <list>', 'signers of the bridge’s gateway, separated by commas', addresses)
    .action(async (flags: Flags) => {
      refuseUnknownWords(command, 0);
      const { chainId, venues } = networkOf(flags.network);
      const artefacts = openArtefacts();
      const reader = readerOf(flags.rpc);
      await refuseOtherChain(await reader.getChainId(), chainId, flags);
      const { secret } = await readVenueKey(openKeystore(flags), { name: flags.key, venue: flags.network });
      const account = privateKeyToAccount(secret.reveal() as Hex);
      const { guardian, attester, operator, signers } = flags;
      const people: PlatformPeople = { deployer: account.address, guardian, attester, operator, signers };
      const deployment = await deployPlan(artefacts, platformPlan(artefacts, people, { venues }), {
        reader,
        writer: { client: createWalletClient({ transport: http(flags.rpc), account }), account },
        onStep: (name, done, of) => note(`${done}/${of} ${name}`),
      });
      const found = { network: flags.network, chainId, url: flags.rpc, people };
      const manifest = await keepManifest(flags, found, deployment);
      const { settings, sent } = deployment;
      if (flags.json === true) return printJson({ ...manifest, settings, sent });
      printLines([`${flags.network}: ${sent} transactions`, ...contractLines(manifest)]);
    });
}

async function refuseOtherChain(found: number, expected: number, { network }: Flags): Promise<void> {
  if (found === expected) return;
  throw new Refusal({
    kind: 'other-chain',
    what: `the node answers for chain ${found}, and ${network} is chain ${expected}`,
    where: '--rpc',
    remedy: 'Name a node of that network.',
  });
}

function address(text: string): Address {
  if (!isAddress(text))
    throw new InvalidArgumentError(
      'An address has 0x and 40 digits, with its check sum where letters differ.',
    );
  return text;
}

/** Ascending, as the gateway wants them. */
function addresses(text: string): readonly Address[] {
  return text
    .split(',')
    .map((each) => address(each.trim()))
    .sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1));
}
