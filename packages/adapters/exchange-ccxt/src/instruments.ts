import { Fault } from '@qca/base';
import { defineInstrument, type FeeAsset, type Instrument, venueAsset } from '@qca/market';
import { type Amount, parseAmount, parsePrice, parseQuantity, parseRatio, type Ratio } from '@qca/units';
import type { Market } from './ccxtTypes.ts';

/**
 * Reads a venue's market as an instrument, exactly: tick, lot, least value and fees as decimals. `feeAsset` is what the
 * venue takes fees in.
 *
 * Refuses (a `Fault` that stays) markets that are no spot markets or whose steps are not told.
 */
export function toInstrument(options: {
  readonly market: Market;
  readonly venue: string;
  readonly index: number;
  readonly feeAsset: FeeAsset;
  readonly toText: (value: number) => string;
}): Instrument {
  const { market, venue, index, feeAsset, toText } = options;
  const { symbol, base, quote } = market;
  const refuse = (what: string): never => {
    throw new Fault(`${venue}: ${symbol} ${what}`, { retryable: false });
  };
  if (market.spot !== true) refuse('is not a spot market, which is all that is traded live so far');
  const text = (value: number | undefined, what: string): string =>
    value === undefined ? refuse(`does not tell its ${what}`) : toText(value);
  const tick = parsePrice(text(market.precision.price, 'price step'));
  const lot = parseQuantity(text(market.precision.amount, 'quantity step'), 8);
  const minimum = parseAmount(
    market.limits.cost?.min === undefined ? '0' : toText(market.limits.cost.min),
    8,
  );
  const maker = parseRatio(text(market.maker, 'maker fee'));
  const taker = parseRatio(text(market.taker, 'taker fee'));
  const spread = parseRatio('0.0001');
  if (!tick.ok || !lot.ok || !minimum.ok || !maker.ok || !taker.ok || !spread.ok)
    return refuse('has steps or fees that are no exact decimals');
  return defineInstrument(
    {
      venue,
      kind: 'spot',
      base: venueAsset(base),
      quote: venueAsset(quote),
      tick: tick.value,
      lot: lot.value,
      minimumNotional: minimum.value as Amount,
      fees: [{ volumeMin: 0, maker: maker.value as Ratio, taker: taker.value as Ratio }],
      assumedSpread: spread.value as Ratio,
      ...(feeAsset === 'quote' ? {} : { feeAsset }),
    },
    index,
  );
}
