import { assert } from '@qca/base';
import type { Instrument, Side } from '@qca/market';
import { type Amount, fromFloatDown, mulDivDown, type Price } from '@qca/units';
import { type CostMethod, Parcels } from './Parcels.ts';

/** Entries are kept in 10^−18 of a tick × lot: fine enough that averages of averages never show in an atom of money. */
const SCALE_DECIMALS = 18;
const SCALE = 10n ** 18n;

/**
 * Profit of one instrument, fill by fill, long or short, by average entry or first in first out.
 *
 * What a fill realises is the whole realised profit so far, rounded down to an atom, less what was reported before: over
 * any number of fills the sum is within one atom below the exact profit, and both methods agree whenever the position is
 * flat. Units: lots and ticks of the instrument, money in quote atoms.
 */
export class FillProfit {
  readonly #instrument: Instrument;
  /** The open lots and their entry value, scaled; of the direction `#isLong`. */
  readonly #open: Parcels;
  #isLong = true;
  #realisedValue = 0n;
  #realised = 0n;
  #fees = 0n;

  constructor(instrument: Instrument, method: CostMethod) {
    this.#instrument = instrument;
    this.#open = new Parcels(method);
  }

  get instrument(): Instrument {
    return this.#instrument;
  }

  /** Signed position: positive is long, negative short. */
  get lots(): number {
    const lots = Number(this.#open.quantity);
    return this.#isLong ? lots : 0 - lots;
  }

  /** Realised profit before fees. Rounds down. */
  get realised(): Amount {
    return this.#realised as Amount;
  }

  /** Fees of all fills; negative where rebates were larger. */
  get fees(): Amount {
    return this.#fees as Amount;
  }

  /** Value of the open lots at entry, in 10^−18 tick × lot. */
  get entryValue(): bigint {
    return this.#open.value;
  }

  /** Takes in a fill and returns the profit it realises, before its fee. Crashes unless lots and price are positive whole numbers. */
  fill(side: Side, quantityLots: number, priceTicks: number, fee: Amount): Amount {
    assert(Number.isSafeInteger(quantityLots) && quantityLots > 0, `a fill of ${quantityLots} lots`);
    assert(Number.isSafeInteger(priceTicks) && priceTicks > 0, `a fill at ${priceTicks} ticks`);
    const price = BigInt(priceTicks) * SCALE;
    const size = BigInt(quantityLots);
    const isBuy = side === 'buy';
    const open = this.#open.quantity;
    const closing = isBuy === this.#isLong ? 0n : size > open ? open : size;
    const opening = size - closing;
    if (closing > 0n) this.#close(closing, price);
    if (opening > 0n) {
      this.#isLong = isBuy;
      this.#open.add(opening, opening * price);
    }
    this.#fees += fee;
    return this.#report();
  }

  /** Mean entry price. Rounds down; 0 when flat. */
  averageEntryDown(): Price {
    const lots = this.#open.quantity;
    return (lots === 0n ? 0n : mulDivDown(this.#open.value, this.#instrument.tick, lots * SCALE)) as Price;
  }

  /** Profit if the position were closed at `markTicks`, which may lie between ticks. Rounds down. */
  unrealisedDown(markTicks: number): Amount {
    return this.#toQuoteDown(this.#unrealisedValue(markTicks));
  }

  /** Realised and unrealised together, before fees: one exact number, rounded down once. */
  totalDown(markTicks: number): Amount {
    return this.#toQuoteDown(this.#realisedValue + this.#unrealisedValue(markTicks));
  }

  #unrealisedValue(markTicks: number): bigint {
    const value = this.#open.quantity * fromFloatDown(markTicks, SCALE_DECIMALS);
    return this.#isLong ? value - this.#open.value : this.#open.value - value;
  }

  /** Entry values are rounded against us: up where they are what we paid, down where they are what we got. */
  #close(lots: bigint, price: bigint): void {
    const entry = this.#open.release(lots, this.#isLong ? 'up' : 'down');
    this.#realisedValue += this.#isLong ? lots * price - entry : entry - lots * price;
  }

  #report(): Amount {
    const realised = this.#toQuoteDown(this.#realisedValue);
    const change = realised - this.#realised;
    this.#realised = realised;
    return change as Amount;
  }

  #toQuoteDown(value: bigint): Amount {
    const { notionalNumerator, notionalDenominator } = this.#instrument;
    return mulDivDown(value, notionalNumerator, notionalDenominator * SCALE) as Amount;
  }
}
