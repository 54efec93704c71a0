import { assert, canonicalJson, present } from '@qca/base';
import { defineInstrument, type Instrument, lotsNotionalDown, lotsToBase, ticksToPrice } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import type { DecisionRow, EquityRow, FillRow, OrderRow, ProjectionBatch, TransferRow } from '@qca/ports';
import { fromFloatDown } from '@qca/units';
import type {
  Entry,
  IntentRefused,
  OrderClosed,
  OrderPlaced,
  Posting,
  RunConfiguration,
} from '../entries.ts';
import { decodeEntries } from '../journal/codec.ts';
import { BarFolder } from './BarFolder.ts';
import { CommandFolder } from './CommandFolder.ts';

/** Decimals of the reporting asset, in which equity rows are kept. */
const EQUITY_DECIMALS = 8;
/** As many as the kernel keeps, so that whatever it books finds its order. */
const CLOSED_ORDERS_MAX = 10_000;
const FINAL: ReadonlySet<string> = new Set(['filled', 'cancelled', 'rejected']);

/** Folds journal entries into table rows. Pure: the same entries give the same rows, however they are cut in blocks. */
export class Projector {
  #configuration: RunConfiguration | undefined;
  #instruments: readonly Instrument[] = [];
  /** Account names and assets by number. */
  readonly #accounts: { readonly name: string; readonly asset: string }[] = [];
  readonly #orders = new Map<string, OrderRow>();
  /** Final orders, oldest first: a late fill may still be booked to them. */
  readonly #closedIds: string[] = [];
  /** Fills that the last input told of; those that count are booked right behind it. */
  #told: readonly OrderFilled[] = [];
  readonly #reserves = new Map<number, TransferRow>();
  #bars: BarFolder | undefined;
  readonly #commands = new CommandFolder();
  #rows = emptyBatch();
  #sequence = 0;
  /** Time of the current entry. */
  #timeUs = 0;

  /** Sequence of the next entry. */
  get next(): number {
    return this.#sequence;
  }

  /** Folds the entries of a block. */
  take(bytes: Uint8Array): void {
    decodeEntries(bytes, (entry) => {
      this.#entry(entry);
      this.#sequence += 1;
    });
  }

