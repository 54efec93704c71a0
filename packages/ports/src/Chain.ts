import { Refusal, type Result, type TimeUs } from '@qca/base';

/** Bytes as a chain writes them: `0x` and two digits each. */
export type HexBytes = `0x${string}`;

/** A chain, and when we call a block of it final. */
export interface ChainNetwork {
  readonly name: string;
  readonly chainId: number;
  /** Blocks on top of a block after which we call it final. */
  readonly finalityDepth: number;
}

export interface ChainBlock {
  readonly number: number;
  readonly hash: HexBytes;
}

/** A call of a contract. */
export interface ChainCall {
  readonly to: HexBytes;
  readonly data: HexBytes;
}

/** Something to be done on a chain, once. */
export interface ChainAction extends ChainCall {
  /** Chosen by whoever asks, so that asking twice has one effect. Letters, digits, `.`, `_`, `:`, `-`; at most 100. */
  readonly id: string;
  /** Coins that go along, in units of the last decimal. */
  readonly value: bigint;
  /** Most gas it may use. Estimated when absent, which also tries it out. */
  readonly gasMax?: bigint;
  /** Withdrawn if it is in no block by then. */
  readonly untilUs?: TimeUs;
}

/** Why a contract refuses a call: its own word, and a sentence with its numbers. */
export interface RefusedCall {
  readonly kind: 'would-revert';
  readonly error: string;
  readonly sentence: string;
}

/** Why an action was not taken on. Nothing was kept, and nothing will be sent. */
export type ChainRejection =
  | RefusedCall
  | { readonly kind: 'node-refused'; readonly sentence: string }
  | { readonly kind: 'too-many-pending'; readonly pending: number; readonly max: number };

/** What became of an action, for good. Fees are in units of the last decimal of the chain's own coin. */
export type ChainOutcome =
  | {
      readonly kind: 'done';
      readonly hash: HexBytes;
      readonly block: ChainBlock;
      readonly feePaid: bigint;
    }
  /** The contract refused it in the block, and the fee is gone. */
  | {
      readonly kind: 'reverted';
      readonly hash: HexBytes;
      readonly block: ChainBlock;
      readonly feePaid: bigint;
      readonly reason: string;
    }
  /** It was too late, and we took its place with an empty transaction. */
  | {
      readonly kind: 'withdrawn';
      readonly hash: HexBytes;
      readonly block: ChainBlock;
      readonly feePaid: bigint;
    }
  /** Somebody else who has our key took its place. */
  | { readonly kind: 'replaced'; readonly nonce: number };

export type ChainProgress =
  /** In no block that we know. `trouble`: what nodes said the last time they did not take it; empty otherwise. */
  | { readonly state: 'pending'; readonly trouble: string }
  /** In a block that may still go away. */
  | { readonly state: 'mined'; readonly outcome: ChainOutcome }
  | { readonly state: 'final'; readonly outcome: ChainOutcome };

/** An action that was taken on. */
export interface ChainTransaction {
  readonly id: string;
  /** Its place among everything that our key sends. */
  readonly nonce: number;
  /** What was signed for it, in order; at most one of them ever counts. */
  readonly hashes: readonly HexBytes[];
  readonly progress: ChainProgress;
}

/** What a look at the chain has found. After a restart the same may be found again. */
export type ChainReport =
  | {
      readonly kind: 'transaction-sent';
      readonly id: string;
      readonly hash: HexBytes;
      /** 1 for the first; the later ones offer more. */
      readonly attempt: number;
      readonly feePerGasMax: bigint;
    }
  | { readonly kind: 'transaction-mined'; readonly id: string; readonly outcome: ChainOutcome }
  /** Its block is gone: it waits again, and was sent again. `wasFinal`: deeper than we thought possible. */
  | { readonly kind: 'transaction-unmined'; readonly id: string; readonly wasFinal: boolean }
  | { readonly kind: 'transaction-final'; readonly id: string; readonly outcome: ChainOutcome };

/** With more waiting, nodes begin to drop the later ones. */
export const CHAIN_PENDING_MAX = 64;
/** More than any call of ours has; nodes take twice as much. Units: bytes. */
export const CHAIN_DATA_BYTES_MAX = 65_536;

/**
 * One account on one chain.
 *
 * What is submitted is kept before it is sent, and keeps its place whatever happens, so it is done at most once. Nothing happens
 * by itself: `observe` looks once, sends again what was lost, offers more for what is stuck, and says what has changed.
 */
export interface Chain {
  readonly network: ChainNetwork;
  /** Who sends. */
  readonly account: HexBytes;
  /** The newest block. */
  head(): Promise<ChainBlock>;
  /**
   * Takes an action on; resolves when it is kept. The same id with the same content changes nothing and tells where it stands.
   *
   * Rejects: `would-revert`, `node-refused`, `too-many-pending`. Refuses: `bad-chain-action`, `chain-action-id-used`. Faults
   * when the chain cannot be asked; then nothing was kept.
   */
  submit(action: ChainAction): Promise<Result<ChainTransaction, ChainRejection>>;
  /** Where an action stands, as seen last; nothing for an id that was never taken on. */
  find(id: string): ChainTransaction | undefined;
  /** Looks once. Faults when the chain cannot be asked; looking again makes up for it. */
  observe(): Promise<readonly ChainReport[]>;
  /** What a contract answers, now or at a block of the past. */
  read(call: ChainCall, blockNumber?: number): Promise<Result<HexBytes, RefusedCall>>;
  close(): Promise<void>;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/;
const ADDRESS = /^0x[0-9a-fA-F]{40}$/;
const BYTES = /^0x(?:[0-9a-fA-F]{2})*$/;

/** Rejects, as `Refusal`: `bad-chain-action`. */
export function refuseBadChainAction({ id, to, data, value, gasMax }: ChainAction): void {
  const wrong = !ID.test(id)
    ? `"${id}" is not the id of an action`
    : !ADDRESS.test(to)
      ? `${to} is not an address`
      : !BYTES.test(data) || data.length > 2 + 2 * CHAIN_DATA_BYTES_MAX
        ? `its data are not at most ${CHAIN_DATA_BYTES_MAX} bytes`
        : value < 0n
          ? `${value} coins cannot be sent`
          : gasMax !== undefined && gasMax <= 0n
            ? `${gasMax} gas is not enough for anything`
            : undefined;
  if (wrong === undefined) return;
  throw new Refusal({
    kind: 'bad-chain-action',
    what: wrong,
    where: 'chain',
    remedy: 'Mend the action; nothing was kept of it.',
  });
}

/** Tells that an id stands for something else already. */
export function chainActionIdUsed(id: string): Refusal {
  return new Refusal({
    kind: 'chain-action-id-used',
    what: `action ${id} was submitted before with other content`,
    where: 'chain',
    remedy: 'Choose a new id for a new action.',
  });
}
