import { Fault } from '@qca/base';
import type { ChainBlock, ChainEvent, HexBytes } from '@qca/ports';
import { type Address, type Hex, numberToHex, type PublicClient } from 'viem';
import { type ContractAt, eventOf } from '../contracts/ContractAt.ts';

/** A block and the one before it. */
export interface LinkedBlock extends ChainBlock {
  readonly parentHash: HexBytes;
}

interface RawLog {
  readonly address: Address;
  readonly topics: readonly Hex[];
  readonly data: Hex;
  readonly blockNumber: Hex;
  readonly blockHash: Hex;
  readonly transactionHash: Hex;
  readonly logIndex: Hex;
}

/** The block of that number, or the newest; nothing when the chain does not reach that far. */
export async function readBlock(reader: PublicClient, number?: number): Promise<LinkedBlock | undefined> {
  const tag = number === undefined ? 'latest' : numberToHex(number);
  const block = (await ask(reader, 'eth_getBlockByNumber', [tag, false])) as {
    readonly number: Hex;
    readonly hash: Hex;
    readonly parentHash: Hex;
  } | null;
  if (block === null) return undefined;
  return { number: Number(block.number), hash: block.hash, parentHash: block.parentHash };
}

/** What the contracts said in the blocks from one to the other, in order. */
export async function readLogs(
  reader: PublicClient,
  contracts: readonly ContractAt[],
  { fromNumber, toNumber }: { readonly fromNumber: number; readonly toNumber: number },
): Promise<readonly ChainEvent[]> {
  if (contracts.length === 0) return [];
  const names = new Map(contracts.map((each) => [each.address.toLowerCase(), each]));
  const address = contracts.map((each) => each.address);
  const filter = { address, fromBlock: numberToHex(fromNumber), toBlock: numberToHex(toNumber) };
  const logs = (await ask(reader, 'eth_getLogs', [filter])) as readonly RawLog[];
  return logs
    .flatMap((log) => {
      const contract = names.get(log.address.toLowerCase());
      return contract === undefined ? [] : [eventFrom(log, contract)];
    })
    .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
}

function eventFrom(log: RawLog, { name, address }: ContractAt): ChainEvent {
  const known = eventOf(name, log);
  return {
    blockNumber: Number(log.blockNumber),
    blockHash: log.blockHash,
    logIndex: Number(log.logIndex),
    transactionHash: log.transactionHash,
    address,
    contract: name,
    event: known?.eventName ?? '',
    args: (known === undefined
      ? { topics: [...log.topics], data: log.data }
      : plain(known.args ?? {})) as ChainEvent['args'],
  };
}

/** Whole numbers as decimal text, everything else as it is. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint' || typeof value === 'number') return value.toString();
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, plain(each)]));
}

async function ask(reader: PublicClient, method: string, params: readonly unknown[]): Promise<unknown> {
  try {
    return await reader.request({ method: method as never, params: params as never });
  } catch (error) {
    if (error instanceof Error && error.cause instanceof Fault) throw error.cause;
    throw new Fault(`${method}: ${error instanceof Error ? error.message : String(error)}`, {
      retryable: true,
      cause: error,
    });
  }
}
