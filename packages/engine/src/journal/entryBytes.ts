import type { MarketEvent } from '@qca/market';
import type { OrderAccepted, OrderFilled } from '@qca/orders';
import type { Booked, Entry, EquityMarked, OrderClosed, OrderPlaced, Posting } from '../entries.ts';
import { entryText } from './entryText.ts';
import { fixed, type JsonBytes } from './JsonBytes.ts';

/**
 * Writes an entry as JSON, bigint as decimal text.
 *
 * The kinds that come with every order are put together by hand: a general writer would cost more than all the rest
 * of the journal. The bytes are those of `entryText`.
 */
export function writeEntry(out: JsonBytes, entry: Exclude<Entry, MarketEvent>): void {
  switch (entry.kind) {
    case 'order-placed':
      return writePlaced(out, entry);
    case 'order-accepted':
      return writeAccepted(out, entry);
    case 'order-filled':
      return writeFilled(out, entry);
    case 'booked':
      return writeBooked(out, entry);
    case 'order-closed':
      return writeClosed(out, entry);
    case 'equity-marked':
      return writeMarked(out, entry);
    default:
      out.general(entryText(entry));
  }
}

const PLACED = fixed('{"kind":"order-placed","timeUs":');
const ACCEPTED = fixed('{"kind":"order-accepted","timeUs":');
const FILLED = fixed('{"kind":"order-filled","timeUs":');
const BOOKED = fixed('{"kind":"booked","timeUs":');
const CLOSED = fixed('{"kind":"order-closed","timeUs":');
const MARKED = fixed('{"kind":"equity-marked","timeUs":');
const VENUE_TIME = fixed(',"venueTimeUs":');
const ORDER_ID = fixed(',"orderId":');
const STRATEGY = fixed(',"strategy":');
const INSTRUMENT = fixed(',"instrument":');
const SPEC = fixed(',"spec":');
const TRADE_ID = fixed(',"tradeId":');
const WHY = fixed(',"why":');
const CAUSE = fixed(',"cause":');
const BID = fixed(',"bidTicks":');
const ASK = fixed(',"askTicks":');
const DECISION = fixed(',"decisionTicks":');
const ASKED = fixed(',"askedLots":');
const VERDICT = fixed(',"verdict":');
const POSTING = fixed(',"posting":');
const FILL_ID = fixed(',"fillId":');
const SIDE = fixed(',"side":"');
const PRICE = fixed('","priceTicks":');
const QUANTITY = fixed(',"quantityLots":');
const REMAINING = fixed(',"remainingLots":');
const LIQUIDITY = fixed(',"liquidity":"');
const FEE = fixed('","fee":"');
const FEE_ASSET = fixed('","feeAsset":');
const REALISED_NEXT = fixed(',"realised":"');
const REALISED = fixed('","realised":"');
const REFERENCE = fixed(',"reference":');
const STATUS = fixed(',"status":"');
const REASON = fixed('","reason":');
const FILLED_LOTS = fixed(',"filledLots":');
const EQUITY = fixed(',"equity":[');
const LINK = fixed('{"link":"');
const TRANSFERS = fixed('","transfers":[');
const OPEN_TRANSFER = fixed('[');
const NEXT_TRANSFER = fixed(',[');
const COMMA = fixed(',');
const COMMA_QUOTE = fixed(',"');
const QUOTE_COMMA = fixed('",');
const QUOTES_BETWEEN = fixed('","');
const END_TRANSFER = fixed('"]');
const END_LIST = fixed(']}');
const END_TEXT = fixed('"}');
const END = fixed('}');
const NULL = fixed('null');

function writePlaced(out: JsonBytes, placed: OrderPlaced): void {
  out.fixed(PLACED);
  out.number(placed.timeUs);
  out.fixed(ORDER_ID);
  out.text(placed.orderId);
  out.fixed(STRATEGY);
  out.number(placed.strategy);
  out.fixed(SPEC);
  out.plain(placed.spec);
  out.fixed(TRADE_ID);
  out.text(placed.tradeId);
  out.fixed(WHY);
  out.plain(placed.why);
  out.fixed(CAUSE);
  out.number(placed.cause);
  out.fixed(BID);
  out.number(placed.bidTicks);
  out.fixed(ASK);
  out.number(placed.askTicks);
  out.fixed(DECISION);
  out.number(placed.decisionTicks);
  out.fixed(ASKED);
  out.number(placed.askedLots);
  out.fixed(VERDICT);
  out.plain(placed.verdict);
  writePosting(out, placed.posting);
  out.fixed(END);
}

