import { deployPlan, LocalChain, localPeople, networkOf, platformPlan } from '@qca/chain-evm';
import { type Command, InvalidArgumentError } from 'commander';
import { type Address, createWalletClient, http } from 'viem';
import { note, printJson, printLines } from '../output.ts';
import {
  type ChainFlags,
  chainFolder,
  contractLines,
  keepManifest,
  openArtefacts,
  readerOf,
} from './chainOptions.ts';

interface Flags extends ChainFlags {
  readonly port?: number;
}

/** `qca chain up`: a chain of one's own with everything deployed. It goes on in the background. */
export function addChainUp(noun: Command): void {
  noun
    .command('up')
    .description('start a local chain and deploy every contract to it; what is there already is left alone')
    .option('--port <number>', 'where the chain answers (default: any free port)', port)
    .action(async (flags: Flags) => {
      const artefacts = openArtefacts();
      const startedMs = performance.now();
      const { name: network, chainId, venues } = networkOf('local');
      const chain = new LocalChain(chainFolder(flags));
      const url = await chain.start({ chainId, ...(flags.port === undefined ? {} : { port: flags.port }) });
      const reader = readerOf(url);
      const accounts = (await reader.request({ method: 'eth_accounts' as never })) as readonly Address[];
      const people = localPeople(artefacts, accounts);
      const deployment = await deployPlan(artefacts, platformPlan(artefacts, people, { venues }), {
        reader,
        writer: { client: createWalletClient({ transport: http(url) }), account: people.deployer },
        onStep: (name, done, of) => {
          if (process.stderr.isTTY) note(`${done}/${of} ${name}`);
        },
      });
      const manifest = await keepManifest(flags, { network, chainId, url, people }, deployment);
      const { settings, sent } = deployment;
      const milliseconds = Math.round(performance.now() - startedMs);
      if (flags.json === true) return printJson({ ...manifest, settings, sent, milliseconds });
      printLines([
        `LOCAL chain ${chainId} at ${url}, block ${manifest.block}; its keys are known to everybody, its coins are worth nothing.`,
        ...contractLines(manifest),
        `${sent} transactions, ${settings.length} settings, ${(milliseconds / 1_000).toFixed(1)} s. Stop it with: qca chain down`,
      ]);
    });
}

function port(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('A port is a whole number from 1 to 65535.');
  return value;
}
