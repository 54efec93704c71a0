import type { KernelState } from '@qca/engine';
import type { MarketEvent } from '@qca/market';
import type { OrderFilled, Report } from '@qca/orders';
import type { Exchange, ExchangeAction } from '@qca/ports';
import type { Strategy } from '@qca/strategies';
import { amount } from '@qca/units';

/** Bugs put in on purpose, one of each kind the simulation must catch. */
export const PLANTED = [
  'a fill is booked twice under two ids',
  'a fee is forgotten',
  'a fee is taken for one in quote',
  'an order is sent under a second id',
  'a deadline is forgotten',
  'a transfer is altered after the fact',
  'a strategy looks at something that is not replayed',
  'a fill is dropped and never asked for',
  'a reserve is never freed',
  'budget comes from nowhere',
  'a kill forgets that it was',
  'a strategy that is off is on',
] as const;

export type Planted = (typeof PLANTED)[number];

/** Bugs between the venue and the engine. */
export function plantExchange(exchange: Exchange, planted: Planted | undefined): Exchange {
  const again: OrderFilled[] = [];
  const change = (input: MarketEvent | Report): MarketEvent | Report => {
    if (
      input.kind === 'order-filled' &&
      planted === 'a fill is booked twice under two ids' &&
      input.remainingLots > 0
    ) {
      again.push({ ...input, fillId: `${input.fillId}-again` });
    }
    if (input.kind === 'order-filled' && planted === 'a fee is forgotten')
      return { ...input, fee: amount(0n) };
    if (input.kind === 'order-filled' && planted === 'a fee is taken for one in quote') {
      const { feeAsset: _feeAsset, ...quoted } = input;
      return quoted;
    }
    if (input.kind === 'venue-snapshot' && planted === 'a fill is dropped and never asked for')
      return { ...input, fills: [], orders: [] };
    return input;
  };
  return {
    send(actions: readonly ExchangeAction[], timeUs: number) {
      void exchange.send(actions, timeUs);
      if (planted !== 'an order is sent under a second id') return;
      for (const action of actions) {
        if (action.kind === 'place-order')
          void exchange.send([{ ...action, orderId: `${action.orderId}x` }], timeUs);
      }
    },
    peekTimeUs: (untilUs) => {
      const heardUs = exchange.peekTimeUs(untilUs);
      return again.length > 0 ? Math.min(heardUs, (again[0] as OrderFilled).timeUs) : heardUs;
    },
    take: () => {
      const repeated = again.shift();
      if (repeated !== undefined) return repeated;
      let input = exchange.take();
      if (planted === 'a fill is dropped and never asked for') {
        while (input.kind === 'order-filled' && Number.isFinite(exchange.peekTimeUs()))
          input = exchange.take();
      }
      return change(input);
    },
    ended: () => exchange.ended?.() ?? false,
    close: () => {},
  };
}

/** Bugs inside the engine's state. */
export function plantState(state: KernelState, planted: Planted | undefined): void {
  if (planted === 'a deadline is forgotten') {
    for (const strategy of state.strategies) {
      for (const trade of strategy.trades.values()) {
        state.timers.clear(`legs ${trade.id}`);
        trade.orderId = 'forgotten';
      }
    }
  }
  if (planted === 'a transfer is altered after the fact' && state.books.ledger.transferIdNext > 60) {
    const { creditsPosted, debitsPosted } = state.books.ledger;
    // Altered on both sides, so that sums still agree and only the history tells.
    creditsPosted[0] = (creditsPosted[0] as bigint) + 1n;
    debitsPosted[0] = (debitsPosted[0] as bigint) + 1n;
  }
  if (planted === 'budget comes from nowhere' && state.reserve.budget > 0) state.reserve.budget += 0.01;
  if (planted === 'a kill forgets that it was' && state.kill?.stage === 'completed') state.kill = undefined;
  if (planted === 'a strategy that is off is on') for (const strategy of state.strategies) strategy.on = true;
  if (planted === 'a reserve is never freed') {
    for (const order of state.orders.values()) if (order.status === 'sent') order.pendingId = -1;
  }
}

let hidden = 0;

/** A strategy that counts calls outside its state. */
export function plantStrategy(
  find: (name: string) => Strategy | undefined,
  planted: Planted | undefined,
): (name: string) => Strategy | undefined {
  if (planted !== 'a strategy looks at something that is not replayed') return find;
  return (name) => {
    const strategy = find(name);
    if (strategy === undefined) return undefined;
    return {
      ...strategy,
      react(memory, view, event) {
        hidden += 1;
        return hidden % 3 === 0 ? [] : strategy.react(memory, view, event);
      },
    };
  };
}
