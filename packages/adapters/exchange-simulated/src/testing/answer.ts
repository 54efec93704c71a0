import { MINUTE } from '@qca/base';
import type { OrderSpec } from '@qca/orders';
import { type Heard, place, play, type SessionParts } from './Session.ts';
import { bar, START } from './samples.ts';

// Nothing costs time or spread here and a touch fills, so every price below can be read off the bars.
export const FIRST_CLOSE = START + MINUTE;

/** Two bars: a quiet one at 10,000 whose close is answered, and the one that the answer meets. */
export function answer(
  specs: readonly OrderSpec[],
  second: readonly [number, number, number, number],
  parts: Partial<SessionParts> = {},
): Heard {
  return play({
    events: [bar(0, [10_000, 10_000, 10_000, 10_000]), bar(1, second), ...(parts.events ?? [])],
    steps: [
      { atUs: FIRST_CLOSE, actions: specs.map((spec, index) => place('abcdef'[index] as string, spec)) },
      ...(parts.steps ?? []),
    ],
    ...(parts.settings === undefined ? {} : { settings: parts.settings }),
    ...(parts.balances === undefined ? {} : { balances: parts.balances }),
  });
}

/** A stop of five lots. */
export function stop(side: 'buy' | 'sell', triggerTicks: number, more: Partial<OrderSpec> = {}): OrderSpec {
  return { instrument: 0, side, type: 'stop', quantityLots: 5, triggerTicks, ...more };
}
