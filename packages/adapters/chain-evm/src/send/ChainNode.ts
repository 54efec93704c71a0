import { Fault } from '@qca/base';
import type { ChainBlock, ChainCall, HexBytes, RefusedCall } from '@qca/ports';
import { BaseError, type Hex, numberToHex, type PublicClient } from 'viem';
import { explainRevert } from '../contracts/explainRevert.ts';
import type { FeeHistory } from './fees.ts';

/** A transaction in a block, as far as we need it. Gas in units, fee in wei. */
export interface Receipt {
  readonly hash: HexBytes;
  readonly block: ChainBlock;
  readonly succeeded: boolean;
  readonly gasUsed: bigint;
  readonly feePaid: bigint;
}

/** A call that is tried out, and by whom. */
export interface TriedCall extends ChainCall {
  readonly from: HexBytes;
  readonly value?: bigint;
  readonly gas?: bigint;
}

type Tried<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly rejection: RefusedCall | { readonly kind: 'node-refused'; readonly sentence: string };
    };

const FEE_BLOCKS = 10;

/** The questions that sending needs, in our words. Faults, retryable, when nobody answers. */
export class ChainNode {
  readonly #reader: PublicClient;

  constructor(reader: PublicClient) {
    this.#reader = reader;
  }

  /** The block of that number, or the newest. Nothing when there is none yet. */
  async block(number?: number): Promise<ChainBlock | undefined> {
    const tag = number === undefined ? 'latest' : numberToHex(number);
    const block = (await this.#ask('eth_getBlockByNumber', [tag, false])) as {
      readonly number: Hex;
      readonly hash: Hex;
    } | null;
    return block === null ? undefined : { number: Number(block.number), hash: block.hash };
  }

  /** How many transactions of an account are in blocks up to this one. */
  async countAt(account: HexBytes, number: number): Promise<number> {
    return Number(await this.#ask('eth_getTransactionCount', [account, numberToHex(number)]));
  }

  async receipt(hash: HexBytes): Promise<Receipt | undefined> {
    const found = (await this.#ask('eth_getTransactionReceipt', [hash])) as Readonly<
      Record<string, Hex>
    > | null;
    if (found === null) return undefined;
    const gasUsed = BigInt(found['gasUsed'] as Hex);
    return {
      hash,
      block: { number: Number(found['blockNumber']), hash: found['blockHash'] as Hex },
      succeeded: found['status'] === '0x1',
      gasUsed,
      feePaid: gasUsed * BigInt(found['effectiveGasPrice'] ?? '0x0'),
    };
  }

  /** Whether any node has heard of it. */
  async knows(hash: HexBytes): Promise<boolean> {
    return (await this.#ask('eth_getTransactionByHash', [hash])) !== null;
  }

  async feeHistory(): Promise<FeeHistory> {
    const history = (await this.#ask('eth_feeHistory', [numberToHex(FEE_BLOCKS), 'latest', [50]])) as {
      readonly baseFeePerGas: readonly Hex[];
      readonly reward?: readonly (readonly Hex[])[] | null;
    };
    return {
      nextBaseFee: BigInt(history.baseFeePerGas.at(-1) ?? '0x0'),
      medianTips: (history.reward ?? []).map(([tip]) => BigInt(tip ?? '0x0')),
    };
  }

  /** Gas that a call needs on top of what already waits. */
  async estimateGas(call: TriedCall): Promise<Tried<bigint>> {
    return this.#try(async () =>
      BigInt((await this.#ask('eth_estimateGas', [wired(call), 'pending'])) as Hex),
    );
  }

  async call(call: TriedCall, number?: number): Promise<Tried<HexBytes>> {
    const tag = number === undefined ? 'latest' : numberToHex(number);
    return this.#try(async () => (await this.#ask('eth_call', [wired(call), tag])) as Hex);
  }

  /** Hands a signed transaction over. Returns what was said against it; empty when it was taken or known. */
  async send(raw: HexBytes): Promise<string> {
    try {
      await this.#ask('eth_sendRawTransaction', [raw]);
      return '';
    } catch (error) {
      const said = detailsOf(error);
      return /already known|already imported|known transaction/i.test(said) ? '' : said;
    }
  }

  async #try<Value>(work: () => Promise<Value>): Promise<Tried<Value>> {
    try {
      return { ok: true, value: await work() };
    } catch (error) {
      const data = revertData(error);
      if (data !== undefined || /revert/i.test(detailsOf(error))) {
        const { error: name, sentence } = explainRevert(data);
        return { ok: false, rejection: { kind: 'would-revert', error: name, sentence } };
      }
      if (error instanceof Fault && error.retryable && !hasCode(error.cause)) throw error;
      return { ok: false, rejection: { kind: 'node-refused', sentence: detailsOf(error) } };
    }
  }

  /** Asks. A failure of the transport is a fault; what a node says against the question stays as its cause. */
  async #ask(method: string, params: readonly unknown[]): Promise<unknown> {
    try {
      return await this.#reader.request({ method: method as never, params: params as never });
    } catch (error) {
      const fault = error instanceof BaseError ? error.walk((each) => each instanceof Fault) : error;
      if (fault instanceof Fault) throw fault;
      throw new Fault(`${method}: ${detailsOf(error)}`, { retryable: true, cause: error });
    }
  }
}

function wired({ from, to, data, value, gas }: TriedCall): Readonly<Record<string, string>> {
  return {
    from,
    to,
    data,
    ...(value === undefined ? {} : { value: numberToHex(value) }),
    ...(gas === undefined ? {} : { gas: numberToHex(gas) }),
  };
}

/** The bytes that a contract refused with, somewhere among the causes. */
function revertData(error: unknown): Hex | undefined {
  for (let each: unknown = error; typeof each === 'object' && each !== null; each = (each as Error).cause) {
    const { data } = each as { readonly data?: unknown };
    if (typeof data === 'string' && data.startsWith('0x')) return data as Hex;
  }
  return undefined;
}

/** Whether a node answered, be it with an error: those have a code. */
function hasCode(error: unknown): boolean {
  for (let each: unknown = error; typeof each === 'object' && each !== null; each = (each as Error).cause)
    if (typeof (each as { readonly code?: unknown }).code === 'number') return true;
  return false;
}

/** What a node said, without what the library adds. */
function detailsOf(error: unknown): string {
  for (let each: unknown = error; each instanceof Error; each = each.cause)
    if (each instanceof BaseError && each.details !== '') return each.details;
  return error instanceof Error ? error.message : String(error);
}
