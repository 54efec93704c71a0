import type { Market, MarketReference } from './Market.ts';

/** Opens a generated market: simulated prices of three venues. */
export function openGenerated(choice: Extract<MarketReference, { kind: 'generated' }>): Market {
  throw new Error(`generated ${choice.seed}`);
}
