// The part of ccxt's unified interface that is used here. ccxt's own types are wide and change with each release.

export interface Market {
  readonly symbol: string;
  readonly id: string;
  readonly base: string;
  readonly quote: string;
  readonly spot?: boolean;
  readonly maker?: number;
  readonly taker?: number;
  readonly precision: { readonly price?: number; readonly amount?: number };
  readonly limits: { readonly cost?: { readonly min?: number } };
}

export type Raw = Readonly<Record<string, unknown>>;

export interface UnifiedOrder {
  readonly id?: string;
  readonly clientOrderId?: string;
  readonly symbol?: string;
  readonly side?: string;
  readonly status?: string;
  readonly amount?: number;
  readonly filled?: number;
  readonly timestamp?: number;
  readonly lastUpdateTimestamp?: number;
  readonly timeInForce?: string;
  readonly trades?: readonly UnifiedTrade[];
  readonly info: Raw;
}

export interface UnifiedTrade {
  readonly id?: string;
  readonly order?: string;
  readonly symbol?: string;
  readonly side?: string;
  readonly price?: number;
  readonly amount?: number;
  readonly takerOrMaker?: string;
  readonly timestamp?: number;
  readonly fee?: { readonly cost?: number; readonly currency?: string };
  readonly info: Raw;
}

export interface UnifiedBook {
  readonly bids: readonly (readonly [number, number])[];
  readonly asks: readonly (readonly [number, number])[];
  readonly nonce?: number;
  readonly timestamp?: number;
}

/** One socket of ccxt's. */
export interface Socket {
  send(message: unknown): Promise<unknown>;
  onError(error: unknown): void;
}

/** One ccxt.pro instance. */
export interface Client {
  urls: { api: Record<string, unknown> };
  options: Record<string, unknown>;
  markets: Record<string, Market> | undefined;
  orderbooks: Record<string, unknown>;
  clients: Record<string, { url: string; subscriptions: Record<string, unknown>; close(): unknown }>;
  last_response_headers: Record<string, string> | undefined;
  has: Record<string, unknown>;
  fetchImplementation: unknown;
  milliseconds(): number;
  client(url: string): Socket;
  handleMessage(client: unknown, message: unknown): void;
  parseWsTrade?(message: unknown, market?: unknown): UnifiedTrade;
  sign(...parameters: unknown[]): unknown;
  loadHttpProxyAgent(): Promise<unknown>;
  loadMarkets(reload?: boolean): Promise<Record<string, Market>>;
  numberToString(value: number): string;
  amountToPrecision(symbol: string, amount: string): string;
  priceToPrecision(symbol: string, price: string): string;
  authenticate?(parameters?: object): Promise<unknown>;
  fetchTime(): Promise<number>;
  fetchBalance(): Promise<Record<string, unknown> & { info: Raw; total: Record<string, number> }>;
  fetchOpenOrders(symbol?: string): Promise<UnifiedOrder[]>;
  fetchOrders(symbol: string, since?: number, limit?: number): Promise<UnifiedOrder[]>;
  fetchOrder(id: string | undefined, symbol: string, parameters?: object): Promise<UnifiedOrder>;
  fetchMyTrades(symbol: string, since?: number, limit?: number, parameters?: object): Promise<UnifiedTrade[]>;
  cancelAllOrders(symbol: string): Promise<unknown>;
  createOrder(
    symbol: string,
    type: string,
    side: string,
    amount: string,
    price: string | undefined,
    parameters: object,
  ): Promise<UnifiedOrder>;
  cancelOrder(id: string | undefined, symbol: string, parameters: object): Promise<UnifiedOrder>;
  watchOrderBook(symbol: string, limit?: number): Promise<UnifiedBook>;
  unWatchOrderBook(symbol: string): Promise<unknown>;
  watchTrades(symbol: string): Promise<UnifiedTrade[]>;
  watchOrders(): Promise<UnifiedOrder[]>;
  watchMyTrades(): Promise<UnifiedTrade[]>;
  close(): Promise<void>;
}
