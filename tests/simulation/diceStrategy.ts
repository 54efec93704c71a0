import { accept, Random } from '@qca/base';
import type { Instrument, Side } from '@qca/market';
import type { Intent, LegSpec, OrderSpec } from '@qca/orders';
import { defineStrategy, NO_INTENTS, type View } from '@qca/strategies';

interface DiceParameters {
  readonly seed: number;
}

interface DiceState {
  readonly random: Random;
  placed: number;
}

/** Legs-trades must be flat within this. */
export const DICE_TIMEOUT_US = 4_000_000;

/**
 * Throws dice: every order type, flag and trade the engine knows, in any order. It means to find what nobody thought
 * of, not to earn. Its randomness is state made from its parameters, so that replay throws the same dice.
 */
export const dice = defineStrategy<DiceParameters, DiceState>({
  name: 'dice',
  summary: 'Places random orders, cancels and trades of several legs.',
  source: 'Simulation testing; no market idea.',
  defaults: { seed: 1 },
  fit: (offer) =>
    accept({
      instruments: offer.instruments.map((each) => each.index),
      funding: ['east', 'west'].flatMap((venue) => [
        { venue, asset: 'USD', part: 0.3 },
        { venue, asset: 'BTC', part: 0.1 },
        ...(venue === 'east' ? [{ venue, asset: 'ETH', part: 0.2 }] : []),
      ]),
    }),
  start: (_fit, parameters) => ({ random: new Random(parameters.seed), placed: 0 }),
  react: (state, view, event) => {
    const { random } = state;
    if (event.kind === 'funding' || event.kind === 'order-closed' || event.kind === 'legs-closed')
      return NO_INTENTS;
    if (!random.nextBoolean(0.45)) return NO_INTENTS;
    state.placed += 1;
    const roll = random.nextFloat();
    if (roll < 0.2) return cancelOne(random, view);
    if (roll < 0.45 && !view.busyLegs()) return legs(random, view);
    return [
      {
        kind: 'place',
        order: order(random, view, event.instrument, state.placed),
        why: { text: 'dice', numbers: { roll } },
      },
    ];
  },
});

function cancelOne(random: Random, view: View): readonly Intent[] {
  const open = [...view.openOrders()].filter((each) => each.tradeId === '');
  if (open.length === 0) return NO_INTENTS;
  return [{ kind: 'cancel', orderId: random.pick(open).id, why: { text: 'dice', numbers: {} } }];
}

function legs(random: Random, view: View): readonly Intent[] {
  const lots = (index: number): number =>
    Math.round((0.002 + random.nextFloat() * 0.1) / (view.instruments[index] as Instrument).lotSize);
  const leg = (instrument: number, side: Side, sizing: LegSpec['sizing']): LegSpec => {
    const touch = side === 'buy' ? view.askTicks(instrument) : view.bidTicks(instrument);
    const slack = random.nextBoolean(0.7) ? 0.004 : -0.002;
    const limit = Math.max(1, Math.round(touch * (side === 'buy' ? 1 + slack : 1 - slack)));
    return {
      instrument,
      side,
      quantityLots: lots(instrument) * (sizing === 'same-base' ? 1 : 4),
      limitTicks: limit,
      sizing,
    };
  };
  const twoVenues = random.nextBoolean(0.6);
  const first = random.nextBelow(2);
  const chosen = twoVenues
    ? [leg(first, 'buy', 'same-base'), { ...leg(1 - first, 'sell', 'same-base'), quantityLots: 1_000_000 }]
    : [leg(0, 'buy', 'same-base'), leg(2, 'buy', 'spend-output'), leg(3, 'sell', 'spend-output')];
  if (chosen.some((each) => each.limitTicks <= 1)) return NO_INTENTS;
  return [
    {
      kind: 'legs',
      legs: chosen,
      timeoutUs: DICE_TIMEOUT_US,
      why: { text: 'dice', numbers: { legs: chosen.length } },
    },
  ];
}

function order(random: Random, view: View, instrument: number, count: number): OrderSpec {
  const { lotSize, quote } = view.instruments[instrument] as Instrument;
  const last = Math.max(2, Math.round(view.lastTicks(instrument)));
  const side: Side = random.nextBoolean(0.5) ? 'buy' : 'sell';
  const value = quote.id === 'BTC' ? 1 : 0.05;
  const quantityLots = Math.max(1, Math.round((random.nextFloat() * value) / lotSize));
  const away = Math.max(1, Math.round(last * random.nextFloat() * 0.002));
  const better = side === 'buy' ? last - away : last + away;
  const worse = side === 'buy' ? last + away : last - away;
  const plain = { instrument, side, quantityLots };
  const kinds: readonly OrderSpec[] = [
    { ...plain, type: 'market' },
    { ...plain, type: 'limit', limitTicks: better },
    { ...plain, type: 'limit', limitTicks: worse, timeInForce: 'ioc' },
    { ...plain, type: 'limit', limitTicks: worse, timeInForce: 'fok' },
    {
      ...plain,
      type: 'limit',
      limitTicks: better,
      timeInForce: 'gtd',
      expireTimeUs: view.timeUs + 5_000_000,
    },
    { ...plain, type: 'limit', limitTicks: better, postOnly: true },
    { ...plain, type: 'limit', limitTicks: better, displayLots: Math.max(1, Math.floor(quantityLots / 3)) },
    { ...plain, type: 'limit', limitTicks: better, ocoGroup: `pair-${count % 3}` },
    { ...plain, type: 'stop', triggerTicks: worse },
    {
      ...plain,
      type: 'stop-limit',
      triggerTicks: worse,
      limitTicks: worse + (side === 'buy' ? away : -away),
    },
    { ...plain, type: 'trailing-stop', trailTicks: away },
    { ...plain, type: 'market', reduceOnly: true },
    {
      ...plain,
      type: 'market',
      side: 'buy',
      bracket: { takeProfitTicks: last + 2 * away, stopTicks: Math.max(1, last - 2 * away) },
    },
    // Impossible orders are part of life.
    { ...plain, type: 'limit', limitTicks: -1 },
    { ...plain, type: 'market', quantityLots: 0.5 },
  ];
  return random.pick(kinds);
}
