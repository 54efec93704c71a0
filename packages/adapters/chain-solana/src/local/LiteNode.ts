import { createHash } from 'node:crypto';
import {
  type Address,
  type Base64EncodedWireTransaction,
  getBase58Decoder,
  getBase64Encoder,
  getCompiledTransactionMessageDecoder,
  getSignatureFromTransaction,
  getTransactionDecoder,
  lamports,
  type Signature,
  type Transaction,
  type TransactionError,
} from '@solana/kit';
import { FailedTransactionMetadata, LiteSVM } from 'litesvm';
import type { Commitment } from '../networks.ts';
import type {
  Handover,
  Lifetime,
  RawAccount,
  Simulated,
  SolanaBlock,
  SolanaNode,
  Statuses,
} from '../rpc/SolanaNode.ts';
import { errorOf } from './liteErrors.ts';

export interface LiteNodeOptions {
  /** Milliseconds since 1970. */
  readonly now?: () => number;
  readonly blockMs?: number;
}

/** How many blocks a blockhash is good for. Source: Agave, `MAX_PROCESSING_AGE`. */
export const LIFETIME_BLOCKS = 150n;
/** Blocks on top of one before it is so sure. Source: Solana, 32 votes deep is rooted. */
const DEPTH: Readonly<Record<Commitment, bigint>> = { processed: 0n, confirmed: 1n, finalized: 32n };
/** Slots run ahead of heights, as on networks where some stay empty. */
const SLOTS_AHEAD = 1_000n;
const BLOCK_MS = 400;

interface Landed {
  readonly height: bigint;
  readonly error: TransactionError | undefined;
}

/**
 * A network in this process, on LiteSVM: real programs, and our own model of blocks, blockhashes and certainty.
 *
 * Blocks go by the clock. What was sent lands in the block after. Reads are always as of the newest block, whatever certainty is
 * asked for. There is no leader, no fee market, and no other node.
 */
export class LiteNode implements SolanaNode {
  readonly #svm: LiteSVM;
  readonly #now: () => number;
  readonly #blockMs: number;
  readonly #startMs: number;
  #height = LIFETIME_BLOCKS;
  #waiting: Transaction[] = [];
  readonly #given = new Map<string, bigint>();
  readonly #landed = new Map<Signature, Landed>();

  constructor({ now = Date.now, blockMs = BLOCK_MS }: LiteNodeOptions = {}) {
    this.#now = now;
    this.#blockMs = blockMs;
    this.#startMs = now();
    // Blockhashes are ours, so LiteSVM must not look for them among its own.
    this.#svm = new LiteSVM().withBlockhashCheck(false).withTransactionHistory(HISTORY_MAX);
  }

  /** Gives SOL away. Lamports. */
  airdrop(to: Address, amount: bigint): void {
    this.#svm.airdrop(to, lamports(amount));
  }

  /** Loses what was sent and has not landed. Returns how much. */
  dropWaiting(): number {
    this.#catchUp();
    const lost = this.#waiting.length;
    this.#waiting = [];
    return lost;
  }

  async genesisHash(): Promise<string> {
    return blockhashAt(0n);
  }

