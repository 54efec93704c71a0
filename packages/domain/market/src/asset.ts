/** A thing that can be owned in atoms: a coin, a currency. */
export interface Asset {
  readonly id: AssetId;
  /** Atoms per whole unit are 10^decimals. Chosen once per asset, never changed. */
  readonly decimals: number;
}

/** Upper case ticker, `BTC`. */
export type AssetId = string;

/**
 * Eight decimals for every asset traded on venues: the finest step venues settle in, and a Bitcoin's own.
 * A token on chain keeps its contract's decimals and is another asset.
 */
export const VENUE_ASSET_DECIMALS = 8;

/** Names an asset as venues keep it. */
export function venueAsset(id: AssetId): Asset {
  return { id, decimals: VENUE_ASSET_DECIMALS };
}
