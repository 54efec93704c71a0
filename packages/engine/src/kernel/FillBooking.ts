import { assert } from '@qca/base';
import type { AccountIndex, TransferKind } from '@qca/ledger';
import { type Instrument, lotsNotionalDown, lotsNotionalUp, lotsToBase } from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import { type Amount, mulDivDown, type Ratio } from '@qca/units';
import type { BooksParts } from './booksParts.ts';
import type { CashBooking } from './CashBooking.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { valuedDown } from './Rates.ts';
import type { StrategyAccounts } from './StrategyAccounts.ts';

/** Books fills: custody, fee, cost, slippage and what was realised. Collects only; the books post the group. */
export class FillBooking {
  readonly #parts: BooksParts;
  readonly #cash: CashBooking;
  /** What is left of the reserve of the order whose fill is being booked. */
  #reserveLeft = 0n;

  constructor(parts: BooksParts, cash: CashBooking) {
    this.#parts = parts;
    this.#cash = cash;
  }

  /** Collects the transfers of a fill. The last fill of an order frees what is left of its reserve. */
  collect(own: StrategyAccounts, order: KernelOrder, fill: OrderFilled): void {
    const instrument = this.#parts.instruments[fill.instrument] as Instrument;
    if (instrument.kind === 'perpetual') this.#perpetual(own, order, fill, instrument);
    else if (fill.side === 'buy') this.#spotBuy(own, order, fill, instrument);
    else this.#spotSell(own, order, fill, instrument);
    if (order.filledLots === order.spec.quantityLots) this.#freeRest(order, fill);
  }

