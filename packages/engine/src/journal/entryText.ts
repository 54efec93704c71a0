import { canonicalJson } from '@qca/base';
import type { MarketEvent } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import type { Booked, Entry, OrderClosed, Posting } from '../entries.ts';

/** Kinds that carry bigint fields; the others take the fast path of `JSON.stringify`. */
const WITH_BIGINT: ReadonlySet<string> = new Set(['venue-snapshot', 'funding-settled']);

/**
 * Writes an entry as JSON, bigint as decimal text.
 *
 * The kinds that come with every fill are put together by hand: a replacer for bigint, or a walk over the transfers,
 * would cost more than all the rest of the journal. The text is the same that `JSON.stringify` would write.
 */
export function entryText(entry: Exclude<Entry, MarketEvent>): string {
  switch (entry.kind) {
    case 'order-filled':
      return filledText(entry);
    case 'booked':
      return bookedText(entry);
    case 'order-closed':
      return closedText(entry);
    case 'run-started':
      // A configuration may come from a plan just made, or from one read back with its keys in another order.
      return canonicalJson(entry);
    default:
      return WITH_BIGINT.has(entry.kind) ? JSON.stringify(entry, bigintAsText) : JSON.stringify(entry);
  }
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

const PLAIN = /^[\w.:+/-]*$/;

// Ids are plain words nearly always; only what a venue made up may need escapes.
function quoted(text: string): string {
  return PLAIN.test(text) ? `"${text}"` : JSON.stringify(text);
}

function bigintAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}
