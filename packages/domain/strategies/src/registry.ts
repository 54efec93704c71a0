import { crossExchangeArbitrage } from './crossExchangeArbitrage/crossExchangeArbitrage.ts';
import { marketMaking } from './marketMaking/marketMaking.ts';
import { meanReversion } from './meanReversion/meanReversion.ts';
import { momentum } from './momentum/momentum.ts';
import { pairs } from './pairs/pairs.ts';
import type { Strategy } from './Strategy.ts';
import { smaCross } from './smaCross/smaCross.ts';
import { spotPerpetualBasis } from './spotPerpetualBasis/spotPerpetualBasis.ts';
import { triangularArbitrage } from './triangularArbitrage/triangularArbitrage.ts';

/** Every strategy that comes with the product, by name. */
export const BUILT_IN_STRATEGIES: readonly Strategy[] = [
  crossExchangeArbitrage,
  marketMaking,
  meanReversion,
  momentum,
  pairs,
  smaCross,
  spotPerpetualBasis,
  triangularArbitrage,
];

/** Kept out of runs that name no strategy: it exists to prove the event loop equal to the vectorised path. */
const ONLY_BY_NAME: ReadonlySet<string> = new Set([smaCross.name]);

/** What runs where no strategy is named, as far as the data supports it. */
export const DEFAULT_STRATEGIES: readonly Strategy[] = BUILT_IN_STRATEGIES.filter(
  ({ name }) => !ONLY_BY_NAME.has(name),
);

export function findStrategy(name: string): Strategy | undefined {
  return BUILT_IN_STRATEGIES.find((strategy) => strategy.name === name);
}
