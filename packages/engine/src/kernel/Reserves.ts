import type { TimeUs } from '@qca/base';
import { type AccountIndex, availableOf } from '@qca/ledger';
import { feeTier, type Instrument, isFeeInQuote, lotsNotionalUp, lotsToBase } from '@qca/market';
import type { OrderSpec } from '@qca/orders';
import {
  type Amount,
  mulDivDown,
  ONE_RATIO,
  partUp,
  RATIO_DECIMALS,
  type Ratio,
  toFloat,
  ZERO_RATIO,
} from '@qca/units';
import type { Posting } from '../entries.ts';
import type { BooksParts } from './booksParts.ts';
import type { KernelOrder } from './KernelOrder.ts';
import type { StrategyAccounts } from './StrategyAccounts.ts';

/** Trailing stops have no worst price; what they reserve allows this much beyond the mark. */
const TRAILING_PROTECTION = 0.05;

/**
 * Sets aside what orders can cost at worst, and frees it again.
 *
 * A purchase pays its fee in quote only where the venue takes it there. One that is kept back from what it brings, or
 * taken in a third asset (and kept back where that runs out), costs no more than its price; a sale gives what it sells,
 * so that exactly what is held can be sold.
 */
export class Reserves {
  readonly #parts: BooksParts;
  readonly #takerFee: readonly Ratio[];
  /** Highest fee that a purchase, or any order of a perpetual, must be able to pay in quote. Shape: [instrument]. */
  readonly #quoteFee: readonly Ratio[];
  /** The last answer of `#need`: what can be afforded is asked just before it is reserved. */
  readonly #last = { spec: undefined as OrderSpec | undefined, lots: 0, transferId: 0, need: 0n as Amount };

  constructor(parts: BooksParts) {
    this.#parts = parts;
    this.#takerFee = parts.instruments.map((each) => feeTier(each.fees, 0).taker);
    this.#quoteFee = parts.instruments.map((each) =>
      isFeeInQuote(each) ? feeTier(each.fees, 0).taker : ZERO_RATIO,
    );
  }

  /** Highest taker fee of an instrument as a fraction. */
  takerFeeFloat(instrument: number): number {
    return toFloat(this.#takerFee[instrument] as Ratio, RATIO_DECIMALS);
  }

  /** Returns the largest quantity up to `lots` whose worst cost the free balance covers. */
  affordableLots(own: StrategyAccounts, spec: OrderSpec, lots: number): number {
    if (lots < 1) return 0;
    const free = this.#free(own, this.#paySlot(spec));
    let fitting = lots;
    let need = this.#need(own, spec, fitting);
    // Need grows in step with lots but for roundings: a proportional guess is right or a few lots off.
    for (let guess = 0; need > free && guess < 8; guess += 1) {
      if (free <= 0n || fitting < 1) return 0;
      const proportional = Number(mulDivDown(BigInt(fitting), free, need));
      fitting = Math.min(proportional, fitting - 1);
      need = this.#need(own, spec, fitting);
    }
    return need > free ? 0 : Math.max(0, fitting);
  }

  /** Sets aside what an order can cost at worst. */
  reserve(
    own: StrategyAccounts,
    orderId: string,
    spec: OrderSpec,
    timeUs: TimeUs,
  ): { slot: number; pendingId: number; posting: Posting | null } {
    const slot = this.#paySlot(spec);
    const need = this.#need(own, spec, spec.quantityLots);
    if (need === 0n) return { slot, pendingId: -1, posting: null };
    const { batch, ledger, marketAccount } = this.#parts;
    batch.add({
      type: 'reserve',
      debit: own.holding[slot] as AccountIndex,
      credit: marketAccount[slot] as AccountIndex,
      amount: need,
      kind: 'reserve',
      strategy: own.name,
      reference: orderId,
    });
    const pendingId = ledger.pendingIdNext;
    const posting = batch.post(timeUs);
    own.refresh(slot);
    return { slot, pendingId, posting };
  }

  /** Frees what a final order had not spent. */
  release(own: StrategyAccounts, order: KernelOrder, timeUs: TimeUs): Posting | null {
    const { batch, ledger } = this.#parts;
    if (order.pendingId < 0 || !ledger.pendings.has(order.pendingId)) return null;
    batch.add({ type: 'void-pending', pendingId: order.pendingId, reference: order.id });
    const posting = batch.post(timeUs);
    order.pendingId = -1;
    own.refresh(order.paySlot);
    return posting;
  }

  #paySlot(spec: OrderSpec): number {
    const { instruments, slots } = this.#parts;
    const instrument = instruments[spec.instrument] as Instrument;
    const paysQuote = instrument.kind === 'perpetual' || spec.side === 'buy';
    return (paysQuote ? slots.quote[spec.instrument] : slots.base[spec.instrument]) as number;
  }

  #need(own: StrategyAccounts, spec: OrderSpec, lots: number): Amount {
    if (lots < 1) return 0n as Amount;
    const last = this.#last;
    const { transferIdNext } = this.#parts.ledger;
    // Positions, on which the margin depends, change with transfers only; strategies have orders of their own.
    if (last.spec === spec && last.lots === lots && last.transferId === transferIdNext) return last.need;
    last.spec = spec;
    last.lots = lots;
    last.transferId = transferIdNext;
    last.need = this.#worstCost(own, spec, lots);
    return last.need;
  }

  #worstCost(own: StrategyAccounts, spec: OrderSpec, lots: number): Amount {
    const instrument = this.#parts.instruments[spec.instrument] as Instrument;
    if (instrument.kind === 'spot' && spec.side === 'sell') return lotsToBase(instrument, lots);
    const worst = spec.limitTicks ?? spec.triggerTicks ?? 0;
    const ticks = worst > 0 ? worst : Math.ceil((spec.trailTicks ?? 0) * (1 + TRAILING_PROTECTION));
    const notional = lotsNotionalUp(instrument, lots, ticks);
    const fee = partUp(notional, this.#quoteFee[spec.instrument] as Ratio);
    if (instrument.kind === 'spot') return (notional + fee) as Amount;
    const position = own.perpetuals[spec.instrument]?.lots ?? 0;
    const adding = spec.side === 'buy' ? position >= 0 : position <= 0;
    const opening = adding ? lots : Math.max(0, lots - Math.abs(position));
    const margin = instrument.margin?.initialRatio ?? ONE_RATIO;
    return (partUp(lotsNotionalUp(instrument, opening, ticks), margin) + fee) as Amount;
  }

  #free(own: StrategyAccounts, slot: number): bigint {
    return availableOf(this.#parts.ledger, own.holding[slot] as AccountIndex) - (own.margin[slot] as bigint);
  }
}