function writeAccepted(out: JsonBytes, accepted: OrderAccepted): void {
  out.fixed(ACCEPTED);
  out.number(accepted.timeUs);
  out.fixed(VENUE_TIME);
  out.number(accepted.venueTimeUs);
  out.fixed(ORDER_ID);
  out.text(accepted.orderId);
  out.fixed(INSTRUMENT);
  out.number(accepted.instrument);
  out.fixed(END);
}

function writeFilled(out: JsonBytes, fill: OrderFilled): void {
  out.fixed(FILLED);
  out.number(fill.timeUs);
  out.fixed(VENUE_TIME);
  out.number(fill.venueTimeUs);
  out.fixed(ORDER_ID);
  out.text(fill.orderId);
  out.fixed(INSTRUMENT);
  out.number(fill.instrument);
  out.fixed(FILL_ID);
  out.text(fill.fillId);
  out.fixed(SIDE);
  out.ascii(fill.side);
  out.fixed(PRICE);
  out.number(fill.priceTicks);
  out.fixed(QUANTITY);
  out.number(fill.quantityLots);
  out.fixed(REMAINING);
  out.number(fill.remainingLots);
  out.fixed(LIQUIDITY);
  out.ascii(fill.liquidity);
  out.fixed(FEE);
  out.ascii(fill.fee.toString());
  if (fill.feeAsset !== undefined) return writeFeeAsset(out, fill.feeAsset, fill.realised);
  if (fill.realised !== undefined) {
    out.fixed(REALISED);
    out.ascii(fill.realised.toString());
  }
  out.fixed(END_TEXT);
}

function writeFeeAsset(out: JsonBytes, feeAsset: string, realised: bigint | undefined): void {
  out.fixed(FEE_ASSET);
  out.text(feeAsset);
  if (realised === undefined) return out.fixed(END);
  out.fixed(REALISED_NEXT);
  out.ascii(realised.toString());
  out.fixed(END_TEXT);
}

function writeBooked(out: JsonBytes, booked: Booked): void {
  out.fixed(BOOKED);
  out.number(booked.timeUs);
  out.fixed(REFERENCE);
  out.text(booked.reference);
  out.fixed(ORDER_ID);
  out.text(booked.orderId);
  out.fixed(STRATEGY);
  out.number(booked.strategy);
  writePosting(out, booked.posting);
  out.fixed(END);
}

function writeClosed(out: JsonBytes, closed: OrderClosed): void {
  out.fixed(CLOSED);
  out.number(closed.timeUs);
  out.fixed(ORDER_ID);
  out.text(closed.orderId);
  out.fixed(STATUS);
  out.ascii(closed.status);
  out.fixed(REASON);
  out.text(closed.reason);
  out.fixed(FILLED_LOTS);
  out.number(closed.filledLots);
  writePosting(out, closed.posting);
  out.fixed(END);
}

function writeMarked(out: JsonBytes, { timeUs, equity }: EquityMarked): void {
  out.fixed(MARKED);
  out.number(timeUs);
  out.fixed(EQUITY);
  for (let index = 0; index < equity.length; index += 1) {
    if (index > 0) out.fixed(COMMA);
    out.number(equity[index] as number);
  }
  out.fixed(END_LIST);
}

function writePosting(out: JsonBytes, posting: Posting | null): void {
  out.fixed(POSTING);
  if (posting === null) return out.fixed(NULL);
  out.fixed(LINK);
  out.ascii(posting.link);
  out.fixed(TRANSFERS);
  for (let index = 0; index < posting.transfers.length; index += 1) {
    const transfer = posting.transfers[index] as Posting['transfers'][number];
    out.fixed(index === 0 ? OPEN_TRANSFER : NEXT_TRANSFER);
    out.number(transfer[0]);
    out.fixed(COMMA_QUOTE);
    out.ascii(transfer[1]);
    out.fixed(QUOTE_COMMA);
    out.number(transfer[2]);
    out.fixed(COMMA);
    out.number(transfer[3]);
    out.fixed(COMMA);
    out.number(transfer[4]);
    out.fixed(COMMA_QUOTE);
    out.ascii(transfer[5]);
    out.fixed(QUOTES_BETWEEN);
    out.ascii(transfer[6]);
    out.fixed(END_TRANSFER);
  }
  out.fixed(END_LIST);
}
