/**
 * Assets that stand for a dollar. They may be valued in each other at current marks (never as equal: USDC was worth
 * 0.874 USD on Kraken on 11 March 2023) and are not traded as a base by strategies that look for price moves.
 */
const DOLLARS: ReadonlySet<string> = new Set([
  'USD',
  'USDT',
  'USDC',
  'BUSD',
  'DAI',
  'TUSD',
  'USDP',
  'FDUSD',
  'PYUSD',
]);

const OTHER_MONEY: ReadonlySet<string> = new Set([
  'EUR',
  'GBP',
  'JPY',
  'CHF',
  'AUD',
  'CAD',
  'TRY',
  'BRL',
  'KRW',
]);

export function isDollar(asset: string): boolean {
  return DOLLARS.has(asset);
}

/** Returns whether an asset is money: what other things are priced in. */
export function isMoney(asset: string): boolean {
  return DOLLARS.has(asset) || OTHER_MONEY.has(asset);
}
