import { defineInstrument, type Instrument, venueAsset } from '@qca/market';
import { parseAmount, parsePrice, parseQuantity, parseRatio } from '@qca/units';

function sure<Value>(parsed: { readonly ok: boolean; readonly value?: Value }): Value {
  if (!parsed.ok) throw new Error('a sample is an exact decimal');
  return parsed.value as Value;
}

/** Binance's BTC/USDT of 2026. */
export function sampleInstrument(): Instrument {
  const fee = sure(parseRatio('0.001'));
  return defineInstrument(
    {
      venue: 'binance',
      kind: 'spot',
      base: venueAsset('BTC'),
      quote: venueAsset('USDT'),
      tick: sure(parsePrice('0.01')),
      lot: sure(parseQuantity('0.00001', 8)),
      minimumNotional: sure(parseAmount('5', 8)),
      fees: [{ volumeMin: 0, maker: fee, taker: fee }],
      assumedSpread: sure(parseRatio('0.0001')),
    },
    0,
  );
}
