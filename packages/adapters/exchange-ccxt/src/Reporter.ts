import { type Instrument, type Side, VENUE_ASSET_DECIMALS } from '@qca/market';
import type { CancelReason, OrderFilled, VenueOrder } from '@qca/orders';
import { type Amount, parseAmount, ZERO_AMOUNT } from '@qca/units';
import type { UnifiedOrder, UnifiedTrade } from './ccxtTypes.ts';
import { toOrderId } from './clientIds.ts';
import { toLots, toTicks } from './exact.ts';
import type { KnownOrder, OrderMemory } from './OrderMemory.ts';
import type { Session } from './Session.ts';

/** Fills of orders we have not been told of yet; their order's answer is a moment away. */
const UNPLACED_FILLS_MAX = 1_000;

/** Turns what a venue says of our orders into reports: each thing once, whichever way and however often it is said. */
export class Reporter {
  readonly memory: OrderMemory;
  readonly #session: Session;
  #unplaced: UnifiedTrade[] = [];

  constructor(session: Session, memory: OrderMemory) {
    this.#session = session;
    this.memory = memory;
  }

  accepted(known: KnownOrder, venueMs: number | undefined): void {
    if (known.isAcceptedTold) return;
    known.isAcceptedTold = true;
    const timeUs = this.#session.queue.hearUs();
    this.#session.report({
      kind: 'order-accepted',
      timeUs,
      venueTimeUs: this.#session.toOurTimeUs(venueMs, timeUs),
      orderId: known.orderId,
      instrument: known.instrument,
    });
  }

  /** Takes in an order's state as told by the stream or an answer. */
  order(told: UnifiedOrder): KnownOrder | undefined {
    const known = this.find(told);
    if (known === undefined) return undefined;
    this.memory.setVenueId(known, told.id ?? '');
    this.#flushUnplaced();
    this.accepted(known, told.timestamp);
    for (const trade of told.trades ?? [])
      this.fill(trade, trade.order === undefined || trade.order === told.id ? known : undefined);
    known.state = this.stateOf(told, known);
    if (known.state.status === 'cancelled') this.#cancelled(known, told);
    if (known.state.status === 'filled') known.isEndTold = true;
    this.#missing(known);
    return known;
  }

  /** Takes in one fill. Fills of unknown orders wait until their order is known. */
  fill(trade: UnifiedTrade, of?: KnownOrder): void {
    const known = of ?? this.#orderOf(trade);
    if (known === undefined) {
      this.#unplaced.push(trade);
      if (this.#unplaced.length > UNPLACED_FILLS_MAX) this.#unplaced.shift();
      return;
    }
    const fill = this.toFill(trade, known, known.filledLots);
    if (fill === undefined) return this.#unreadable(trade, known);
    if (!this.memory.addFill(known, fill)) return;
    this.accepted(known, trade.timestamp);
    this.#session.report(fill);
  }

  /** Reads a fill exactly; undefined when it is not readable as whole ticks and lots, or its fee is not. */
  toFill(trade: UnifiedTrade, known: KnownOrder, filledBefore: number): OrderFilled | undefined {
    const session = this.#session;
    const { raw } = session.profile;
    const instrument = session.instruments[known.instrument] as Instrument;
    const priceTicks = toTicks(session.rawText(trade.info, raw.fillPrice, trade.price) ?? '', instrument);
    const quantityLots = toLots(
      session.rawText(trade.info, raw.fillQuantity, trade.amount) ?? '',
      instrument,
    );
    const tradeId = session.rawText(trade.info, raw.fillId, trade.id);
    if (priceTicks === undefined || quantityLots === undefined || quantityLots === 0 || tradeId === undefined)
      return undefined;
    const fee = this.#fee(trade, instrument);
    if (fee === undefined) return undefined;
    const timeUs = session.queue.hearUs();
    return {
      kind: 'order-filled',
      timeUs,
      venueTimeUs: session.toOurTimeUs(trade.timestamp, timeUs),
      orderId: known.orderId,
      instrument: known.instrument,
      fillId: `${instrument.id}-${tradeId}-${known.venueId || trade.order || ''}`,
      side: sideOf(trade, known),
      priceTicks,
      quantityLots,
      remainingLots: Math.max(0, known.quantityLots - filledBefore - quantityLots),
      liquidity: trade.takerOrMaker === 'maker' ? 'maker' : 'taker',
      ...fee,
    };
  }

  /** A fill whose fee nobody can book is not dropped: the engine doubts its order, and says why until somebody looks. */
  #unreadable(trade: UnifiedTrade, known: KnownOrder): void {
    const instrument = this.#session.instruments[known.instrument] as Instrument;
    if (this.#fee(trade, instrument) !== undefined) return;
    const { raw } = this.#session.profile;
    const told = (names: readonly string[]): string => this.#session.rawText(trade.info, names, '') ?? '';
    const fee = `"${told(raw.fillFee)}" of "${told(raw.fillFeeAsset)}"`;
    this.unknown(
      known,
      `fill ${trade.id ?? ''} has a fee of ${fee}, which is no exact amount of an asset, and is not booked: compare it at the venue and report it`,
    );
  }

  stateOf(told: UnifiedOrder, known: KnownOrder): VenueOrder {
    const session = this.#session;
    const instrument = session.instruments[known.instrument] as Instrument;
    const filled = toLots(session.client.numberToString(told.filled ?? 0), instrument) ?? known.filledLots;
    const remainingLots = Math.max(0, known.quantityLots - filled);
    const about = { orderId: known.orderId, instrument: known.instrument, remainingLots };
    switch (told.status) {
      case 'open':
        return { ...about, status: 'open' };
      case 'closed':
        return { ...about, status: 'filled', remainingLots: 0 };
      case 'rejected':
        return { ...about, status: 'rejected', reason: 'venue-unavailable' };
      default:
        return { ...about, status: 'cancelled', reason: endReason(told, known) };
    }
  }

  find(told: UnifiedOrder): KnownOrder | undefined {
    const instrument = this.#session.instrumentOf(told.symbol);
    if (instrument === undefined) return undefined;
    const byId = told.id === undefined ? undefined : this.memory.byVenueId(instrument.index, told.id);
    if (byId !== undefined) return byId;
    const clientId = told.clientOrderId;
    return clientId === undefined ? undefined : this.memory.get(toOrderId(clientId, this.#session.profile));
  }

  unknown(known: Pick<KnownOrder, 'orderId' | 'instrument'>, detail: string): void {
    const timeUs = this.#session.queue.hearUs();
    this.#session.report({
      kind: 'order-unknown',
      timeUs,
      venueTimeUs: timeUs,
      orderId: known.orderId,
      instrument: known.instrument,
      detail,
    });
  }

  #cancelled(known: KnownOrder, told: UnifiedOrder): void {
    if (known.isEndTold || known.state === undefined) return;
    known.isEndTold = true;
    const timeUs = this.#session.queue.hearUs();
    this.#session.report({
      kind: 'order-cancelled',
      timeUs,
      venueTimeUs: this.#session.toOurTimeUs(told.lastUpdateTimestamp ?? told.timestamp, timeUs),
      orderId: known.orderId,
      instrument: known.instrument,
      reason: endReason(told, known),
      remainingLots: known.state.remainingLots,
    });
  }

  /** The order's state counts fills that were not told: after a moment for those on their way, the engine should ask. */
  #missing(known: KnownOrder): void {
    const toldLots = (): number => known.quantityLots - (known.state?.remainingLots ?? known.quantityLots);
    if (toldLots() <= known.filledLots) return;
    const timer = setTimeout(() => {
      if (!this.#session.isClosed && toldLots() > known.filledLots)
        this.unknown(known, `the venue counts ${toldLots()} lots filled, ${known.filledLots} were told`);
    }, MISSING_MS);
    timer.unref();
  }

  #orderOf(trade: UnifiedTrade): KnownOrder | undefined {
    const session = this.#session;
    const instrument = session.instrumentOf(trade.symbol);
    if (instrument === undefined) return undefined;
    const byId = trade.order === undefined ? undefined : this.memory.byVenueId(instrument.index, trade.order);
    if (byId !== undefined) return byId;
    const clientId = session.rawText(trade.info, session.profile.raw.fillClientId, undefined);
    const known = clientId === undefined ? undefined : this.memory.get(toOrderId(clientId, session.profile));
    if (known !== undefined) this.memory.setVenueId(known, trade.order ?? '');
    return known;
  }

  #flushUnplaced(): void {
    if (this.#unplaced.length === 0) return;
    const waiting = this.#unplaced;
    this.#unplaced = [];
    for (const trade of waiting) this.fill(trade);
  }

  /**
   * The fee as the venue took it, to the atom, in the asset that it took it in; undefined when that is not told exactly.
   * An asset that no market here trades is told like any other: the engine opens accounts for it.
   */
  #fee(trade: UnifiedTrade, instrument: Instrument): Pick<OrderFilled, 'fee' | 'feeAsset'> | undefined {
    const session = this.#session;
    const { raw } = session.profile;
    const text = session.rawText(trade.info, raw.fillFee, trade.fee?.cost);
    if (text === undefined) return { fee: ZERO_AMOUNT };
    const fee = readFee(text);
    if (fee === undefined) return undefined;
    // Nothing is nothing in any asset; venues then name none.
    if (fee === 0n) return { fee };
    const asset = session.rawText(trade.info, raw.fillFeeAsset, trade.fee?.currency);
    if (asset === undefined) return undefined;
    return asset === instrument.quote.id ? { fee } : { fee, feeAsset: asset };
  }
}

/** Reads a fee; a negative one is a rebate. Assets at venues have eight decimals. */
function readFee(text: string): Amount | undefined {
  const isRebate = text.startsWith('-');
  const parsed = parseAmount(isRebate ? text.slice(1) : text, VENUE_ASSET_DECIMALS);
  if (!parsed.ok) return undefined;
  return (isRebate ? -parsed.value : parsed.value) as Amount;
}

/** How long fills may trail behind their order's state. */
const MISSING_MS = 1_500;

function sideOf(trade: UnifiedTrade, known: KnownOrder): Side {
  return trade.side === 'sell' || trade.side === 'buy' ? trade.side : known.side;
}

function endReason(told: UnifiedOrder, known: KnownOrder): CancelReason {
  if (told.status === 'canceled') return 'requested';
  if (known.timeInForce === 'fok') return 'fill-or-kill';
  if (known.timeInForce === 'ioc') return 'immediate-or-cancel';
  return told.status === 'expired' ? 'expired' : 'venue';
}
