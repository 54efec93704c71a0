import { canonicalJson } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { OrderAccepted, OrderFilled } from '@qca/orders';
import type { Booked, Entry, EquityMarked, OrderClosed, OrderPlaced, Posting } from '../entries.ts';
import { numberText, plainText, quoted } from './plainText.ts';

/** Kinds that carry bigint fields; the others take the fast path of `JSON.stringify`. */
const WITH_BIGINT: ReadonlySet<string> = new Set(['venue-snapshot', 'funding-settled']);

/**
 * Writes an entry as JSON, bigint as decimal text.
 *
 * The kinds that come with every order are put together by hand: a replacer for bigint, or a walk over the transfers,
 * would cost more than all the rest of the journal. The text is the same that `JSON.stringify` would write.
 */
export function entryText(entry: Exclude<Entry, MarketEvent>): string {
  switch (entry.kind) {
    case 'order-placed':
      return placedText(entry);
    case 'order-accepted':
      return acceptedText(entry);
    case 'order-filled':
      return filledText(entry);
    case 'booked':
      return bookedText(entry);
    case 'order-closed':
      return closedText(entry);
    case 'equity-marked':
      return markedText(entry);
    case 'run-started':
      // A configuration may come from a plan just made, or from one read back with its keys in another order.
      return canonicalJson(entry);
    default:
      return WITH_BIGINT.has(entry.kind) ? JSON.stringify(entry, bigintAsText) : JSON.stringify(entry);
  }
}

function placedText(placed: OrderPlaced): string {
  const { verdict, posting } = placed;
  return (
    `{"kind":"order-placed","timeUs":${placed.timeUs},"orderId":${quoted(placed.orderId)},"strategy":${placed.strategy},` +
    `"spec":${plainText(placed.spec)},"tradeId":${quoted(placed.tradeId)},"why":${plainText(placed.why)},` +
    `"cause":${placed.cause},"bidTicks":${numberText(placed.bidTicks)},"askTicks":${numberText(placed.askTicks)},` +
    `"decisionTicks":${numberText(placed.decisionTicks)},"askedLots":${numberText(placed.askedLots)},` +
    `"verdict":${plainText(verdict)},"posting":${posting === null ? 'null' : postingText(posting)}}`
  );
}

function acceptedText(accepted: OrderAccepted): string {
  return (
    `{"kind":"order-accepted","timeUs":${accepted.timeUs},"venueTimeUs":${accepted.venueTimeUs},` +
    `"orderId":${quoted(accepted.orderId)},"instrument":${accepted.instrument}}`
  );
}

function markedText({ timeUs, equity }: EquityMarked): string {
  let text = `{"kind":"equity-marked","timeUs":${timeUs},"equity":[`;
  for (let index = 0; index < equity.length; index += 1)
    text += (index === 0 ? '' : ',') + numberText(equity[index] as number);
  return `${text}]}`;
}

function filledText(fill: OrderFilled): string {
  return (
    `{"kind":"order-filled","timeUs":${fill.timeUs},"venueTimeUs":${fill.venueTimeUs},"orderId":${quoted(fill.orderId)},` +
    `"instrument":${fill.instrument},"fillId":${quoted(fill.fillId)},"side":"${fill.side}","priceTicks":${fill.priceTicks},` +
    `"quantityLots":${fill.quantityLots},"remainingLots":${fill.remainingLots},"liquidity":"${fill.liquidity}","fee":"${fill.fee}"${fill.realised === undefined ? '' : `,"realised":"${fill.realised}"`}}`
  );
}

function bookedText(booked: Booked): string {
  return (
    `{"kind":"booked","timeUs":${booked.timeUs},"reference":${quoted(booked.reference)},"orderId":${quoted(booked.orderId)},` +
    `"strategy":${booked.strategy},"posting":${postingText(booked.posting)}}`
  );
}

function closedText(closed: OrderClosed): string {
  return (
    `{"kind":"order-closed","timeUs":${closed.timeUs},"orderId":${quoted(closed.orderId)},"status":"${closed.status}",` +
    `"reason":"${closed.reason}","filledLots":${closed.filledLots},"posting":${closed.posting === null ? 'null' : postingText(closed.posting)}}`
  );
}

function postingText(posting: Posting): string {
  let text = `{"link":"${posting.link}","transfers":[`;
  for (let index = 0; index < posting.transfers.length; index += 1) {
    const [id, type, pendingId, debit, credit, atoms, kind] = posting.transfers[
      index
    ] as Posting['transfers'][number];
    text += `${index === 0 ? '' : ','}[${id},"${type}",${pendingId},${debit},${credit},"${atoms}","${kind}"]`;
  }
  return `${text}]}`;
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
