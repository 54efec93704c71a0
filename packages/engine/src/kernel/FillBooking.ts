import { assert } from '@qca/base';
import type { AccountIndex, TransferKind } from '@qca/ledger';
import {
  baseNotionalDown,
  discountAsset,
  feeTier,
  type Instrument,
  lotsNotionalDown,
  lotsNotionalUp,
  lotsToBase,
} from '@qca/market';
import type { OrderFilled } from '@qca/orders';
import { type Amount, mulDivDown, partUp, type Ratio, toFloat } from '@qca/units';
import type { BooksParts } from './booksParts.ts';
import type { CashBooking } from './CashBooking.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { valuedDown } from './Rates.ts';
import type { StrategyAccounts } from './StrategyAccounts.ts';

/** Decimals of the reporting asset, in which values are kept. */
const VALUE_DECIMALS = 8;
const BPS = 10_000n;

/**
 * Books fills: custody, fee, cost, slippage and what was realised. Collects only; the books post the group.
 *
 * A fee leaves custody in the asset that the venue took it in, and is an expense at what it is worth at that moment,
 * never part of a cost: in base at the fill's price, in a third asset at its last known value. So the same trade shows
 * the same fee and the same cost per unit whatever the venue took it in. A fee kept back from a purchase brings fewer
 * units, each at the price decided on; any other asset that pays is given away at its value, and what it had gained
 * since it was acquired is realised with it. Source: IFRS 9, 5.1.1 (transaction costs of what is held at fair value
 * are expensed); reasons and what else was considered in docs/decisions/0018-fees-in-their-asset.md.
 */
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
    const quoteFee = feeInQuote(fill, instrument);
    this.#spend(own, order, quote, notional, quoteFee, fill.fillId);
    batch.move(
      marketAccount[base] as AccountIndex,
      own.holding[base] as AccountIndex,
      bought,
      'trade',
      own.name,
      fill.fillId,
    );
    this.#fee(own, order, quote, quoteFee, fill.fillId);
    const rate = rates.of(instrument.quote.id);
    const value = valuedDown(notional, rate);
    const slippage = this.#slippage(order, fill, instrument, rate);
    const cost = own.release(instrument.quote.id, (notional + quoteFee) as Amount);
    let fee = valuedDown(quoteFee, rate);
    let net = (value - slippage) as Amount;
    let spent = value;
    if (fill.feeAsset === instrument.base.id) {
      fee = this.#baseValue(fill, instrument, rate);
      net = this.#receiveLess(own, order, fill, { base, bought, net: (net - fee) as Amount });
      spent = (net + slippage) as Amount;
    } else own.acquire(instrument.base.id, bought, net);
    const hub = own.costOf(instrument.quote.id);
    this.#value(own, hub, own.costOf(instrument.base.id), net, 'cost', fill);
    this.#value(own, hub, own.fees, fee, 'fee', fill);
    this.#value(own, hub, own.slippage, slippage, 'slippage', fill);
    this.#value(own, own.realised, hub, (spent + fee - cost) as Amount, 'realised', fill);
    if (isThird(fill, instrument)) this.#thirdFee(own, order, fill, instrument);
  }

  #spotSell(own: StrategyAccounts, order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const { batch, marketAccount, rates, slots } = this.#parts;
    const quote = slots.quote[fill.instrument] as number;
    const base = slots.base[fill.instrument] as number;
    const notional = lotsNotionalDown(instrument, fill.quantityLots, fill.priceTicks);
    const sold = lotsToBase(instrument, fill.quantityLots);
    const quoteFee = feeInQuote(fill, instrument);
    const inBase = fill.feeAsset === instrument.base.id;
    this.#spend(own, order, base, sold, inBase ? fill.fee : (0n as Amount), fill.fillId);
    batch.move(
      marketAccount[quote] as AccountIndex,
      own.holding[quote] as AccountIndex,
      notional,
      'trade',
      own.name,
      fill.fillId,
    );
    const received = (notional - quoteFee) as Amount;
    // A fill so small that its fee exceeds it costs quote instead of bringing some.
    if (received < 0n) this.#cash.advance(own, quote, -received as Amount, fill.fillId);
    this.#fee(own, order, quote, quoteFee, fill.fillId);
    const rate = rates.of(instrument.quote.id);
    const value = valuedDown(notional, rate);
    const fee = valuedDown(quoteFee, rate);
    const slippage = this.#slippage(order, fill, instrument, rate);
    const cost = own.release(instrument.base.id, sold);
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
    if (inBase) {
      this.#fee(own, order, base, fill.fee, fill.fillId);
      this.#giveAway(own, instrument.base.id, fill, this.#baseValue(fill, instrument, rate));
    } else if (isThird(fill, instrument)) this.#thirdFee(own, order, fill, instrument);
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
    const fee = feeInQuote(fill, instrument);
    this.#fee(own, order, slot, fee, fill.fillId);
    const rate = rates.of(instrument.quote.id);
    const paid = fee > 0n ? own.release(instrument.quote.id, fee) : valuedDown(fee, rate);
    own.acquire(instrument.quote.id, -fee as Amount, -paid as Amount);
    this.#value(own, own.costOf(instrument.quote.id), own.fees, paid, 'fee', fill);
    const slippage = this.#slippage(order, fill, instrument, rate);
    this.#value(own, own.realised, own.slippage, slippage, 'slippage', fill);
    // Nothing of the base changes hands here: as a fee it is as foreign as any third asset.
    if (fill.feeAsset !== undefined && fill.feeAsset !== instrument.quote.id)
      this.#thirdFee(own, order, fill, instrument);
    own.refreshMargin(slot);
  }

  /**
   * Takes in what a purchase brought beside the fee that was kept back from it, and returns what it cost: `net`, the
   * value at the decision less the fee's own, which is an expense.
   */
  #receiveLess(
    own: StrategyAccounts,
    order: KernelOrder,
    fill: OrderFilled,
    { base, bought, net }: { readonly base: number; readonly bought: Amount; readonly net: Amount },
  ): Amount {
    const asset = (this.#parts.instruments[fill.instrument] as Instrument).base.id;
    const received = (bought - fill.fee) as Amount;
    // No venue keeps back more than it brings; one that said so would have taken it from what we hold.
    if (received < 0n) this.#cash.advance(own, base, -received as Amount, fill.fillId);
    this.#fee(own, order, base, fill.fee, fill.fillId);
    if (received <= 0n) return -own.release(asset, -received as Amount) as Amount;
    // Only a price far beyond the one decided on leaves nothing for the units themselves.
    const cost = (net > 0n ? net : 0n) as Amount;
    own.acquire(asset, received, cost);
    return cost;
  }

  /** Books a fee in an asset that the fill itself does not move. What the strategy has not of it is advanced, and owed. */
  #thirdFee(own: StrategyAccounts, order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const { rates, slots } = this.#parts;
    const asset = fill.feeAsset as string;
    const slot = slots.at(instrument.venue, asset).index;
    if (!rates.isPriced(asset)) rates.learn(asset, fill.fee, this.#pageValue(fill, instrument, asset));
    const rate = rates.of(asset);
    if (fill.fee > 0n) {
      const advanced = this.#cash.advance(own, slot, fill.fee, fill.fillId);
      own.owed += toFloat(valuedDown(advanced, rate), VALUE_DECIMALS);
    }
    this.#fee(own, order, slot, fill.fee, fill.fillId);
    this.#giveAway(own, asset, fill, valuedDown(fill.fee, rate));
  }

  /** Expenses a fee that was paid in a holding, at its value; what the holding had gained is realised. */
  #giveAway(own: StrategyAccounts, asset: string, fill: OrderFilled, value: Amount): void {
    const cost = fill.fee > 0n ? own.release(asset, fill.fee) : value;
    own.acquire(asset, -fill.fee as Amount, -cost as Amount);
    const hub = own.costOf(asset);
    this.#value(own, hub, own.fees, value, 'fee', fill);
    this.#value(own, own.realised, hub, (value - cost) as Amount, 'realised', fill);
  }

  #baseValue(fill: OrderFilled, instrument: Instrument, rate: Ratio): Amount {
    return valuedDown(baseNotionalDown(instrument, fill.fee, fill.priceTicks), rate);
  }

  /** What the fee page asks for a fill, discount taken off: the best word there is on an asset that nothing prices. */
  #pageValue(fill: OrderFilled, instrument: Instrument, asset: string): Amount {
    const notional = lotsNotionalUp(instrument, fill.quantityLots, fill.priceTicks);
    const fee = partUp(notional, feeTier(instrument.fees, 0)[fill.liquidity]);
    const discount = discountAsset(instrument);
    const off = discount?.asset === asset ? BigInt(discount.discountBps) : 0n;
    const asked = mulDivDown(fee, BPS - off, BPS) as Amount;
    return valuedDown(asked, this.#parts.rates.of(instrument.quote.id));
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

  // A buyer's fee in quote was reserved with the price; a seller's comes out of the proceeds.
  #fee(own: StrategyAccounts, order: KernelOrder, slot: number, fee: Amount, reference: string): void {
    const { batch, feeAccount } = this.#parts;
    const holding = own.holding[slot] as AccountIndex;
    const fees = feeAccount[slot] as AccountIndex;
    const fromReserve = slot === order.paySlot && this.#reserveLeft > 0n && fee > 0n;
    if (fromReserve) {
      const amount = (fee < this.#reserveLeft ? fee : this.#reserveLeft) as Amount;
      batch.add({ type: 'void-pending', pendingId: order.pendingId, amount, reference });
      this.#reserveLeft -= amount;
    }
    if (fee > 0n) batch.move(holding, fees, fee, 'fee', own.name, reference);
    else batch.move(fees, holding, -fee as Amount, 'fee', own.name, reference);
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

function feeInQuote(fill: OrderFilled, instrument: Instrument): Amount {
  return fill.feeAsset === undefined || fill.feeAsset === instrument.quote.id ? fill.fee : (0n as Amount);
}

function isThird({ feeAsset }: OrderFilled, { base, quote }: Instrument): boolean {
  return feeAsset !== undefined && feeAsset !== quote.id && feeAsset !== base.id;
}
