import { assert, type TimeUs } from '@qca/base';
import {
  type AccountIndex,
  availableOf,
  createLedger,
  type LedgerState,
  openAccount,
  postGroup,
  type TransferCommand,
  type TransferKind,
} from '@qca/ledger';
import {
  feeTier,
  type Instrument,
  lotsNotionalDown,
  lotsNotionalUp,
  lotsToBase,
  type Valuation,
} from '@qca/market';
import type { FundingSettled, OrderFilled, OrderSpec } from '@qca/orders';
import { type PerpetualPosition, publishedRatio } from '@qca/portfolio';
import { type Amount, mulDivDown, ONE_RATIO, partUp, RATIO_DECIMALS, type Ratio, toFloat } from '@qca/units';
import type { PostedTransfer, Posting, RunConfiguration } from '../entries.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { StrategyAccounts } from './StrategyAccounts.ts';
import type { Slots } from './slots.ts';

/** Trailing stops have no worst price; what they reserve allows this much beyond the mark. */
const TRAILING_PROTECTION = 0.05;

/**
 * Turns deposits, fills and funding into double entries, and answers what each strategy holds, exactly.
 *
 * Two sets of accounts. Custody: who holds which atoms, per asset. Value: what those holdings cost and what was earned,
 * in the reporting asset, under an asset of its own (`USD.value`). A buy at price p, decided at mid d, moves the quote's
 * cost over to the base at d; the difference p − d is slippage, the fee is a fee, and what the quote asset itself has
 * gained since it was acquired is realised. Revenue is therefore a sum over transfers, and equity equals deposits plus
 * revenue plus unrealised.
 */
export class Books {
  readonly ledger: LedgerState = createLedger();
  readonly #instruments: readonly Instrument[];
  readonly #slots: Slots;
  readonly #valuation: Valuation;
  readonly #accounts: StrategyAccounts[];
  readonly #names: readonly string[];
  readonly #minimumNotional: Float64Array;
  readonly #takerFee: readonly Ratio[];
  readonly #fallbackRate = new Map<string, Ratio>();
  readonly #marketAccount: readonly AccountIndex[];
  readonly #feeAccount: readonly AccountIndex[];
  /** What one strategy's fills took of another's money at the same venue. Shape: [slot]. */
  readonly #advanceAccount: readonly AccountIndex[];
  /** Perpetual profit that the venue has realised on the net of all strategies, quote atoms. Shape: [instrument]. */
  readonly #netRealised: bigint[];
  #commands: TransferCommand[] = [];

