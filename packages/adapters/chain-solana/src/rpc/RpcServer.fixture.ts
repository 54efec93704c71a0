import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type Address,
  type Base64EncodedWireTransaction,
  getBase64Decoder,
  getBase64Encoder,
  getSignatureFromTransaction,
  getTransactionDecoder,
  type Signature,
} from '@solana/kit';
import type { LiteNode } from '../local/LiteNode.ts';
import type { Commitment } from '../networks.ts';

/** What the server does wrong. */
export interface Flaw {
  /** Milliseconds before it looks at a request. */
  slowMs?: number;
  /** Status that it gives in place of an answer, with "Retry-After" for 429. */
  status?: number;
  retryAfter?: string;
  /** Text that it gives in place of an answer. */
  garbage?: string;
  /** What it gives as a result, whatever it found. */
  lie?: (method: string, result: unknown) => unknown;
  /** Closes the connection without a word; `after`: once it has done what was asked. */
  hangUp?: 'before' | 'after';
  /** Which methods it concerns; all when absent. */
  only?: RegExp;
}

class RpcError extends Error {
  readonly code: number;
  readonly data: unknown;

  constructor(code: number, message: string, data: unknown) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

interface Options {
  readonly commitment?: Commitment;
  readonly encoding?: string;
  readonly preflightCommitment?: Commitment;
  readonly replaceRecentBlockhash?: boolean;
  readonly searchTransactionHistory?: boolean;
}

/** Speaks the wire format of Solana's JSON RPC over HTTP, in front of a network in this process. Source: Solana, "RPC methods". */
export class RpcServer {
  readonly #server: Server;
  readonly #node: LiteNode;
  flaw: Flaw = {};
  readonly asked: string[] = [];

  private constructor(node: LiteNode) {
    this.#node = node;
    this.#server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        this.#answer(JSON.parse(body), response).catch(() => response.destroy());
      });
    });
  }

  static async start(node: LiteNode): Promise<RpcServer> {
    const server = new RpcServer(node);
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/secret-key`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(
    { id, method, params = [] }: { id: unknown; method: string; params?: readonly unknown[] },
    response: ServerResponse,
  ): Promise<void> {
    this.asked.push(method);
    const flaw = this.flaw.only?.test(method) === false ? {} : this.flaw;
    if (flaw.slowMs !== undefined) await new Promise((resolve) => setTimeout(resolve, flaw.slowMs));
    if (flaw.hangUp === 'before') return void response.destroy();
    if (flaw.status !== undefined) {
      if (flaw.retryAfter !== undefined) response.setHeader('retry-after', flaw.retryAfter);
      return void response.writeHead(flaw.status).end('busy');
    }
    if (flaw.garbage !== undefined) return void response.end(flaw.garbage);
    const body = await this.#bodyOf(method, params, flaw);
    if (flaw.hangUp === 'after') return void response.destroy();
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ jsonrpc: '2.0', id, ...body }, numbers));
  }

  async #bodyOf(method: string, params: readonly unknown[], { lie }: Flaw): Promise<object> {
    try {
      const result = await this.#resultOf(method, params);
      return { result: lie === undefined ? result : lie(method, result) };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      return { error: { code: error.code, message: error.message, data: error.data } };
    }
  }

  async #resultOf(method: string, params: readonly unknown[]): Promise<unknown> {
    const node = this.#node;
    const options = (params.findLast((each) => typeof each === 'object' && !Array.isArray(each)) ??
      {}) as Options;
    const { commitment = 'finalized' } = options;
    const context = { apiVersion: '3.1.0', slot: (await node.head('processed')).slot };
    switch (method) {
      case 'getGenesisHash':
        return node.genesisHash();
      case 'getEpochInfo': {
        const { slot, height } = await node.head(commitment);
        const epoch = { epoch: 0, slotIndex: slot, slotsInEpoch: 432_000, transactionCount: 0 };
        return { absoluteSlot: slot, blockHeight: height, ...epoch };
      }
      case 'getLatestBlockhash': {
        const { blockhash, lastValidHeight, slot } = await node.lifetime(commitment);
        return { context: { ...context, slot }, value: { blockhash, lastValidBlockHeight: lastValidHeight } };
      }
      case 'getMultipleAccounts':
        return { context, value: await this.#accounts(params[0] as readonly Address[], options) };
      case 'getMinimumBalanceForRentExemption':
        return node.rentOf(Number(params[0]));
      case 'getRecentPrioritizationFees':
        return [3, 1, 2].map((prioritizationFee, index) => ({ slot: 1_000 + index, prioritizationFee }));
      case 'getFirstAvailableBlock':
        return node.firstSlot();
      case 'simulateTransaction':
        return { context, value: await this.#simulate(params[0] as Base64EncodedWireTransaction, options) };
      case 'sendTransaction':
        return this.#send(params[0] as Base64EncodedWireTransaction, options);
      case 'getSignatureStatuses':
        return { context, value: await this.#statuses(params[0] as readonly Signature[], options) };
      default:
        throw new RpcError(-32_601, 'Method not found', undefined);
    }
  }

  async #accounts(addresses: readonly Address[], { encoding }: Options): Promise<unknown> {
    if (encoding !== 'base64') throw new RpcError(-32_602, 'only base64 here', undefined);
    const found = await this.#node.accounts(addresses);
    return found.map((account) =>
      account === undefined
        ? null
        : {
            data: [getBase64Decoder().decode(account.data), 'base64'],
            executable: false,
            lamports: account.lamports,
            owner: account.program,
            // What nodes really say; above what a number of JavaScript holds.
            rentEpoch: 18_446_744_073_709_551_615n,
            space: account.data.length,
          },
    );
  }

  async #simulate(wire: Base64EncodedWireTransaction, { replaceRecentBlockhash }: Options): Promise<unknown> {
    const { error, unitsUsed } = await this.#node.simulate(wire);
    const err = replaceRecentBlockhash === true ? (error ?? null) : 'BlockhashNotFound';
    return { accounts: null, err, logs: [], returnData: null, unitsConsumed: unitsUsed };
  }

  async #send(wire: Base64EncodedWireTransaction, { encoding }: Options): Promise<unknown> {
    if (encoding !== 'base64') throw new RpcError(-32_602, 'only base64 here', undefined);
    const err = await this.#node.preflight(wire);
    if (err !== undefined)
      throw new RpcError(-32_002, 'Transaction simulation failed', {
        ...{ err, accounts: null, logs: [], returnData: null, unitsConsumed: 0 },
      });
    this.#node.enqueue(wire);
    return getSignatureFromTransaction(getTransactionDecoder().decode(getBase64Encoder().encode(wire)));
  }

  async #statuses(signatures: readonly Signature[], options: Options): Promise<unknown> {
    if (options.searchTransactionHistory !== true) return signatures.map(() => null);
    const { found } = await this.#node.statuses(signatures);
    return found.map((status) => {
      if (status === undefined) return null;
      const { slot, commitment, error } = status;
      const result = error === undefined ? { Ok: null } : { Err: error };
      return {
        slot,
        confirmations: null,
        err: error ?? null,
        status: result,
        confirmationStatus: commitment,
      };
    });
  }
}

/** Whole numbers of any size, as nodes write them. */
function numbers(this: unknown, _: string, value: unknown): unknown {
  return typeof value === 'bigint'
    ? (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))
    : value;
}
