import { networkOf, platformPlan, verifyPlan } from '@qca/chain-evm';
import type { Command } from 'commander';
import { printJson, printLines } from '../output.ts';
import { type ChainFlags, openArtefacts, readerOf, readManifest } from './chainOptions.ts';

interface Flags extends ChainFlags {
  readonly network: string;
}

/** Left by a verification that found a difference. */
const DIFFERS = 1;

/** `qca chain verify`: holds code and settings on the chain against our own compilation and plan. */
export function addChainVerify(noun: Command): void {
  noun
    .command('verify')
    .description('compare code and settings on the chain with what was compiled and planned here')
    .option('--network <name>', 'the network', 'local')
    .action(async (flags: Flags) => {
      const { network, chainId, url, people } = readManifest(flags, flags.network);
      const artefacts = openArtefacts();
      const reader = readerOf(url);
      const { ok, contracts, settings } = await verifyPlan(
        artefacts,
        platformPlan(artefacts, people, { venues: networkOf(network).venues }),
        reader,
      );
      if (!ok) process.exitCode = DIFFERS;
      const block = Number(await reader.getBlockNumber());
      if (flags.json === true) return printJson({ network, chainId, block, ok, contracts, settings });
      printLines([
        `${network} at block ${block}: ${ok ? 'everything is as planned' : 'NOT as planned'}`,
        ...contracts.map(
          ({ name, state }) => `  ${state === 'same' ? 'ok    ' : 'FAILED'} code of ${name}: ${state}`,
        ),
        ...settings.map((each) => `  ${each.ok ? 'ok    ' : 'FAILED'} ${each.name}`),
      ]);
    });
}
