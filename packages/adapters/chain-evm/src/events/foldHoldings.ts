import type { ChainEvent } from '@qca/ports';

/** Who holds what, as contracts have told it. Addresses and ids in small letters; amounts in units of the last decimal. */
export interface Holdings {
  /** `token holder` → balance, of ERC-20 tokens and shares of vaults; `token id holder` of ERC-6909. Zero is left out. */
  readonly balances: Map<string, bigint>;
  /** `token`, or `token id` → how much there is. Zero is left out. */
  readonly supplies: Map<string, bigint>;
  /** Holder → stake that votes. */
  readonly stakes: Map<string, bigint>;
  /** Pool's id → reserves. */
  readonly reserves: Map<string, readonly [bigint, bigint]>;
  /** `token chain` → what is locked here for holders over there. */
  readonly locked: Map<string, bigint>;
  /** `pool owner tranche` of the farm → what is staked. Zero is left out. */
  readonly farmStakes: Map<string, bigint>;
  /** Pool of the farm → what it was funded with and has not paid. Zero is left out. */
  readonly farmRewards: Map<string, bigint>;
  /** Split → what came in and was not paid. Zero is left out. */
  readonly splits: Map<string, bigint>;
  /** `contract series` of claims → what a long is worth of one, with 18 decimals; nothing while it is open. */
  readonly series: Map<string, bigint | undefined>;
}

type Args = ChainEvent['args'];

interface Fold extends Holdings {
  /** `token chain` of routes on which tokens are locked, not made. */
  readonly lockRoutes: Set<string>;
  /** By id: what went out from here, and what came in. */
  readonly transfers: Map<string, Args>;
}

const NOBODY = '0x0000000000000000000000000000000000000000';
/** Others tell of stakes and claims by the same names. */
const FARM = 'AIPowerYieldFarm';
/** `Kind.Lock` of the bridge's routes. */
const LOCK = '1';

/**
 * Folds events, oldest first, into who holds what.
 *
 * `departures`: transfers of other chains by id, as `departuresOf` gives them, so that what comes back from there is known
 * to lower what is locked. Pure.
 */
export function foldHoldings(
  events: readonly ChainEvent[],
  departures: ReadonlyMap<string, Args> = new Map(),
): Holdings {
  const fold: Fold = {
    ...{
      balances: new Map(),
      supplies: new Map(),
      stakes: new Map(),
      reserves: new Map(),
      locked: new Map(),
      farmStakes: new Map(),
      farmRewards: new Map(),
      splits: new Map(),
      series: new Map(),
    },
    ...{ lockRoutes: new Set(), transfers: new Map(departures) },
  };
  for (const event of events) HANDLERS[event.event]?.(fold, event);
  return fold;
}

/** What has set out over the bridge, by id: for the fold of the chain where it arrives. */
export function departuresOf(events: readonly ChainEvent[]): Map<string, Args> {
  return new Map(
    events
      .filter(({ event }) => event === 'BridgeInitiated')
      .map(({ args }) => [text(args, 'id'), args['transfer'] as Args]),
  );
}

