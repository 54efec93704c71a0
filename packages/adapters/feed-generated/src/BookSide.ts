import type { Random } from '@qca/base';

/** One side of a generated book: a touch and sizes at consecutive ticks behind it. Whole ticks and lots, none empty. */
export class BookSide {
  readonly #random: Random;
  /** −1 for bids, whose levels lead downward, 1 for asks. */
  readonly direction: -1 | 1;
  readonly #levelLots: number;
  /** Price of the touch. */
  best: number;
  /** Shape: [level], best first. */
  readonly lots: Float64Array;

  constructor(side: {
    readonly random: Random;
    readonly direction: -1 | 1;
    readonly levels: number;
    readonly levelLots: number;
    readonly best: number;
  }) {
    this.#random = side.random;
    this.direction = side.direction;
    this.#levelLots = side.levelLots;
    this.best = side.best;
    this.lots = new Float64Array(side.levels);
    this.#draw(0, side.levels);
  }

  /** Moves the touch. Levels keep their sizes at their prices; prices that come into sight get new ones. */
  moveTo(best: number): void {
    const levels = this.lots.length;
    const closer = (this.best - best) * this.direction;
    this.best = best;
    if (closer > 0) {
      this.lots.copyWithin(Math.min(closer, levels), 0);
      this.#draw(0, Math.min(closer, levels));
    } else if (closer < 0) {
      const gone = Math.min(-closer, levels);
      this.lots.copyWithin(0, gone);
      this.#draw(levels - gone, levels);
    }
  }

  /** Takes lots from the touch, at most what it holds; an empty touch gives way to the level behind. */
  take(lots: number): void {
    this.lots[0]! -= lots;
    if (this.lots[0] === 0) this.moveTo(this.best + this.direction);
  }

  /** Gives a level another size than it has. */
  redraw(level: number): void {
    const before = this.lots[level]!;
    this.#draw(level, level + 1);
    if (this.lots[level] === before) this.lots[level]! += 1;
  }

  #draw(from: number, to: number): void {
    for (let level = from; level < to; level += 1) {
      // Thinner at the touch, thicker behind, as resting orders are.
      const mean = this.#levelLots * (1 + level / this.lots.length);
      this.lots[level] = 1 + Math.floor(this.#random.nextExponential(mean));
    }
  }
}