  /** Hands over the rows changed since the last call. */
  batch(): ProjectionBatch {
    const rows = this.#rows;
    this.#rows = emptyBatch();
    return { ...rows, bars: this.#bars?.drain() ?? [], commands: this.#commands.drain() };
  }

  #entry(entry: Entry): void {
    this.#timeUs = entry.timeUs;
    switch (entry.kind) {
      case 'run-started':
        this.#configuration = entry.configuration;
        this.#instruments = entry.configuration.instruments.map((spec, index) =>
          defineInstrument(spec, index),
        );
        this.#bars = new BarFolder(this.#instruments, entry.configuration.data);
        break;
      case 'bar':
      case 'trade':
      case 'quote':
      case 'depth':
        return this.#bars?.take(entry, this.#sequence);
      case 'command-applied':
      case 'command-refused':
        return this.#commands.answered(entry, this.#sequence, (strategy) => this.#nameIfAny(strategy));
      case 'account-opened':
        this.#accounts[entry.account] = { name: entry.name, asset: entry.asset };
        break;
      case 'order-placed':
        return this.#placed(entry);
      case 'intent-refused':
        return this.#refused(entry);
      case 'order-filled':
        this.#told = [entry];
        break;
      case 'venue-snapshot':
        this.#told = entry.fills;
        break;
      case 'order-closed':
        return this.#closed(entry);
      case 'booked':
        this.#filled(
          this.#told.find((fill) => fill.fillId === entry.reference && fill.orderId === entry.orderId),
        );
        return this.#posting(entry.posting, entry.strategy, entry.reference, entry.timeUs);
      case 'equity-marked':
        return this.#equity(entry.equity, entry.timeUs);
      case 'halt':
      case 'reduce':
      case 'rearm':
      case 'stop':
      case 'move-budget':
      case 'switch-strategy':
      case 'set-parameters':
      case 'kill':
      case 'set-kill-plan':
        return this.#commands.asked(entry);
      default:
    }
  }

  #placed(entry: OrderPlaced): void {
    const instrument = this.#instrument(entry.spec.instrument);
    const { spec } = entry;
    const row: OrderRow = {
      sequence: this.#sequence,
      timeUs: entry.timeUs,
      strategy: this.#name(entry.strategy),
      orderId: entry.orderId,
      tradeId: entry.tradeId,
      venue: instrument.venue,
      instrument: instrument.id,
      side: spec.side,
      type: spec.type,
      status: 'sent',
      reason: '',
      quantity: lotsToBase(instrument, spec.quantityLots),
      filled: 0n,
      baseAsset: instrument.base.id,
      quoteAsset: instrument.quote.id,
      limitPrice: spec.limitTicks === undefined ? undefined : ticksToPrice(instrument, spec.limitTicks),
      averagePrice: undefined,
      sentUs: entry.timeUs,
      why: entry.why.text,
    };
    this.#order(row);
    if (spec.bracket !== undefined) this.#exits(row, ticksToPrice(instrument, spec.bracket.takeProfitTicks));
    const verdict = entry.verdict === 'admitted' ? undefined : entry.verdict;
    this.#decision(entry, verdict === undefined ? 'admitted' : 'shrunk', verdict?.rule ?? '', entry.orderId, {
      ...entry.why.numbers,
      ...verdict,
    });
    if (entry.posting !== null) this.#posting(entry.posting, entry.strategy, entry.orderId, entry.timeUs);
  }

  // A bracket's exits are orders of their own at the venue; the journal places them with their parent.
  #exits(parent: OrderRow, takeProfit: bigint): void {
    const exit = { ...parent, side: parent.side === 'buy' ? 'sell' : 'buy' } as const;
    this.#order({ ...exit, orderId: `${parent.orderId}.tp`, type: 'limit', limitPrice: takeProfit });
    this.#order({ ...exit, orderId: `${parent.orderId}.sl`, type: 'stop', limitPrice: undefined });
  }

  #refused(entry: IntentRefused): void {
    this.#decision(entry, 'refused', entry.verdict.rule, '', { ...entry.why.numbers, ...entry.verdict });
  }

  #decision(
    entry: OrderPlaced | IntentRefused,
    outcome: DecisionRow['outcome'],
    rule: string,
    reference: string,
    numbers: object,
  ): void {
    this.#rows.decisions.push({
      sequence: this.#sequence,
      timeUs: entry.timeUs,
      strategy: this.#name(entry.strategy),
      decisionId: `decision-${this.#sequence}`,
      kind: 'place',
      outcome,
      rule,
      reference,
      why: entry.why.text,
      numbers: canonicalJson(numbers),
    });
  }

  #filled(fill: OrderFilled | undefined): void {
    const order = fill === undefined ? undefined : this.#orders.get(fill.orderId);
    if (fill === undefined || order === undefined) return;
    const instrument = this.#instrument(fill.instrument);
    const quantity = lotsToBase(instrument, fill.quantityLots);
    const price = ticksToPrice(instrument, fill.priceTicks);
    const paid = (order.averagePrice ?? 0n) * order.filled + price * quantity;
    const filled = order.filled + quantity;
    this.#rows.fills.push({
      sequence: this.#sequence,
      timeUs: this.#timeUs,
      strategy: order.strategy,
      fillId: fill.fillId,
      orderId: fill.orderId,
      venue: instrument.venue,
      instrument: instrument.id,
      side: fill.side,
      liquidity: fill.liquidity,
      price,
      quantity,
      baseAsset: instrument.base.id,
      notional: lotsNotionalDown(instrument, fill.quantityLots, fill.priceTicks),
      fee: fill.fee,
      feeAsset: fill.feeAsset ?? instrument.quote.id,
      quoteAsset: instrument.quote.id,
    });
    const status = FINAL.has(order.status) ? order.status : 'partly-filled';
    this.#order({
      ...order,
      sequence: this.#sequence,
      timeUs: this.#timeUs,
      status,
      filled,
      averagePrice: paid / filled,
    });
  }

  #closed(entry: OrderClosed): void {
    const order = this.#orders.get(entry.orderId);
    if (order !== undefined) {
      this.#order({
        ...order,
        sequence: this.#sequence,
        timeUs: entry.timeUs,
        status: entry.status,
        reason: entry.reason,
      });
      this.#forgetOldest(entry.orderId);
    }
    if (entry.posting !== null) this.#posting(entry.posting, -1, entry.orderId, entry.timeUs);
  }

  #posting(posting: Posting, strategy: number, reference: string, timeUs: number): void {
    for (const [id, type, pendingId, debit, credit, atoms, kind] of posting.transfers) {
      const from = present(this.#accounts[debit], `account ${debit}`);
      const to = present(this.#accounts[credit], `account ${credit}`);
      const row: TransferRow = {
        sequence: this.#sequence,
        timeUs,
        strategy: this.#name(strategy),
        transferId: String(id),
        kind,
        state: 'posted',
        debit: from.name,
        credit: to.name,
        asset: from.asset,
        amount: BigInt(atoms),
        reference,
      };
      if (type === 'reserved') this.#reserve(pendingId, { ...row, state: 'pending' });
      else if (type === 'posted') this.#rows.transfers.push(row);
      else this.#settle(pendingId, row, type === 'pending-posted');
    }
  }

  #reserve(pendingId: number, row: TransferRow): void {
    this.#reserves.set(pendingId, row);
    this.#rows.transfers.push(row);
  }

  // What is taken from a reserve leaves it smaller; what was posted is a transfer of its own.
  #settle(pendingId: number, row: TransferRow, posted: boolean): void {
    const reserve = present(this.#reserves.get(pendingId), `reserve ${pendingId}`);
    const left = reserve.amount - row.amount;
    if (posted) this.#rows.transfers.push({ ...row, strategy: reserve.strategy });
    const next: TransferRow = {
      ...reserve,
      sequence: this.#sequence,
      timeUs: row.timeUs,
      amount: left,
      state: left > 0n ? 'pending' : 'voided',
    };
    this.#rows.transfers.push(next);
    if (left > 0n) this.#reserves.set(pendingId, next);
    else this.#reserves.delete(pendingId);
  }

  #equity(values: readonly number[], timeUs: number): void {
    const asset = present(this.#configuration, 'run configuration').reportingAsset;
    for (const [strategy, value] of values.entries()) {
      this.#rows.equity.push({
        sequence: this.#sequence,
        timeUs,
        strategy: this.#name(strategy),
        asset,
        equity: fromFloatDown(value, EQUITY_DECIMALS),
      });
    }
  }

  #order(row: OrderRow): void {
    this.#orders.set(row.orderId, row);
    this.#rows.orders.push(row);
  }

  #forgetOldest(closedId: string): void {
    this.#closedIds.push(closedId);
    if (this.#closedIds.length < 2 * CLOSED_ORDERS_MAX) return;
    for (const old of this.#closedIds.splice(0, CLOSED_ORDERS_MAX)) this.#orders.delete(old);
  }

  #instrument(index: number): Instrument {
    return present(this.#instruments[index], `instrument ${index}`);
  }

  /** A command may name a strategy that does not exist. */
  #nameIfAny(strategy: number): string {
    return this.#configuration?.strategies[strategy]?.name ?? '';
  }

  #name(strategy: number): string {
    if (strategy < 0) return '';
    assert(this.#configuration !== undefined, 'a journal begins with run-started');
    return present(this.#configuration.strategies[strategy], `strategy ${strategy}`).name;
  }
}

interface Rows {
  readonly orders: OrderRow[];
  readonly fills: FillRow[];
  readonly transfers: TransferRow[];
  readonly decisions: DecisionRow[];
  readonly equity: EquityRow[];
}

function emptyBatch(): Rows {
  return { orders: [], fills: [], transfers: [], decisions: [], equity: [] };
}
