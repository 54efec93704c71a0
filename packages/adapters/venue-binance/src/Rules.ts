/** What differs from venue to venue, or from account to account, as data. */
export interface VenueRules {
  /** Fractions of what is traded, as Binance prints them: `0.00100000` is 10 basis points. */
  readonly makerCommission: string;
  readonly takerCommission: string;
  /**
   * Binance takes its commission from what the order receives, or, where the account says so, in BNB while it has enough;
   * other venues always take quote.
   */
  readonly commissionAsset: 'received' | 'quote' | DiscountCoin;
  /** Request weight a minute and address. */
  readonly weightMax: number;
  /** New orders in ten seconds, per account. */
  readonly ordersPer10sMax: number;
  /** Refused requests after which an address that goes on is banned. */
  readonly refusalsBeforeBan: number;
  readonly banS: number;
  /** Open orders a symbol (`MAX_NUM_ORDERS`). */
  readonly openOrdersMax: number;
  /** `PERCENT_PRICE_BY_SIDE`: how far from the last price an order may be. */
  readonly priceUpMax: number;
  readonly priceDownMax: number;
  /** Longest life of a listen key without a renewal, and of a socket, in milliseconds. */
  readonly listenKeyMs: number;
  /** How often changed levels are published. */
  readonly depthIntervalMs: number;
}

/** A coin that pays commissions at a discount. */
export interface DiscountCoin {
  readonly asset: string;
  /** What is charged of the standard commission, as Binance prints it: `0.75000000` is a quarter off. */
  readonly multiplier: string;
  /** One coin in each quote asset, as decimal text: this venue has no market for it. */
  readonly prices: Readonly<Record<string, string>>;
}

/** Binance spot in 2026, for an account without discounts. Source: `exchangeInfo` and the fee page. */
export const BINANCE_RULES: VenueRules = {
  makerCommission: '0.00100000',
  takerCommission: '0.00100000',
  commissionAsset: 'received',
  weightMax: 6_000,
  ordersPer10sMax: 100,
  refusalsBeforeBan: 10,
  banS: 120,
  openOrdersMax: 200,
  priceUpMax: 5,
  priceDownMax: 0.2,
  listenKeyMs: 3_600_000,
  depthIntervalMs: 100,
};
