import { Refusal } from '@qca/base';
/** Where one venue differs from the next, as data: nothing else in this room names a venue. */
export interface VenueProfile {
  /** Our name of the venue, and ccxt's. */
  readonly venue: string;
  readonly ccxtId: string;
  /** Options handed to ccxt as they are. */
  readonly options: Readonly<Record<string, unknown>>;
  /** ccxt's addresses below another base, for a local server or a proxy. `{http}` and `{ws}` stand for the base. */
  readonly urls: Readonly<Record<string, unknown>>;
  /** Client order ids: how long, of what, and what stands for the characters of ours that are not allowed. */
  readonly clientId: {
    readonly lengthMax: number;
    readonly pattern: RegExp;
    readonly standIns: Readonly<Record<string, string>>;
    readonly placeParameter: string;
    readonly cancelParameter: string;
  };
  /** Whether the venue takes a second order under the id of a finished one. Ours never sends one. */
  readonly timeInForce: readonly ('gtc' | 'ioc' | 'fok')[];
  /** Where raw messages keep exact texts; the unified number is printed where they do not. */
  readonly raw: {
    readonly fillClientId: readonly string[];
    readonly orderClientId: readonly string[];
    readonly fillPrice: readonly string[];
    readonly fillQuantity: readonly string[];
    readonly fillFee: readonly string[];
    readonly fillFeeAsset: readonly string[];
    readonly fillId: readonly string[];
    readonly balanceList: string;
    readonly balanceAsset: string;
    readonly balanceParts: readonly string[];
  };
  /** What fees are taken in, unless the account says that it pays in a coin at a discount. */
  readonly feeAsset: 'quote' | 'received';
  /** Where the venue tells whether it does, per market; absent where there is no such coin. */
  readonly discount?: DiscountQuestion;
  /** Events that say that our private stream has ended although its socket lives. */
  readonly streamEnds: readonly string[];
  /** Refusals by what their text says, first match first. */
  readonly refusals: readonly (readonly [RegExp, Refused])[];
  /** Texts of failures after which an order surely does not live. */
  readonly surelyNotDone: RegExp;
  /** Response header that counts used request weight, and how much there is of it. */
  readonly weightHeader: string;
  /** How long the venue may take to read a request: later it is refused there. Milliseconds. */
  readonly recvWindowMs: number;
}

/** ccxt's call for an account's fees in one market, and where its answer tells of the coin that pays them at a discount. */
export interface DiscountQuestion {
  readonly call: string;
  readonly marketParameter: string;
  readonly section: string;
  /** Switches that must all be on. */
  readonly enabled: readonly string[];
  readonly asset: string;
  /** What is charged of the fee: 0.75 is a quarter off. */
  readonly multiplier: string;
}

export type Refused =
  | 'below-minimum-notional'
  | 'bad-quantity'
  | 'bad-price'
  | 'insufficient-balance'
  | 'would-take-liquidity'
  | 'duplicate-order-id'
  | 'unknown-order'
  | 'unknown-instrument'
  | 'rate-limited'
  | 'venue-unavailable'
  | 'not-supported';

/** Binance spot. Source: its API documents and ccxt 4.5.84. */
const BINANCE: VenueProfile = {
  venue: 'binance',
  ccxtId: 'binance',
  options: {
    defaultType: 'spot',
    fetchMarkets: ['spot'],
    fetchCurrencies: false,
    warnOnFetchOpenOrdersWithoutSymbol: false,
    // The private stream has no other use for them, and they would be asked for at each connection.
    fetchMargins: false,
  },
  urls: {
    public: '{http}/api/v3',
    private: '{http}/api/v3',
    v1: '{http}/api/v1',
    sapi: '{http}/sapi/v1',
    sapiV2: '{http}/sapi/v2',
    sapiV3: '{http}/sapi/v3',
    ws: { spot: '{ws}/stream', margin: '{ws}/stream', 'ws-api': { spot: '{ws}/ws-api/v3' } },
  },
  clientId: {
    lengthMax: 36,
    pattern: /^[.A-Z:/a-z0-9_-]+$/,
    standIns: {},
    placeParameter: 'newClientOrderId',
    cancelParameter: 'origClientOrderId',
  },
  timeInForce: ['gtc', 'ioc', 'fok'],
  raw: {
    fillClientId: ['c'],
    orderClientId: ['clientOrderId'],
    fillPrice: ['L', 'price'],
    fillQuantity: ['l', 'qty'],
    fillFee: ['n', 'commission'],
    fillFeeAsset: ['N', 'commissionAsset'],
    fillId: ['t', 'id', 'tradeId'],
    balanceList: 'balances',
    balanceAsset: 'asset',
    balanceParts: ['free', 'locked'],
  },
  feeAsset: 'received',
  discount: {
    call: 'privateGetAccountCommission',
    marketParameter: 'symbol',
    section: 'discount',
    enabled: ['enabledForAccount', 'enabledForSymbol'],
    asset: 'discountAsset',
    multiplier: 'discount',
  },
  streamEnds: ['eventStreamTerminated', 'listenKeyExpired'],
  refusals: [
    [/Duplicate order/i, 'duplicate-order-id'],
    [/immediately match and take/i, 'would-take-liquidity'],
    [/insufficient balance/i, 'insufficient-balance'],
    [/NOTIONAL/, 'below-minimum-notional'],
    [/LOT_SIZE|lot size|quantity|ICEBERG/, 'bad-quantity'],
    [/PRICE_FILTER|PERCENT_PRICE|price is invalid|trigger immediately|'price'|stopPrice/, 'bad-price'],
    [/MAX_NUM|Too many/i, 'rate-limited'],
    [/Unknown order|does not exist/i, 'unknown-order'],
    [/Invalid symbol/i, 'unknown-instrument'],
  ],
  surelyNotDone: /"code":-10(?:03|08|15)|-1021|recvWindow|ahead of the server|throttled/,
  weightHeader: 'x-mbx-used-weight-1m',
  recvWindowMs: 5_000,
};

const PROFILES: ReadonlyMap<string, VenueProfile> = new Map([[BINANCE.venue, BINANCE]]);

export const VENUES: readonly string[] = [...PROFILES.keys()];

/** Rejects: `unknown-venue`, as `Refusal`. */
export function venueProfile(venue: string): VenueProfile {
  const profile = PROFILES.get(venue);
  if (profile !== undefined) return profile;
  throw new Refusal({
    kind: 'unknown-venue',
    what: `no venue is called ${venue}`,
    where: '--venue',
    remedy: `Known venues: ${VENUES.join(', ')}.`,
  });
}
