import { canonicalJson, sha256 } from '@qca/base';
import type { VenueKeys } from '@qca/exchange-ccxt';
import { discountAsset } from '@qca/market';
import type { VenueSnapshot } from '@qca/orders';
import type { RunRecord } from '@qca/ports';
import { type Amount, formatAmount } from '@qca/units';
import type { LiveReference, Market } from '../market/Market.ts';
import { type PlanOptions, planRun } from '../run/planRun.ts';
import type { RunPlan } from '../run/RunPlan.ts';
import { openLiveMarket } from './openLiveMarket.ts';
import { refuseOpenOrders, unassignedOf } from './refuseAccount.ts';

/** What a live run is asked for: everything but the market as it stands now. */
export type LiveWish = Omit<PlanOptions, 'market' | 'settings' | 'startedUs'>;

/** A live run that may begin. */
export interface PlannedLive {
  readonly market: Market;
  readonly plan: RunPlan;
  readonly warnings: readonly string[];
}

/**
 * Looks at the venue and the account, and plans a run there. Places nothing.
 *
 * Rejects, as `Refusal`: `orders-are-open`, `account-too-small`, and what `planRun` refuses.
 */
export async function planLive(options: {
  readonly reference: LiveReference;
  readonly keys: VenueKeys;
  readonly wish: LiveWish;
  readonly startedUs: number;
  /** Runs of the store, to say whose orders are open. */
  readonly runs: readonly RunRecord[];
}): Promise<PlannedLive> {
  const { reference, keys, wish, startedUs, runs } = options;
  const { market, account } = await openLiveMarket(reference, keys);
  refuseOpenOrders(account, runs);
  const { plan, warnings } = planRun({ ...wish, market, startedUs });
  const unassigned = unassignedOf(account, plan.configuration);
  const configuration = { ...plan.configuration, unassigned };
  const told = [...warnings, ...feeWarnings(market, account)];
  return { market, plan: { ...plan, configuration, wish: wishDigest(wish) }, warnings: told };
}

/** Says what a coin that pays fees means for the run. */
function feeWarnings({ instruments }: Market, account: VenueSnapshot): string[] {
  const coins = new Map(
    instruments.flatMap((each) => {
      const discount = discountAsset(each);
      return discount === undefined ? [] : [[discount.asset, discount.discountBps] as const];
    }),
  );
  return [...coins].map(([asset, bps]) => {
    const total = account.balances.find((each) => each.asset === asset)?.total ?? (0n as Amount);
    return (
      `${account.venue} takes fees in ${asset}, ${bps / 100} % cheaper, while the account has some: it has ${formatAmount(total, 8)}, ` +
      'which is no part of the budget. Each fee is the strategy’s expense and comes off its equity; when the coin runs out, fees are kept back from what is received.'
    );
  });
}

/** Names what was asked for, so that a run is only gone on with by who asks for the same. */
export function wishDigest({ own, ...wish }: LiveWish): string {
  return sha256(canonicalJson({ ...wish, own: own?.file ?? null }));
}
