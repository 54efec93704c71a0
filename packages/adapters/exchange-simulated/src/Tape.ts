import { MINUTE, type TimeUs } from '@qca/base';
import type { Instrument } from '@qca/market';
import { RATIO_DECIMALS, toFloat } from '@qca/units';
import type { BarSlot } from './BarCursor.ts';
import { type Liquidity, NOTHING, type Piece } from './Liquidity.ts';
import type { SimulationSettings } from './settings.ts';
import { type TakerMarket, takerTicks } from './slippage.ts';

/** A lone trade is a price to deal at for this long: after a minute of silence nobody knows. */
const TRADE_FRESH_US = MINUTE;

/**
 * An instrument of which only trading is known (bars, or trades without quotes): a last price and how much of the
 * volume is still ours.
 */
export class Tape implements Liquidity, TakerMarket {
  lastTicks = 0;
  volumeLots = 0;
  rangeTicks = 0;
  /** Lots that may still be ours, of the bar or the minute's trades. */
  leftLots = 0;
  readonly halfSpread: number;
  readonly #settings: SimulationSettings;
  /** Lots of this volume that were ours already. */
  #usedLots = 0;
  /** Of those, what we took: a large order in parts moves the price like the whole. */
  #takenLots = 0;
  #freshUntilUs: TimeUs = -1;
  #tradesSinceUs: TimeUs = -1;
  #highTicks = 0;
  #lowTicks = 0;

  constructor(instrument: Instrument, settings: SimulationSettings) {
    this.#settings = settings;
    this.halfSpread = settings.spread === 'none' ? 0 : toFloat(instrument.assumedSpread, RATIO_DECIMALS) / 2;
  }

  /** Starts a bar's volume. */
  openBar(bar: BarSlot): void {
    this.volumeLots = bar.volumeLots;
    this.rangeTicks = bar.highTicks - bar.lowTicks;
    this.#usedLots = 0;
    this.#takenLots = 0;
    this.#freshUntilUs = bar.closeTimeUs;
    this.leftLots = this.#part();
  }

  /** Adds a lone trade; volumes and range are those of the minute that began with its first trade. */
  hearTrade(priceTicks: number, quantityLots: number, timeUs: TimeUs): void {
    if (this.#tradesSinceUs < 0 || timeUs - this.#tradesSinceUs >= MINUTE) {
      this.#tradesSinceUs = timeUs;
      this.volumeLots = 0;
      this.#usedLots = 0;
      this.#takenLots = 0;
      this.#highTicks = this.#lowTicks = priceTicks;
    }
    if (priceTicks > this.#highTicks) this.#highTicks = priceTicks;
    if (priceTicks < this.#lowTicks) this.#lowTicks = priceTicks;
    this.volumeLots += quantityLots;
    this.leftLots = this.#part() - this.#usedLots;
    this.rangeTicks = this.#highTicks - this.#lowTicks;
    this.#freshUntilUs = timeUs + TRADE_FRESH_US;
  }

  touchTicks(isBuy: boolean, timeUs: TimeUs): number {
    if (this.lastTicks === 0 || timeUs > this.#freshUntilUs) return 0;
    return this.#ticksFor(isBuy, 0);
  }

  plan(isBuy: boolean, lots: number, limitTicks: number, timeUs: TimeUs): readonly Piece[] {
    if (this.lastTicks === 0 || timeUs > this.#freshUntilUs) return NOTHING;
    let within = Math.min(lots, this.leftLots);
    if (within < 1) return NOTHING;
    if (limitTicks !== 0 && !this.#isWithin(isBuy, within, limitTicks)) {
      within = this.#lotsWithin(isBuy, within, limitTicks);
      if (within < 1) return NOTHING;
    }
    return [{ ticks: this.#ticksFor(isBuy, within), lots: within }];
  }

  use(_isBuy: boolean, piece: Piece): void {
    this.#takenLots += piece.lots;
    this.giveTo(piece.lots);
  }

  /** Lets a resting order of ours have part of the volume. */
  giveTo(lots: number): void {
    this.#usedLots += lots;
    this.leftLots -= lots;
  }

  #part(): number {
    const { participation } = this.#settings;
    return participation === Number.POSITIVE_INFINITY
      ? participation
      : Math.floor(this.volumeLots * participation);
  }

  #ticksFor(isBuy: boolean, lots: number): number {
    return takerTicks(this, isBuy, this.#takenLots + lots, this.#settings.slippage);
  }

  #isWithin(isBuy: boolean, lots: number, limitTicks: number): boolean {
    const ticks = this.#ticksFor(isBuy, lots);
    return isBuy ? ticks <= limitTicks : ticks >= limitTicks;
  }

  /** The most lots whose mean price is within the limit: the price only worsens with size, so halving finds it. */
  #lotsWithin(isBuy: boolean, tooMany: number, limitTicks: number): number {
    let low = 0;
    let high = tooMany;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (this.#isWithin(isBuy, middle, limitTicks)) low = middle;
      else high = middle;
    }
    return low;
  }
}
