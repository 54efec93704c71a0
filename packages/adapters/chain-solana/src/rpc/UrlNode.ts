import { Fault } from '@qca/base';
import {
  type Address,
  type Base64EncodedWireTransaction,
  createSolanaRpc,
  getBase64Encoder,
  isAddress,
  isSolanaError,
  type Signature,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
  type TransactionError,
} from '@solana/kit';
import { z } from 'zod';
import type { Commitment } from '../networks.ts';
import type {
  Handover,
  Lifetime,
  RawAccount,
  Simulated,
  SolanaBlock,
  SolanaNode,
  Statuses,
} from './SolanaNode.ts';

const whole = z.bigint().nonnegative();
const hash = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]{32,44}$/);
const address = z.custom<Address>((value) => typeof value === 'string' && isAddress(value));
const error = z.custom<TransactionError>(
  (value) => typeof value === 'string' || (typeof value === 'object' && value !== null),
);
const context = z.object({ slot: whole });

const HEAD = z.object({ absoluteSlot: whole, blockHeight: whole });
const LIFETIME = z.object({ context, value: z.object({ blockhash: hash, lastValidBlockHeight: whole }) });
const ACCOUNT = z.object({
  owner: address,
  lamports: whole,
  data: z.tuple([z.base64(), z.literal('base64')]),
});
const ACCOUNTS = z.object({ value: z.array(ACCOUNT.nullable()) });
const PRICES = z.array(z.object({ slot: whole, prioritizationFee: whole }));
const SIMULATED = z.object({ value: z.object({ err: error.nullable(), unitsConsumed: whole.optional() }) });
const STATUSES = z.object({
  context,
  value: z.array(
    z
      .object({
        slot: whole,
        err: error.nullable(),
        confirmationStatus: z.enum(['processed', 'confirmed', 'finalized']),
      })
      .nullable(),
  ),
});

export interface UrlNodeOptions {
  readonly url: string;
  /** How long to wait for an answer. Milliseconds. */
  readonly timeoutMs?: number;
}

/** Public nodes answer within a second; one that has not by then is busy or gone. */
const TIMEOUT_MS = 10_000;
/** No answer that we ask for is that many questions long. Source: Solana RPC, `getMultipleAccounts`, `getRecentPrioritizationFees`. */
const ADDRESSES_MAX = 128;

/** A node behind a URL. Its URL may hold a key and is never shown. */
export class UrlNode implements SolanaNode {
  readonly #rpc: ReturnType<typeof createSolanaRpc>;
  readonly #timeoutMs: number;

  constructor({ url, timeoutMs = TIMEOUT_MS }: UrlNodeOptions) {
    this.#rpc = createSolanaRpc(url);
    this.#timeoutMs = timeoutMs;
  }

  genesisHash(): Promise<string> {
    return this.#ask('getGenesisHash', hash, (signal) => this.#rpc.getGenesisHash().send(signal));
  }

