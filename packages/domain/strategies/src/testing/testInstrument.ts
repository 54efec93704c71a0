import { present } from '@qca/base';
import { defineInstrument, type FeeAsset, type Instrument, venueAsset } from '@qca/market';
import {
  type Amount,
  type Price,
  parseAmount,
  parsePrice,
  parseRatio,
  type Quantity,
  type Ratio,
} from '@qca/units';
import type { DataKind } from '../chooseInstruments.ts';
import type { Offer } from '../Strategy.ts';

export interface TestInstrument {
  readonly venue?: string;
  readonly base?: string;
  readonly quote?: string;
  readonly kind?: 'spot' | 'perpetual';
  readonly tick?: string;
  readonly lot?: string;
  readonly minimumNotional?: string;
  readonly taker?: string;
  readonly maker?: string;
  readonly spread?: string;
  readonly feeAsset?: FeeAsset;
}

/** Builds an instrument from decimal strings; what is left out is a plain BTC/USD market without fees. */
export function testInstrument(index: number, given: TestInstrument = {}): Instrument {
  const ratio = (text: string): Ratio => value(parseRatio(text));
  const base = venueAsset(given.base ?? 'BTC');
  return defineInstrument(
    {
      venue: given.venue ?? 'kraken',
      kind: given.kind ?? 'spot',
      base,
      quote: venueAsset(given.quote ?? 'USD'),
      tick: value(parsePrice(given.tick ?? '0.01')) as Price,
      lot: value(parseAmount(given.lot ?? '0.0001', base.decimals)) as bigint as Quantity,
      minimumNotional: value(parseAmount(given.minimumNotional ?? '1', 8)) as Amount,
      fees: [{ volumeMin: 0, maker: ratio(given.maker ?? '0'), taker: ratio(given.taker ?? '0') }],
      assumedSpread: ratio(given.spread ?? '0'),
      ...(given.feeAsset === undefined ? {} : { feeAsset: given.feeAsset }),
    },
    index,
  );
}

/** Builds an offer in which every instrument has the same kinds of data. */
export function testOffer(
  instruments: readonly Instrument[],
  kinds: readonly DataKind[] = ['bars'],
  barIntervalUs = 60_000_000,
): Offer {
  return {
    instruments,
    data: instruments.map(() => new Set(kinds)),
    barIntervalUs: instruments.map(() => (kinds.includes('bars') ? barIntervalUs : 0)),
    reportingAsset: 'USD',
  };
}

function value<T>(parsed: { readonly ok: boolean; readonly value?: T }): T {
  return present(parsed.value, 'a readable number of a test instrument');
}
