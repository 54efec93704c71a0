import type { Instrument } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import { formatPrice, formatQuantity, type Price, type Quantity } from '@qca/units';

/** An order in a line for people: `buy 0.05 BTC/USDT at binance, limit 60000.00`. */
export function orderText(spec: OrderSpec, instruments: readonly Instrument[]): string {
  const instrument = instruments[spec.instrument];
  if (instrument === undefined)
    return `${spec.side} ${spec.quantityLots} lots of instrument ${spec.instrument}`;
  const { base, quote, venue, lot, tick } = instrument;
  const quantity = formatQuantity((BigInt(spec.quantityLots) * lot) as Quantity, base.decimals);
  const price = (ticks: number): string => formatPrice((BigInt(ticks) * tick) as Price);
  const parts = [`${spec.side} ${quantity} ${base.id}/${quote.id} at ${venue}, ${spec.type}`];
  if (spec.limitTicks !== undefined) parts.push(price(spec.limitTicks));
  if (spec.triggerTicks !== undefined) parts.push(`from ${price(spec.triggerTicks)}`);
  if (spec.timeInForce !== undefined) parts.push(spec.timeInForce);
  if (spec.reduceOnly === true) parts.push('reduce-only');
  return parts.join(' ');
}
