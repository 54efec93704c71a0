import { Refusal } from '@qca/base';

/** A chain that the contracts can live on. */
export interface Network {
  readonly name: string;
  readonly chainId: number;
  /** Blocks on top of a block after which we call it final. */
  readonly finalityDepth: number;
  /** Usual time between blocks. Milliseconds. */
  readonly blockMs: number;
}

/**
 * Networks as data. Depths are ours, chosen to be deeper than what has been reorganised in practice:
 * Ethereum two epochs; Polygon as its bridge once waited; BNB Chain as its exchanges do; Arbitrum about the time in which
 * its batches are final on Ethereum.
 */
export const NETWORKS: readonly Network[] = [
  { name: 'local', chainId: 31_337, finalityDepth: 1, blockMs: 0 },
  { name: 'ethereum', chainId: 1, finalityDepth: 64, blockMs: 12_000 },
  { name: 'polygon', chainId: 137, finalityDepth: 256, blockMs: 2_000 },
  { name: 'bnb', chainId: 56, finalityDepth: 15, blockMs: 750 },
  { name: 'arbitrum', chainId: 42_161, finalityDepth: 4_800, blockMs: 250 },
];

/** The network of that name. Rejects, as `Refusal`: `unknown-network`. */
export function networkOf(name: string): Network {
  const found = NETWORKS.find((each) => each.name === name);
  if (found === undefined)
    throw new Refusal({
      kind: 'unknown-network',
      what: `there is no network "${name}"`,
      where: '--network',
      remedy: `Choose one of: ${NETWORKS.map((each) => each.name).join(', ')}.`,
    });
  return found;
}
