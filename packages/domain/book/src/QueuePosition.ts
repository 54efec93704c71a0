import { assert } from '@qca/base';

/**
 * How a shrinking level moves an order that waits in it, when the data shows only the level's size.
 *
 * - `risk-averse`: only trades move it; cancellations are thought to happen behind it, as far as there is room.
 * - `power`, `logarithmic`: a lot that vanishes without a trade was behind with probability
 *   `p = f(back) / (f(back) + f(front))`, where `f(x) = x^exponent` or `ln(1 + x)`. Exponent 1 treats every lot
 *   alike; a higher one says that orders further back are cancelled more often.
 *
 * Source: E. Rigtorp, "Estimating order queue position" (2013); hftbacktest documentation, "Queue models".
 */
export type QueueModel =
  | { readonly kind: 'risk-averse' }
  | { readonly kind: 'power'; readonly exponent: number }
  | { readonly kind: 'logarithmic' };

/**
 * Estimates how many lots are ahead of one resting order at its price. The displayed sizes do not contain the
 * order itself: it is not in the recorded market.
 *
 * Call `place` when the venue accepts the order, `onTrade` for each trade at its price, `onLevel` for each new size
 * of its level. A trade must be told before the size that reflects it, as venues do; told after, it counts twice.
 * A trade through the price fills the order whole and needs no model.
 */
export class QueuePosition {
  /** Lots ahead; whole under `risk-averse`, an estimate otherwise. */
  aheadLots = 0;
  readonly #model: QueueModel;
  #displayedLots = 0;
  /** Traded since the last size: the next one reflects it, so it is not taken off twice. */
  #tradedLots = 0;

  constructor(model: QueueModel) {
    assert(
      model.kind !== 'power' || (model.exponent > 0 && model.exponent < 100),
      'the exponent of a queue model is above 0 and below 100',
    );
    this.#model = model;
  }

  /** Joins the end of a level that shows `displayedLots`. */
  place(displayedLots: number): void {
    this.aheadLots = displayedLots;
    this.#displayedLots = displayedLots;
    this.#tradedLots = 0;
  }

  /**
   * Takes a trade at the order's price against its side, and returns how many of the order's `openLots` it fills:
   * what the trade has left after those ahead. Rounds down to whole lots.
   */
  onTrade(lots: number, openLots: number): number {
    const reached = lots - this.aheadLots;
    this.#tradedLots += lots;
    this.aheadLots = Math.max(0, -reached);
    return Math.min(openLots, Math.max(0, Math.floor(reached)));
  }

  /**
   * Takes the level's new displayed size.
   *
   * With `T` = size before less trades since, `change = T − lots` and `back = T − ahead`:
   * `ahead' = ahead − (1 − p) × change − max(0, p × change − back)`, kept between 0 and `lots`. Growth is behind.
   */
  onLevel(lots: number): void {
    const before = this.#displayedLots - this.#tradedLots;
    this.#displayedLots = lots;
    this.#tradedLots = 0;
    const change = before - lots;
    if (change > 0 && this.#model.kind !== 'risk-averse') {
      const front = this.aheadLots;
      const back = Math.max(0, before - front);
      const behind = this.#weightOf(back);
      const chanceBehind = behind / (behind + this.#weightOf(front));
      const beyondBack = Math.max(0, chanceBehind * change - back);
      this.aheadLots = Math.max(0, front - (1 - chanceBehind) * change - beyondBack);
    }
    this.aheadLots = Math.min(this.aheadLots, lots);
  }

  #weightOf(lots: number): number {
    return this.#model.kind === 'power' ? lots ** this.#model.exponent : Math.log1p(lots);
  }
}
