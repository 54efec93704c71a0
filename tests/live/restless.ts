import { accept, Random, SECOND } from '@qca/base';
import type { OrderSpec } from '@qca/orders';
import { defineStrategy, NO_INTENTS } from '@qca/strategies';

/** Open orders at which it rather cancels. */
const OPEN_MAX = 5;

/** Places and cancels random spot orders around the market, about five a second: a strategy without a market idea. */
const restless = defineStrategy<{ readonly seed: number }, { readonly random: Random; lastUs: number }>({
  name: 'restless',
  summary: 'Places and cancels random spot orders.',
  source: 'Test of live trading; no market idea.',
  defaults: { seed: 11 },
  fit: (offer) =>
    accept({
      instruments: [0],
      funding: [offer.instruments[0]?.base, offer.instruments[0]?.quote].flatMap((asset) =>
        asset === undefined ? [] : [{ venue: 'binance', asset: asset.id, part: 0.5 }],
      ),
    }),
  start: (_fit, { seed }) => ({ random: new Random(seed), lastUs: 0 }),
  react: (state, view, event) => {
    if (event.kind !== 'depth' && event.kind !== 'trade') return NO_INTENTS;
    if (view.timeUs - state.lastUs < SECOND / 5) return NO_INTENTS;
    state.lastUs = view.timeUs;
    const { random } = state;
    const open = [...view.openOrders()];
    if (open.length > OPEN_MAX || (open.length > 0 && random.nextBoolean(0.25)))
      return [{ kind: 'cancel', orderId: random.pick(open).id, why: { text: 'dice', numbers: {} } }];
    const bid = view.bidTicks(0);
    const ask = view.askTicks(0);
    if (bid === 0 || ask === 0) return NO_INTENTS;
    return [{ kind: 'place', order: orderOf(random, bid, ask), why: { text: 'dice', numbers: {} } }];
  },
});

function orderOf(random: Random, bid: number, ask: number): OrderSpec {
  const isBuy = random.nextBoolean(0.5);
  const plain = {
    instrument: 0,
    side: isBuy ? ('buy' as const) : ('sell' as const),
    quantityLots: 1_000 + random.nextBelow(20_000),
  };
  const near = isBuy ? bid - random.nextBelow(50) : ask + random.nextBelow(50);
  const through = isBuy ? ask + 500 : bid - 500;
  return random.pick<OrderSpec>([
    { ...plain, type: 'market' },
    { ...plain, type: 'limit', limitTicks: near },
    { ...plain, type: 'limit', limitTicks: near, postOnly: true },
    { ...plain, type: 'limit', limitTicks: through, timeInForce: 'ioc' },
    { ...plain, type: 'limit', limitTicks: through, timeInForce: 'fok' },
    { ...plain, type: 'market', limitTicks: through },
  ]);
}

// A strategy file ends with its strategy: `qca agent run --file tests/live/restless.ts`.
export default restless;