  async head(commitment: Commitment): Promise<SolanaBlock> {
    const { absoluteSlot, blockHeight } = await this.#ask('getEpochInfo', HEAD, (signal) =>
      this.#rpc.getEpochInfo({ commitment }).send(signal),
    );
    return { slot: absoluteSlot, height: blockHeight };
  }

  async lifetime(commitment: Commitment): Promise<Lifetime> {
    const { context, value } = await this.#ask('getLatestBlockhash', LIFETIME, (signal) =>
      this.#rpc.getLatestBlockhash({ commitment }).send(signal),
    );
    return {
      blockhash: value.blockhash,
      lastValidHeight: value.lastValidBlockHeight,
      slot: context.slot,
    };
  }

  async accounts(
    addresses: readonly Address[],
    commitment: Commitment,
  ): Promise<readonly (RawAccount | undefined)[]> {
    const { value } = await this.#ask('getMultipleAccounts', ACCOUNTS, (signal) =>
      this.#rpc.getMultipleAccounts([...addresses], { commitment, encoding: 'base64' }).send(signal),
    );
    if (value.length !== addresses.length) throw garbage('getMultipleAccounts');
    return value.map((account) =>
      account === null
        ? undefined
        : {
            program: account.owner,
            lamports: account.lamports,
            data: new Uint8Array(getBase64Encoder().encode(account.data[0])),
          },
    );
  }

  rentOf(bytes: number): Promise<bigint> {
    return this.#ask('getMinimumBalanceForRentExemption', whole, (signal) =>
      this.#rpc.getMinimumBalanceForRentExemption(BigInt(bytes)).send(signal),
    );
  }

  async unitPrices(writable: readonly Address[]): Promise<readonly bigint[]> {
    const prices = await this.#ask('getRecentPrioritizationFees', PRICES, (signal) =>
      this.#rpc.getRecentPrioritizationFees(writable.slice(0, ADDRESSES_MAX)).send(signal),
    );
    return prices.map(({ prioritizationFee }) => prioritizationFee);
  }

  async simulate(wire: Base64EncodedWireTransaction, commitment: Commitment): Promise<Simulated> {
    const { value } = await this.#ask('simulateTransaction', SIMULATED, (signal) =>
      this.#rpc
        .simulateTransaction(wire, { commitment, encoding: 'base64', replaceRecentBlockhash: true })
        .send(signal),
    );
    return { error: value.err ?? undefined, unitsUsed: value.unitsConsumed ?? 0n };
  }

  async send(wire: Base64EncodedWireTransaction, commitment: Commitment): Promise<Handover> {
    try {
      await this.#rpc
        // Nodes would send again by themselves, and longer than we want to wonder about.
        .sendTransaction(wire, { encoding: 'base64', maxRetries: 0n, preflightCommitment: commitment })
        .send(this.#signal());
      return { kind: 'taken' };
    } catch (error) {
      const refused = refusalOf(error);
      if (refused !== undefined) return refused;
      throw faultOf('sendTransaction', error);
    }
  }

  async statuses(signatures: readonly Signature[]): Promise<Statuses> {
    const { context, value } = await this.#ask('getSignatureStatuses', STATUSES, (signal) =>
      this.#rpc.getSignatureStatuses(signatures, { searchTransactionHistory: true }).send(signal),
    );
    if (value.length !== signatures.length) throw garbage('getSignatureStatuses');
    const found = value.map((status) =>
      status === null
        ? undefined
        : { slot: status.slot, commitment: status.confirmationStatus, error: status.err ?? undefined },
    );
    return { slot: context.slot, found };
  }

  firstSlot(): Promise<bigint> {
    return this.#ask('getFirstAvailableBlock', whole, (signal) =>
      this.#rpc.getFirstAvailableBlock().send(signal),
    );
  }

  #signal(): { readonly abortSignal: AbortSignal } {
    return { abortSignal: AbortSignal.timeout(this.#timeoutMs) };
  }

  /** Asks, and takes only what has the shape of an answer. */
  async #ask<Answer>(
    method: string,
    shape: z.ZodType<Answer>,
    work: (signal: { readonly abortSignal: AbortSignal }) => Promise<unknown>,
  ): Promise<Answer> {
    let answer: unknown;
    try {
      answer = await work(this.#signal());
    } catch (error) {
      throw faultOf(method, error);
    }
    const parsed = shape.safeParse(answer);
    if (!parsed.success) throw garbage(method);
    return parsed.data;
  }
}

/** What a node says against a transaction when it tries it out before it passes it on. */
function refusalOf(error: unknown): Handover | undefined {
  if (!isSolanaError(error, SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE))
    return undefined;
  const { cause } = error;
  // What was lost was the answer, not the transaction.
  if (isSolanaError(cause, SOLANA_ERROR__TRANSACTION_ERROR__ALREADY_PROCESSED)) return { kind: 'taken' };
  if (isSolanaError(cause, SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND))
    return {
      kind: 'refused',
      why: 'stale',
      sentence: 'The blockhash expired, or the node does not know it yet.',
    };
  return { kind: 'refused', why: 'other', sentence: 'The node tried it out, and it failed.' };
}

function faultOf(method: string, cause: unknown): Fault {
  return new Fault(`${method}: ${reasonOf(cause)}`, { retryable: true, cause });
}

function reasonOf(error: unknown): string {
  if (isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) {
    const { statusCode, headers } = error.context;
    if (statusCode !== 429) return `the node answered with HTTP ${statusCode}`;
    const wait = headers.get('retry-after');
    return `too many requests${wait === null ? '' : `; the node asks to wait ${wait} s`}`;
  }
  if (error instanceof Error && error.name === 'TimeoutError') return 'no answer in time';
  if (isSolanaError(error)) return `the node answered with error ${error.context.__code}`;
  return error instanceof SyntaxError ? 'the answer is not JSON' : 'the node cannot be reached';
}

function garbage(method: string): Fault {
  return new Fault(`${method}: the answer is not of the protocol`, { retryable: true });
}
