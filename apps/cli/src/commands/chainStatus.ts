import { LocalChain, networkOf } from '@qca/chain-evm';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import {
  type ChainFlags,
  chainFolder,
  contractLines,
  type Manifest,
  readerOf,
  readManifest,
} from './chainOptions.ts';

interface Flags extends ChainFlags {
  readonly network: string;
}

/** `qca chain status`: what is deployed where, and whether the chain answers. */
export function addChainStatus(noun: Command): void {
  noun
    .command('status')
    .description('say what is deployed where, and how far the chain is')
    .option('--network <name>', 'the network', 'local')
    .action(async (flags: Flags) => {
      const manifest = readManifest(flags, flags.network);
      const block = await blockOf(flags, manifest);
      const { finalityDepth } = networkOf(flags.network);
      const final = block === null ? null : Math.max(0, block - finalityDepth);
      if (flags.json === true) {
        const { network, chainId, url, contracts } = manifest;
        return printJson({
          network,
          chainId,
          url,
          running: block !== null,
          block,
          final,
          deployedAt: manifest.block,
          contracts,
        });
      }
      printLines([
        block === null
          ? `${manifest.network}: does not answer at ${manifest.url}`
          : `${manifest.network}: block ${block}, final up to ${final}, at ${manifest.url}`,
        ...contractLines(manifest),
      ]);
    });
}

/** The newest block, or null when nobody answers as the chain that it was. */
async function blockOf(flags: ChainFlags, { network, url, chainId }: Manifest): Promise<number | null> {
  const at = network === 'local' ? await new LocalChain(chainFolder(flags)).url() : url;
  if (at === undefined) return null;
  try {
    const reader = readerOf(at);
    if ((await reader.getChainId()) !== chainId) return null;
    return Number(await reader.getBlockNumber());
  } catch {
    return null;
  }
}