  #spotBuy(own: StrategyAccounts, order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const { batch, marketAccount, rates, slots } = this.#parts;
    const quote = slots.quote[fill.instrument] as number;
    const base = slots.base[fill.instrument] as number;
    const notional = lotsNotionalUp(instrument, fill.quantityLots, fill.priceTicks);
    const bought = lotsToBase(instrument, fill.quantityLots);
    this.#spend(own, order, quote, notional, fill.fee, fill.fillId);
    batch.move(
      marketAccount[base] as AccountIndex,
      own.holding[base] as AccountIndex,
      bought,
      'trade',
      own.name,
      fill.fillId,
    );
    this.#fee(own, order, quote, fill);
    const rate = rates.of(instrument.quote.id);
    const value = valuedDown(notional, rate);
    const fee = valuedDown(fill.fee, rate);
    const slippage = this.#slippage(order, fill, instrument, rate);
    const spent = (notional + fill.fee) as Amount;
    const cost = own.release(instrument.quote.id, spent);
    own.acquire(instrument.base.id, bought, (value - slippage) as Amount);
    const hub = own.costOf(instrument.quote.id);
    this.#value(own, hub, own.costOf(instrument.base.id), (value - slippage) as Amount, 'cost', fill);
    this.#value(own, hub, own.fees, fee, 'fee', fill);
    this.#value(own, hub, own.slippage, slippage, 'slippage', fill);
    this.#value(own, own.realised, hub, (value + fee - cost) as Amount, 'realised', fill);
  }

  #spotSell(own: StrategyAccounts, order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const { batch, marketAccount, rates, slots } = this.#parts;
    const quote = slots.quote[fill.instrument] as number;
    const base = slots.base[fill.instrument] as number;
    const notional = lotsNotionalDown(instrument, fill.quantityLots, fill.priceTicks);
    const sold = lotsToBase(instrument, fill.quantityLots);
    this.#spend(own, order, base, sold, 0n as Amount, fill.fillId);
    batch.move(
      marketAccount[quote] as AccountIndex,
      own.holding[quote] as AccountIndex,
      notional,
      'trade',
      own.name,
      fill.fillId,
    );
    this.#fee(own, order, quote, fill);
    const rate = rates.of(instrument.quote.id);
    const value = valuedDown(notional, rate);
    const fee = valuedDown(fill.fee, rate);
    const slippage = this.#slippage(order, fill, instrument, rate);
    const cost = own.release(instrument.base.id, sold);
    const received = (notional - fill.fee) as Amount;
    // A fill so small that its fee exceeds it costs quote instead of bringing some.
    const net =
      received > 0n
        ? ((value - fee) as Amount)
        : (-own.release(instrument.quote.id, -received as Amount) as Amount);
    own.acquire(instrument.quote.id, received, net);
    const hub = own.costOf(instrument.base.id);
    this.#value(own, hub, own.costOf(instrument.quote.id), net, 'cost', fill);
    this.#value(own, hub, own.fees, fee, 'fee', fill);
    this.#value(own, hub, own.slippage, slippage, 'slippage', fill);
    this.#value(own, own.realised, hub, (net + fee + slippage - cost) as Amount, 'realised', fill);
  }

  #perpetual(own: StrategyAccounts, order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const { netRealised, rates, slots } = this.#parts;
    const slot = slots.quote[fill.instrument] as number;
    this.#freeReserve(order, fill);
    const position = own.perpetuals[fill.instrument];
    assert(position !== undefined, 'a perpetual has a position');
    const realised = position.fill(fill.side, fill.quantityLots, fill.priceTicks);
    // A venue that does not tell is taken to agree with us.
    netRealised[fill.instrument] = (netRealised[fill.instrument] as bigint) + (fill.realised ?? realised);
    this.#cash.settle(own, slot, realised, own.realised, 'realised', fill.fillId);
    this.#fee(own, order, slot, fill);
    const rate = rates.of(instrument.quote.id);
    const paid = fill.fee > 0n ? own.release(instrument.quote.id, fill.fee) : valuedDown(fill.fee, rate);
    own.acquire(instrument.quote.id, -fill.fee as Amount, -paid as Amount);
    this.#value(own, own.costOf(instrument.quote.id), own.fees, paid, 'fee', fill);
    const slippage = this.#slippage(order, fill, instrument, rate);
    this.#value(own, own.realised, own.slippage, slippage, 'slippage', fill);
    own.refreshMargin(slot);
  }

  // The reserve pays first. Rounding up each of many partial fills can pass it by some atoms; the free balance pays those.
  #spend(
    own: StrategyAccounts,
    order: KernelOrder,
    slot: number,
    amount: Amount,
    fee: Amount,
    reference: string,
  ): void {
    const { batch, marketAccount } = this.#parts;
    const left = order.pendingId < 0 ? 0n : (this.#parts.ledger.pendings.get(order.pendingId)?.left ?? 0n);
    const reserved = amount < left ? amount : left;
    if (reserved > 0n) {
      batch.add({
        type: 'post-pending',
        pendingId: order.pendingId,
        amount: reserved as Amount,
        kind: 'trade',
        reference,
      });
    }
    const rest = (amount - reserved) as Amount;
    const unreservedFee = fee - (left - reserved);
    const unreserved = (rest + (unreservedFee > 0n ? unreservedFee : 0n)) as Amount;
    this.#cash.advance(own, slot, unreserved, reference);
    batch.move(
      own.holding[slot] as AccountIndex,
      marketAccount[slot] as AccountIndex,
      rest,
      'trade',
      own.name,
      reference,
    );
    this.#reserveLeft = left - reserved;
  }

  // A buyer's fee was reserved with the price; a seller's comes out of the proceeds.
  #fee(own: StrategyAccounts, order: KernelOrder, slot: number, fill: OrderFilled): void {
    const { batch, feeAccount } = this.#parts;
    const holding = own.holding[slot] as AccountIndex;
    const fees = feeAccount[slot] as AccountIndex;
    const fromReserve = slot === order.paySlot && this.#reserveLeft > 0n && fill.fee > 0n;
    if (fromReserve) {
      // biome-ignore lint/complexity/useMathMinMax: these are bigint.
      const amount = (fill.fee < this.#reserveLeft ? fill.fee : this.#reserveLeft) as Amount;
      batch.add({
        type: 'void-pending',
        pendingId: order.pendingId,
        amount,
        reference: fill.fillId,
      });
      this.#reserveLeft -= amount;
    }
    if (fill.fee > 0n) batch.move(holding, fees, fill.fee, 'fee', own.name, fill.fillId);
    else batch.move(fees, holding, -fill.fee as Amount, 'fee', own.name, fill.fillId);
  }

  #freeRest(order: KernelOrder, fill: OrderFilled): void {
    const { batch } = this.#parts;
    if (this.#reserveLeft > 0n)
      batch.add({ type: 'void-pending', pendingId: order.pendingId, reference: fill.fillId });
    order.pendingId = -1;
  }

  // A perpetual reserves margin, which is freed in step with the fills; the position then holds its own.
  #freeReserve(order: KernelOrder, fill: OrderFilled): void {
    const { batch } = this.#parts;
    const left = order.pendingId < 0 ? 0n : (this.#parts.ledger.pendings.get(order.pendingId)?.left ?? 0n);
    this.#reserveLeft = left;
    if (left === 0n) return;
    const openBefore = order.spec.quantityLots - order.filledLots + fill.quantityLots;
    const part = mulDivDown(
      left,
      BigInt(fill.quantityLots),
      BigInt(Math.max(openBefore, fill.quantityLots)),
    ) as Amount;
    if (part > 0n)
      batch.add({
        type: 'void-pending',
        pendingId: order.pendingId,
        amount: part,
        reference: fill.fillId,
      });
    this.#reserveLeft = left - part;
  }

  /** Value lost against the mid at the decision; negative when the fill was better. Rounds down. */
  #slippage(order: KernelOrder, fill: OrderFilled, instrument: Instrument, rate: Ratio): Amount {
    // Mids are multiples of half a tick.
    const worseHalfTicks = Math.round(
      2 *
        (fill.side === 'buy' ? fill.priceTicks - order.decisionTicks : order.decisionTicks - fill.priceTicks),
    );
    if (worseHalfTicks === 0) return 0n as Amount;
    const product = BigInt(worseHalfTicks) * BigInt(fill.quantityLots);
    const quoteAtoms = mulDivDown(product, instrument.notionalNumerator, 2n * instrument.notionalDenominator);
    return valuedDown(quoteAtoms as Amount, rate);
  }

  #value(
    own: StrategyAccounts,
    debit: AccountIndex,
    credit: AccountIndex,
    amount: Amount,
    kind: TransferKind,
    fill: OrderFilled,
  ): void {
    this.#parts.batch.moveSigned(debit, credit, amount, kind, own.name, fill.fillId);
  }
}
