import { DAY } from '@qca/base';
import { createGeneratedFeed, defaultGeneratedMarket } from '@qca/feed-generated';
import type { Market, MarketReference } from './Market.ts';

/** Opens a generated market: simulated prices of three venues and a perpetual, the same for the same seed. */
export function openGenerated(choice: Extract<MarketReference, { kind: 'generated' }>): Market {
  const market = { ...defaultGeneratedMarket(choice.seed), durationUs: Math.round(choice.days * DAY) };
  const { instruments } = createGeneratedFeed(market);
  return {
    label: 'generated',
    name: `seed ${choice.seed}, ${choice.days} ${choice.days === 1 ? 'day' : 'days'}`,
    reference: choice,
    instruments,
    data: instruments.map((instrument) => {
      const own = market.instruments[instrument.index];
      return { kinds: [...(own?.kinds ?? [])].sort(), barIntervalUs: own?.barIntervalUs ?? 0 };
    }),
    span: null,
    // A generated market has no rows on disk; how many events it makes is known when it has been played.
    rows: { files: 0, bars: 0, trades: 0, bookUpdates: 0 },
    notes: ['Prices, trades and books are generated and simulated; nothing here happened.'],
    open: () => createGeneratedFeed(market),
  };
}
