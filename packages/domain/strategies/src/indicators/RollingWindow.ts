/**
 * Mean and variance of the last `length` numbers, updated in constant time.
 *
 * Sums are kept of distances to an anchor near the data and computed anew each time the ring comes round: rounding
 * errors then neither grow with time nor with the size of the numbers (a plain Σx² − (Σx)²/n loses all digits at prices
 * of 10⁵ and moves of 10⁻³). Plain data: change it only through `pushValue`.
 */
export interface RollingWindow {
  readonly length: number;
  /** The last numbers, overwritten in a ring. Shape: [length]. */
  readonly ring: Float64Array;
  /** How many numbers have come in, at most `length`. */
  count: number;
  next: number;
  anchor: number;
  sum: number;
  sumOfSquares: number;
}

export function rollingWindow(length: number): RollingWindow {
  return { length, ring: new Float64Array(length), count: 0, next: 0, anchor: 0, sum: 0, sumOfSquares: 0 };
}

/** Takes in one number; the oldest leaves when the window is full. */
export function pushValue(window: RollingWindow, value: number): void {
  const ring = window.ring;
  const at = window.next;
  if (window.count === 0) window.anchor = value;
  if (window.count === window.length) {
    const leaving = (ring[at] as number) - window.anchor;
    window.sum -= leaving;
    window.sumOfSquares -= leaving * leaving;
  } else {
    window.count += 1;
  }
  ring[at] = value;
  const distance = value - window.anchor;
  window.sum += distance;
  window.sumOfSquares += distance * distance;
  window.next = at + 1;
  if (window.next === window.length) {
    window.next = 0;
    recompute(window);
  }
}

function recompute(window: RollingWindow): void {
  const anchor = windowMean(window);
  let sum = 0;
  let sumOfSquares = 0;
  for (let index = 0; index < window.length; index += 1) {
    const distance = (window.ring[index] as number) - anchor;
    sum += distance;
    sumOfSquares += distance * distance;
  }
  window.anchor = anchor;
  window.sum = sum;
  window.sumOfSquares = sumOfSquares;
}

export function isFull(window: Pick<RollingWindow, 'count' | 'length'>): boolean {
  return window.count === window.length;
}

/** Returns the mean of what the window holds; NaN while it is empty. */
export function windowMean(window: RollingWindow): number {
  return window.anchor + window.sum / window.count;
}

/** Returns the sample variance (divisor n − 1) of what the window holds; 0 with fewer than two numbers. */
export function windowVariance(window: RollingWindow): number {
  if (window.count < 2) return 0;
  const variance = (window.sumOfSquares - (window.sum * window.sum) / window.count) / (window.count - 1);
  return Math.max(variance, 0);
}

export function windowDeviation(window: RollingWindow): number {
  return Math.sqrt(windowVariance(window));
}

/** Returns the number that came in `age` steps ago: 0 is the newest. NaN where there is none. */
export function valueAgo(window: RollingWindow, age: number): number {
  if (age >= window.count) return Number.NaN;
  const at = window.next - 1 - age;
  return window.ring[at < 0 ? at + window.length : at] as number;
}
