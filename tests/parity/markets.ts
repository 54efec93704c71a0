import { MINUTE } from '@qca/base';
import {
  createGeneratedFeed,
  type DataKind,
  defaultGeneratedMarket,
  type GeneratedMarket,
} from '@qca/feed-generated';
import { defineInstrument } from '@qca/market';
import type { Market } from './agent.ts';

// Markets that are the same on every machine: generated from a seed, under names without a path.

/** A generated market as the agent plays it. */
export function playable(name: string, generated: GeneratedMarket): Market {
  return {
    label: 'generated',
    name,
    reference: { kind: 'generated', seed: generated.seed, days: 0 },
    instruments: generated.instruments.map(({ spec }, index) => defineInstrument(spec, index)),
    data: generated.instruments.map((each) => ({
      kinds: each.kinds,
      barIntervalUs: each.barIntervalUs ?? 0,
    })),
    rows: { files: 0, bars: 0, trades: 0, bookUpdates: 0 },
    span: null,
    notes: [],
    open: () => createGeneratedFeed(generated),
  };
}

/** Five minutes of three venues: trades, quotes and depth at two, bars at the third, funding. */
export function mixedMarket(durationUs = 5 * MINUTE): Market {
  return playable('mixed', { ...defaultGeneratedMarket(7), durationUs });
}

/** The same instruments told in minute bars only, with gaps between the venues wide enough to trade on. */
export function barMarket(durationUs = 240 * MINUTE): Market {
  return playable('bars', { ...generatedOf(['bars']), durationUs });
}

/** The default generated market with every instrument told in the same kinds; a perpetual keeps its funding. */
export function generatedOf(kinds: readonly DataKind[]): GeneratedMarket {
  const market = defaultGeneratedMarket(11);
  return {
    ...market,
    stepUs: kinds.includes('bars') ? MINUTE / 4 : market.stepUs,
    instruments: market.instruments.map(({ barIntervalUs: _, ...each }) => ({
      ...each,
      kinds: each.kinds.includes('funding') ? [...kinds, 'funding'] : kinds,
      ...(kinds.includes('bars') ? { barIntervalUs: MINUTE } : {}),
      gap: { ...each.gap, deviationBps: 25, halfLifeUs: 5 * MINUTE },
    })),
  };
}
