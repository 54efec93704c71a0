import { MILLISECOND } from '@qca/base';
import type { Instrument } from '@qca/market';
import type { OrderFilled, VenueOrder, VenueSnapshot } from '@qca/orders';
import { type Amount, parseAmount } from '@qca/units';
import type { Raw, UnifiedOrder, UnifiedTrade } from './ccxtTypes.ts';
import { toOrderId } from './clientIds.ts';
import { toLots } from './exact.ts';
import type { KnownOrder } from './OrderMemory.ts';
import type { Reporter } from './Reporter.ts';
import type { Session } from './Session.ts';

/** Rows a page; the most Binance gives. */
const PAGE = 1_000;
/** Pages of one history before we say that it is too long to be read. */
const PAGES_MAX = 50;
/** Readings until two agree; a busy account may differ for ever, and is then compared at its start. */
const READINGS_MAX = 3;
/** Histories are read again from this much before the last reading: rows may appear late. */
const OVERLAP_MS = 60_000;

/**
 * Asks a venue for all it knows of us. Balances are read before and after orders and fills: while they differ, something
 * traded in between and everything is read again.
 */
export class Snapshots {
  readonly #session: Session;
  readonly #reporter: Reporter;
  /** Venue milliseconds from which histories are read. */
  #fromMs: number;
  #isFirst = true;

  constructor(session: Session, reporter: Reporter, historyFromMs: number) {
    this.#session = session;
    this.#reporter = reporter;
    this.#fromMs = historyFromMs;
  }

  async take(requestId: string): Promise<VenueSnapshot> {
    let reading = await this.#read();
    for (let count = 1; !reading.isSteady && count < READINGS_MAX; count += 1) reading = await this.#read();
    const readMs = Math.floor(reading.startedMs + this.#session.offsetMs);
    this.#fromMs = Math.max(this.#fromMs, readMs - OVERLAP_MS);
    this.#isFirst = false;
    const timeUs = this.#session.queue.hearUs();
    return {
      kind: 'venue-snapshot',
      timeUs,
      venueTimeUs: Math.min(timeUs, Math.floor(reading.startedMs * MILLISECOND)),
      venue: this.#session.profile.venue,
      requestId,
      orders: reading.orders,
      fills: this.#reporter.memory.fills(),
      fundings: [],
      balances: reading.balances,
    };
  }

  async #read(): Promise<{
    startedMs: number;
    isSteady: boolean;
    orders: VenueOrder[];
    balances: { asset: string; total: Amount }[];
  }> {
    const startedMs = this.#session.nowMs();
    const before = await this.#balances();
    const open = new Set<string>();
    for (const instrument of this.#session.instruments) await this.#history(instrument, open);
    const balances = await this.#balances();
    const orders: VenueOrder[] = [];
    for (const known of this.#reporter.memory.all()) {
      if (known.state === undefined) continue;
      orders.push(known.state);
    }
    return { startedMs, isSteady: sameBalances(before, balances), orders, balances };
  }

  async #history(instrument: Instrument, open: Set<string>): Promise<void> {
    const symbol = this.#session.symbols[instrument.index] as string;
    const { client } = this.#session;
    const told: UnifiedOrder[] = await client.fetchOpenOrders(symbol);
    for (const order of told) if (order.id !== undefined) open.add(order.id);
    const past = await pages((since) => client.fetchOrders(symbol, since, PAGE), this.#fromMs);
    for (const order of [...told, ...past]) this.#learn(order, instrument);
    await this.#lookUpStale(instrument, symbol, open);
    for (const trade of await pages((since) => client.fetchMyTrades(symbol, since, PAGE), this.#fromMs))
      this.#learnFill(trade, instrument);
  }

  /** Orders we hold for open that are neither open nor in the history read: older than it. */
  async #lookUpStale(instrument: Instrument, symbol: string, open: ReadonlySet<string>): Promise<void> {
    for (const known of this.#reporter.memory.all()) {
      const isStale = known.instrument === instrument.index && known.state?.status === 'open';
      if (!isStale || known.venueId === '' || open.has(known.venueId)) continue;
      this.#learn(await this.#session.client.fetchOrder(known.venueId, symbol), instrument);
    }
  }

  #learn(order: UnifiedOrder, instrument: Instrument): void {
    const { memory } = this.#reporter;
    const quantityLots = toLots(this.#session.client.numberToString(order.amount ?? 0), instrument) ?? 0;
    let known = this.#reporter.find(order);
    if (known === undefined) {
      const timeInForce = order.timeInForce === 'IOC' ? 'ioc' : order.timeInForce === 'FOK' ? 'fok' : 'gtc';
      const orderId = toOrderId(order.clientOrderId ?? `${order.id}`, this.#session.profile);
      const side = order.side === 'sell' ? 'sell' : 'buy';
      known = memory.add({ orderId, instrument: instrument.index, side, quantityLots, timeInForce });
      // What a snapshot tells first is not told again by the stream as new.
      known.isAcceptedTold = this.#isFirst;
    }
    memory.setVenueId(known, order.id ?? '');
    known.state = this.#reporter.stateOf(order, known);
    if (known.state.status !== 'open') known.isEndTold = true;
  }

  #learnFill(trade: UnifiedTrade, instrument: Instrument): void {
    const { memory } = this.#reporter;
    const known: KnownOrder | undefined = memory.byVenueId(instrument.index, trade.order ?? '');
    if (known === undefined) return;
    const fill: OrderFilled | undefined = this.#reporter.toFill(trade, known, known.filledLots);
    if (fill !== undefined) memory.addFill(known, fill);
  }

  async #balances(): Promise<{ asset: string; total: Amount }[]> {
    const { client, profile } = this.#session;
    const told = await client.fetchBalance();
    const rows = told.info[profile.raw.balanceList];
    if (Array.isArray(rows)) return rows.map((row: Raw) => this.#exactBalance(row));
    return Object.entries(told.total).map(([asset, total]) => ({
      asset,
      total: atoms(client.numberToString(total)),
    }));
  }

  #exactBalance(row: Raw): { asset: string; total: Amount } {
    const { raw } = this.#session.profile;
    let total = 0n;
    for (const part of raw.balanceParts) total += atoms(String(row[part] ?? '0'));
    return { asset: String(row[raw.balanceAsset]), total: total as Amount };
  }
}

/** Reads a history page by page, from a moment on. */
async function pages<
  Row extends { readonly timestamp?: number; readonly id?: string; readonly order?: string },
>(fetch: (since: number) => Promise<Row[]>, fromMs: number): Promise<Row[]> {
  const rows = new Map<string, Row>();
  let sinceMs = fromMs;
  for (let page = 0; page < PAGES_MAX; page += 1) {
    const found = await fetch(sinceMs);
    let isNew = false;
    for (const row of found) {
      // Both sides of a trade with ourselves have one id.
      const id = `${row.id} ${row.order}`;
      if (!rows.has(id)) isNew = true;
      rows.set(id, row);
    }
    const lastMs = found.at(-1)?.timestamp;
    if (found.length < PAGE || lastMs === undefined || !isNew) break;
    sinceMs = lastMs;
  }
  return [...rows.values()];
}

function sameBalances(
  a: readonly { asset: string; total: Amount }[],
  b: readonly { asset: string; total: Amount }[],
): boolean {
  return (
    a.length === b.length &&
    a.every((each, index) => each.asset === b[index]?.asset && each.total === b[index]?.total)
  );
}

function atoms(text: string): Amount {
  const parsed = parseAmount(text, 8);
  return parsed.ok ? parsed.value : (0n as Amount);
}
