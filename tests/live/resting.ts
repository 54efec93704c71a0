import { accept } from '@qca/base';
import { defineStrategy, NO_INTENTS } from '@qca/strategies';

const OPEN_MAX = 6;

/** Rests buys and sells far from the market and leaves them there: what a kill must find and take back. */
const resting = defineStrategy<Record<string, never>, Record<string, never>>({
  name: 'resting',
  summary: 'Rests orders far from the market.',
  source: 'Test of the kill switch; no market idea.',
  defaults: {},
  fit: (offer) =>
    accept({
      instruments: [0],
      funding: [offer.instruments[0]?.base, offer.instruments[0]?.quote].flatMap((asset) =>
        asset === undefined ? [] : [{ venue: 'binance', asset: asset.id, part: 0.5 }],
      ),
    }),
  start: () => ({}),
  react: (_state, view, event) => {
    const bid = view.bidTicks(0);
    const open = [...view.openOrders()].length;
    if (event.kind !== 'depth' || bid === 0 || open >= OPEN_MAX) return NO_INTENTS;
    const isBuy = open % 2 === 0;
    const limitTicks = Math.round(isBuy ? bid * 0.98 : bid * 1.02);
    const why = { text: 'far away', numbers: {} };
    const side = isBuy ? ('buy' as const) : ('sell' as const);
    return [
      { kind: 'place', order: { instrument: 0, side, type: 'limit', limitTicks, quantityLots: 1_000 }, why },
    ];
  },
});

// A strategy file ends with its strategy: `qca agent run --file tests/live/resting.ts`.
export default resting;