const HANDLERS: Readonly<Record<string, (fold: Fold, event: ChainEvent) => void>> = {
  Transfer: moveToken,
  Staked: (fold, { contract, args }) => {
    if (contract === 'StakedVotes') add(fold.stakes, text(args, 'account'), whole(args, 'amount'));
    if (contract === FARM) addFarmStake(fold, args, 1n);
  },
  Withdrawn: (fold, { contract, args }) => {
    if (contract === FARM) addFarmStake(fold, args, -1n);
  },
  Funded: (fold, { contract, args }) => {
    if (contract === FARM) add(fold.farmRewards, text(args, 'poolId'), whole(args, 'amount'));
  },
  Claimed: (fold, { contract, args }) => {
    if (contract === FARM) add(fold.farmRewards, text(args, 'poolId'), -whole(args, 'amount'));
  },
  Compounded: (fold, { args }) => {
    add(fold.farmRewards, text(args, 'poolId'), -whole(args, 'amount'));
    addFarmStake(fold, args, 1n);
  },
  ProfitReceived: (fold, { args }) => add(fold.splits, text(args, 'splitId'), whole(args, 'amount')),
  Paid: (fold, { contract, args }) => {
    if (contract === 'ProfitSplitter') add(fold.splits, text(args, 'splitId'), -whole(args, 'amount'));
  },
  SeriesOpened: (fold, { address, args }) => {
    fold.series.set(`${address.toLowerCase()} ${text(args, 'seriesId')}`, undefined);
  },
  SeriesEnded: (fold, { address, args }) => {
    fold.series.set(`${address.toLowerCase()} ${text(args, 'seriesId')}`, whole(args, 'longRatio1e18'));
  },
  UnstakeRequested: (fold, { contract, args }) => {
    if (contract === 'StakedVotes') add(fold.stakes, text(args, 'account'), -whole(args, 'amount'));
  },
  LiquidityAdded: (fold, { args }) => addReserves(fold, args, 1n),
  Swapped: (fold, { args }) => addReserves(fold, args, 1n),
  LiquidityRemoved: (fold, { args }) => addReserves(fold, args, -1n),
  ProtocolFeeCollected: (fold, { args }) => addReserves(fold, args, -1n),
  RouteSet: (fold, { args }) => {
    const route = args['route'] as Args;
    if (text(route, 'kind') === LOCK) fold.lockRoutes.add(`${text(args, 'token')} ${text(args, 'chain')}`);
  },
  BridgeInitiated: (fold, { args }) => {
    const transfer = args['transfer'] as Args;
    fold.transfers.set(text(args, 'id'), transfer);
    addLocked(fold, transfer, 'source', 1n);
  },
  BridgeRefunded: (fold, { args }) => addLocked(fold, fold.transfers.get(text(args, 'id')), 'source', -1n),
  BridgeCompleted: (fold, { args }) => addLocked(fold, fold.transfers.get(text(args, 'id')), 'target', -1n),
};

/** ERC-20 says from, to and value; ERC-6909 sender, receiver, id and amount. An NFT has neither value nor amount. */
function moveToken(fold: Fold, { address, args }: ChainEvent): void {
  const isMany = 'amount' in args;
  if (!isMany && !('value' in args)) return;
  const token = isMany ? `${address.toLowerCase()} ${text(args, 'id')}` : address.toLowerCase();
  const amount = whole(args, isMany ? 'amount' : 'value');
  const from = text(args, isMany ? 'sender' : 'from');
  const to = text(args, isMany ? 'receiver' : 'to');
  if (from === NOBODY) add(fold.supplies, token, amount);
  else add(fold.balances, `${token} ${from}`, -amount);
  if (to === NOBODY) add(fold.supplies, token, -amount);
  else add(fold.balances, `${token} ${to}`, amount);
}

function addFarmStake({ farmStakes }: Fold, args: Args, sign: bigint): void {
  const key = `${text(args, 'poolId')} ${text(args, 'owner')} ${text(args, 'tranche')}`;
  add(farmStakes, key, sign * whole(args, 'amount'));
}

function addReserves({ reserves }: Fold, args: Args, sign: bigint): void {
  const id = text(args, 'poolId');
  const [first, second] = reserves.get(id) ?? [0n, 0n];
  reserves.set(id, [first + sign * whole(args, 'amount0'), second + sign * whole(args, 'amount1')]);
}

/** At the side where a token is at home it is locked as it leaves, and released as it comes back. */
function addLocked(fold: Fold, transfer: Args | undefined, side: 'source' | 'target', sign: bigint): void {
  if (transfer === undefined) return;
  const [token, other] = side === 'source' ? ['sourceToken', 'targetChain'] : ['targetToken', 'sourceChain'];
  const route = `${text(transfer, token as string)} ${text(transfer, other as string)}`;
  if (fold.lockRoutes.has(route)) add(fold.locked, route, sign * whole(transfer, 'amount'));
}

function add(map: Map<string, bigint>, key: string, amount: bigint): void {
  const sum = (map.get(key) ?? 0n) + amount;
  if (sum === 0n) map.delete(key);
  else map.set(key, sum);
}

function text(args: Args, name: string): string {
  return String(args[name]).toLowerCase();
}

function whole(args: Args, name: string): bigint {
  return BigInt(args[name] as string);
}
