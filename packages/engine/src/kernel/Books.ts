import type { TimeUs } from '@qca/base';
import { type AccountIndex, type LedgerState, openAccount } from '@qca/ledger';
import type { Instrument, Valuation } from '@qca/market';
import type { FundingSettled, OrderFilled, OrderSpec } from '@qca/orders';
import { type PerpetualPosition, publishedRatio } from '@qca/portfolio';
import { type Amount, RATIO_DECIMALS, toFloat } from '@qca/units';
import type { Posting, RunConfiguration } from '../entries.ts';
import { type BooksParts, openBooks, slotFor } from './booksParts.ts';
import { CapitalMoves } from './CapitalMoves.ts';
import { CashBooking } from './CashBooking.ts';
import { FillBooking } from './FillBooking.ts';
import type { KernelOrder } from './KernelOrder.ts';
import { Reserves } from './Reserves.ts';
import type { StrategyAccounts } from './StrategyAccounts.ts';
import type { Slots } from './slots.ts';

/**
 * Turns deposits, fills and funding into double entries, and answers what each strategy holds, exactly.
 *
 * Two sets of accounts. Custody: who holds which atoms, per asset. Value: what those holdings cost and what was earned,
 * in the reporting asset, under an asset of its own (`USD.value`). A buy at price p, decided at mid d, moves the quote's
 * cost over to the base at d; the difference p − d is slippage, the fee is a fee, and what the quote asset itself has
 * gained since it was acquired is realised. Whatever asset a fee was taken in, its value is a fee (`FillBooking`). Revenue is therefore a sum over transfers, and equity equals deposits plus
 * revenue plus unrealised.
 */
export class Books {
  readonly ledger: LedgerState;
  /** Cash that changes hands between strategies and the platform's reserve. */
  readonly capital: CapitalMoves;
  readonly #parts: BooksParts;
  readonly #reserves: Reserves;
  readonly #cash: CashBooking;
  readonly #fills: FillBooking;
  readonly #minimumNotional: Float64Array;

  constructor(
    instruments: readonly Instrument[],
    slots: Slots,
    valuation: Valuation,
    configuration: RunConfiguration,
  ) {
    this.#parts = openBooks(instruments, slots, valuation, configuration);
    this.ledger = this.#parts.ledger;
    this.capital = new CapitalMoves(this.#parts, configuration.reportingAsset);
    this.#reserves = new Reserves(this.#parts);
    this.#cash = new CashBooking(this.#parts);
    this.#fills = new FillBooking(this.#parts, this.#cash);
    this.#minimumNotional = Float64Array.from(instruments, (each) =>
      toFloat(each.minimumNotional, each.quote.decimals),
    );
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
   * What the venue should say we hold at a slot, in atoms: all strategies' holdings and the reserve, advances taken off, and the part
   * of perpetual profit that is realised for strategies but not for the venue, which nets their positions.
   */
  venueTotal(slot: number): bigint {
    const { accounts, advanceAccount, netRealised, slots } = this.#parts;
    const { creditsPosted, debitsPosted } = this.ledger;
    const advance = advanceAccount[slot] as AccountIndex;
    let total = (creditsPosted[advance] as bigint) - (debitsPosted[advance] as bigint);
    for (const own of accounts) total += own.held(slot);
    total += this.capital.reserve?.held(slot) ?? 0n;
    for (const [index, realised] of netRealised.entries()) {
      if (slots.quote[index] !== slot) continue;
      for (const own of accounts) total -= own.perpetuals[index]?.realised ?? 0n;
      total += realised;
    }
    return total;
  }

  /** Base held in lots for spot, signed contracts for a perpetual. Rounds down. */
  positionLots(strategy: number, instrument: number): number {
    const own = this.#of(strategy);
    const perpetual = own.perpetuals[instrument];
    if (perpetual !== undefined) return perpetual.lots;
    const lot = (this.#parts.instruments[instrument] as Instrument).lot;
    return Number(own.held(this.#parts.slots.base[instrument] as number) / lot);
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
    return this.#reserves.takerFeeFloat(instrument);
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
    const slot = this.#parts.slots.at(venue, asset);
    const { batch } = this.#parts;
    const capital = openAccount(this.ledger, `capital/${asset}`, 'unrestricted');
    batch.move(capital, own.holding[slot.index] as AccountIndex, atoms, 'deposit', own.name, 'deposit');
    const index = own.assetIndex(asset);
    batch.move(own.capital, own.cost[index] as AccountIndex, value, 'deposit', own.name, 'deposit');
    const posting = batch.post(timeUs);
    own.inventories[index]?.acquire(atoms, value);
    own.refresh(slot.index);
    return posting;
  }

  /** Returns the largest quantity up to `lots` whose worst cost the free balance covers. */
  affordableLots(strategy: number, spec: OrderSpec, lots: number): number {
    return this.#reserves.affordableLots(this.#of(strategy), spec, lots);
  }

  /** Sets aside what an order can cost at worst. */
  reserve(
    strategy: number,
    orderId: string,
    spec: OrderSpec,
    timeUs: TimeUs,
  ): { slot: number; pendingId: number; posting: Posting | null } {
    return this.#reserves.reserve(this.#of(strategy), orderId, spec, timeUs);
  }

  /** Frees what a final order had not spent. */
  release(order: KernelOrder, timeUs: TimeUs): Posting | null {
    return this.#reserves.release(this.#of(order.strategy), order, timeUs);
  }

  /**
   * Books a fill: custody, fee, cost, slippage and what was realised, in one linked group. The last fill of an order
   * frees what is left of its reserve in the same group. A fee in an asset that nobody named opens accounts for it.
   */
  bookFill(order: KernelOrder, fill: OrderFilled, timeUs: TimeUs): Posting {
    const own = this.#of(order.strategy);
    const { batch, slots } = this.#parts;
    const feeSlot = fill.feeAsset === undefined ? -1 : this.#feeSlot(fill.instrument, fill.feeAsset);
    this.#fills.collect(own, order, fill);
    const posting = batch.post(timeUs);
    if (feeSlot >= 0) own.refresh(feeSlot);
    own.refresh(slots.base[fill.instrument] as number);
    own.refresh(slots.quote[fill.instrument] as number);
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
    const slot = this.#parts.slots.quote[settled.instrument] as number;
    const reference = `funding-${settled.instrument}-${settled.venueTimeUs}`;
    this.#cash.settle(own, slot, share, own.funding, 'funding', reference);
    const posting = this.#parts.batch.post(timeUs);
    own.refresh(slot);
    return posting;
  }

  /** Whole reporting units per whole unit of an asset, as the books value it: an estimate, the last known where no market says. */
  rateFloat(asset: string): number {
    return toFloat(this.#parts.rates.of(asset), RATIO_DECIMALS);
  }

  #feeSlot(instrument: number, asset: string): number {
    const { venue } = this.#parts.instruments[instrument] as Instrument;
    return slotFor(this.#parts, { venue, asset }, this.capital.reserve).index;
  }

  #of(strategy: number): StrategyAccounts {
    return this.#parts.accounts[strategy] as StrategyAccounts;
  }
}
