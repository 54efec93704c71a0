import { Refusal } from '@qca/base';

/** How sure a block is: seen by one node, voted for by two thirds of the stake, or 32 blocks deep in votes. */
export type Commitment = 'processed' | 'confirmed' | 'finalized';

/** A network of Solana's, and when we believe what it says. */
export interface SolanaNetwork {
  readonly name: string;
  /** Digest of its first block, in base 58: what tells networks apart. Absent where every start makes a new one. */
  readonly genesisHash?: string;
  /** Usual time between blocks. Milliseconds. */
  readonly blockMs: number;
  readonly commitments: Commitments;
  readonly sending: SolanaSendingTerms;
}

export interface Commitments {
  /** Accounts and blockhashes are read so. */
  readonly read: Commitment;
  /** From here on a transaction counts as in a block that may still go away. */
  readonly seen: Commitment;
  /** From here on it is done for good. */
  readonly final: Commitment;
}

export interface SolanaSendingTerms {
  /** Never offered more for a compute unit on top of the fixed fee; nothing is offered at 0. Millionths of a lamport. */
  readonly unitPriceMax: bigint;
  /** Nodes forget what they could not place; the same bytes are told again after this. Milliseconds. */
  readonly resendMs: number;
}

/**
 * Networks as data. The price caps are ours: a transfer uses some 30,000 units, so 1,000,000 for each are 0.00003 SOL.
 * Accounts are read when confirmed, for that has not been undone on the main network so far; done for good is only what is finalized.
 *
 * Source: Solana documentation, "Clusters" (genesis hashes) and "Commitment status".
 */
export const SOLANA_NETWORKS: readonly SolanaNetwork[] = [
  {
    name: 'local',
    blockMs: 400,
    commitments: { read: 'processed', seen: 'processed', final: 'finalized' },
    sending: { unitPriceMax: 0n, resendMs: 2_000 },
  },
  {
    name: 'devnet',
    genesisHash: 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG',
    blockMs: 400,
    commitments: { read: 'confirmed', seen: 'confirmed', final: 'finalized' },
    sending: { unitPriceMax: 100_000n, resendMs: 2_000 },
  },
  {
    name: 'mainnet-beta',
    genesisHash: '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d',
    blockMs: 400,
    commitments: { read: 'confirmed', seen: 'confirmed', final: 'finalized' },
    sending: { unitPriceMax: 1_000_000n, resendMs: 2_000 },
  },
];

/** The network of that name. Rejects, as `Refusal`: `unknown-network`. */
export function solanaNetworkOf(name: string): SolanaNetwork {
  const found = SOLANA_NETWORKS.find((each) => each.name === name);
  if (found === undefined)
    throw new Refusal({
      kind: 'unknown-network',
      what: `there is no Solana network "${name}"`,
      where: '--network',
      remedy: `Choose one of: ${SOLANA_NETWORKS.map((each) => each.name).join(', ')}.`,
    });
  return found;
}

const ORDER: readonly Commitment[] = ['processed', 'confirmed', 'finalized'];

/** Whether `commitment` is as sure as `wanted` or surer. */
export function reaches(commitment: Commitment, wanted: Commitment): boolean {
  return ORDER.indexOf(commitment) >= ORDER.indexOf(wanted);
}
