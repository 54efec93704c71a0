import type { MarketEvent } from '@qca/market';
import type { Offer, Strategy } from '../Strategy.ts';
import { type Decision, playStrategy } from './playStrategy.ts';
import { withNoiseAfter } from './testEvents.ts';

/**
 * Plays a strategy twice on the same events and once per cut with all prices after the cut replaced by noise.
 *
 * Returns the number of decisions, or throws when the two plays differ (not deterministic) or when a decision up to a
 * cut changes with what came after it (look-ahead).
 */
export function causalDecisions<Parameters, State>(
  strategy: Strategy<Parameters, State>,
  offer: Offer,
  events: readonly MarketEvent[],
  parameters: Partial<Parameters> = {},
): number {
  const play = (script: readonly MarketEvent[]): readonly Decision[] =>
    playStrategy(strategy, offer, script, { parameters }).decisions;
  const first = play(events);
  if (JSON.stringify(play(events)) !== JSON.stringify(first))
    throw new Error(`${strategy.name} decides differently on the same events`);
  for (const part of [0.5, 0.8, 0.95]) {
    const cut = events[Math.floor(events.length * part)]?.timeUs ?? 0;
    const known = (decisions: readonly Decision[]): string =>
      JSON.stringify(decisions.filter(({ timeUs }) => timeUs <= cut));
    if (known(play(withNoiseAfter(events, cut, 7))) !== known(first))
      throw new Error(`${strategy.name} looks ahead of ${cut}`);
  }
  return first.length;
}
