import type { Chain, ChainEvent, ChainEvents } from '@qca/ports';
import { CHAIN_EVENTS_READ_MAX } from '@qca/ports';
import type { PublicClient } from 'viem';
import { type ContractAt, readAt } from '../contracts/ContractAt.ts';
import { ChainIndexer } from '../events/ChainIndexer.ts';
import type { Network } from '../networks.ts';
import { type SentMessage, sentMessages } from './GatewayMessage.ts';

export interface BridgeSideOptions {
  readonly network: Network;
  readonly reader: PublicClient;
  readonly gateway: ContractAt<'ThresholdGateway'>;
  readonly bridge: ContractAt<'CrossChainBridge'>;
  /** What both have said; read on as needed. */
  readonly events: ChainEvents;
  /** Block in which the first of them was made. */
  readonly fromNumber: number;
}

/** Who sends on this side; only a relayer needs it. */
export interface SendingSide {
  readonly side: BridgeSide;
  readonly chain: Chain;
}

/** One end of the bridge: its contracts, and what they have said. */
export class BridgeSide {
  readonly network: Network;
  readonly reader: PublicClient;
  readonly gateway: ContractAt<'ThresholdGateway'>;
  readonly bridge: ContractAt<'CrossChainBridge'>;
  readonly #events: ChainEvents;
  readonly #indexer: ChainIndexer;

  constructor({ network, reader, gateway, bridge, events, fromNumber }: BridgeSideOptions) {
    this.network = network;
    this.reader = reader;
    this.gateway = gateway;
    this.bridge = bridge;
    this.#events = events;
    this.#indexer = new ChainIndexer({ network, reader, contracts: [gateway, bridge], events, fromNumber });
  }

  /** Reads on to the end of the chain. Returns its number. */
  async catchUp(): Promise<number> {
    return (await this.#indexer.catchUp()).through;
  }

  /** What this side's gateway has sent, as far as was read. */
  async sent(): Promise<readonly SentMessage[]> {
    return sentMessages(await this.#all('ThresholdGateway', 'MessageSent'), {
      sourceChain: BigInt(this.network.chainId),
      sourceGateway: this.gateway.address,
    });
  }

  /** What set out from here over the bridge. */
  async departures(): Promise<readonly ChainEvent[]> {
    return this.#all('CrossChainBridge', 'BridgeInitiated');
  }

  /** Blocks that this side wants on top of a message of that chain. */
  async depthWanted(chainId: number): Promise<number> {
    const [, depth] = await readAt(this.reader, this.gateway, 'peerOf', [BigInt(chainId)]);
    return depth;
  }

  /** Seconds of the newest block. */
  async nowSeconds(): Promise<bigint> {
    return (await this.reader.getBlock({ blockTag: 'latest' })).timestamp;
  }

  async #all(contract: string, event: string): Promise<readonly ChainEvent[]> {
    const found: ChainEvent[] = [];
    for (;;) {
      const after = found.at(-1);
      const more = await this.#events.read({
        ...{ contract, event, limit: CHAIN_EVENTS_READ_MAX },
        ...(after === undefined ? {} : { after }),
      });
      found.push(...more);
      if (more.length < CHAIN_EVENTS_READ_MAX) return found;
    }
  }
}
