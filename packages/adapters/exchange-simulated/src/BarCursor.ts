import { NEVER, type TimeUs } from '@qca/base';
import type { Bar } from '@qca/market';
import type { BarPrices } from './barPath.ts';

/** What the venue keeps of a bar. */
export class BarSlot implements BarPrices {
  openTimeUs: TimeUs = 0;
  closeTimeUs: TimeUs = 0;
  openTicks = 0;
  highTicks = 0;
  lowTicks = 0;
  closeTicks = 0;
  volumeLots = 0;

  copy(bar: Bar): void {
    this.openTimeUs = bar.openTimeUs;
    this.closeTimeUs = bar.venueTimeUs;
    this.openTicks = bar.openTicks;
    this.highTicks = bar.highTicks;
    this.lowTicks = bar.lowTicks;
    this.closeTicks = bar.closeTicks;
    this.volumeLots = bar.volumeLots;
  }
}

/** Points of a bar's path: open, first extreme, second extreme, close. */
export const POINTS = 4;

/**
 * A bar opens half a microsecond after its moment: what was sent at the close of the bar before it, without latency,
 * still meets that close.
 */
const AFTER_ITS_MOMENT_US = 0.5;

/** Where an instrument stands in its bars: the one being walked, and the one that opens next. */
export class BarCursor {
  current = new BarSlot();
  /** The bar that opens at `openUs`; of the past while that is `NEVER`. */
  next = new BarSlot();
  #hasNext = false;
  /** The next point of `current` to visit; `POINTS` when it is over. */
  point = POINTS;

  /** Keeps a bar that opens later. Returns false for a bar that only sums up finer ones of the same instrument. */
  hear(bar: Bar): boolean {
    const latest = this.#hasNext ? this.next : this.current;
    const overlaps = bar.openTimeUs < latest.closeTimeUs;
    if (overlaps && bar.venueTimeUs - bar.openTimeUs >= latest.closeTimeUs - latest.openTimeUs) return false;
    if (this.#hasNext && !overlaps) this.open();
    this.next.copy(bar);
    this.#hasNext = true;
    return true;
  }

  /** Time of the next bar's opening, `NEVER` while none is known. */
  get openUs(): TimeUs {
    return this.#hasNext ? this.next.openTimeUs + AFTER_ITS_MOMENT_US : NEVER;
  }

  /** Time of the next point: of the current bar, or the next one's opening. */
  get pointUs(): TimeUs {
    if (this.point >= POINTS) return this.openUs;
    const { openTimeUs, closeTimeUs } = this.current;
    if (this.point === POINTS - 1) return closeTimeUs;
    return openTimeUs + Math.floor(((closeTimeUs - openTimeUs) * this.point) / (POINTS - 1));
  }

  /**
   * The price at a moment as the venue had told it by then, whether anybody looks at this instrument or not: the close of
   * a bar that is over, the open of one that is not; 0 before the first.
   */
  toldTicks(timeUs: TimeUs): number {
    const { current, next } = this;
    const bar = this.openUs <= timeUs ? next : current;
    if (bar.closeTimeUs === 0) return 0;
    return bar.closeTimeUs <= timeUs ? bar.closeTicks : bar.openTicks;
  }

  /** Makes the next bar the current one, at its first point. */
  open(): void {
    const slot = this.current;
    this.current = this.next;
    this.next = slot;
    this.#hasNext = false;
    this.point = 0;
  }
}
