import { LocalChain } from '@qca/chain-evm';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import { type ChainFlags, chainFolder } from './chainOptions.ts';

/** `qca chain down`: ends the local chain; it keeps its state. */
export function addChainDown(noun: Command): void {
  noun
    .command('down')
    .description('stop the local chain; its state stays for the next start')
    .action(async (flags: ChainFlags) => {
      const stopped = await new LocalChain(chainFolder(flags)).stop();
      if (flags.json === true) return printJson({ stopped });
      printLines([stopped ? 'The local chain has stopped.' : 'No local chain was running.']);
    });
}