  constructor(
    instruments: readonly Instrument[],
    slots: Slots,
    valuation: Valuation,
    configuration: RunConfiguration,
  ) {
    this.#instruments = instruments;
    this.#slots = slots;
    this.#valuation = valuation;
    this.#names = configuration.strategies.map((each) => each.name);
    this.#marketAccount = slots.all.map((slot) => this.#open(`venue/${slot.venue}/market/${slot.asset.id}`));
    this.#feeAccount = slots.all.map((slot) => this.#open(`venue/${slot.venue}/fees/${slot.asset.id}`));
    this.#advanceAccount = slots.all.map((slot) =>
      this.#open(`venue/${slot.venue}/advances/${slot.asset.id}`),
    );
    this.#netRealised = instruments.map(() => 0n);
    this.#accounts = this.#names.map(
      (name) => new StrategyAccounts(this.ledger, name, slots, instruments, configuration.reportingAsset),
    );
    this.#minimumNotional = Float64Array.from(instruments, (each) =>
      toFloat(each.minimumNotional, each.quote.decimals),
    );
    this.#takerFee = instruments.map((each) => feeTier(each.fees, 0).taker);
    for (const strategy of configuration.strategies) {
      for (const { asset, atoms, value } of strategy.funding) {
        if (BigInt(atoms) > 0n)
          this.#fallbackRate.set(asset, mulDivDown(BigInt(value), ONE_RATIO, BigInt(atoms)) as Ratio);
      }
    }
  }

  /** Whole units held at a slot, and those not reserved: estimates of the exact balances. */
  heldFloat(strategy: number, slot: number): number {
    return this.#of(strategy).heldFloat[slot] as number;
  }

  freeFloat(strategy: number, slot: number): number {
    return this.#of(strategy).freeFloat[slot] as number;
  }

  /** Whole units of an asset over all venues. */
  totalFloat(strategy: number, asset: number): number {
    return this.#of(strategy).totalFloat[asset] as number;
  }

  held(strategy: number, slot: number): Amount {
    return this.#of(strategy).held(slot);
  }

  /**
   * What the venue should say we hold at a slot, in atoms: all strategies' holdings, advances taken off, and the part
   * of perpetual profit that is realised for strategies but not for the venue, which nets their positions.
   */
  venueTotal(slot: number): bigint {
    const { creditsPosted, debitsPosted } = this.ledger;
    const advance = this.#advanceAccount[slot] as AccountIndex;
    let total = (creditsPosted[advance] as bigint) - (debitsPosted[advance] as bigint);
    for (const own of this.#accounts) total += own.held(slot);
    for (const [index, realised] of this.#netRealised.entries()) {
      if (this.#slots.quote[index] !== slot) continue;
      for (const own of this.#accounts) total -= own.perpetuals[index]?.realised ?? 0n;
      total += realised;
    }
    return total;
  }

  /** Base held in lots for spot, signed contracts for a perpetual. Rounds down. */
  positionLots(strategy: number, instrument: number): number {
    const own = this.#of(strategy);
    const perpetual = own.perpetuals[instrument];
    if (perpetual !== undefined) return perpetual.lots;
    const lot = (this.#instruments[instrument] as Instrument).lot;
    return Number(own.held(this.#slots.base[instrument] as number) / lot);
  }

  perpetual(strategy: number, instrument: number): PerpetualPosition | undefined {
    return this.#of(strategy).perpetuals[instrument];
  }

  /** Smallest order value of an instrument in whole quote units. */
  minimumNotional(instrument: number): number {
    return this.#minimumNotional[instrument] as number;
  }

  /** Highest taker fee of an instrument as a fraction. */
  takerFeeFloat(instrument: number): number {
    return toFloat(this.#takerFee[instrument] as Ratio, RATIO_DECIMALS);
  }

  accounts(strategy: number): StrategyAccounts {
    return this.#of(strategy);
  }

  /** Posts the deposits that a strategy starts with. */
  deposit(
    strategy: number,
    venue: string,
    asset: string,
    atoms: Amount,
    value: Amount,
    timeUs: TimeUs,
  ): Posting {
    const own = this.#of(strategy);
    const slot = this.#slots.at(venue, asset);
    this.#move(
      this.#open(`capital/${asset}`),
      own.holding[slot.index] as AccountIndex,
      atoms,
      'deposit',
      strategy,
      'deposit',
    );
    const index = own.assetIndex(asset);
    this.#move(own.capital, own.cost[index] as AccountIndex, value, 'deposit', strategy, 'deposit');
    const posting = this.#post(timeUs);
    own.inventories[index]?.acquire(atoms, value);
    own.refresh(slot.index);
    return posting;
  }

  /** Returns the largest quantity up to `lots` whose worst cost the free balance covers. */
  affordableLots(strategy: number, spec: OrderSpec, lots: number): number {
    if (lots < 1) return 0;
    const slot = this.#paySlot(spec);
    const free = this.#free(strategy, slot);
    let fitting = lots;
    let need = this.#need(strategy, spec, fitting);
    // Need grows in step with lots but for roundings: a proportional guess is right or a few lots off.
    for (let guess = 0; need > free && guess < 8; guess += 1) {
      if (free <= 0n || fitting < 1) return 0;
      const proportional = Number(mulDivDown(BigInt(fitting), free, need));
      fitting = Math.min(proportional, fitting - 1);
      need = this.#need(strategy, spec, fitting);
    }
    return need > free ? 0 : Math.max(0, fitting);
  }

  /** Sets aside what an order can cost at worst. */
  reserve(
    strategy: number,
    orderId: string,
    spec: OrderSpec,
    timeUs: TimeUs,
  ): { slot: number; pendingId: number; posting: Posting | null } {
    const slot = this.#paySlot(spec);
    const need = this.#need(strategy, spec, spec.quantityLots);
    if (need === 0n) return { slot, pendingId: -1, posting: null };
    const own = this.#of(strategy);
    this.#commands.push({
      type: 'reserve',
      debit: own.holding[slot] as AccountIndex,
      credit: this.#marketAccount[slot] as AccountIndex,
      amount: need,
      kind: 'reserve',
      strategy: own.name,
      reference: orderId,
    });
    const pendingId = this.ledger.pendingIdNext;
    const posting = this.#post(timeUs);
    own.refresh(slot);
    return { slot, pendingId, posting };
  }

  /** Frees what a final order had not spent. */
  release(order: KernelOrder, timeUs: TimeUs): Posting | null {
    if (order.pendingId < 0 || !this.ledger.pendings.has(order.pendingId)) return null;
    this.#commands.push({ type: 'void-pending', pendingId: order.pendingId, reference: order.id });
    const posting = this.#post(timeUs);
    order.pendingId = -1;
    this.#of(order.strategy).refresh(order.paySlot);
    return posting;
  }

  /**
   * Books a fill: custody, fee, cost, slippage and what was realised, in one linked group. The last fill of an order
   * frees what is left of its reserve in the same group.
   */
  bookFill(order: KernelOrder, fill: OrderFilled, timeUs: TimeUs): Posting {
    const instrument = this.#instruments[fill.instrument] as Instrument;
    if (instrument.kind === 'perpetual') this.#perpetualFill(order, fill, instrument);
    else if (fill.side === 'buy') this.#spotBuy(order, fill, instrument);
    else this.#spotSell(order, fill, instrument);
    if (order.filledLots === order.spec.quantityLots) this.#freeRest(order, fill);
    const posting = this.#post(timeUs);
    const own = this.#of(order.strategy);
    own.refresh(this.#slots.base[fill.instrument] as number);
    own.refresh(this.#slots.quote[fill.instrument] as number);
    return posting;
  }

  /** What a settlement brings a strategy by its own position; negative is paid. Rounds down. */
  fundingShare(strategy: number, settled: FundingSettled): Amount {
    const position = this.#of(strategy).perpetuals[settled.instrument];
    if (position === undefined || position.lots === 0) return 0n as Amount;
    return position.settleFunding(publishedRatio(settled.rate), settled.markTicks);
  }

  /** Books a strategy's share of a settlement; null when it is nothing. */
  bookFunding(strategy: number, settled: FundingSettled, share: Amount, timeUs: TimeUs): Posting | null {
    if (share === 0n) return null;
    const own = this.#of(strategy);
    const slot = this.#slots.quote[settled.instrument] as number;
    const reference = `funding-${settled.instrument}-${settled.venueTimeUs}`;
    this.#settleCash(strategy, slot, share, own.funding, 'funding', reference);
    const posting = this.#post(timeUs);
    own.refresh(slot);
    return posting;
  }

  #spotBuy(order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const own = this.#of(order.strategy);
    const quote = this.#slots.quote[fill.instrument] as number;
    const base = this.#slots.base[fill.instrument] as number;
    const notional = lotsNotionalUp(instrument, fill.quantityLots, fill.priceTicks);
    const bought = lotsToBase(instrument, fill.quantityLots);
    this.#spend(order, quote, notional, fill.fee, fill.fillId);
    this.#move(
      this.#marketAccount[base] as AccountIndex,
      own.holding[base] as AccountIndex,
      bought,
      'trade',
      order.strategy,
      fill.fillId,
    );
    this.#fee(order, quote, fill);
    const rate = this.#rate(instrument.quote.id);
    const value = this.#valued(notional, rate);
    const fee = this.#valued(fill.fee, rate);
    const slippage = this.#slippage(order, fill, instrument, rate);
    const spent = (notional + fill.fee) as Amount;
    const cost = own.release(instrument.quote.id, spent);
    own.acquire(instrument.base.id, bought, (value - slippage) as Amount);
    const hub = own.costOf(instrument.quote.id);
    this.#value(hub, own.costOf(instrument.base.id), (value - slippage) as Amount, 'cost', order, fill);
    this.#value(hub, own.fees, fee, 'fee', order, fill);
    this.#value(hub, own.slippage, slippage, 'slippage', order, fill);
    this.#value(own.realised, hub, (value + fee - cost) as Amount, 'realised', order, fill);
  }

  #spotSell(order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const own = this.#of(order.strategy);
    const quote = this.#slots.quote[fill.instrument] as number;
    const base = this.#slots.base[fill.instrument] as number;
    const notional = lotsNotionalDown(instrument, fill.quantityLots, fill.priceTicks);
    const sold = lotsToBase(instrument, fill.quantityLots);
    this.#spend(order, base, sold, 0n as Amount, fill.fillId);
    this.#move(
      this.#marketAccount[quote] as AccountIndex,
      own.holding[quote] as AccountIndex,
      notional,
      'trade',
      order.strategy,
      fill.fillId,
    );
    this.#fee(order, quote, fill);
    const rate = this.#rate(instrument.quote.id);
    const value = this.#valued(notional, rate);
    const fee = this.#valued(fill.fee, rate);
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
    this.#value(hub, own.costOf(instrument.quote.id), net, 'cost', order, fill);
    this.#value(hub, own.fees, fee, 'fee', order, fill);
    this.#value(hub, own.slippage, slippage, 'slippage', order, fill);
    this.#value(own.realised, hub, (net + fee + slippage - cost) as Amount, 'realised', order, fill);
  }

  #perpetualFill(order: KernelOrder, fill: OrderFilled, instrument: Instrument): void {
    const own = this.#of(order.strategy);
    const slot = this.#slots.quote[fill.instrument] as number;
    this.#freeReserve(order, fill);
    const position = own.perpetuals[fill.instrument];
    assert(position !== undefined, 'a perpetual has a position');
    const realised = position.fill(fill.side, fill.quantityLots, fill.priceTicks);
    // A venue that does not tell is taken to agree with us.
    this.#netRealised[fill.instrument] =
      (this.#netRealised[fill.instrument] as bigint) + (fill.realised ?? realised);
    this.#settleCash(order.strategy, slot, realised, own.realised, 'realised', fill.fillId);
    this.#fee(order, slot, fill);
    const rate = this.#rate(instrument.quote.id);
    const paid = fill.fee > 0n ? own.release(instrument.quote.id, fill.fee) : this.#valued(fill.fee, rate);
    own.acquire(instrument.quote.id, -fill.fee as Amount, -paid as Amount);
    this.#value(own.costOf(instrument.quote.id), own.fees, paid, 'fee', order, fill);
    const slippage = this.#slippage(order, fill, instrument, rate);
    this.#value(own.realised, own.slippage, slippage, 'slippage', order, fill);
    own.refreshMargin(slot);
  }

  /** Moves profit of a perpetual or funding in cash, and its value against an income account. */
  #settleCash(
    strategy: number,
    slot: number,
    atoms: Amount,
    income: AccountIndex,
    kind: TransferKind,
    reference: string,
  ): void {
    if (atoms === 0n) return;
    const own = this.#of(strategy);
    const asset = (this.#slots.all[slot] as Slots['all'][number]).asset.id;
    const market = this.#marketAccount[slot] as AccountIndex;
    const holding = own.holding[slot] as AccountIndex;
    const hub = own.costOf(asset);
    if (atoms > 0n) {
      const value = this.#valued(atoms, this.#rate(asset));
      this.#move(market, holding, atoms, kind, strategy, reference);
      own.acquire(asset, atoms, value);
      this.#move(income, hub, value, kind, strategy, reference);
    } else {
      this.#advance(strategy, slot, -atoms as Amount, reference);
      this.#move(holding, market, -atoms as Amount, kind, strategy, reference);
      this.#move(hub, income, own.release(asset, -atoms as Amount), kind, strategy, reference);
    }
  }

  // The reserve pays first. Rounding up each of many partial fills can pass it by some atoms; the free balance pays those.
  #spend(order: KernelOrder, slot: number, amount: Amount, fee: Amount, reference: string): void {
    const left = order.pendingId < 0 ? 0n : (this.ledger.pendings.get(order.pendingId)?.left ?? 0n);
    const reserved = amount < left ? amount : left;
    if (reserved > 0n) {
      this.#commands.push({
        type: 'post-pending',
        pendingId: order.pendingId,
        amount: reserved as Amount,
        kind: 'trade',
        reference,
      });
    }
    const own = this.#of(order.strategy);
    const rest = (amount - reserved) as Amount;
    const unreservedFee = fee - (left - reserved);
    const unreserved = (rest + (unreservedFee > 0n ? unreservedFee : 0n)) as Amount;
    this.#advance(order.strategy, slot, unreserved, reference);
    this.#move(
      own.holding[slot] as AccountIndex,
      this.#marketAccount[slot] as AccountIndex,
      rest,
      'trade',
      order.strategy,
      reference,
    );
    this.#reserveLeft = left - reserved;
  }

  #reserveLeft = 0n;

  // A fill nobody reserved for (told after its order was given up, or a loss beyond the margin) has happened all the
  // same: the venue took the money from what we hold there, whosever it was. The ledger says so and owes it back.
  #advance(strategy: number, slot: number, needed: Amount, reference: string): void {
    const own = this.#of(strategy);
    const holding = own.holding[slot] as AccountIndex;
    const short = needed - availableOf(this.ledger, holding);
    if (short <= 0n) return;
    const asset = (this.#slots.all[slot] as Slots['all'][number]).asset.id;
    const value = this.#valued(short as Amount, this.#rate(asset));
    this.#move(
      this.#advanceAccount[slot] as AccountIndex,
      holding,
      short as Amount,
      'adjustment',
      strategy,
      reference,
    );
    this.#move(own.capital, own.costOf(asset), value, 'adjustment', strategy, reference);
    own.acquire(asset, short as Amount, value);
  }

  // A buyer's fee was reserved with the price; a seller's comes out of the proceeds.
  #fee(order: KernelOrder, slot: number, fill: OrderFilled): void {
    const own = this.#of(order.strategy);
    const holding = own.holding[slot] as AccountIndex;
    const fees = this.#feeAccount[slot] as AccountIndex;
    const fromReserve = slot === order.paySlot && this.#reserveLeft > 0n && fill.fee > 0n;
    if (fromReserve) {
      // biome-ignore lint/complexity/useMathMinMax: these are bigint.
      const amount = (fill.fee < this.#reserveLeft ? fill.fee : this.#reserveLeft) as Amount;
      this.#commands.push({
        type: 'void-pending',
        pendingId: order.pendingId,
        amount,
        reference: fill.fillId,
      });
      this.#reserveLeft -= amount;
    }
    if (fill.fee > 0n) this.#move(holding, fees, fill.fee, 'fee', order.strategy, fill.fillId);
    else this.#move(fees, holding, -fill.fee as Amount, 'fee', order.strategy, fill.fillId);
  }

  #freeRest(order: KernelOrder, fill: OrderFilled): void {
    if (this.#reserveLeft > 0n)
      this.#commands.push({ type: 'void-pending', pendingId: order.pendingId, reference: fill.fillId });
    order.pendingId = -1;
  }

  // A perpetual reserves margin, which is freed in step with the fills; the position then holds its own.
  #freeReserve(order: KernelOrder, fill: OrderFilled): void {
    const left = order.pendingId < 0 ? 0n : (this.ledger.pendings.get(order.pendingId)?.left ?? 0n);
    this.#reserveLeft = left;
    if (left === 0n) return;
    const openBefore = order.spec.quantityLots - order.filledLots + fill.quantityLots;
    const part = mulDivDown(
      left,
      BigInt(fill.quantityLots),
      BigInt(Math.max(openBefore, fill.quantityLots)),
    ) as Amount;
    if (part > 0n)
      this.#commands.push({
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
    const product = BigInt(worseHalfTicks) * BigInt(fill.quantityLots);
    const quoteAtoms = mulDivDown(product, instrument.notionalNumerator, 2n * instrument.notionalDenominator);
    return this.#valued(quoteAtoms as Amount, rate);
  }

  #valued(atoms: Amount, rate: Ratio): Amount {
    return mulDivDown(atoms, rate, ONE_RATIO) as Amount;
  }

  #rate(asset: string): Ratio {
    return this.#valuation.rateExact(asset) ?? this.#fallbackRate.get(asset) ?? (0n as Ratio);
  }

  #paySlot(spec: OrderSpec): number {
    const instrument = this.#instruments[spec.instrument] as Instrument;
    const paysQuote = instrument.kind === 'perpetual' || spec.side === 'buy';
    return (paysQuote ? this.#slots.quote[spec.instrument] : this.#slots.base[spec.instrument]) as number;
  }

  #need(strategy: number, spec: OrderSpec, lots: number): Amount {
    if (lots < 1) return 0n as Amount;
    const instrument = this.#instruments[spec.instrument] as Instrument;
    if (instrument.kind === 'spot' && spec.side === 'sell') return lotsToBase(instrument, lots);
    const worst = spec.limitTicks ?? spec.triggerTicks ?? 0;
    const ticks = worst > 0 ? worst : Math.ceil((spec.trailTicks ?? 0) * (1 + TRAILING_PROTECTION));
    const notional = lotsNotionalUp(instrument, lots, ticks);
    const fee = partUp(notional, this.#takerFee[spec.instrument] as Ratio);
    if (instrument.kind === 'spot') return (notional + fee) as Amount;
    const position = this.positionLots(strategy, spec.instrument);
    const adding = spec.side === 'buy' ? position >= 0 : position <= 0;
    const opening = adding ? lots : Math.max(0, lots - Math.abs(position));
    const margin = instrument.margin?.initialRatio ?? ONE_RATIO;
    return (partUp(lotsNotionalUp(instrument, opening, ticks), margin) + fee) as Amount;
  }

  #free(strategy: number, slot: number): bigint {
    const own = this.#of(strategy);
    return availableOf(this.ledger, own.holding[slot] as AccountIndex) - (own.margin[slot] as bigint);
  }

  #value(
    debit: AccountIndex,
    credit: AccountIndex,
    amount: Amount,
    kind: TransferKind,
    order: KernelOrder,
    fill: OrderFilled,
  ): void {
    if (amount < 0n) this.#move(credit, debit, -amount as Amount, kind, order.strategy, fill.fillId);
    else this.#move(debit, credit, amount, kind, order.strategy, fill.fillId);
  }

  #move(
    debit: AccountIndex,
    credit: AccountIndex,
    amount: Amount,
    kind: TransferKind,
    strategy: number,
    reference: string,
  ): void {
    if (amount === 0n) return;
    this.#commands.push({
      type: 'post',
      debit,
      credit,
      amount,
      kind,
      strategy: this.#names[strategy] as string,
      reference,
    });
  }

  #post(timeUs: TimeUs): Posting {
    const commands = this.#commands;
    this.#commands = [];
    const posted = postGroup(this.ledger, { timeUs, key: '', commands });
    assert(
      posted.ok,
      posted.ok
        ? ''
        : `the ledger refused a group: ${JSON.stringify(posted.rejection, (_, value) => (typeof value === 'bigint' ? String(value) : value))}`,
    );
    const transfers = posted.value.map(
      (event): PostedTransfer => [
        event.id,
        event.type,
        event.pendingId,
        event.debit,
        event.credit,
        event.amount.toString(),
        event.kind,
      ],
    );
    return { link: this.ledger.head, transfers };
  }

  #open(path: string): AccountIndex {
    return openAccount(this.ledger, path, 'unrestricted');
  }

  #of(strategy: number): StrategyAccounts {
    return this.#accounts[strategy] as StrategyAccounts;
  }
}
