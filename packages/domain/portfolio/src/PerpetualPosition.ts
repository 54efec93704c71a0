import { assert } from '@qca/base';
import type { Instrument, MarginTerms, Side } from '@qca/market';
import {
  type Amount,
  fromFloatDown,
  mulDivDown,
  mulDivUp,
  ONE_RATIO,
  type Price,
  parseRatio,
  type Ratio,
  ZERO_AMOUNT,
} from '@qca/units';
import { FillProfit } from './FillProfit.ts';

const TICK_DECIMALS = 18;
const TICK_SCALE = 10n ** 18n;

/**
 * A position in a linear perpetual, one-way mode, average entry, isolated margin.
 *
 * Units: lots and ticks of the instrument, money in quote atoms. Every rounding is against us: profit and funding
 * received down, margins up, the liquidation price nearer to the mark. `markTicks` may lie between ticks.
 *
 * Source: Binance, "Margin and PnL calculations", "Introduction to funding rates" and "How to calculate liquidation price of USDⓈ-M futures contracts".
 */
export class PerpetualPosition {
  readonly #profit: FillProfit;
  readonly #terms: MarginTerms;
  #funding = 0n;

  constructor(instrument: Instrument) {
    assert(
      instrument.kind === 'perpetual' && instrument.margin !== undefined,
      `${instrument.id} has no margin terms`,
    );
    this.#profit = new FillProfit(instrument, 'average');
    this.#terms = instrument.margin;
  }

  /** Signed position: positive is long, negative short. */
  get lots(): number {
    return this.#profit.lots;
  }

  /** Realised profit before fees and funding. */
  get realised(): Amount {
    return this.#profit.realised;
  }

  get fees(): Amount {
    return this.#profit.fees;
  }

  /** Funding received so far; negative where more was paid. */
  get funding(): Amount {
    return this.#funding as Amount;
  }

  /** Takes in a fill and returns the profit it realises, before its fee. A fill beyond flat closes and opens the other way. */
  fill(side: Side, quantityLots: number, priceTicks: number, fee: Amount = ZERO_AMOUNT): Amount {
    return this.#profit.fill(side, quantityLots, priceTicks, fee);
  }

  averageEntryDown(): Price {
    return this.#profit.averageEntryDown();
  }

  unrealisedDown(markTicks: number): Amount {
    return this.#profit.unrealisedDown(markTicks);
  }

  /** Settles one funding interval and returns what it brings: longs pay `rate` of the value at the mark when it is positive. */
  settleFunding(rate: Ratio, markTicks: number): Amount {
    const signedValue = BigInt(this.lots) * fromFloatDown(markTicks, TICK_DECIMALS);
    const received = this.#quoteDown(-signedValue * rate, TICK_SCALE * ONE_RATIO);
    this.#funding += received;
    return received;
  }

  /** Value of the position at the mark, whatever its direction. */
  notionalUp(markTicks: number): Amount {
    return this.#partUp(ONE_RATIO, markTicks);
  }

  /** Margin needed to open the position at this price. */
  initialMarginUp(priceTicks: number): Amount {
    return this.#partUp(this.#terms.initialRatio, priceTicks);
  }

  /**
   * Margin below which the venue liquidates: value × maintenance ratio − `maintenanceAmount`, never below zero.
   *
   * `maintenanceAmount` is the deduction of the position's bracket ("cum"), 0 in the lowest.
   */
  maintenanceMarginUp(markTicks: number, maintenanceAmount: Amount = ZERO_AMOUNT): Amount {
    const margin = this.#partUp(this.#terms.maintenanceRatio, markTicks) - maintenanceAmount;
    return (margin < 0n ? 0n : margin) as Amount;
  }

  /** Whether margin and unrealised profit have fallen to the maintenance margin. */
  isLiquidated(margin: Amount, markTicks: number, maintenanceAmount: Amount = ZERO_AMOUNT): boolean {
    if (this.lots === 0) return false;
    return margin + this.unrealisedDown(markTicks) <= this.maintenanceMarginUp(markTicks, maintenanceAmount);
  }

  /**
   * Returns the mark at which `margin`, the wallet of this isolated position, is used up to the maintenance margin:
   *
   *     (margin + maintenanceAmount − side × size × entry) ÷ (size × (maintenanceRatio − side)),   side 1 long, −1 short.
   *
   * Rounds up for longs and down for shorts: never later than the venue. Undefined when flat, and for a long whose
   * margin covers a fall to zero.
   */
  liquidationPrice(margin: Amount, maintenanceAmount: Amount = ZERO_AMOUNT): Price | undefined {
    const lots = BigInt(this.lots);
    if (lots === 0n) return undefined;
    const { notionalNumerator, notionalDenominator, tick } = this.#profit.instrument;
    // Everything in quote atoms × notionalDenominator × TICK_SCALE, so that nothing is rounded before the division.
    const cushion = (margin + maintenanceAmount) * notionalDenominator * TICK_SCALE;
    const entry = this.#profit.entryValue * notionalNumerator;
    const isLong = lots > 0n;
    const value = isLong ? entry - cushion : entry + cushion;
    if (value <= 0n) return undefined;
    const ratio = isLong
      ? ONE_RATIO - this.#terms.maintenanceRatio
      : ONE_RATIO + this.#terms.maintenanceRatio;
    const size = (isLong ? lots : -lots) * notionalNumerator * TICK_SCALE * ratio;
    const divide = isLong ? mulDivUp : mulDivDown;
    return divide(value * ONE_RATIO, tick, size) as Price;
  }

  #partUp(ratio: Ratio, markTicks: number): Amount {
    const lots = BigInt(Math.abs(this.lots));
    const value = lots * fromFloatDown(markTicks, TICK_DECIMALS) * ratio;
    const { notionalNumerator, notionalDenominator } = this.#profit.instrument;
    return mulDivUp(value, notionalNumerator, notionalDenominator * TICK_SCALE * ONE_RATIO) as Amount;
  }

  #quoteDown(value: bigint, scale: bigint): Amount {
    const { notionalNumerator, notionalDenominator } = this.#profit.instrument;
    return mulDivDown(value, notionalNumerator, notionalDenominator * scale) as Amount;
  }
}

/**
 * Returns the decimal a venue wrote before it became a double: the shortest that reads as the same double. Digits
 * beyond 18 decimals are cut.
 */
export function publishedRatio(rate: number): Ratio {
  const parsed = parseRatio(String(rate));
  return parsed.ok ? parsed.value : (fromFloatDown(rate, 18) as Ratio);
}
