import { defineInstrument, type Instrument, type InstrumentSpec, venueAsset } from '@qca/market';
import { type Amount, ONE_PRICE, ONE_RATIO, type Price, type Quantity, type Ratio } from '@qca/units';

/** A perpetual for the tests of this room: a tick of 0.01, a lot of 0.001, 10 % initial and 2.5 % maintenance margin. */
export function perpetualFixture(over: Partial<InstrumentSpec> = {}): Instrument {
  return defineInstrument(
    {
      venue: 'binance-usdm',
      kind: 'perpetual',
      base: venueAsset('BTC'),
      quote: venueAsset('USDT'),
      tick: (ONE_PRICE / 100n) as Price,
      lot: 100_000n as Quantity,
      minimumNotional: 0n as Amount,
      fees: [{ volumeMin: 0, maker: 0n as Ratio, taker: 0n as Ratio }],
      assumedSpread: 0n as Ratio,
      margin: {
        initialRatio: (ONE_RATIO / 10n) as Ratio,
        maintenanceRatio: (ONE_RATIO / 40n) as Ratio,
        fundingIntervalUs: 28_800_000_000,
      },
      ...over,
    },
    0,
  );
}
