import { CHAIN_EVENTS_READ_MAX, type ChainBlock, type ChainEvent, type ChainEvents } from '@qca/ports';
import { type Address, isAddress, type PublicClient } from 'viem';
import type { ContractAt, ContractName } from '../contracts/ContractAt.ts';
import type { Network } from '../networks.ts';
import { readBlock, readLogs } from './readLogs.ts';

export interface ChainIndexerOptions {
  readonly network: Pick<Network, 'finalityDepth' | 'logBlocksMax'>;
  readonly reader: PublicClient;
  /** Contracts that are listened to from the start; those that they make are listened to from then on. */
  readonly contracts: readonly ContractAt[];
  readonly events: ChainEvents;
  /** Block in which the first of the contracts was made. */
  readonly fromNumber: number;
}

/** What one step came to. */
export interface IndexStep {
  readonly kind: 'added' | 'rolled-back' | 'nothing' | 'moved-meanwhile';
  /** How far the chain has been read now. */
  readonly through: number;
  readonly added: number;
  /** Whether that is the end of the chain. */
  readonly isAtHead: boolean;
}

/** Events that tell of a new contract: who says so, what it is, and where its address stands. */
const BIRTHS: readonly {
  readonly by: string;
  readonly event: string;
  readonly arg: string;
  readonly name: string;
}[] = [
  { by: 'ModelVaultFactory', event: 'VaultCreated', arg: 'vault', name: 'ModelVault' },
  // Its vault is told of by the factory.
  { by: 'MultiAgentCoordinator', event: 'ConsortiumCreated', arg: 'consortium', name: 'Consortium' },
];
/** A contract that makes one that makes one: deeper than anything here. */
const GENERATIONS_MAX = 4;

/**
 * Reads what contracts said, page by page, and takes back what a reorganisation took.
 *
 * A page counts only when it hangs on the page before (its first block names that one's last as its parent), its last block is the
 * same before and after its logs were read, and so is every block of its logs that may still go away. Otherwise it is read again.
 */
export class ChainIndexer {
  readonly #options: ChainIndexerOptions;
  /** Contracts that others have made, as told by what is kept; asked again after a roll-back. */
  #born: readonly ContractAt[] | undefined;

  constructor(options: ChainIndexerOptions) {
    this.#options = options;
  }

  /** Reads on until the end of the chain, or `steps` times. Faults when the chain cannot be asked; what was read stays. */
  async catchUp(steps = Number.POSITIVE_INFINITY): Promise<IndexStep> {
    for (let count = 1; ; count += 1) {
      const step = await this.step();
      if (step.isAtHead || count >= steps) return step;
    }
  }

  /** Adds a page, or rolls back to the last page that is still on the chain, or finds nothing new. */
  async step(): Promise<IndexStep> {
    const { events, fromNumber, network } = this.#options;
    const checkpoints = await events.checkpoints();
    const [newest] = checkpoints;
    const through = newest?.number ?? fromNumber - 1;
    if (newest !== undefined && !(await this.#isOnChain(newest))) return this.#rollBack(checkpoints);
    const head = (await this.#block())?.number ?? -1;
    if (head <= through) return { kind: 'nothing', through, added: 0, isAtHead: true };
    const from = through + 1;
    const to = Math.min(head, through + network.logBlocksMax);
    const page = await this.#readPage({ from, to, head, newest });
    if (page === undefined) return { kind: 'moved-meanwhile', through, added: 0, isAtHead: false };
    await events.append({ fromNumber: from, ...page });
    if (page.events.some(({ event }) => BIRTHS.some((birth) => birth.event === event)))
      this.#born = undefined;
    return { kind: 'added', through: to, added: page.events.length, isAtHead: to === head };
  }

  /** Forgets everything; the next steps read it again. */
  async rebuild(): Promise<void> {
    this.#born = undefined;
    await this.#options.events.clear();
  }

  #block(number?: number) {
    return readBlock(this.#options.reader, number);
  }

  async #isOnChain({ number, hash }: ChainBlock): Promise<boolean> {
    return (await this.#block(number))?.hash === hash;
  }

  /** Everything up to a checkpoint that is on the chain is on it, since each block names the one before. */
  async #rollBack(checkpoints: readonly ChainBlock[]): Promise<IndexStep> {
    const { events, fromNumber } = this.#options;
    let common: ChainBlock | undefined;
    for (const checkpoint of checkpoints) {
      if (!(await this.#isOnChain(checkpoint))) continue;
      common = checkpoint;
      break;
    }
    this.#born = undefined;
    if (common === undefined) await events.clear();
    else await events.rollBack(common.number);
    return { kind: 'rolled-back', through: common?.number ?? fromNumber - 1, added: 0, isAtHead: false };
  }

  async #readPage({
    from,
    to,
    head,
    newest,
  }: {
    readonly from: number;
    readonly to: number;
    readonly head: number;
    readonly newest: ChainBlock | undefined;
  }): Promise<{ readonly to: ChainBlock; readonly events: readonly ChainEvent[] } | undefined> {
    const last = await this.#block(to);
    const events = await this.#readEvents(from, to);
    const first = await this.#block(from);
    const lastAgain = await this.#block(to);
    if (last === undefined || first === undefined || lastAgain?.hash !== last.hash) return undefined;
    if (newest !== undefined && first.parentHash !== newest.hash) return undefined;
    const finalNumber = head - this.#options.network.finalityDepth;
    const unsure = new Map(
      events
        .filter(({ blockNumber }) => blockNumber > finalNumber)
        .map(({ blockNumber, blockHash }) => [blockNumber, blockHash]),
    );
    for (const [number, hash] of unsure) if (!(await this.#isOnChain({ number, hash }))) return undefined;
    return { to: { number: last.number, hash: last.hash }, events };
  }

  /** Contracts that are made in these blocks are listened to in these blocks already. */
  async #readEvents(fromNumber: number, toNumber: number): Promise<readonly ChainEvent[]> {
    const { reader, contracts } = this.#options;
    let known = [...contracts, ...(await this.#contractsBorn())];
    for (let generation = 1; ; generation += 1) {
      const events = await readLogs(reader, known, { fromNumber, toNumber });
      const addresses = new Set(known.map(({ address }) => address.toLowerCase()));
      const born = events.flatMap(birthOf).filter(({ address }) => !addresses.has(address.toLowerCase()));
      if (born.length === 0 || generation === GENERATIONS_MAX) return events;
      known = [...known, ...born];
    }
  }

  async #contractsBorn(): Promise<readonly ContractAt[]> {
    if (this.#born !== undefined) return this.#born;
    const born: ContractAt[] = [];
    for (const { by, event } of BIRTHS) {
      let after: ChainEvent | undefined;
      do {
        const told = await this.#options.events.read({
          ...{ contract: by, event, limit: CHAIN_EVENTS_READ_MAX },
          ...(after === undefined ? {} : { after }),
        });
        born.push(...told.flatMap(birthOf));
        after = told.length === CHAIN_EVENTS_READ_MAX ? told.at(-1) : undefined;
      } while (after !== undefined);
    }
    this.#born = born;
    return born;
  }
}

function birthOf({ contract, event, args }: ChainEvent): ContractAt[] {
  const birth = BIRTHS.find((each) => each.by === contract && each.event === event);
  const address = birth === undefined ? undefined : args[birth.arg];
  if (birth === undefined || typeof address !== 'string' || !isAddress(address)) return [];
  return [{ name: birth.name as ContractName, address: address as Address }];
}
