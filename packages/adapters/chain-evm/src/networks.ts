import { Refusal } from '@qca/base';
import type { PlatformVenues } from './deploy/platformPlan.ts';

/** A chain that the contracts can live on. */
export interface Network {
  readonly name: string;
  readonly chainId: number;
  /** Blocks on top of a block after which we call it final. */
  readonly finalityDepth: number;
  /** Usual time between blocks. Milliseconds. */
  readonly blockMs: number;
  /** What sending costs at most, and how long it may take. */
  readonly sending: SendingTerms;
  /** Most blocks that one question for logs spans; nodes refuse more. */
  readonly logBlocksMax: number;
  /** Whose pools vaults may trade at. Source: Uniswap's lists of its deployments. */
  readonly venues: PlatformVenues;
}

/** Fees are in wei for a unit of gas. */
export interface SendingTerms {
  /** Never offered more. */
  readonly feePerGasMax: bigint;
  /** Least that those who make blocks want for themselves. */
  readonly tipPerGasMin: bigint;
  /** After this a transaction that is in no block is offered more for. Milliseconds. */
  readonly stuckMs: number;
}

const GWEI = 10n ** 9n;

function sending(feeGweiMax: bigint, tipPerGasMin: bigint, stuckMs: number): SendingTerms {
  return { feePerGasMax: feeGweiMax * GWEI, tipPerGasMin, stuckMs };
}

/**
 * Networks as data. Depths are ours, chosen to be deeper than what has been reorganised in practice:
 * Ethereum two epochs; Polygon as its bridge once waited; BNB Chain as its exchanges do; Arbitrum about the time in which
 * its batches are final on Ethereum. Fee caps are ours as well: above them it is better to wait. Polygon's validators want a tip
 * of 30 gwei; Arbitrum pays none.
 */
export const NETWORKS: readonly Network[] = [
  {
    name: 'local',
    chainId: 31_337,
    finalityDepth: 1,
    blockMs: 0,
    sending: sending(10_000n, 0n, 5_000),
    logBlocksMax: 10_000,
    venues: {},
  },
  {
    name: 'ethereum',
    chainId: 1,
    finalityDepth: 64,
    blockMs: 12_000,
    sending: sending(500n, GWEI / 20n, 90_000),
    logBlocksMax: 2_000,
    venues: {
      uniswapV2: '0x5C69bEe701ef814a2B6a3EDD4B1652CB9cc5aA6f',
      uniswapV3: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    },
  },
  {
    name: 'polygon',
    chainId: 137,
    finalityDepth: 256,
    blockMs: 2_000,
    sending: sending(3_000n, 30n * GWEI, 30_000),
    logBlocksMax: 1_000,
    venues: {
      uniswapV2: '0x9e5A52f57b3038F1B8EeE45F28b3C1967e22799C',
      uniswapV3: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    },
  },
  {
    name: 'bnb',
    chainId: 56,
    finalityDepth: 15,
    blockMs: 750,
    sending: sending(50n, GWEI / 20n, 20_000),
    logBlocksMax: 1_000,
    venues: {
      uniswapV2: '0x8909Dc15e40173Ff4699343b6eB8132c65e18eC6',
      uniswapV3: '0xdB1d10011AD0Ff90774D0C6Bb92e5C5c8b4461F7',
    },
  },
  {
    name: 'arbitrum',
    chainId: 42_161,
    finalityDepth: 4_800,
    blockMs: 250,
    sending: sending(50n, 0n, 20_000),
    logBlocksMax: 10_000,
    venues: {
      uniswapV2: '0xf1D7CC64Fb4452F05c498126312eBE29f30Fbcf9',
      uniswapV3: '0x1F98431c8aD98523631AE4a59f267346ea31F984',
    },
  },
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