  async head(commitment: Commitment): Promise<SolanaBlock> {
    this.#catchUp();
    return blockOf(this.#height - DEPTH[commitment]);
  }

  async lifetime(commitment: Commitment): Promise<Lifetime> {
    this.#catchUp();
    const { height, slot } = blockOf(this.#height - DEPTH[commitment]);
    const blockhash = blockhashAt(height);
    this.#given.set(blockhash, height);
    return { blockhash, lastValidHeight: height + LIFETIME_BLOCKS, slot };
  }

  async accounts(addresses: readonly Address[]): Promise<readonly (RawAccount | undefined)[]> {
    this.#catchUp();
    return addresses.map((address) => {
      const account = this.#svm.getAccount(address);
      if (!account.exists || account.lamports === 0n) return undefined;
      const { programAddress, lamports, data } = account;
      return { program: programAddress, lamports, data: new Uint8Array(data) };
    });
  }

  async rentOf(bytes: number): Promise<bigint> {
    return this.#svm.minimumBalanceForRentExemption(BigInt(bytes));
  }

  async unitPrices(): Promise<readonly bigint[]> {
    return [];
  }

  async simulate(wire: Base64EncodedWireTransaction): Promise<Simulated> {
    this.#catchUp();
    this.#svm.withSigverify(false);
    try {
      const tried = this.#svm.simulateTransaction(transactionOf(wire));
      return tried instanceof FailedTransactionMetadata
        ? { error: errorOf(tried), unitsUsed: tried.meta().computeUnitsConsumed() }
        : { error: undefined, unitsUsed: tried.meta().computeUnitsConsumed() };
    } finally {
      this.#svm.withSigverify(true);
    }
  }

  async send(wire: Base64EncodedWireTransaction): Promise<Handover> {
    const said = await this.preflight(wire);
    if (said === 'AlreadyProcessed') return { kind: 'taken' };
    if (said !== undefined)
      return {
        kind: 'refused',
        why: said === 'BlockhashNotFound' ? 'stale' : 'other',
        sentence:
          said === 'BlockhashNotFound'
            ? 'The blockhash expired, or the node does not know it yet.'
            : 'The node tried it out, and it failed.',
      };
    this.enqueue(wire);
    return { kind: 'taken' };
  }

  /** What a node finds against a transaction before it passes it on; nothing when all is well. */
  async preflight(wire: Base64EncodedWireTransaction): Promise<TransactionError | undefined> {
    this.#catchUp();
    const transaction = transactionOf(wire);
    if (!isSigned(transaction)) return 'SignatureFailure';
    if (this.#landed.has(getSignatureFromTransaction(transaction))) return 'AlreadyProcessed';
    if (!this.#isAlive(transaction)) return 'BlockhashNotFound';
    const tried = this.#svm.simulateTransaction(transaction);
    return tried instanceof FailedTransactionMetadata ? errorOf(tried) : undefined;
  }

  /** Puts a transaction among what lands next, without looking at it. */
  enqueue(wire: Base64EncodedWireTransaction): void {
    this.#catchUp();
    this.#waiting.push(transactionOf(wire));
  }

  async statuses(signatures: readonly Signature[]): Promise<Statuses> {
    this.#catchUp();
    const found = signatures.map((signature) => {
      const landed = this.#landed.get(signature);
      if (landed === undefined) return undefined;
      const { slot } = blockOf(landed.height);
      return { slot, commitment: this.#commitmentOf(landed.height), error: landed.error };
    });
    return { slot: blockOf(this.#height).slot, found };
  }

  async firstSlot(): Promise<bigint> {
    return SLOTS_AHEAD;
  }

  #commitmentOf(height: bigint): Commitment {
    const depth = this.#height - height;
    return depth >= DEPTH.finalized ? 'finalized' : depth >= DEPTH.confirmed ? 'confirmed' : 'processed';
  }

  /** Makes the blocks that time has brought. Everything that waits is in the first of them, in the order it came. */
  #catchUp(): void {
    const height = LIFETIME_BLOCKS + BigInt(Math.floor((this.#now() - this.#startMs) / this.#blockMs));
    if (height <= this.#height) return;
    const next = this.#height + 1n;
    for (const transaction of this.#waiting) this.#land(transaction, next);
    this.#waiting = [];
    this.#height = height;
    this.#svm.warpToSlot(blockOf(height).slot);
  }

  /** What names an old blockhash, is there already, or cannot pay is in no block at all. */
  #land(transaction: Transaction, height: bigint): void {
    if (!isSigned(transaction)) return;
    const signature = getSignatureFromTransaction(transaction);
    if (this.#landed.has(signature) || !this.#isAlive(transaction)) return;
    const done = this.#svm.sendTransaction(transaction);
    const error = done instanceof FailedTransactionMetadata ? errorOf(done) : undefined;
    if (error !== undefined && (typeof error === 'string' || !('InstructionError' in error))) return;
    this.#landed.set(signature, { height, error });
  }

  /** Whether its blockhash is of one of the last blocks. */
  #isAlive({ messageBytes }: Transaction): boolean {
    const message = getCompiledTransactionMessageDecoder().decode(messageBytes);
    const height = 'lifetimeToken' in message ? this.#given.get(message.lifetimeToken) : undefined;
    return height !== undefined && this.#height < height + LIFETIME_BLOCKS;
  }
}

/** More than a session sends; without history LiteSVM would take the same transaction twice. */
const HISTORY_MAX = 1_000_000n;

function blockOf(height: bigint): SolanaBlock {
  return { height, slot: height + SLOTS_AHEAD };
}

/** A different one for each block, the same on each run. */
function blockhashAt(height: bigint): string {
  return getBase58Decoder().decode(createHash('sha256').update(`local block ${height}`).digest());
}

function isSigned({ signatures }: Transaction): boolean {
  return Object.values(signatures).every((each) => each !== null);
}

function transactionOf(wire: Base64EncodedWireTransaction): Transaction {
  return getTransactionDecoder().decode(getBase64Encoder().encode(wire));
}
