import { DAY, HOUR, SECOND } from '@qca/base';
import { defaultGeneratedMarket } from './defaultGeneratedMarket.ts';
import type { DataKind, GeneratedInstrument, GeneratedMarket } from './GeneratedMarket.ts';

// Markets for the tests of this room.

export const START = 20_000 * DAY;

/** One BTC/USD instrument of the given kinds, over an hour in steps of a second. */
export function oneInstrument(
  kinds: readonly DataKind[],
  changes: Partial<GeneratedInstrument> = {},
): GeneratedMarket {
  const market = defaultGeneratedMarket(1);
  const perpetual = market.instruments.at(-1)!;
  return {
    ...market,
    startUs: START,
    durationUs: HOUR,
    stepUs: SECOND,
    instruments: [{ ...perpetual, kinds, ...changes }],
  };
}

/** The same with nothing that moves: hidden values stay what they are at the start. */
export function still(market: GeneratedMarket, meanBps: number): GeneratedMarket {
  return {
    ...market,
    assets: market.assets.map((asset) => ({ ...asset, volatility: 0 })),
    instruments: market.instruments.map((instrument) => ({
      ...instrument,
      gap: { ...instrument.gap, meanBps, deviationBps: 0 },
    })),
  };
}
