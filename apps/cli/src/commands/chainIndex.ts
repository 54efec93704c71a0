import { join } from 'node:path';
import { Refusal } from '@qca/base';
import {
  ChainIndexer,
  contractsToHear,
  foldHoldings,
  LocalChain,
  networkOf,
  QuorumNodes,
} from '@qca/chain-evm';
import { CHAIN_EVENTS_READ_MAX, type ChainEvent, type ChainEvents } from '@qca/ports';
import { FileChainEvents } from '@qca/store-local';
import { type Command, InvalidArgumentError } from 'commander';
import { createPublicClient, custom, type PublicClient } from 'viem';
import { note, printJson, printLines, table } from '../output.ts';
import { type ChainFlags, chainFolder, type Manifest, readerOf, readManifest } from './chainOptions.ts';

interface Flags extends ChainFlags {
  readonly network: string;
  readonly rpc?: readonly string[];
  readonly quorum: number;
  readonly from?: number;
  readonly rebuild?: true;
}

/** `qca chain index`: what the contracts have said, read on from where it was, through reorganisations. */
export function addChainIndex(noun: Command): void {
  noun
    .command('index')
    .description('read what the contracts have said, and keep it; what a reorganisation took is taken back')
    .option('--network <name>', 'the network', 'local')
    .option('--rpc <urls>', 'nodes, separated by commas (default: the one it was deployed through)', urls)
    .option('--quorum <number>', 'so many nodes must say the same', whole, 1)
    .option('--from <block>', 'where reading begins (default: 0 on a local chain)', whole)
    .option('--rebuild', 'forget what is kept and read everything again')
    .action(async (flags: Flags) => {
      const manifest = readManifest(flags, flags.network);
      const network = networkOf(flags.network);
      const events = await FileChainEvents.open(join(chainFolder(flags), `${flags.network}.events.jsonl`));
      try {
        const indexer = new ChainIndexer({
          network,
          reader: await openReader(flags, manifest),
          contracts: contractsToHear(manifest.contracts),
          events,
          fromNumber: fromOf(flags),
        });
        if (flags.rebuild === true) await indexer.rebuild();
        print(flags, manifest, await readOn(indexer), await allOf(events));
      } finally {
        await events.close();
      }
    });
}

/** Where reading begins. Rejects, as `Refusal`: `from-missing`: a network has millions of blocks before ours. */
function fromOf({ from, network }: Flags): number {
  if (from !== undefined) return from;
  if (network === 'local') return 0;
  throw new Refusal({
    kind: 'from-missing',
    what: `reading ${network} from its first block would take days`,
    where: '--from',
    remedy: 'Name a block before the deployment.',
  });
}

async function openReader(
  { rpc, quorum, network, ...flags }: Flags,
  manifest: Manifest,
): Promise<PublicClient> {
  if (rpc !== undefined) {
    const nodes = new QuorumNodes({ urls: rpc, chainId: manifest.chainId, quorum });
    return createPublicClient({ transport: custom(nodes, { retryCount: 0 }) });
  }
  const local = network === 'local' ? await new LocalChain(chainFolder(flags)).url() : undefined;
  return readerOf(local ?? manifest.url);
}

interface ReadOn {
  readonly through: number;
  readonly added: number;
  readonly rolledBack: boolean;
}

async function readOn(indexer: ChainIndexer): Promise<ReadOn> {
  let added = 0;
  let rolledBack = false;
  for (;;) {
    const step = await indexer.step();
    added += step.added;
    rolledBack ||= step.kind === 'rolled-back';
    if (process.stderr.isTTY) note(`block ${step.through}`);
    if (step.isAtHead) return { through: step.through, added, rolledBack };
  }
}

async function allOf(events: ChainEvents): Promise<readonly ChainEvent[]> {
  const all: ChainEvent[] = [];
  for (;;) {
    const after = all.at(-1);
    const more = await events.read({
      limit: CHAIN_EVENTS_READ_MAX,
      ...(after === undefined ? {} : { after }),
    });
    all.push(...more);
    if (more.length < CHAIN_EVENTS_READ_MAX) return all;
  }
}

function print({ json }: Flags, manifest: Manifest, read: ReadOn, events: readonly ChainEvent[]): void {
  const counts: Record<string, number> = {};
  for (const { contract, event } of events) {
    const kind = `${contract}.${event || 'unknown'}`;
    counts[kind] = (counts[kind] ?? 0) + 1;
  }
  const { supplies, stakes, reserves, locked, farmStakes, farmRewards, splits } = foldHoldings(events);
  if (json === true) {
    const { network, chainId } = manifest;
    const totals = {
      supplies: Object.fromEntries(supplies),
      stakes: Object.fromEntries(stakes),
      reserves: Object.fromEntries(reserves),
      locked: Object.fromEntries(locked),
      farmStakes: Object.fromEntries(farmStakes),
      farmRewards: Object.fromEntries(farmRewards),
      splits: Object.fromEntries(splits),
    };
    return printJson({ network, chainId, ...read, events: events.length, counts, ...totals });
  }
  const taken = read.rolledBack ? ', after a reorganisation was taken back' : '';
  printLines([
    `${manifest.network}: read through block ${read.through}, ${read.added} new events of ${events.length}${taken}`,
    ...table(
      Object.entries(counts)
        .sort()
        .map(([kind, count]) => [`  ${kind}`, String(count)]),
    ),
  ]);
}

function urls(text: string): readonly string[] {
  const all = text.split(',').map((each) => each.trim());
  if (!all.every((each) => URL.canParse(each)))
    throw new InvalidArgumentError('Nodes are URLs, separated by commas.');
  return all;
}

function whole(text: string): number {
  const value = Number(text);
  if (text === '' || !Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It is a whole number from 0.');
  return value;
}
