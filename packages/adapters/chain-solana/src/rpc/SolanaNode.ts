import type { Address, Base64EncodedWireTransaction, Signature, TransactionError } from '@solana/kit';
import type { Commitment } from '../networks.ts';

/** A place in the chain. Slots may stay empty; only those that did not count as height. */
export interface SolanaBlock {
  readonly slot: bigint;
  readonly height: bigint;
}

/** What a transaction names so that it can land for some time only. */
export interface Lifetime {
  readonly blockhash: string;
  /** The last block that may hold a transaction with this hash. */
  readonly lastValidHeight: bigint;
  /** As of this slot; nothing that names the hash is in an earlier one. */
  readonly slot: bigint;
}

export interface RawAccount {
  /** The program that may change it. */
  readonly program: Address;
  readonly lamports: bigint;
  readonly data: Uint8Array;
}

export interface SignatureStatus {
  readonly slot: bigint;
  readonly commitment: Commitment;
  /** Why it failed in its block; nothing when it succeeded. */
  readonly error: TransactionError | undefined;
}

export interface Statuses {
  /** How far the node that answered had come: what it does not know happened later, if at all. */
  readonly slot: bigint;
  /** In the order asked; nothing for what the node has in no block. */
  readonly found: readonly (SignatureStatus | undefined)[];
}

export interface Simulated {
  readonly error: TransactionError | undefined;
  readonly unitsUsed: bigint;
}

/** What a node said when it was handed a transaction. `stale`: its blockhash is too old, or not known to the node yet. */
export type Handover =
  | { readonly kind: 'taken' }
  | { readonly kind: 'refused'; readonly why: 'stale' | 'other'; readonly sentence: string };

/** The questions that we ask a node, in our words. All raise a `Fault`, retryable, when nobody answers. */
export interface SolanaNode {
  genesisHash(): Promise<string>;
  head(commitment: Commitment): Promise<SolanaBlock>;
  lifetime(commitment: Commitment): Promise<Lifetime>;
  /** In the order asked, all as of one slot; nothing for those that do not exist. At most 100. */
  accounts(
    addresses: readonly Address[],
    commitment: Commitment,
  ): Promise<readonly (RawAccount | undefined)[]>;
  /** Lamports that an account of so many bytes must hold to stay. */
  rentOf(bytes: number): Promise<bigint>;
  /** What was lately paid for a compute unit by those who changed these accounts, oldest first. Millionths of a lamport. */
  unitPrices(writable: readonly Address[]): Promise<readonly bigint[]>;
  /** Tries out. Neither signatures nor blockhash count. */
  simulate(wire: Base64EncodedWireTransaction, commitment: Commitment): Promise<Simulated>;
  /** Hands a signed transaction over. A `Fault` leaves open whether the node has it. */
  send(wire: Base64EncodedWireTransaction, commitment: Commitment): Promise<Handover>;
  /** Looks into the node's whole history. At most 256. */
  statuses(signatures: readonly Signature[]): Promise<Statuses>;
  /** Where the node's history begins. */
  firstSlot(): Promise<bigint>;
}
